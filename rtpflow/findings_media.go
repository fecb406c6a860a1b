//home: rtpflow/findings

package rtpflow

import (
	"fmt"
	"slices"

	"rtspect/asf"
	"rtspect/capture"
)

// mediaFindings tells what went wrong with a media.
func (a *Analyzer) mediaFindings(s *session, m *Media) (list []Finding) {
	for _, st := range m.Streams {
		list = append(list, streamFindings(st, &a.thresholds)...)
		list = append(list, s.transportFindings(m, st)...)
		list = append(list, s.timingFindings(m, st, &a.thresholds)...)
		list = append(list, framesFindings(st, m, &a.thresholds)...)
		list = append(list, st.measuredFindings(m, &a.thresholds)...)
	}
	list = append(list, m.rawFindings(&a.thresholds)...)
	list = append(list, s.incomplete(m)...)
	for _, x := range m.RTCP {
		list = append(list, rtcpFindings(x)...)
	}
	list = append(list, s.rtcpMediaFindings(m, &a.thresholds)...)
	list = append(list, raopFindings(m)...)
	list = append(list, m.changedSSRC()...)
	list = append(list, s.announcedSSRC(m)...)
	if c := s.claims[m]; c != nil && c.secure() {
		list = append(list, find("media-encrypted", s.setUpBy(m), "Media %d is SRTP (%s): its payload is encrypted.", m.Index, m.Transport.Profile))
	}
	list = append(list, a.unreachablePorts(s, m)...)
	if e := s.Started(); e != nil && len(m.Streams) == 0 && m.Raw == nil && m.Transport.Lower != "" && !m.retransmission() && !a.groupServed(s.claims[m]) && !s.sentUnseen(a, m) {
		list = append(list, s.noMedia(a, m, e))
	}
	for i := range list {
		list[i] = list[i].of(m)
	}
	return list
}

// sentUnseen reports whether a media is sent by the client, of which nothing was captured: in RECORD, or by a back channel,
// whose SDP tells the client's direction (ONVIF Streaming Specification, 5.3).
func (s *session) sentUnseen(a *Analyzer, m *Media) bool {
	return !s.heard(a, Client) && (s.Mode == "record" || m.SDP != nil && m.SDP.Direction == "sendonly")
}

// setUpBy are the frames of the SETUP that a media goes by: the last accepted one of its URL.
func (s *session) setUpBy(m *Media) (frames []capture.Frame) {
	for _, e := range s.Exchanges {
		if e.Method == "SETUP" && e.URL == m.Control && e.Status()/100 == 2 {
			frames = e.evidence()
		}
	}
	return frames
}

// incomplete tells what the agreed transport leaves out.
func (s *session) incomplete(m *Media) []Finding {
	c := s.claims[m]
	if c == nil || c.implied || m.Transport.Agreed == "" {
		return nil
	}
	switch {
	case c.lower == "udp" && len(c.serverPorts) == 0:
		return []Finding{find("transport-incomplete", s.setUpBy(m), "The answer to SETUP of media %d names no server_port; its packets were found by the client's port.", m.Index)}
	case c.lower == "tcp" && len(c.channels) == 0:
		return []Finding{find("transport-incomplete", s.setUpBy(m), "The answer to SETUP of media %d names no interleaved channels.", m.Index)}
	}
	return nil
}

// noMedia explains, as far as the capture tells, why no RTP came.
func (s *session) noMedia(a *Analyzer, m *Media, e *Exchange) Finding {
	frames := one(e.ResponseFrame)
	why := "nothing was sent, it was filtered before the capture point, or it went elsewhere"
	switch {
	case m.Transport.Lower == "tcp":
		why = "the sender had nothing to send, or failed to open its source"
	case s.othersCame(m):
		why = "other media of the session came, so the path works: the sender has nothing for this one, or its port is filtered"
	case s.Mode == "record":
		why = "the client never sent, or its packets were filtered before the capture point"
	case m.Transport.Source != "" && len(m.Transport.ServerPorts) > 0:
		why = "the server sends from an address that is not routed here, or a firewall or NAT drops packets to client_port"
	}
	for _, u := range a.icmp.Errors {
		if s.names(m, u.Dst) || s.names(m, u.Src) {
			frames = append(frames, u.Frame)
			why = "an ICMP message says " + u.text()
			break
		}
	}
	f := find("no-rtp", frames, "%s was accepted, but no RTP of media %d is in the capture: %s.", e.Method, m.Index, why)
	return f.at(e.ResponseTime)
}

// groupServed reports whether a claim's multicast group has streams, which another session of the same
// group was given.
func (a *Analyzer) groupServed(c *claim) bool {
	return c != nil && c.lower == "multicast" && slices.ContainsFunc(a.observe.sources, func(s *source) bool {
		p := a.pairs.of(s).transport
		return p != nil && p.group == c.group && slices.Equal(p.groupPorts, c.groupPorts)
	})
}

// othersCame reports whether another media of the session has packets.
func (s *session) othersCame(m *Media) bool {
	return slices.ContainsFunc(s.Media, func(x *Media) bool { return x != m && len(x.Streams) > 0 })
}

// names reports whether an endpoint is one of a media's.
func (s *session) names(m *Media, e capture.Endpoint) bool {
	return e.Addr == s.Client && slices.Contains(m.Transport.ClientPorts, e.Port) ||
		e.Addr == s.Server.Addr && slices.Contains(m.Transport.ServerPorts, e.Port)
}

// unreachablePorts tells of ICMP errors about a media's ports while the session was alive.
func (a *Analyzer) unreachablePorts(s *session, m *Media) (list []Finding) {
	if len(m.Streams) == 0 {
		return nil // told as the cause of the silence
	}
	for _, u := range a.icmp.Errors {
		if !s.names(m, u.Dst) || s.torn && u.Time >= s.tornAsked || u.Time < s.Start || u.Time > s.End {
			continue
		}
		f := find("port-unreachable", one(u.Frame), "%s %s %s", count(u.Count, "ICMP message"), verb(u.Count, "says", "say"), u.text()).at(u.Time)
		if m.cameLater(u) {
			f.Severity = SevNote
			f.Summary += ", before the media came the other way all the same: what the client sends to open a NAT or firewall is refused so"
		}
		f.Summary += "."
		list = append(list, f)
	}
	return list
}

// cameLater reports whether what could not be reached was refused before any packet of the media, all of which
// run the other way.
func (m *Media) cameLater(u Unreachable) bool {
	return !slices.ContainsFunc(m.Streams, func(st *Stream) bool { return st.Source.Addr != u.Dst.Addr || st.Start < u.Time }) &&
		slices.Contains(m.Transport.ServerPorts, u.Dst.Port)
}

// changedSSRC tells of a sender that went on under another SSRC.
func (m *Media) changedSSRC() (list []Finding) {
	for i, st := range m.Streams {
		for _, old := range m.Streams[:i] {
			if st.SSRC != old.SSRC && st.Direction == old.Direction && st.Encoding == old.Encoding && st.FirstFrame > old.LastFrame && st.Source == old.Source {
				f := find("ssrc-changed", []capture.Frame{old.LastFrame, st.FirstFrame}, "The sender went on as SSRC 0x%08x after 0x%08x.", st.SSRC, old.SSRC).at(st.Start)
				f.SSRC = &st.SSRC
				list = append(list, f)
				break
			}
		}
	}
	return list
}

// announcedSSRC tells of an ssrc= that the server did not keep to.
func (s *session) announcedSSRC(m *Media) []Finding {
	want := m.Transport.SSRC
	if want == nil || s.Mode == "record" {
		return nil
	}
	var other *Stream
	for _, st := range m.Streams {
		if st.SSRC == *want {
			return nil
		}
		if st.Direction == ServerToClient && other == nil {
			other = st
		}
	}
	if other == nil {
		return nil
	}
	f := find("ssrc-mismatch", one(other.FirstFrame), "SETUP announced SSRC 0x%08x, the packets have 0x%08x.", *want, other.SSRC)
	f.SSRC = &other.SSRC
	return []Finding{f}
}

// channelFindings tells of interleaved data on channels that no SETUP named, where the SETUPs are in
// the capture.
func (a *Analyzer) channelFindings() (list []Finding) {
	for _, d := range a.signal.dialogues {
		if len(d.claims) == 0 || d.claims[0].implied {
			continue
		}
		for _, side := range a.observe.channelsOf(d).list {
			for _, f := range side {
				if d.claimOf(f.channel) != nil || d.packetPairs(f) {
					continue
				}
				n := f.raw.packets + f.unconfirmed
				frame := f.raw.first
				for _, s := range f.sources {
					n += s.Seq.Packets
					frame = firstOf(frame, capture.Frame(s.FirstFrame))
				}
				if x := a.rtcp.flows[f]; x != nil {
					n += x.packets
					frame = firstOf(frame, x.first)
				}
				frame = firstOf(frame, f.unconfirmedFrame)
				list = append(list, find("channel-not-set-up", one(frame), "%s of the %s on %s came on interleaved channel %d, which no SETUP agreed.", count(n, "frame"), f.from, f.conn.Record.ID, f.channel))
			}
		}
	}
	return list
}

// packetPairs reports whether a flow is the packet-pair data of a Windows Media session.
func (d *dialogue) packetPairs(f *mediaFlow) bool {
	return asf.IsPacketPair(f.channel) && d.current != nil && d.current.WindowsMedia != nil
}

func firstOf(a, b capture.Frame) capture.Frame {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// text says what could not be reached: RFC 792 and RFC 4443, 3.1.
func (u *Unreachable) text() string {
	if !u.V6 && u.Type == 3 && u.Code == 3 || u.V6 && u.Type == 1 && u.Code == 4 {
		return fmt.Sprintf("that nothing listens on %s (port unreachable)", u.Dst)
	}
	return fmt.Sprintf("that %s cannot be reached (type %d, code %d)", u.Dst, u.Type, u.Code)
}
