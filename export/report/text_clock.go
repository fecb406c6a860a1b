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
	until := clock(*last)
	if day, _, _ := strings.Cut(clock(*first), " "); strings.HasPrefix(until, day) {
		until = until[len(day)+1:]
	}
	t.labelled("captured", fmt.Sprintf("%s to %s, by %s", clock(*first), until, by))
}

// longEnough is the session length (ns) from which a drift is more than chance.
const longEnough = 60e9

// avText says how picture and sound come against one another.
func avText(x *rtpflow.AVOffset) string {
	first := "picture"
	if x.MeanMS > 0 {
		first = "sound"
	}
	mean := fmt.Sprintf("%s %s ms first", first, milliseconds(math.Abs(x.MeanMS)))
	if d := x.DriftMSPerMinute; d != nil && x.Video.End-x.Video.Start >= longEnough {
		mean += fmt.Sprintf(", %+.1f ms a minute", *d)
	}
	if x.GapMS == nil {
		return "on average " + mean + " of picture and sound of an instant"
	}
	text := "picture and sound of an instant come together"
	if *x.GapMS != 0 {
		text = fmt.Sprintf("picture and sound of an instant come %s ms apart", milliseconds(math.Abs(*x.GapMS)))
	}
	return text + " (on average " + mean + "): " + verdicts[x.Verdict]
}

// verdicts are the verdicts on lip-sync in plain words.
var verdicts = map[string]string{
	"undetectable": "not noticeable", "detectable": "noticeable, acceptable",
	"unacceptable": "not acceptable unless players correct it",
	"sent-ahead":   "sent ahead of time, so no verdict", "not-real-time": "not sent in real time, so no verdict",
}

// voiceText gives the score of listening: what RTSP carries is seldom a conversation.
func voiceText(v *rtpflow.Voice) string {
	text := fmt.Sprintf("%s, estimated MOS %.2f", v.Codec, *v.MOSLQ)
	if v.LossPct > 0 {
		text += fmt.Sprintf(", %.2f %% lost or late", v.LossPct)
	}
	return text
}
