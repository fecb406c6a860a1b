// Package timeline puts in order what happened in a session.
package timeline

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/wording"
)

// Limits of a timeline: loss events of one stream, and events in total.
const (
	maxLossEvents = 50
	MaxEvents     = 4000
)

// Events lists the events of a session of a report, in the order of the capture, and counts those that MaxEvents leaves out.
func Events(s *rtpflow.Session, r *rtpflow.Report) ([]rtpflow.Event, rtpflow.Excess) {
	t := &timeline{s: s}
	t.exchangeEvents()
	for _, m := range s.Media {
		t.mediaEvents(m)
	}
	for _, c := range s.Connections {
		t.connectionEvents(c)
	}
	slices.SortStableFunc(t.events, func(x, y rtpflow.Event) int { return r.Compare(x.Frame, x.Time, y.Frame, y.Time) })
	t.limit()
	return t.events, t.dropped
}

// limit replaces what is too much at the end by an event with the number of those not listed.
func (t *timeline) limit() {
	if len(t.events) <= MaxEvents && t.dropped.Count == 0 {
		return
	}
	n := min(len(t.events), MaxEvents-1)
	for _, e := range t.events[n:] {
		t.dropped.Add(1, e.Frame)
	}
	last := rtpflow.Event{Kind: "limit", Detail: fmt.Sprintf("%d more events not listed", t.dropped.Count)}
	if n > 0 {
		last.Time, last.Frame = t.events[n-1].Time, t.events[n-1].Frame
	}
	t.events = append(t.events[:n:n], last)
}

// timeline collects the events of a session.
type timeline struct {
	s       *rtpflow.Session
	events  []rtpflow.Event
	dropped rtpflow.Excess // events not listed
}

// add adds an event; m is the media that it belongs to, nil if it belongs to none.
func (t *timeline) add(time int64, frame capture.Frame, kind string, m *rtpflow.Media, format string, args ...any) {
	e := rtpflow.Event{Time: time, Frame: frame, Kind: kind, Detail: fmt.Sprintf(format, args...)}
	if m != nil {
		e.Media = &m.Index
	}
	t.events = append(t.events, e)
}

// exchangeEvents are requests, responses, and notices of the server. Exchanges have a separate list: they leave half
// of the timeline to the media.
func (t *timeline) exchangeEvents() {
	for _, e := range t.s.Exchanges {
		m := t.s.MediaOf(e.URL)
		if e.Request != nil && t.hasRoom(e.RequestFrame) {
			t.add(e.RequestTime, e.RequestFrame, "request", m, "%s %s", e.Method, e.URL)
		}
		if e.Response != nil && t.hasRoom(e.ResponseFrame) {
			t.add(e.ResponseTime, e.ResponseFrame, "response", m, "%s", responseText(e))
		}
	}
	for _, e := range t.s.Exchanges {
		if e.Request == nil || e.Sender != rtpflow.Server {
			continue
		}
		h := e.Request.Headers
		switch e.Method {
		case "REDIRECT":
			t.add(e.RequestTime, e.RequestFrame, "redirect", nil, "server redirects the client to %s", cmp.Or(h.Get("Location"), "nowhere"))
		case "PLAY_NOTIFY":
			t.add(e.RequestTime, e.RequestFrame, "play-notify", t.s.MediaOf(e.URL), "%s", cmp.Or(h.Get("Notify-Reason"), "without a reason"))
		}
	}
}

// hasRoom reports whether one more message may be listed, and counts it if not.
func (t *timeline) hasRoom(frame capture.Frame) bool {
	if len(t.events) < MaxEvents/2 {
		return true
	}
	t.dropped.Add(1, frame)
	return false
}

// responseText is the status of a response, its request, and the response time.
func responseText(e *rtpflow.Exchange) string {
	line := strconv.Itoa(e.Response.Status)
	if e.Response.Reason != "" {
		line += " " + e.Response.Reason
	}
	if e.Method != "" {
		line += " to " + e.Method
	}
	if ns, ok := e.Latency(); ok {
		line += fmt.Sprintf(" after %.3f ms", float64(ns)*1e-6)
	}
	return line
}

// mediaEvents are those of a media's streams, of its data that is not RTP, and of its RTCP.
func (t *timeline) mediaEvents(m *rtpflow.Media) {
	for _, st := range m.Streams {
		t.streamEvents(m, st)
	}
	if r := m.Raw; r != nil && len(m.Streams) == 0 {
		t.add(r.Start, r.FirstFrame, "raw-start", m, "data other than RTP: %s", cmp.Or(r.Format, "unknown format"))
		t.add(r.End, r.LastFrame, "raw-end", m, "%s, %s", wording.Count(r.Packets, "datagram"), wording.Count(r.Bytes, "byte"))
	}
	t.rtcpEvents(m)
}

// streamEvents are start and end of a stream, and what happens to its packets, video frames and clock.
func (t *timeline) streamEvents(m *rtpflow.Media, st *rtpflow.Stream) {
	name := "SSRC " + wording.SSRC(st.SSRC)
	if st.Encoding != "" {
		name = st.Encoding + " " + name
	}
	t.add(st.Start, st.FirstFrame, "rtp-start", m, "%s, seq %d, timestamp %d", name, st.FirstSeq, st.FirstRTPTime)
	for i, l := range st.Losses {
		if i == maxLossEvents {
			t.add(l.Time, l.Frame, "loss", m, "%s: %d more losses not listed", name, int64(len(st.Losses)-i)+st.LossesLeftOut)
			break
		}
		t.add(l.Time, l.Frame, "loss", m, "%s: %s missing from seq %d", name, wording.Count(l.Count, "packet"), l.FirstSeq)
	}
	for _, d := range st.Discontinuities {
		t.add(d.Time, d.Frame, "discontinuity", m, "%s: %s, seq %d to %d", name, d.Reason, d.FromSeq, d.ToSeq)
	}
	t.frameEvents(m, st, name)
	if w := st.WallClock; w != nil {
		for _, x := range w.Steps {
			t.add(x.Time, x.Frame, "clock-step", m, "%s: the sender's clock stepped %s by %s", name, wording.ForwardOrBack(x.MS), wording.Millis(x.MS))
		}
	}
	t.add(st.End, st.LastFrame, "rtp-end", m, "%s, %s, %d lost", name, wording.Count(st.Packets, "packet"), st.Lost)
}

// connectionEvents are opening a tunnel and closing the connection.
func (t *timeline) connectionEvents(c *rtpflow.Connection) {
	t.tunnelEvent(c)
	x, ok := c.Closing()
	switch {
	case !ok:
	case x.Reset:
		t.add(x.Time, x.Frame, "reset", nil, "%s resets connection %s", x.By, c.ID)
	default:
		t.add(x.Time, x.Frame, "close", nil, "%s closes connection %s", x.By, c.ID)
	}
}

// tunnelEvent says how a tunnel or WebSocket was opened.
func (t *timeline) tunnelEvent(c *rtpflow.Connection) {
	m, r := c.HTTPRequest, c.HTTPResponse
	switch {
	case m == nil && r == nil:
	case m == nil:
		t.add(r.First.Time, capture.Frame(r.First.Frame), "tunnel", nil, "HTTP %d %s opens %s on %s", r.Status, r.Reason, c.TunnelRole(), c.ID)
	default:
		result := ""
		if r != nil {
			result = fmt.Sprintf(", response %d %s", r.Status, r.Reason)
			if ns := r.First.Time - m.Last.Time; ns >= 0 {
				result += " after " + wording.Duration(ns)
			}
		}
		t.add(m.First.Time, capture.Frame(m.First.Frame), "tunnel", nil, "HTTP %s %s opens %s on %s%s", m.Method, m.URL, c.TunnelRole(), c.ID, result)
	}
}
