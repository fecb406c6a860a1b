//home: rtpflow/timeline

package rtpflow

import (
	"fmt"

	"rtspect/capture"
)

// wrapped names what HTTP opens on a connection.
func (c *Connection) wrapped() string {
	switch c.Kind {
	case KindTunnelGet:
		return "the server's half of an HTTP tunnel"
	case KindTunnelPost:
		return "the client's half of an HTTP tunnel"
	}
	return "a WebSocket"
}

// tunnelEvent tells how a connection's tunnel or WebSocket was opened.
func (c *Connection) tunnelEvent(add func(int64, capture.Frame, string, *Media, string)) {
	m, answer := c.HTTPRequest, c.HTTPAnswer
	if m == nil {
		if answer != nil {
			add(answer.First.Time, capture.Frame(answer.First.Frame), "tunnel", nil,
				fmt.Sprintf("HTTP %d %s opens %s on %s", answer.Status, answer.Reason, c.wrapped(), c.ID))
		}
		return
	}
	text := fmt.Sprintf("HTTP %s %s opens %s on %s", m.Method, m.URL, c.wrapped(), c.ID)
	if answer != nil {
		text += fmt.Sprintf(", answered %d %s", answer.Status, answer.Reason)
		if ns := answer.First.Time - m.Last.Time; ns >= 0 {
			text += " after " + seconds(ns)
		}
	}
	add(m.First.Time, capture.Frame(m.First.Frame), "tunnel", nil, text)
}

// tunnelFinding tells of a tunnel or WebSocket that was refused.
func (c *Connection) tunnelFinding() []Finding {
	m, answer := c.HTTPRequest, c.HTTPAnswer
	if m == nil || answer == nil || answer.Status == 101 || answer.Status/100 == 2 && c.Kind != KindWebSocket {
		return nil
	}
	frames := []capture.Frame{capture.Frame(m.First.Frame), capture.Frame(answer.First.Frame)}
	return []Finding{find("tunnel-refused", frames, "HTTP %s %s, which asks for %s on %s, was answered %d %s: no RTSP can pass.",
		m.Method, m.URL, c.wrapped(), c.ID, answer.Status, answer.Reason).at(answer.First.Time).shownBy(c.filter())}
}
