package analyze_test

import (
	"fmt"
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// story tells the sessions of a report, a line each:
//
//	s1 A c1,c2 play teardown: SETUP 200, PLAY -, <OPTIONS 200
//
// ordinal, Session header (or -), connections, mode, how it ended, and the exchanges: - where no
// answer was seen, ! where no request was, < where the server asked.
func story(r *rtpflow.Report) string {
	var lines []string
	for _, s := range r.Sessions {
		var conns, said []string
		for _, c := range s.Connections {
			conns = append(conns, c.ID)
		}
		for _, e := range s.Exchanges {
			x := e.Method
			if e.Sender == rtpflow.Server {
				x = "<" + x
			}
			if e.Request == nil {
				x = "!" + x
			}
			if e.Response == nil {
				x += " -"
			} else {
				x += fmt.Sprintf(" %d", e.Status())
			}
			said = append(said, x)
		}
		id := s.Session
		if id == "" {
			id = "-"
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s %s: %s", s.ID, id, strings.Join(conns, ","), s.Mode, s.EndedBy, strings.Join(said, ", ")))
	}
	return strings.Join(lines, "\n")
}

// storyCase is a conversation, its sessions and where their streams are.
type storyCase struct {
	name, wrong string
	talk        func(*wire)
	want        string // see story
	placed      string // see placed; not looked at if empty
}

func runStoryCases(t *testing.T, cases []storyCase) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			known(t, c.wrong)
			w := newWire(t)
			c.talk(w)
			r := w.report()
			invariants(t, r)
			if got, want := story(r), unindent(c.want); got != want {
				t.Errorf("told:\n%s\nwant:\n%s", got, want)
			}
			if got, want := placed(r), unindent(c.placed); want != "" && got != want {
				t.Errorf("found:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}
