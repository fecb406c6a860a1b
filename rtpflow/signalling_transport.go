//home: rtpflow/signalling

package rtpflow

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// transport is the transport that a SETUP negotiated for a media: on which ports or channels its packets are found, and from
// when to when.
type transport struct {
	session *session
	media   *media
	lower   string // "udp", "tcp" or "multicast"
	// client and server are the addresses that the ports belong to, source is the one in the source parameter.
	client, server, source capture.Addr
	clientPorts            []uint16 // RTP, RTCP
	serverPorts            []uint16
	group                  capture.Addr // multicast
	groupPorts             []uint16
	raopEnds               []capture.Endpoint // control and timing ports of AirPlay
	dialog                 *dialog            // interleaved
	channels               []uint8            // RTP, RTCP
	ssrc                   *uint32
	// from is when the SETUP was sent; to is when the transport ended (TEARDOWN, replacement), 0 if it did not.
	from, to int64
	// inferred says that the SETUP is not in the capture: the transport was inferred from the packets.
	inferred bool
	// tentative says that the response to the SETUP is not in the capture: only media can show that it succeeded.
	tentative bool
	// replaced says that another SETUP of the same URL took its place.
	replaced bool
	order    int // among all
	// rtpInfo are the first packets that RTP-Info announced for the media.
	rtpInfo []rtpInfo
}

// rtpInfo is one entry of RTP-Info (RFC 2326, 12.33).
type rtpInfo struct {
	seq        uint16
	hasSeq     bool
	rtptime    uint32
	hasRTPTime bool
	time       int64 // of the response to PLAY
	frame      capture.Frame
}

// newTransport makes the transport that a SETUP negotiated.
func newTransport(s *session, d *dialog, m *media, req, agreed *rtspparse.Transport, from int64) *transport {
	c := &transport{session: s, media: m, client: d.client.Addr, server: d.server.Addr, from: from}
	t := &m.header
	t.Profile = profile(agreed)
	t.Mode = strings.ToLower(agreed.Mode)
	c.clientPorts = portPair(agreed.ClientPort)
	if len(c.clientPorts) == 0 && req != nil {
		c.clientPorts = portPair(req.ClientPort)
	}
	c.serverPorts = portPair(agreed.ServerPort)
	c.source = parseAddr(agreed.Source)
	c.addresses(agreed)
	t.Source, t.Destination = agreed.Source, agreed.Destination
	dest := parseAddr(agreed.Destination)
	switch {
	case agreed.TCP():
		t.Lower, c.lower = "tcp", "tcp"
		c.dialog = d
		c.channels = channelPair(agreed.Interleaved)
		if len(c.channels) == 0 && req != nil {
			c.channels = channelPair(req.Interleaved)
		}
	case agreed.Multicast || dest.IsMulticast():
		t.Lower, c.lower = "multicast", "multicast"
		if c.group = dest; !dest.IsMulticast() && m.sdp != nil && s.desc != nil { // the description names it
			c.group = parseAddr(s.desc.view.ConnectionOf(m.sdp).Address)
		}
		if c.groupPorts = portPair(agreed.Port); len(c.groupPorts) == 0 {
			c.groupPorts = c.clientPorts
		}
	default:
		t.Lower, c.lower = "udp", "udp"
		if dest != (capture.Addr{}) {
			c.client = dest
		}
	}
	c.raopEnds = raopControlPorts(c, req, agreed)
	t.ClientPorts, t.ServerPorts, t.Channels = c.clientPorts, c.serverPorts, c.channels
	if c.lower == "multicast" {
		t.ClientPorts = c.groupPorts
	}
	if agreed.TTL.Set {
		n := agreed.TTL.Value
		t.TTL = &n
	}
	if len(agreed.SSRC) > 0 {
		n := agreed.SSRC[0]
		t.SSRC, c.ssrc = &n, &n
	}
	return c
}

// addresses takes the addresses and ports of an RTSP 2.0 Transport header (RFC 7826, 18.54).
func (c *transport) addresses(t *rtspparse.Transport) {
	if ports, addr := hostPorts(t.DestAddr); len(c.clientPorts) == 0 {
		c.clientPorts = ports
		if addr != (capture.Addr{}) && !addr.IsMulticast() {
			c.client = addr
		}
	}
	if ports, addr := hostPorts(t.SrcAddr); len(c.serverPorts) == 0 {
		c.serverPorts = ports
		if addr != (capture.Addr{}) {
			c.source = addr
		}
	}
}

// hostPorts parses a list of "host:port", where the host may be empty.
func hostPorts(list []string) (ports []uint16, addr capture.Addr) {
	for _, s := range list {
		host, port, err := net.SplitHostPort(s)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseUint(port, 10, 16); err == nil && n > 0 {
			ports = append(ports, uint16(n))
		}
		if a := parseAddr(host); a != (capture.Addr{}) {
			addr = a
		}
	}
	return ports, addr
}

// profile returns the protocol and profile of a transport: "RTP/AVP", "RAW/RAW/UDP", …
func profile(t *rtspparse.Transport) string {
	switch {
	case t.Profile == "":
		return t.Protocol
	case t.Protocol == "RTP" || t.Lower == "":
		return t.Protocol + "/" + t.Profile
	}
	return t.Protocol + "/" + t.Profile + "/" + t.Lower
}

// portPair returns the RTP port of a range and, if there is a second one, the RTCP port.
func portPair(r rtspparse.NumberRange) []uint16 {
	if !r.Set || r.First <= 0 || r.First > 65535 {
		return nil
	}
	if r.Single || r.Last != r.First+1 && (r.Last <= r.First || r.Last > 65535) {
		return []uint16{uint16(r.First)}
	}
	if r.Last > r.First+1 {
		return []uint16{uint16(r.First), uint16(r.First + 1)} // a range of several pairs of RTP and RTCP
	}
	return []uint16{uint16(r.First), uint16(r.Last)}
}

// channelPair returns the RTP channel of a range and, if there is a second one, the RTCP channel.
func channelPair(r rtspparse.NumberRange) []uint8 {
	if !r.Set || r.First < 0 || r.First > 255 {
		return nil
	}
	if r.Single || r.Last <= r.First || r.Last > 255 {
		return []uint8{uint8(r.First)}
	}
	return []uint8{uint8(r.First), uint8(r.Last)}
}

func parseAddr(s string) capture.Addr {
	a, err := netip.ParseAddr(s)
	if err != nil || a.IsUnspecified() {
		return capture.Addr{}
	}
	return capture.AddrFrom(a)
}

// raopControlPorts returns the control and timing ports of both sides that a SETUP of AirPlay negotiated.
func raopControlPorts(c *transport, req, agreed *rtspparse.Transport) (ends []capture.Endpoint) {
	for _, x := range []struct {
		addr capture.Addr
		t    *rtspparse.Transport
	}{{c.client, req}, {c.server, agreed}} {
		if x.t == nil {
			continue
		}
		for _, p := range x.t.Params {
			if name := strings.ToLower(p.Name); name != "control_port" && name != "timing_port" {
				continue
			}
			if n, err := strconv.ParseUint(p.Value, 10, 16); err == nil && n > 0 {
				ends = append(ends, capture.Endpoint{Addr: x.addr, Port: uint16(n)})
			}
		}
	}
	return ends
}

// hasServerEnd reports whether an endpoint is one of the server's.
func (c *transport) hasServerEnd(e capture.Endpoint) bool {
	return (e.Addr == c.server || e.Addr == c.source) && slices.Contains(c.serverPorts, e.Port)
}

// carriesRTP reports whether the transport is one of RTP, and not RAW/RAW/UDP, x-real-rdt and the like.
func (c *transport) carriesRTP() bool {
	p := c.media.header.Profile
	return p == "" || len(p) >= 3 && strings.EqualFold(p[:3], "RTP")
}

// secure reports whether the media is SRTP (RFC 3711): its headers are in the clear, its payload is encrypted.
func (c *transport) secure() bool {
	return strings.Contains(strings.ToUpper(c.media.protocol+" "+c.media.header.Profile), "SAVP")
}

// format looks a payload type up in the formats of the media ("sdp"), then in the static table of RFC 3551 ("static").
func (c *transport) format(pt uint8) (f sdpview.Format, from string, ok bool) {
	for _, f := range c.media.formats {
		if f.PayloadType == pt {
			from := "sdp"
			if f.Static {
				from = "static"
			}
			return f, from, f.ClockRate > 0 || f.Encoding != ""
		}
	}
	f, ok = codec.StaticFormat(pt)
	return f, "static", ok
}

// hasAddress reports whether an address is one of the transport's ends.
func (c *transport) hasAddress(a capture.Addr) bool {
	return a == c.client || a == c.server || a == c.source && c.source != (capture.Addr{})
}
