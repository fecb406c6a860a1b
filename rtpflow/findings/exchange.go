package findings

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
	"rtspect/rtspparse/registry"
)

// minQuietTime is how long (ns) the capture must continue after something for its absence to mean anything.
const minQuietTime = 1e9

// methodName is the method of an exchange at the start of a sentence.
func methodName(e *rtpflow.Exchange) string { return wording.Capital(methodInside(e)) }

// methodInside is the method inside a sentence, or words for an exchange whose request is not in the capture.
func methodInside(e *rtpflow.Exchange) string {
	return cmp.Or(e.Method, "a request that is not in the capture")
}

// responseLine is the status and reason of the response.
func responseLine(e *rtpflow.Exchange) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", e.Status(), e.Response.Reason))
}

// addExchange adds a finding about an exchange.
func (d *sessionDetector) addExchange(t *catalog.FindingType, e *rtpflow.Exchange, format string, args ...any) *draft {
	f := d.add(t, e.Evidence(), format, args...).at(e.Time())
	f.detail = e.Method
	if e.Response != nil {
		f.detail += " " + strconv.Itoa(e.Status())
	}
	return f
}

// exchangeFindings are those about single exchanges.
func (d *sessionDetector) exchangeFindings() {
	for i, e := range d.s.Exchanges {
		reported := d.unansweredRequest(e) || d.unmatchedResponse(e)
		d.methodFinding(e)
		if e.Response == nil || reported {
			continue
		}
		if ns, ok := e.Latency(); ok && float64(ns) >= d.limit.SlowResponse*1e9 {
			f := d.addExchange(catalog.SlowResponse, e, "The response to %s took %s.", methodInside(e), wording.Duration(ns)).lasts(ns).against(d.limit.SlowResponse)
			if float64(ns) >= d.limit.VerySlowResponse*1e9 {
				f.as(rtpflow.SevWarning).against(d.limit.VerySlowResponse)
			}
		}
		d.statusFindings(i, e)
	}
}

// unansweredRequest reports a request without response, as far as the capture contains what the peer sent.
func (d *sessionDetector) unansweredRequest(e *rtpflow.Exchange) bool {
	peer := 1 - e.Sender
	if e.Response != nil || !d.s.HeardFrom(peer) {
		return false
	}
	if e.Connection != nil && e.Connection.HasGaps(peer) {
		d.addExchange(catalog.NoResponse, e, "%s from the %s has no response, but the capture lacks bytes from the %s.", e.Method, e.Sender, peer).as(rtpflow.SevNote).because(catalog.CaptureGap, catalog.TCPBytesMissing)
		return true
	}
	closing, closed := rtpflow.Closing{}, false
	if e.Connection != nil {
		closing, closed = e.Connection.Closing()
	}
	if e.Method == "TEARDOWN" {
		f := d.addExchange(catalog.NoResponse, e, "TEARDOWN has no response").as(rtpflow.SevNote)
		if closed {
			f.Summary += "; " + closingText(closing, e) + "."
		} else {
			f.Summary += ": at the end of a capture this usually means that the capture stopped first."
		}
		return true
	}
	cseq := "missing"
	if e.CSeq != nil {
		cseq = fmt.Sprint(*e.CSeq)
	}
	f := d.addExchange(catalog.NoResponse, e, "%s (CSeq %s) from the %s has no response", e.Method, cseq, e.Sender)
	switch left := d.report.End - e.RequestTime; {
	case closed && closing.Reset && closing.By != e.Sender:
		f.as(rtpflow.SevNote).because(catalog.ConnectionReset).Summary += "; " + closingText(closing, e) + "."
	case left < minQuietTime:
		f.as(rtpflow.SevNote).Summary += fmt.Sprintf(" before the capture ends %s later.", wording.Duration(left))
	default:
		f.Summary += arrivalText(e) + "."
	}
	return true
}

// unmatchedResponse reports a response without request, where the capture shows that there was none.
func (d *sessionDetector) unmatchedResponse(e *rtpflow.Exchange) bool {
	if e.Request != nil || e.Response == nil || !d.s.HeardFrom(e.Sender) || !fromHandshake(e) {
		return false
	}
	why := "with a CSeq that no request has"
	if _, ok := e.Response.CSeq(); !ok {
		why = "without CSeq while no request is pending"
	}
	d.addExchange(catalog.ResponseUnmatched, e, "The %s sent the response %s %s.", 1-e.Sender, responseLine(e), why)
	return true
}

// fromHandshake reports whether the connection of an exchange was captured from its handshake and without gaps, so that
// a missing request was never sent.
func fromHandshake(e *rtpflow.Exchange) bool {
	c := e.Connection
	return c != nil && c.SYNSeen && !c.HasGaps(e.Sender) && (c.TunnelPeer == nil || c.TunnelPeer.SYNSeen)
}

// arrivalText says whether TCP acknowledged a request without response, "" where that is unknown: offsets inside a
// tunnel are not those of TCP.
func arrivalText(e *rtpflow.Exchange) string {
	c := e.Connection
	if c == nil || c.Kind != rtpflow.KindRTSP || c.Sides[e.Sender].Outstanding == nil {
		return ""
	}
	side := &c.Sides[e.Sender]
	if e.Request.Offset+int64(e.Request.Length) <= side.Bytes+side.GapBytes-*side.Outstanding {
		return fmt.Sprintf("; TCP acknowledged it: it reached the %s, which did not respond", 1-e.Sender)
	}
	again := ""
	if side.FirstRetransmitted >= e.RequestFrame {
		again = " despite retransmission"
	}
	return fmt.Sprintf(" and was not acknowledged by TCP%s: lost, or the return path is down", again)
}

// closingText says who ended the connection before the response to a request.
func closingText(x rtpflow.Closing, e *rtpflow.Exchange) string {
	verb := "closed"
	if x.Reset {
		verb = "reset"
	}
	if ns := x.Time - e.RequestTime; ns > 0 {
		return fmt.Sprintf("the %s %s the connection %s later", x.By, verb, wording.Duration(ns))
	}
	return fmt.Sprintf("the %s had %s the connection before", x.By, verb)
}

// methodFinding checks that the method may be sent by its sender (RFC 2326, 10).
func (d *sessionDetector) methodFinding(e *rtpflow.Exchange) {
	if e.Request == nil {
		return
	}
	m, ok := registry.MethodByName(e.Method)
	switch {
	case !ok:
		d.addExchange(catalog.MethodUnknown, e, "%s is not a method of RFC 2326 or RFC 7826.", e.Method)
	case e.Sender == rtpflow.Client && !m.FromClient, e.Sender == rtpflow.Server && !m.FromServer:
		d.addExchange(catalog.MethodWrongSender, e, "The %s sent %s, which only the %s may send.", e.Sender, e.Method, 1-e.Sender)
	}
}
