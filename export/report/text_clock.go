package report

import (
	"fmt"
	"math"
	"strings"

	"rtspect/rtpflow"
)

// clocks tells when the media was captured, how picture and sound come against one another, and how voice
// would sound.
func (t *textReport) clocks(s *rtpflow.Session) {
	t.captured(s)
	for i := range s.AVOffsets {
		t.labelled("A/V", avText(&s.AVOffsets[i]))
	}
	for _, m := range s.Media {
		for _, st := range m.Streams {
			if v := st.Voice; v != nil && v.MOSLQ != nil {
				t.labelled("voice", fmt.Sprintf("media %d: %s", m.Index, voiceText(v)))
			}
		}
	}
}

// captured gives the time span of the media by the sender's clock.
func (t *textReport) captured(s *rtpflow.Session) {
	var first, last *int64
	from := ""
	for _, m := range s.Media {
		for _, st := range m.Streams {
			w := st.WallClock
			if w == nil {
				continue
			}
			if w.FirstCapture != nil && (first == nil || *w.FirstCapture < *first) {
				first, from = w.FirstCapture, w.From
			}
			if w.LastCapture != nil && (last == nil || *w.LastCapture > *last) {
				last = w.LastCapture
			}
		}
	}
	if first == nil || last == nil {
		return
	}
	by := map[string]string{"sr": "sender reports", "onvif-replay": "the replay extension"}[from]
	if by == "" {
		by = "a header extension"
	}
	t.labelled("captured", fmt.Sprintf("%s to %s, by %s", clock(*first), clock(*last), by))
}

// longEnough is the session length (ns) from which a drift is more than chance.
const longEnough = 60e9

// avText says how picture and sound come against one another.
func avText(x *rtpflow.AVOffset) string {
	parts := []string{fmt.Sprintf("picture %s ms %s the sound of the same instant on average", milliseconds(math.Abs(x.MeanMS)), map[bool]string{true: "before", false: "after"}[x.MeanMS < 0])}
	if d := x.DriftMSPerMinute; d != nil && x.Video.End-x.Video.Start >= longEnough {
		parts = append(parts, fmt.Sprintf("%+.1f ms a minute", *d))
	}
	switch x.Verdict {
	case "undetectable":
		parts = append(parts, "lip-sync within what is noticed")
	case "detectable":
		parts = append(parts, fmt.Sprintf("%s ms apart at least: lip-sync noticeable, acceptable", milliseconds(math.Abs(*x.GapMS))))
	case "unacceptable":
		parts = append(parts, fmt.Sprintf("%s ms apart at least: lip-sync not acceptable unless players correct it", milliseconds(math.Abs(*x.GapMS))))
	case "sent-ahead":
		parts = append(parts, "sent ahead of time: no verdict on lip-sync")
	case "not-real-time":
		parts = append(parts, "not sent in real time: no verdict on lip-sync")
	}
	return strings.Join(parts, "; ")
}

func voiceText(v *rtpflow.Voice) string {
	text := fmt.Sprintf("%s, estimated MOS %.2f", v.Codec, *v.MOSLQ)
	if v.MOSCQ != nil {
		text += fmt.Sprintf(" (in conversation %.2f, R %.0f)", *v.MOSCQ, *v.R)
	}
	if v.LossPct > 0 {
		text += fmt.Sprintf(", %.2f %% lost or late", v.LossPct)
	}
	return text
}
