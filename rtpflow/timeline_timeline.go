//home: rtpflow/timeline

package rtpflow

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"rtspect/capture"
	"rtspect/rtspparse"
)

// Limits of a timeline: losses told one by one for each stream, and events in all.
const (
	maxLossEvents = 50
	maxEvents     = 4000
)

// messages ranges over the messages of an exchange that were seen.
func (e *Exchange) messages(yield func(*rtspparse.Message) bool) {
	if e.Request != nil && !yield(e.Request) {
		return
	}
	if e.Response != nil {
		yield(e.Response)
	}
}

// timeline puts in order what happened.
func (s *session) timeline(r *Report) {
	exchanges := 0
	add := func(time int64, frame capture.Frame, kind string, m *Media, detail string) {
		if kind == "request" || kind == "response" {
			if exchanges++; exchanges > maxEvents/2 {
				return // the exchanges have a list of their own; the media must find room here
			}
		}
		e := Event{Time: time, Frame: frame, Kind: kind, Detail: detail}
		if m != nil {
			e.Media = &m.Index
		}
		s.Timeline = append(s.Timeline, e)
	}
	for _, e := range s.Exchanges {
		if e.Request != nil {
			add(e.RequestTime, e.RequestFrame, "request", s.mediaOf(e.URL), e.Method+" "+e.URL)
		}
		if e.Response != nil {
			add(e.ResponseTime, e.ResponseFrame, "response", s.mediaOf(e.URL), answerLine(e))
		}
	}
	s.notices(add)
	for _, m := range s.Media {
		m.events(add)
	}
	for _, c := range s.Connections {
		c.tunnelEvent(add)
		if x, ok := c.Closing(); ok {
			kind, what := "close", " closes the connection "
			if x.Reset {
				kind, what = "reset", " resets the connection "
			}
			add(x.Time, x.Frame, kind, nil, x.By.String()+what+c.ID)
		}
	}
	slices.SortStableFunc(s.Timeline, func(x, y Event) int {
		return r.Compare(x.Frame, x.Time, y.Frame, y.Time)
	})
	if left := len(s.Timeline) - maxEvents; left > 0 {
		e := s.Timeline[maxEvents-1]
		s.Timeline = append(s.Timeline[:maxEvents-1:maxEvents-1], Event{Time: e.Time, Frame: e.Frame, Kind: "limit", Detail: fmt.Sprintf("%d more events are left out", left+1)})
	}
}

func answerLine(e *Exchange) string {
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

// events tells of a media's streams.
func (m *Media) events(add func(int64, capture.Frame, string, *Media, string)) {
	for _, st := range m.Streams {
		name := fmt.Sprintf("SSRC 0x%08x", st.SSRC)
		if st.Encoding != "" {
			name = st.Encoding + " " + name
		}
		add(st.Start, st.FirstFrame, "rtp-start", m, fmt.Sprintf("%s, seq %d, timestamp %d", name, st.FirstSeq, st.FirstRTPTime))
		for i, l := range st.Losses {
			if i == maxLossEvents {
				add(l.Time, l.Frame, "loss", m, fmt.Sprintf("%s: %d more losses not listed one by one", name, len(st.Losses)-i))
				break
			}
			add(l.Time, l.Frame, "loss", m, fmt.Sprintf("%s: %d missing from seq %d", name, l.Count, l.FirstSeq))
		}
		for _, d := range st.Discontinuities {
			add(d.Time, d.Frame, "discontinuity", m, fmt.Sprintf("%s: %s, seq %d to %d", name, d.Reason, d.FromSeq, d.ToSeq))
		}
		st.frameEvents(m, name, add)
		if w := st.WallClock; w != nil {
			for _, x := range w.Steps {
				add(x.Time, x.Frame, "clock-step", m, fmt.Sprintf("%s: the sender's clock was set %s by %s", name, forthOrBack(x.MS), span(x.MS)))
			}
		}
		add(st.End, st.LastFrame, "rtp-end", m, fmt.Sprintf("%s, %d packets, %d lost", name, st.Packets, st.Lost))
	}
	if r := m.Raw; r != nil && len(m.Streams) == 0 {
		add(r.Start, r.FirstFrame, "raw-start", m, "data that is no RTP: "+cmp.Or(r.Format, "unknown format"))
		add(r.End, r.LastFrame, "raw-end", m, fmt.Sprintf("%d datagrams, %d bytes", r.Packets, r.Bytes))
	}
	m.rtcpEvents(add)
}
