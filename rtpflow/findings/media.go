package findings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
)

// mediaDetector finds what is wrong with a media of a session.
type mediaDetector struct {
	*detector
	s *rtpflow.Session
	m *rtpflow.Media
}

// mediaFindings are those about a media and its streams.
func (d *sessionDetector) mediaFindings(m *rtpflow.Media) []*draft {
	x := &mediaDetector{d.inputs.detector(rtpflow.Subject{Session: d.s, Media: m}), d.s, m}
	for _, st := range m.Streams {
		if st.Stale {
			continue // no client receives it: see staleData
		}
		sd := x.streamDetector(d.s, m, st)
		sd.streamFindings()
		sd.transportFindings()
		sd.timingFindings()
		sd.frameFindings()
		sd.measuredFindings()
		x.take(sd.found)
	}
	x.rawFindings()
	x.incompleteTransport()
	for _, r := range m.RTCP {
		x.flowFindings(r)
	}
	x.mediaRTCPFindings()
	x.raopFindings()
	x.changedSSRC()
	x.announcedSSRC()
	if m.Secure() {
		x.add(catalog.MediaEncrypted, x.setup(), "Media %d is SRTP (%s): its payload is encrypted.", m.Index, m.Transport.Profile)
	}
	x.unreachablePorts()
	x.noRTP()
	x.unmeasured()
	return x.found
}

// setup are the frames of the SETUP that is in force: the last successful one of the media's URL.
func (d *mediaDetector) setup() (frames []capture.Frame) {
	for _, e := range d.s.Exchanges {
		if e.Method == "SETUP" && e.URL == d.m.Control && e.Succeeded() {
			frames = e.Evidence()
		}
	}
	return frames
}

// incompleteTransport reports what the negotiated transport lacks.
func (d *mediaDetector) incompleteTransport() {
	t := &d.m.Transport
	if t.Inferred || t.Agreed == "" {
		return
	}
	switch {
	case t.Lower == "udp" && (len(t.ServerPorts) == 0 || t.ServerPorts[0] == 0):
		what := "no server_port"
		if strings.Contains(strings.ToLower(t.Agreed), "server_port") {
			what = "server_port 0, which is no port"
		}
		f := d.add(catalog.TransportIncomplete, d.setup(), "The response to SETUP of media %d has %s.", d.m.Index, what)
		if len(d.m.Streams) > 0 {
			f.extend("; its packets were identified by the client's port.")
		}
	case t.Lower == "tcp" && len(t.Channels) == 0:
		d.add(catalog.TransportIncomplete, d.setup(), "The response to SETUP of media %d has no interleaved channels.", d.m.Index)
	case t.Lower == "tcp" && !strings.Contains(strings.ToLower(t.Agreed), "interleaved"):
		d.add(catalog.TransportIncomplete, d.setup(), "The response to SETUP of media %d has no interleaved channels; the server uses those of the request. Strict clients end the session here.", d.m.Index).as(rtpflow.SevWarning)
	}
}

// minUnmeasured is how many packets without a stream are reported: a few open a path through a NAT, or only look like RTP.
const minUnmeasured = 8

// unmeasured reports packets on the ports or channels of the media that are part of no stream.
func (d *mediaDetector) unmeasured() {
	m := d.m
	if x := m.Unmeasured; x.Count >= minUnmeasured {
		d.add(catalog.RTPUnmeasured, one(x.Frame), "%s of media %d belong to no stream: their SSRCs have a single packet each, or exceed the limit.", wording.Count(x.Count, "RTP packet"), m.Index).
			counts(x.Count).measures(float64(x.Count), rtpflow.UnitPackets)
	}
	if r := m.Raw; d.strangeData() && r.Packets >= minUnmeasured {
		d.add(catalog.DataNotRTP, one(r.FirstFrame), "%s of media %d are neither RTP nor RTCP.", wording.Count(r.Packets, "packet"), m.Index).
			counts(r.Packets).measures(float64(r.Packets), rtpflow.UnitPackets).at(r.Start).until(r.End)
	}
}

// strangeData reports whether the media has data of an unknown format where RTP was negotiated.
func (d *mediaDetector) strangeData() bool {
	r := d.m.Raw
	return r != nil && r.Format == "" && !slices.ContainsFunc(r.Parts, func(p rtpflow.RawPart) bool { return p.NonRTP })
}

// unseenSender reports whether the client sends the media and nothing of the client was captured: in RECORD, or on a back
// channel, whose SDP gives the client's direction (ONVIF Streaming Specification, 5.3).
func (d *mediaDetector) unseenSender() bool {
	return !d.s.HeardFrom(rtpflow.Client) && (d.s.Mode == "record" || d.m.SDP != nil && d.m.SDP.Direction == "sendonly")
}

// isEndpoint reports whether an endpoint is one that the media's transport negotiated.
func (d *mediaDetector) isEndpoint(e capture.Endpoint) bool {
	return e.Addr == d.s.Client && slices.Contains(d.m.Transport.ClientPorts, e.Port) ||
		e.Addr == d.s.Server.Addr && slices.Contains(d.m.Transport.ServerPorts, e.Port)
}

// isRTCPPort reports whether an endpoint is the second of the ports that one side gave for the media.
func (d *mediaDetector) isRTCPPort(e capture.Endpoint) bool {
	second := func(ports []uint16) bool { return len(ports) > 1 && ports[0] != ports[1] && e.Port == ports[1] }
	t := &d.m.Transport
	return t.Lower == "udp" && (e.Addr == d.s.Client && second(t.ClientPorts) || e.Addr == d.s.Server.Addr && second(t.ServerPorts))
}

// closedPort reports ICMP errors about the packets of a stream without signalling.
func (d *streamDetector) closedPort() {
	for i := range d.report.Unreachable {
		u := &d.report.Unreachable[i]
		if u.Proto == capture.UDP && u.Src == d.st.Source && u.Dst == d.st.Destination && u.Time >= d.st.Start {
			d.addFrames(catalog.PortUnreachable, one(u.Frame), "%s from %s on: %s.", wording.Count(u.Count, "ICMP message"), wording.Duration(u.Time-d.st.Start)+" after the start of the stream", unreachableText(u)).
				at(u.Time).counts(u.Count)
		}
	}
}

// unreachableText says what an ICMP message reports.
func unreachableText(u *rtpflow.Unreachable) string {
	if u.NoListener() {
		return fmt.Sprintf("nothing listens on %s (port unreachable)", u.Dst)
	}
	return fmt.Sprintf("%s is unreachable (type %d, code %d)", u.Dst, u.Type, u.Code)
}

// unreachablePorts reports ICMP errors about the ports of the media during the session. Without streams they explain the
// missing RTP.
func (d *mediaDetector) unreachablePorts() {
	s, m := d.s, d.m
	if len(m.Streams) == 0 {
		return
	}
	for i := range d.report.Unreachable {
		u := &d.report.Unreachable[i]
		if !d.isEndpoint(u.Dst) || s.Teardown != nil && u.Time >= s.Teardown.Sent || u.Time < s.Start || u.Time > s.End {
			continue
		}
		f := d.add(catalog.PortUnreachable, one(u.Frame), "%s: %s.", wording.Count(u.Count, "ICMP message"), unreachableText(u)).at(u.Time).counts(u.Count)
		switch {
		case d.isRTCPPort(u.Dst):
			f.as(rtpflow.SevNote).say("That is the port for RTCP: the media itself is not affected.")
		case d.mediaFollows(u):
			f.as(rtpflow.SevNote).say("The media arrived from there later: what the client sends to open a NAT or firewall is rejected this way.")
		}
	}
}

// mediaFollows reports whether the rejected packet was sent before all packets of the media, which run the other way.
func (d *mediaDetector) mediaFollows(u *rtpflow.Unreachable) bool {
	return !slices.ContainsFunc(d.m.Streams, func(st *rtpflow.Stream) bool { return st.Source.Addr != u.Dst.Addr || st.Start < u.Time }) &&
		slices.Contains(d.m.Transport.ServerPorts, u.Dst.Port)
}

// changedSSRC reports a sender that continued with another SSRC: the one of its streams that ended last before.
func (d *mediaDetector) changedSSRC() {
	type sender struct {
		direction rtpflow.Direction
		encoding  string
		source    capture.Endpoint
	}
	// latest are the two streams that ended last, of different SSRCs.
	latest := map[sender][2]*rtpflow.Stream{}
	ended := slices.SortedStableFunc(slices.Values(d.m.Streams), func(x, y *rtpflow.Stream) int { return cmp.Compare(x.LastFrame, y.LastFrame) })
	started := slices.SortedStableFunc(slices.Values(d.m.Streams), func(x, y *rtpflow.Stream) int { return cmp.Compare(x.FirstFrame, y.FirstFrame) })
	for _, st := range started {
		for ; len(ended) > 0 && ended[0].LastFrame < st.FirstFrame; ended = ended[1:] {
			old := ended[0]
			k := sender{old.Direction, old.Encoding, old.Source}
			last := latest[k]
			if last[0] != nil && last[0].SSRC != old.SSRC {
				last[1] = last[0]
			}
			last[0] = old
			latest[k] = last
		}
		last := latest[sender{st.Direction, st.Encoding, st.Source}]
		old := last[0]
		if old != nil && old.SSRC == st.SSRC {
			old = last[1]
		}
		if old != nil {
			d.add(catalog.SSRCChanged, []capture.Frame{old.LastFrame, st.FirstFrame}, "The sender changed its SSRC from %s to %s.", wording.SSRC(old.SSRC), wording.SSRC(st.SSRC)).
				at(st.Start).Subject.Stream = st
		}
	}
}

// announcedSSRC reports an ssrc= that the server does not use.
func (d *mediaDetector) announcedSSRC() {
	want := d.m.Transport.SSRC
	if want == nil || *want == 0 || d.s.Mode == "record" { // 0: not known yet
		return
	}
	var other *rtpflow.Stream
	for _, st := range d.m.Streams {
		if st.SSRC == *want {
			return
		}
		if st.Direction == rtpflow.ServerToClient && other == nil {
			other = st
		}
	}
	if other != nil {
		d.add(catalog.SSRCMismatch, one(other.FirstFrame), "SETUP announces SSRC %s, the packets have %s.", wording.SSRC(*want), wording.SSRC(other.SSRC)).Subject.Stream = other
	}
}

// raopFindings are those about the control and timing ports of AirPlay audio.
func (d *mediaDetector) raopFindings() {
	const minRequests = 3
	x := d.m.RAOP
	if x == nil {
		return
	}
	if x.ResendRequests > 0 {
		f := d.add(catalog.RAOPResend, one(x.FirstResend), "The receiver requested %s again (%s); %s retransmitted on the control port.", wording.Count(x.Requested, "packet"), wording.Count(x.ResendRequests, "request"), wording.Count(x.Resent, "packet")).
			counts(x.Requested).measures(float64(x.Resent), rtpflow.UnitPackets).against(float64(x.Requested))
		if x.Resent < x.Requested {
			f.as(rtpflow.SevWarning).say("The rest is lost.")
		}
	}
	if n := x.TimingRequests; n >= minRequests && x.TimingResponses == 0 {
		d.add(catalog.RAOPTimingUnanswered, one(x.LastTimed), "No response to %s on the timing port: the receiver cannot follow the sender's clock, and the audio will stop or drift.", wording.Count(n, "request")).counts(n)
	}
}
