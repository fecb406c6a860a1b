//home: rtpflow/findings

package rtpflow

import (
	"fmt"
	"math"
	"strings"

	"rtspect/rtspparse"
)

// ruleFindings checks the exchanges against the rules for header fields that tie requests, answers and
// sessions together.
func (s *session) ruleFindings(t *Thresholds) (list []Finding) {
	told := map[string]bool{}
	for i, e := range s.Exchanges {
		add := func(code, format string, args ...any) *Finding {
			list = append(list, find(code, e.evidence(), format, args...).at(e.Time()))
			return &list[len(list)-1]
		}
		once := func(code, format string, args ...any) {
			if !told[code] {
				told[code] = true
				add(code, format, args...)
			}
		}
		s.sessionField(e, once)
		s.repeatedTeardown(i, e, once)
		if e.Request == nil || e.Response == nil || e.Sender != Client {
			continue
		}
		s.cseqReturned(e, once)
		if e.Status() >= 200 && e.Status() < 300 {
			playedAsAsked(e, add, t)
		}
	}
	return list
}

// sessionField checks the Session header (RFC 2326, 12.37): the answer to SETUP gives it, and the client
// returns it with all that concerns the session.
func (s *session) sessionField(e *Exchange, add func(string, string, ...any)) {
	asked, given := sessionIDs(e)
	ok := e.Status() >= 200 && e.Status() < 300
	switch e.Method {
	case "SETUP":
		if e.Request != nil && ok && given == "" && !e.Response.Cut() {
			add("session-missing", "The answer to SETUP names no Session: the client cannot say which session its next requests are for.")
		}
	case "PLAY", "PAUSE", "RECORD", "TEARDOWN":
		if e.Request != nil && asked == "" && e.Sender == Client && s.Session.Session != "" {
			add("session-missing", "%s names no Session, though the server gave the client one (%s).", e.Method, s.Session.Session)
		}
	}
	if asked != "" && given != "" && asked != given && ok {
		add("session-id-changed", "%s was sent for session %s and answered for session %s: requests under either name may be refused.", e.name(), asked, given)
	}
}

// repeatedTeardown tells of a TEARDOWN of what was torn down before.
func (s *session) repeatedTeardown(i int, e *Exchange, add func(string, string, ...any)) {
	if e.Method != "TEARDOWN" || e.Request == nil {
		return
	}
	for _, x := range s.Exchanges[:i] {
		if x.Method == "TEARDOWN" && x.URL == e.URL && x.Request != nil && x.Status()/100 == 2 {
			add("teardown-repeated", "The client sent TEARDOWN again, %s after the first was answered with %d; this one %s.", seconds(e.RequestTime-x.ResponseTime), x.Status(), e.answered())
			return
		}
	}
}

// answered says how an exchange ended.
func (e *Exchange) answered() string {
	if e.Response == nil {
		return "has no answer"
	}
	return fmt.Sprintf("was answered %d %s", e.Status(), e.Response.Reason)
}

// cseqReturned tells of an answer that returns another CSeq than its request has (RFC 2326, 12.17): the
// order alone says which request it answers.
func (s *session) cseqReturned(e *Exchange, add func(string, string, ...any)) {
	asked, ok1 := e.Request.CSeq()
	given, ok2 := e.Response.CSeq()
	if ok1 && ok2 && asked != given {
		add("cseq-mismatch", "%s (CSeq %d) was answered with CSeq %d: strict clients do not take the answer for theirs.", e.Method, asked, given)
	}
}

// playedAsAsked compares what a PLAY asked for with what the answer grants.
func playedAsAsked(e *Exchange, add addFinding, t *Thresholds) {
	if e.Method != "PLAY" && e.Method != "RECORD" {
		return
	}
	rate := func(name string, parse func(string) (float64, bool)) {
		asked, ok := parse(e.Request.Headers.Get(name))
		if !ok {
			return
		}
		v := e.Response.Headers.Get(name)
		given, ok := parse(v)
		switch {
		case v == "" && asked != 1:
			add("rate-refused", "%s asked for %s %g and the answer names none: the server plays at its own.", e.Method, name, asked)
		case ok && math.Abs(given-asked) > 0.005:
			add("rate-refused", "%s asked for %s %g and was granted %g.", e.Method, name, asked, given)
		}
	}
	rate("Scale", func(v string) (float64, bool) {
		x, _ := rtspparse.ParseScale(v)
		return x.Rate, v != "" && x.Valid
	})
	rate("Speed", func(v string) (float64, bool) {
		x, _ := rtspparse.ParseSpeed(v)
		return x.Upper, v != "" && x.Valid
	})
	asked, given := startOfRange(e.Request), startOfRange(e.Response)
	if asked != nil && given != nil && math.Abs(*given-*asked) > t.SeekOffset {
		add("range-changed", "%s asked to begin at npt %g and the server begins at %g, %.1f s off.", e.Method, *asked, *given, math.Abs(*given-*asked))
	}
}

// startOfRange is the start of a message's Range in seconds of normal play time, nil where it has none.
func startOfRange(m *rtspparse.Message) *float64 {
	r, _ := rtspparse.ParseRange(m.Headers.Get("Range"))
	if !strings.EqualFold(r.Unit, "npt") || !r.Start.Set || r.Start.Now {
		return nil
	}
	return &r.Start.Seconds
}
