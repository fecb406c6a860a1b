package rtpflow

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// claim is what a SETUP agreed: where the packets of a media will be found, and for how long.
type claim struct {
	session *session
	media   *Media
	lower   string
	// client and server are the addresses that the ports belong to; further servers stand in the
	// Transport's source=.
	client, server, source capture.Addr
	clientPorts            []uint16 // RTP, RTCP
	serverPorts            []uint16
	group                  capture.Addr // multicast
	groupPorts             []uint16
	sideEnds               []capture.Endpoint // control and timing ports of AirPlay
	dialogue               *dialogue          // interleaved
	channels               []uint8            // RTP, RTCP
	ssrc                   *uint32
	// from is when the SETUP was asked for; to when it ended (TEARDOWN, replacement), or 0.
	from, to int64
	// implied says that the SETUP is not in the capture: the claim was made of what came.
	implied bool
	// tentative says that the answer to the SETUP is not in the capture: media alone can show that it
	// was agreed.
	tentative bool
	// replaced says that another SETUP of the same URL took its place.
	replaced bool
	order    int
	// starts are the first packets that RTP-Info announced for this media.
	starts []rtpStart
}

// rtpStart is one entry of RTP-Info (RFC 2326, 12.33).
type rtpStart struct {
	seq     uint16
	hasSeq  bool
	rtptime uint32
	hasTime bool
	time    int64 // of the PLAY answer
	frame   capture.Frame
}

// newClaim makes the claim of an answered SETUP.
func newClaim(s *session, d *dialogue, m *Media, req, agreed *rtspparse.Transport, from int64) *claim {
	c := &claim{session: s, media: m, client: d.client.Addr, server: d.server.Addr, from: from}
	t := &m.Transport
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
		c.dialogue = d
		c.channels = channelPair(agreed.Interleaved)
		if len(c.channels) == 0 && req != nil {
			c.channels = channelPair(req.Interleaved)
		}
	case agreed.Multicast || dest.IsMulticast():
		t.Lower, c.lower = "multicast", "multicast"
		if c.group = dest; !dest.IsMulticast() && m.SDP != nil && s.desc != nil { // the description names it
			c.group = parseAddr(s.desc.view.ConnectionOf(m.SDP).Address)
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
	c.sideEnds = sidePorts(c, req, agreed)
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

// addresses takes the addresses and ports of RTSP 2.0 (RFC 7826, 18.54).
func (c *claim) addresses(t *rtspparse.Transport) {
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

// hostPorts reads a list of "host:port", the host of which may be left out.
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

// profile names what a transport carries: "RTP/AVP", "RAW/RAW/UDP", …
func profile(t *rtspparse.Transport) string {
	switch {
	case t.Profile == "":
		return t.Protocol
	case t.Protocol == "RTP" || t.Lower == "":
		return t.Protocol + "/" + t.Profile
	}
	return t.Protocol + "/" + t.Profile + "/" + t.Lower
}

// portPair gives the RTP port of a range and, where there is a second, the RTCP port.
func portPair(r rtspparse.NumberRange) []uint16 {
	if !r.Set || r.First <= 0 || r.First > 65535 {
		return nil
	}
	if r.Single || r.Last != r.First+1 && (r.Last <= r.First || r.Last > 65535) {
		return []uint16{uint16(r.First)}
	}
	if r.Last > r.First+1 {
		return []uint16{uint16(r.First), uint16(r.First + 1)} // a range of many: pairs of RTP and RTCP
	}
	return []uint16{uint16(r.First), uint16(r.Last)}
}

// channelPair gives the RTP channel of a range and, where there is a second, the RTCP channel.
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

// carriesRTP reports whether the transport agreed is one of RTP: not RAW/RAW/UDP, x-real-rdt and the like.
func (c *claim) carriesRTP() bool {
	p := c.media.Transport.Profile
	return p == "" || len(p) >= 3 && strings.EqualFold(p[:3], "RTP")
}

// secure reports whether the media is SRTP (RFC 3711): headers in the clear, payload encrypted.
func (c *claim) secure() bool {
	return strings.Contains(strings.ToUpper(c.media.Protocol+" "+c.media.Transport.Profile), "SAVP")
}

// format finds a payload type among the media's formats, then in the static table.
func (c *claim) format(pt uint8) (f sdpview.Format, from string, ok bool) {
	for _, f := range c.media.Formats {
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
