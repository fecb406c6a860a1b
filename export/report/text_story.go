package report

import (
	"cmp"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// moment is a line of a story: an exchange, some exchanges that keep the session alive, or an event.
type moment struct {
	time    int64
	frame   capture.Frame
	what    string
	answer  string
	style   style
	latency string
	more    string // on a line of its own below
}

// A story that is longer than this is told by its beginning and its end.
const (
	storyHead = 40
	storyTail = 10
)

// story tells what happened in a session, in the order of time.
func (t *textReport) story(s *rtpflow.Session) {
	moments := append(t.exchanges(s), t.events(s)...)
	if len(moments) == 0 {
		return
	}
	slices.SortStableFunc(moments, func(a, b moment) int {
		return cmp.Or(cmp.Compare(a.frame, b.frame), cmp.Compare(a.time, b.time))
	})
	t.line()
	tab := table{columns: []column{
		{head: "time s", right: true}, {head: "frame", right: true}, {head: "request", least: 20}, {head: "latency", right: true}, {head: "answer", least: 12},
	}}
	left := len(moments) - storyHead - storyTail
	for i, m := range moments {
		if !t.all && left > 1 && i >= storyHead && i < storyHead+left {
			if i == storyHead {
				tab.rows = append(tab.rows, []tableCell{{}, {}, {"… " + grouped(int64(left)) + " lines left out; --all tells them", dim}})
			}
			continue
		}
		row := []tableCell{{text: t.at(m.time)}, {text: t.frameText(m.frame)}, {m.what, m.style}}
		if m.answer != "" {
			row[2].style = plain
			row = append(row, tableCell{text: m.latency}, tableCell{m.answer, m.style})
		}
		tab.rows = append(tab.rows, row)
		if m.more != "" {
			tab.rows = append(tab.rows, []tableCell{{}, {}, {m.more, plain}})
		}
	}
	tab.print(t.page, indentWidth)
}

// eventWords are the kinds of event that a story tells besides the exchanges, and how. Other kinds
// are too many (key frames, sender reports) or are exchanges themselves.
var eventWords = map[string]string{
	"rtp-start": "RTP begins", "rtp-end": "RTP ends", "loss": "RTP lost", "discontinuity": "RTP jumps", "gap": "gap", "clock-step": "clock set",
	"raw-start": "data begins", "raw-end": "data ends", "rtcp-bye": "", "rtcp-keyframe-request": "", "rtcp-cname": "", "rtcp-app": "", "tunnel": "", "close": "", "reset": "", "parameters": "", "freeze": "",
}

// maxSameEvents is the number of events of one kind and media that are told one by one.
const maxSameEvents = 8

func (t *textReport) events(s *rtpflow.Session) []moment {
	type group struct {
		kind  string
		media int
	}
	groupOf := func(e *rtpflow.Event) group {
		g := group{e.Kind, -1}
		if e.Media != nil {
			g.media = *e.Media
		}
		return g
	}
	total, told := map[group]int{}, map[group]int{}
	for i := range s.Timeline {
		total[groupOf(&s.Timeline[i])]++
	}
	var out []moment
	for i := range s.Timeline {
		e := &s.Timeline[i]
		word, known := eventWords[e.Kind]
		if !known {
			continue
		}
		if e.Kind == "loss" && interleaved(s, e.Media) {
			word = "RTP missing" // TCP loses nothing
		}
		g := groupOf(e)
		told[g]++
		over := total[g] - maxSameEvents
		if !t.all && over > 1 && told[g] > maxSameEvents {
			if told[g] == maxSameEvents+1 {
				out = append(out, moment{time: e.Time, frame: e.Frame, what: eventText(e, word, "… "+grouped(int64(over))+" more"), style: eventStyle(e)})
			}
			continue
		}
		out = append(out, moment{time: e.Time, frame: e.Frame, what: eventText(e, word, t.shown(e.Detail)), style: eventStyle(e)})
	}
	return out
}

func interleaved(s *rtpflow.Session, media *int) bool {
	for _, m := range s.Media {
		if media != nil && m.Index == *media {
			return m.Transport.Lower == "tcp"
		}
	}
	return false
}

func eventStyle(e *rtpflow.Event) style {
	switch e.Kind {
	case "loss", "gap", "reset", "freeze":
		return notice
	}
	return plain
}

func eventText(e *rtpflow.Event, word, detail string) string {
	var b strings.Builder
	if e.Media != nil {
		b.WriteString("media " + integer(e.Media))
		if word != "" {
			b.WriteByte(' ')
		} else {
			b.WriteString(": ")
		}
	}
	b.WriteString(word)
	if detail != "" {
		if word != "" {
			b.WriteString(": ")
		}
		b.WriteString(detail)
	}
	return b.String()
}
