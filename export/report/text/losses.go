package text

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// foldLosses replaces the losses of one media stream within one second of the capture by one event that counts them.
func (t *report) foldLosses(s *rtpflow.Session) []rtpflow.Event {
	if t.all {
		return s.Timeline
	}
	type second struct {
		media int
		n     int64
	}
	of := func(e *rtpflow.Event) second { return second{groupOf(e).media, t.second(e.Time)} }
	total, last := map[second]int{}, map[int]int64{}
	for i := range s.Timeline {
		if e := &s.Timeline[i]; e.Kind == "loss" {
			total[of(e)]++
			last[of(e).media] = max(last[of(e).media], of(e).n)
		}
	}
	events := make([]rtpflow.Event, 0, len(s.Timeline))
	seen := map[second]bool{}
	for _, e := range s.Timeline {
		if e.Kind == "loss" {
			k := of(&e)
			if seen[k] {
				continue
			}
			seen[k] = true
			if total[k] > 1 {
				e.Detail = t.lossesText(s, k.media, k.n, last[k.media] == k.n)
			}
		}
		events = append(events, e)
	}
	return events
}

// second is the second of the capture in which a time is.
func (t *report) second(ns int64) int64 { return (ns - t.start) / 1e9 }

// lossesText counts the losses of a media stream in a second, and those after it if it is the last of the timeline.
func (t *report) lossesText(s *rtpflow.Session, media int, second int64, last bool) string {
	var losses, packets, later int64
	for _, m := range s.Media {
		if m.Index != media {
			continue
		}
		for _, st := range m.Streams {
			for _, l := range st.Losses {
				switch at := t.second(l.Time); {
				case at == second:
					losses++
					packets += l.Count
				case at > second:
					later++
				}
			}
			later += st.LossesLeftOut
		}
	}
	text := lossCount(losses) + " in this second, " + view.Count(packets, "packet")
	if last && later > 0 {
		text += "; " + view.Thousands(later) + " more later"
	}
	return text
}

func lossCount(n int64) string {
	if n == 1 {
		return "1 loss"
	}
	return view.Thousands(n) + " losses"
}
