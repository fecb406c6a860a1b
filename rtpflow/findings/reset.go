package findings

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/findings/displayfilter"
	"rtspect/rtpflow/wording"
)

// resetFinding describes the reset that ended the session: who sent it, when, after what, what was being sent, and what
// that usually means.
func (d *sessionDetector) resetFinding() {
	for _, c := range slices.Backward(d.s.Connections) {
		x, ok := c.Closing()
		if !ok || !x.Reset || d.afterOtherTeardown(c, x) {
			continue
		}
		own, peer := &c.Sides[x.By], &c.Sides[1-x.By]
		lastData := max(min(own.LastDataTime, x.Time), min(peer.LastDataTime, x.Time))
		idle := x.Time - lastData
		var b strings.Builder
		fmt.Fprintf(&b, "The %s reset connection %s", x.By, c.ID)
		last, since := d.lastBefore(x.Time), ""
		if last != nil {
			since = ", " + sinceText(last, x.Time)
			b.WriteString(since)
		}
		if after := ", " + wording.Duration(idle) + " after "; lastData > 0 && !strings.HasPrefix(since, after) { // the last message was the last data
			b.WriteString(after + "the last data")
		}
		b.WriteString(truncatedData(peer, 1-x.By))
		isIdle := float64(idle) >= d.limit.IdleReset*1e9
		d.add(catalog.ConnectionReset, one(x.Frame), "%s. %s", b.String(), resetMeaning(x, last, isIdle, peer)).
			at(x.Time).lasts(idle).against(d.limit.IdleReset).shownBy(displayfilter.OfResets(c)).Subject.Connection = c
		return
	}
}

// afterOtherTeardown reports whether a client that has just torn down another session on the connection resets it: that
// is how it closes, and no fault of this session.
func (d *sessionDetector) afterOtherTeardown(c *rtpflow.Connection, x rtpflow.Closing) bool {
	const justBefore = 2e9 // ns
	return x.By == rtpflow.Client && slices.ContainsFunc(d.tornDown[c], func(o *rtpflow.Session) bool {
		return o != d.s && o.Teardown.Sent <= x.Time && x.Time-o.Teardown.Sent < justBefore
	})
}

// truncatedData says what a side was sending when the other reset the connection.
func truncatedData(s *rtpflow.ConnectionSide, side rtpflow.Side) string {
	var list []string
	if s.TruncatedFrame != nil {
		list = append(list, fmt.Sprintf("in the middle of an interleaved frame from the %s (channel %d)", side, *s.TruncatedFrame))
	} else if s.TruncatedMessages > 0 {
		list = append(list, fmt.Sprintf("in the middle of a message from the %s", side))
	}
	if n := s.Unacknowledged; n > 0 {
		list = append(list, fmt.Sprintf("with %s from the %s unacknowledged", wording.Count(n, "byte"), side))
	}
	if len(list) == 0 {
		return ""
	}
	return ", " + strings.Join(list, " and ")
}

// lastBefore is the last exchange that started before a time.
func (d *sessionDetector) lastBefore(time int64) (last *rtpflow.Exchange) {
	for _, e := range d.s.Exchanges {
		if e.Time() <= time {
			last = e
		}
	}
	return last
}

// sinceText says how an exchange lies before a time.
func sinceText(e *rtpflow.Exchange, time int64) string {
	if e.Response == nil {
		return fmt.Sprintf("%s after %s, which has no response", wording.Duration(time-e.RequestTime), e.Method)
	}
	if e.ResponseTime > time {
		return fmt.Sprintf("before the response to %s", methodInside(e))
	}
	return fmt.Sprintf("%s after the response %d to %s", wording.Duration(time-e.ResponseTime), e.Status(), methodInside(e))
}

// resetMeaning says what such a reset usually means.
func resetMeaning(x rtpflow.Closing, last *rtpflow.Exchange, idle bool, peer *rtpflow.ConnectionSide) string {
	streaming := peer.InterleavedFrames > 0 && x.Time-peer.LastDataTime < 1e9
	switch {
	case idle:
		return "After so long without data the likely cause is a firewall, NAT or load balancer with an idle timeout; keep-alives within that time help."
	case last != nil && last.Response == nil && x.By == rtpflow.Server:
		return "A server that resets instead of responding has usually crashed on the request, or refuses the client."
	case streaming && x.By == rtpflow.Client:
		return "Media was still arriving: the client was killed, crashed, or closed its socket with unread data."
	case streaming:
		return "Media was still arriving: the server was killed or crashed."
	case x.By == rtpflow.Client:
		return "The client was killed, crashed, or closed its socket with unread data; without TEARDOWN the server keeps the session until its timeout."
	}
	return "The server was killed, restarted or crashed, ran out of connections, or closed its socket with unread data."
}
