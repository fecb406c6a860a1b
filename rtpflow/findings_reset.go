//home: rtpflow/findings

package rtpflow

import (
	"fmt"
	"slices"
	"strings"
)

// resetFinding tells the story of the reset that ended a session: who, when, after what, what was under
// way, and what that usually means.
func (s *session) resetFinding(t *Thresholds) []Finding {
	for i := len(s.Connections) - 1; i >= 0; i-- {
		c := s.Connections[i]
		x, ok := c.Closing()
		if !ok || !x.Reset || s.afterAnother(c, x) {
			continue
		}
		mine, other := &c.Sides[x.By], &c.Sides[1-x.By]
		lastData := max(min(mine.LastDataTime, x.Time), min(other.LastDataTime, x.Time))
		idle := x.Time - lastData
		var b strings.Builder
		fmt.Fprintf(&b, "The %s reset connection %s", x.By, c.ID)
		pending, since := s.lastBefore(x.Time), ""
		if pending != nil {
			since = ", " + pending.sinceText(x.Time)
			b.WriteString(since)
		}
		if after := ", " + seconds(idle) + " after "; lastData > 0 && !strings.HasPrefix(since, after) { // what was asked was the last data
			b.WriteString(after + "the last data")
		}
		b.WriteString(other.cutOff(1 - x.By))
		b.WriteString(". ")
		b.WriteString(s.resetMeaning(x, pending, float64(idle) >= t.IdleReset*1e9, other))
		f := find("connection-reset", one(x.Frame), "%s", b.String()).at(x.Time).shownBy(c.filter() + " && tcp.flags.reset == 1")
		return []Finding{f}
	}
	return nil
}

// afterAnother reports whether a connection was reset by the client that had just torn another session down on it: that
// is how it closes, and no fault of this session.
func (s *session) afterAnother(c *Connection, x Closing) bool {
	return x.By == Client && slices.ContainsFunc(s.dialogues, func(d *dialogue) bool {
		return slices.ContainsFunc(d.sessions, func(o *session) bool {
			return o != s && o.torn && o.tornAsked <= x.Time && x.Time-o.tornAsked < 2e9 && o.tornBy.Connection == c
		})
	})
}

// cutOff says what a side was sending when the other reset the connection.
func (s *ConnectionSide) cutOff(who Side) string {
	var list []string
	if s.CutFrame != nil {
		list = append(list, fmt.Sprintf("in the middle of an interleaved frame from the %s (channel %d)", who, *s.CutFrame))
	} else if s.CutMessages > 0 {
		list = append(list, fmt.Sprintf("in the middle of a message from the %s", who))
	}
	if n := s.Unacknowledged; n > 0 {
		list = append(list, fmt.Sprintf("with %s from the %s not acknowledged", count(n, "byte"), who))
	}
	if len(list) == 0 {
		return ""
	}
	return ", " + strings.Join(list, " and ")
}

// lastBefore is the last exchange that began before a time.
func (s *session) lastBefore(time int64) (last *Exchange) {
	for _, e := range s.Exchanges {
		if e.Time() <= time {
			last = e
		}
	}
	return last
}

// sinceText says how an exchange lies before a time.
func (e *Exchange) sinceText(time int64) string {
	if e.Response == nil {
		return fmt.Sprintf("%s after %s, which it left unanswered", seconds(time-e.RequestTime), e.Method)
	}
	if e.ResponseTime > time {
		return fmt.Sprintf("before %s was answered", e.inside())
	}
	return fmt.Sprintf("%s after %s was answered with %d", seconds(time-e.ResponseTime), e.inside(), e.Status())
}

func (s *session) resetMeaning(x Closing, last *Exchange, idle bool, other *ConnectionSide) string {
	streaming := other.InterleavedFrames > 0 && x.Time-other.LastDataTime < 1e9
	switch {
	case idle:
		return "After so long without data, a firewall, NAT or load balancer with an idle timeout is the likely cause; keep-alives within it would help."
	case last != nil && last.Response == nil && x.By == Server:
		return "A server that resets instead of answering has usually crashed on the request, or refuses the client."
	case streaming && x.By == Client:
		return "Media was still arriving: the client was killed, crashed, or closed its socket with data unread."
	case streaming:
		return "Media was still arriving: the server was killed or crashed."
	case x.By == Client:
		return "The client was killed, crashed, or closed its socket with data unread; without TEARDOWN the server keeps the session until its timeout."
	}
	return "The server was killed, restarted or crashed, ran out of connections, or closed its socket with data unread."
}
