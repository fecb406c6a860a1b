package text

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// event is a line of a timeline: an exchange, consecutive keep-alive requests, or an event of the media.
type event struct {
	time     int64
	frame    capture.Frame
	text     string
	response string
	style    style
	latency  string
	more     string // on a separate line below
}

// timeline writes the exchanges and events of a session in the order of time. The middle of a long one is elided.
func (t *report) timeline(s *rtpflow.Session) {
	events := append(t.exchanges(s), t.mediaEvents(s)...)
	if len(events) == 0 {
		return
	}
	slices.SortStableFunc(events, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.frame, b.frame), cmp.Compare(a.time, b.time))
	})
	tab := table{columns: []column{
		{head: "time s", right: true}, {head: "frame", right: true}, {head: "request", min: 20}, {head: "latency", right: true}, {head: "response", min: 12},
	}}
	hidden := len(events) - timelineHead - timelineTail
	if t.all || hidden <= 1 {
		hidden = 0
	}
	for i, e := range events {
		if hidden > 0 && i >= timelineHead && i < timelineHead+hidden {
			if i == timelineHead {
				tab.rows = append(tab.rows, []cell{{}, {}, {"… " + notShown(hidden, "line"), dim}})
			}
			continue
		}
		tab.rows = append(tab.rows, t.eventRow(&e))
		if e.more != "" {
			tab.rows = append(tab.rows, []cell{{}, {}, {text: e.more}})
		}
	}
	t.line()
	tab.keepRequests(t.width)
	tab.print(t.writer, indentWidth)
}

// keepRequests makes a long response, and not the ports in a request, lose its end on a narrow page.
func (t *table) keepRequests(width int) {
	const request, others = 2, 42 // columns of the page beside the requests
	for _, row := range t.rows {
		if len(row) == len(t.columns) {
			text, _, _ := strings.Cut(row[request].text, " with ") // authorization
			t.columns[request].min = max(t.columns[request].min, min(columns(text)+1, width-others))
		}
	}
}

func (t *report) eventRow(e *event) []cell {
	row := []cell{{text: t.at(e.time)}, {text: t.frame(e.frame)}}
	if e.response == "" {
		return append(row, cell{e.text, e.style})
	}
	return append(row, cell{text: e.text}, cell{text: e.latency}, cell{e.response, e.style})
}

// eventNames are the kinds of event that a timeline has besides the exchanges, with their names; "" where the
// detail says it all. Other kinds are too frequent (keyframes, sender reports) or are exchanges.
var eventNames = map[string]string{
	"rtp-start": "RTP start", "rtp-end": "RTP end", "loss": "loss", "discontinuity": "discontinuity", "gap": "gap", "clock-step": "clock step",
	"raw-start": "data start", "raw-end": "data end", "rtcp-bye": "", "rtcp-keyframe-request": "", "rtcp-cname": "", "rtcp-app": "",
	"tunnel": "", "close": "", "reset": "", "parameters": "", "freeze": "",
}

// eventGroup is the kind and media stream of an event.
type eventGroup struct {
	kind  string
	media int // -1 for the session
}

func groupOf(e *rtpflow.Event) eventGroup {
	if e.Media == nil {
		return eventGroup{e.Kind, -1}
	}
	return eventGroup{e.Kind, *e.Media}
}

// mediaEvents returns the events of a session besides its exchanges; of many in one group, the first and a count.
func (t *report) mediaEvents(s *rtpflow.Session) (events []event) {
	timeline := t.foldLosses(s)
	total, count := map[eventGroup]int{}, map[eventGroup]int{}
	for i := range timeline {
		total[groupOf(&timeline[i])]++
	}
	for i := range timeline {
		e := &timeline[i]
		name, known := eventNames[e.Kind]
		if !known {
			continue
		}
		if e.Kind == "loss" && interleaved(s, e.Media) {
			name = "missing" // TCP does not lose packets
		}
		g := groupOf(e)
		count[g]++
		detail := t.shown(e.Detail)
		if excess := total[g] - maxSameEvents; !t.all && excess > 1 && count[g] > maxSameEvents {
			if count[g] > maxSameEvents+1 {
				continue
			}
			detail = "… " + view.Thousands(int64(excess)) + " more"
		}
		events = append(events, event{time: e.Time, frame: e.Frame, text: eventText(e.Media, name, detail), style: eventStyle(e.Kind)})
	}
	return events
}

func interleaved(s *rtpflow.Session, media *int) bool {
	for _, m := range s.Media {
		if media != nil && m.Index == *media {
			return m.Transport.Lower == "tcp"
		}
	}
	return false
}

func eventStyle(kind string) style {
	switch kind {
	case "loss", "gap", "reset", "freeze":
		return yellow
	}
	return plain
}

// eventText writes "media 0 loss: 12 packets".
func eventText(media *int, name, detail string) string {
	if media != nil {
		prefix := "media " + strconv.Itoa(*media)
		switch {
		case name != "":
			name = prefix + " " + name
		default:
			name = prefix
		}
	}
	if name == "" || detail == "" {
		return name + detail
	}
	return name + ": " + detail
}

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
