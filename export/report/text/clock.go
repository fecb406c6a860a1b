package text

import (
	"fmt"
	"math"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// clocks writes the wall clock of the media, the A/V offset, and the estimated voice quality.
func (t *report) clocks(s *rtpflow.Session) {
	t.wallClock(s)
	for i := range s.AVOffsets {
		t.labeled("A/V", avText(&s.AVOffsets[i]))
	}
	var voices []string
	for _, m := range s.Media {
		for _, st := range m.Streams {
			if v := st.Voice; v != nil && v.MOSLQ != nil {
				voices = append(voices, streamPrefix(m, st)+voiceText(v))
			}
		}
	}
	t.labeledLines("voice", voices)
}

// wallClock writes the time span of the media by the sender's clock.
func (t *report) wallClock(s *rtpflow.Session) {
	var first, last *int64
	source := ""
	for _, m := range s.Media {
		for _, st := range m.Streams {
			w := st.WallClock
			if w == nil {
				continue
			}
			if w.FirstCapture != nil && (first == nil || *w.FirstCapture < *first) {
				first, source = w.FirstCapture, w.From
			}
			if w.LastCapture != nil && (last == nil || *w.LastCapture > *last) {
				last = w.LastCapture
			}
		}
	}
	if first == nil || last == nil {
		return
	}
	from := "a header extension"
	switch source {
	case "sr":
		from = "sender reports"
	case "onvif-replay":
		from = "the ONVIF replay extension"
	}
	end := view.Clock(*last)
	if day, _, _ := strings.Cut(view.Clock(*first), " "); strings.HasPrefix(end, day) {
		end = end[len(day)+1:]
	}
	t.labeled("wall clock", view.Clock(*first)+" to "+end+" (from "+from+")")
}

// minDriftTime is how long (ns) a stream lasts at least for its clock drift to be significant.
const minDriftTime = 60e9

// avText writes "offset 79.3 ms (video early; 18.5 ms significant): not noticeable". What is significant exceeds the
// spread of transit times.
func avText(x *rtpflow.AVOffset) string {
	text := "offset " + view.DurationMS(math.Abs(x.MeanMS)) + " (video " + order(x.MeanMS)
	switch {
	case x.GapMS == nil:
	case *x.GapMS == 0:
		text += "; not significant"
	case (*x.GapMS > 0) == (x.MeanMS > 0):
		text += "; " + view.DurationMS(math.Abs(*x.GapMS)) + " significant"
	default:
		text += "; mostly " + order(*x.GapMS) + " by at least " + view.DurationMS(math.Abs(*x.GapMS))
	}
	text += ")"
	if d := x.DriftMSPerMinute; d != nil && x.Video.End-x.Video.Start >= minDriftTime {
		text += fmt.Sprintf(", drift %+.1f ms/min", *d)
	}
	if x.GapMS != nil {
		text += ": " + verdicts[x.Verdict]
	}
	return text
}

// order says which comes first; the audio if ms is positive.
func order(ms float64) string {
	if ms > 0 {
		return "late"
	}
	return "early"
}

// verdicts are the verdicts on A/V synchronization.
var verdicts = map[string]string{
	"undetectable": "not noticeable", "detectable": "noticeable, acceptable",
	"unacceptable": "unacceptable unless the player compensates",
	"sent-ahead":   "no verdict, as media is sent ahead of time", "not-real-time": "no verdict, as media is not sent in real time",
}

// voiceText writes the MOS of listening quality: RTSP rarely carries a conversation.
func voiceText(v *rtpflow.Voice) string {
	text := fmt.Sprintf("%s, estimated MOS %.2f", v.Codec, *v.MOSLQ)
	if v.LossPct > 0 {
		text += ", " + view.Percent(v.LossPct/100) + " lost or late"
	}
	return text
}
