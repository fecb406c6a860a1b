package rtpflow

import (
	"cmp"
	"fmt"
	"slices"

	"rtspect/capture"
)

// sortFindings puts the gravest first, then the earliest.
func sortFindings(list []Finding) {
	first := func(f Finding) capture.Frame {
		if len(f.Frames) == 0 {
			return 0
		}
		return f.Frames[0]
	}
	slices.SortStableFunc(list, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.Severity, y.Severity), cmp.Compare(first(x), first(y)), cmp.Compare(x.Code, y.Code))
	})
}

// sessionFindings tells what went wrong in the exchanges.
func sessionFindings(s *Session) {
	add := func(code string, sev Severity, e *Exchange, format string, args ...any) {
		t := e.Time()
		f := Finding{Code: code, Severity: sev, Summary: fmt.Sprintf(format, args...), Time: &t}
		if e.Request != nil {
			f.Frames = append(f.Frames, e.RequestFrame)
		}
		if e.Response != nil {
			f.Frames = append(f.Frames, e.ResponseFrame)
		}
		f.DisplayFilter = frameFilter(f.Frames)
		s.Findings = append(s.Findings, f)
	}
	for i, e := range s.Exchanges {
		switch {
		case e.Response == nil:
			if e.Method == "TEARDOWN" {
				add("no-answer", SevNote, e, "TEARDOWN has no answer in the capture; at the very end that often means only that the capture stopped first.")
			} else {
				add("no-answer", SevWarning, e, "%s (CSeq %s) has no answer in the capture.", e.Method, cseqText(e))
			}
		case e.Status() == 401 || e.Status() == 407:
			if s.repeated(i) {
				add("auth-refused", SevError, e, "%s was refused with %d although credentials were sent: they are wrong.", e.Method, e.Status())
			}
		case e.Status() >= 500:
			add("request-failed", SevError, e, "%s failed: %d %s.", cmp.Or(e.Method, "A request"), e.Status(), e.Response.Reason)
		case e.Status() >= 400:
			add("request-failed", SevWarning, e, "%s was refused: %d %s.", cmp.Or(e.Method, "A request"), e.Status(), e.Response.Reason)
		case e.Status() >= 300:
			add("redirect", SevNote, e, "%s was redirected (%d) to %s.", cmp.Or(e.Method, "A request"), e.Status(), e.Response.Headers.Get("Location"))
		}
	}
	switch s.EndedBy {
	case "client-reset", "server-reset":
		s.resetFinding()
	case "client-close", "server-close", "timeout", "capture-end":
		s.noTeardown()
	}
}

func cseqText(e *Exchange) string {
	if e.CSeq == nil {
		return "missing"
	}
	return fmt.Sprint(*e.CSeq)
}

// repeated reports whether the refused exchange at i carried credentials.
func (s *Session) repeated(i int) bool {
	r := s.Exchanges[i].Request
	return r != nil && (r.Headers.Has("Authorization") || r.Headers.Has("Proxy-Authorization"))
}

func (s *Session) resetFinding() {
	for i := len(s.Connections) - 1; i >= 0; i-- {
		c := s.Connections[i]
		x, ok := c.closing()
		if !ok || !x.reset {
			continue
		}
		s.Findings = append(s.Findings, Finding{Code: "connection-reset", Severity: SevError, Frames: []capture.Frame{x.frame}, Time: &x.time, DisplayFilter: c.filter() + " && tcp.flags.reset == 1",
			Summary: fmt.Sprintf("The %s reset connection %s without TEARDOWN: it crashed, was killed, or closed its socket with data unread.", x.by, c.ID)})
		return
	}
}

func (s *Session) noTeardown() {
	if !s.active() {
		return
	}
	how := map[string]string{"client-close": "the client closed its connection", "server-close": "the server closed the connection",
		"timeout": "the client fell silent and the server stopped after the session timeout", "capture-end": "the capture ends first"}[s.EndedBy]
	sev := SevWarning
	if s.EndedBy == "capture-end" {
		sev = SevNote
	}
	e := s.Exchanges[len(s.Exchanges)-1]
	s.Findings = append(s.Findings, Finding{Code: "no-teardown", Severity: sev, Frames: []capture.Frame{e.Frame()}, DisplayFilter: frameFilter([]capture.Frame{e.Frame()}),
		Reference: "RFC 2326, 10.7", Summary: "The session has no TEARDOWN: " + how + "."})
}

// active reports whether the session got as far as media set up.
func (s *Session) active() bool { return len(s.Media) > 0 }
