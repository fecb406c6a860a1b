package rtpflow

import (
	"cmp"
	"fmt"
	"strings"

	"rtspect/capture"
	"rtspect/rtspparse/registry"
)

// evidence are the frames of an exchange.
func (e *Exchange) evidence() (frames []capture.Frame) {
	if e.Request != nil {
		frames = append(frames, e.RequestFrame)
	}
	if e.Response != nil {
		frames = append(frames, e.ResponseFrame)
	}
	return frames
}

// name is the method, or words for an exchange of which only the answer was seen.
func (e *Exchange) name() string { return cmp.Or(e.Method, "A request that is not in the capture") }

// inside is name inside a sentence.
func (e *Exchange) inside() string { return cmp.Or(e.Method, "a request that is not in the capture") }

// exchangeFindings tells what went wrong in the exchanges.
func (s *session) exchangeFindings(a *Analyzer) (list []Finding) {
	for i, e := range s.Exchanges {
		add := func(code, format string, args ...any) *Finding {
			list = append(list, find(code, e.evidence(), format, args...).at(e.Time()))
			return &list[len(list)-1]
		}
		told := s.noAnswer(a, e, add)
		s.sender(e, add)
		if e.Response == nil || told {
			continue
		}
		if ns, ok := e.Latency(); ok && float64(ns) >= a.thresholds.SlowAnswer*1e9 {
			f := add("slow-answer", "%s was answered after %s.", e.name(), seconds(ns))
			if float64(ns) >= a.thresholds.VerySlowAnswer*1e9 {
				f.Severity = SevWarning
			}
		}
		s.statusFindings(i, e, add)
	}
	return list
}

type addFinding func(code, format string, args ...any) *Finding

// noAnswer tells of a request without an answer and of an answer without a request, as far as the
// capture can show either.
func (s *session) noAnswer(a *Analyzer, e *Exchange, add addFinding) bool {
	switch {
	case e.Response == nil && !s.heard(a, 1-e.Sender):
	case e.Response == nil && e.Connection != nil && e.Connection.holes(1-e.Sender):
		add("no-answer", "%s of the %s has no answer in the capture, which has holes in what the %s sent.", e.Method, e.Sender, 1-e.Sender).Severity = SevNote
	case e.Response == nil && e.Method == "TEARDOWN":
		why := e.closedText()
		if why == "" {
			why = "at the very end that often means only that the capture stopped first"
		}
		add("no-answer", "TEARDOWN has no answer in the capture; %s.", why).Severity = SevNote
	case e.Response == nil:
		cseq := "missing"
		if e.CSeq != nil {
			cseq = fmt.Sprint(*e.CSeq)
		}
		f := add("no-answer", "%s (CSeq %s) of the %s has no answer in the capture.", e.Method, cseq, e.Sender)
		if x, ok := e.closed(); ok && x.reset && x.by != e.Sender { // told with the reset
			f.Severity = SevNote
			f.Summary = strings.TrimSuffix(f.Summary, ".") + "; " + e.closedText() + "."
		} else if left := a.now - e.RequestTime; left < stillAfter {
			f.Severity = SevNote
			f.Summary = strings.TrimSuffix(f.Summary, ".") + fmt.Sprintf(", which ends %s after it.", seconds(left))
		} else {
			f.Summary = strings.TrimSuffix(f.Summary, ".") + e.arrival() + "."
		}
	case e.Request == nil && s.heard(a, e.Sender) && s.begun(e):
		how := "with a CSeq that no request in the capture has"
		if _, ok := e.Response.CSeq(); !ok {
			how = "without a CSeq, and no request in the capture waits for an answer"
		}
		add("answer-unmatched", "The %s answered %s %s.", 1-e.Sender, strings.TrimSpace(fmt.Sprintf("%d %s", e.Status(), e.Response.Reason)), how)
	default:
		return false
	}
	return true
}

// arrival says whether the TCP of the other side acknowledged a request that has no answer, "" where that is not known:
// offsets inside a wrapping are not those of TCP.
func (e *Exchange) arrival() string {
	c := e.Connection
	if c == nil || c.Kind != KindRTSP || !c.Sides[e.Sender].pendingKnown {
		return ""
	}
	side := &c.Sides[e.Sender]
	if e.Request.Offset+int64(e.Request.Length) <= side.Bytes+side.GapBytes-side.pending {
		return fmt.Sprintf("; its TCP acknowledged it: it arrived at the %s, which did not answer", 1-e.Sender)
	}
	again := ""
	if side.FirstRetransmitted >= e.RequestFrame {
		again = ", though it was sent again"
	}
	return fmt.Sprintf("; nor was it acknowledged by TCP%s: it did not arrive, or nothing of the %s comes back any more", again, 1-e.Sender)
}

// closed gives the end of the connection that a request was sent on.
func (e *Exchange) closed() (x closed, ok bool) {
	if e.Connection == nil {
		return x, false
	}
	return e.Connection.closing()
}

// closedText says who ended the connection before a request could be answered, "" if nobody did.
func (e *Exchange) closedText() string {
	x, ok := e.closed()
	if !ok {
		return ""
	}
	how := "closed"
	if x.reset {
		how = "reset"
	}
	if ns := x.time - e.RequestTime; ns > 0 {
		return fmt.Sprintf("the %s %s the connection %s after it", x.by, how, seconds(ns))
	}
	return fmt.Sprintf("the %s had %s the connection before", x.by, how)
}

// heard reports whether the capture holds what a side sent.
func (s *session) heard(a *Analyzer, who Side) bool {
	for _, c := range s.Connections {
		if c.Sides[who].Bytes > 0 {
			return true
		}
		if c.TunnelPeer != nil && c.TunnelPeer.Sides[who].Bytes > 0 {
			return true
		}
	}
	return false
}

// begun reports whether the connection of an exchange was captured from its start and without holes,
// so that a missing request was never sent.
func (s *session) begun(e *Exchange) bool {
	c := e.Connection
	return c != nil && c.SYNSeen && !c.holes(e.Sender) && (c.TunnelPeer == nil || c.TunnelPeer.SYNSeen)
}

// holes reports whether bytes are missing of what a side sent, on either half of a tunnel.
func (c *Connection) holes(who Side) bool {
	return c.Sides[who].GapBytes > 0 || c.TunnelPeer != nil && c.TunnelPeer.Sides[who].GapBytes > 0
}

// sender checks that the method may be sent by who sent it (RFC 2326, 10).
func (s *session) sender(e *Exchange, add addFinding) {
	if e.Request == nil {
		return
	}
	m, ok := registry.MethodByName(e.Method)
	switch {
	case !ok:
		add("method-unknown", "%s is a method that neither RFC 2326 nor RFC 7826 defines.", e.Method)
	case e.Sender == Client && !m.FromClient, e.Sender == Server && !m.FromServer:
		add("method-wrong-sender", "The %s sent %s, which only the other side may send.", e.Sender, e.Method)
	}
}
