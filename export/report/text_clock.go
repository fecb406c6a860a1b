package report

import (
	"fmt"
	"math"
	"strings"

	"rtspect/rtpflow"
)

// clocks tells when the media was captured, how video and audio come against one another, and how voice
// would sound.
func (t *textReport) clocks(s *rtpflow.Session) {
	t.captured(s)
	for i := range s.AVOffsets {
		t.labelled("A/V", avText(&s.AVOffsets[i]))
	}
	var voices []string
	for _, m := range s.Media {
		for _, st := range m.Streams {
			if v := st.Voice; v != nil && v.MOSLQ != nil {
				voices = append(voices, aboutStream(m, st)+voiceText(v))
			}
		}
	}
	t.some("voice", voices)
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
	t.labelled("wall clock", fmt.Sprintf("%s to %s, by %s", clock(*first), until, by))
}

// longEnough is the session length (ns) from which a drift is more than chance.
const longEnough = 60e9

// avText says how video and audio come against one another.
func avText(x *rtpflow.AVOffset) string {
	order := func(ms float64) string { // the audio is first where positive
		return fmt.Sprintf("%s ms %s", milliseconds(math.Abs(ms)), map[bool]string{true: "after", false: "before"}[ms > 0])
	}
	text := "by the sender's clock, video arrives " + order(x.MeanMS) + " the audio of the same instant on average"
	if d := x.DriftMSPerMinute; d != nil && x.Video.End-x.Video.Start >= longEnough {
		text += fmt.Sprintf(", %+.1f ms a minute", *d)
	}
	switch {
	case x.GapMS == nil:
		return text
	case *x.GapMS == 0:
		text += ", all of it within the spread of transit times"
	case (*x.GapMS > 0) == (x.MeanMS > 0):
		text += fmt.Sprintf(", %s ms of it beyond the spread of transit times", milliseconds(math.Abs(*x.GapMS)))
	default:
		text += ", but most of the time at least " + order(*x.GapMS) + " it"
	}
	return text + ": " + verdicts[x.Verdict]
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
