package signalling

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// Transport is the transport that a SETUP negotiated for a media: on which ports or channels its packets are found, and from
// when to when.
type Transport struct {
	Session *Session
	Media   *Media
	Lower   string // "udp", "tcp" or "multicast"
	// Client and server are the addresses that the ports belong to, source is the one in the source parameter.
	Client, Server, Source capture.Addr
	ClientPorts            []uint16 // RTP, RTCP
	ServerPorts            []uint16
	Group                  capture.Addr // multicast
	GroupPorts             []uint16
	RAOPEnds               []capture.Endpoint // control and timing ports of AirPlay
	Dialog                 *Dialog            // interleaved
	Channels               []uint8            // RTP, RTCP
	SSRC                   *uint32
	// From is when the SETUP was sent; to is when the transport ended (TEARDOWN, replacement), 0 if it did not.
	From, To int64
	// Inferred says that the SETUP is not in the capture: the transport was inferred from the packets.
	Inferred bool
	// Tentative says that the response to the SETUP is not in the capture: only media can show that it succeeded.
	Tentative bool
	// Replaced says that another SETUP of the same URL took its place.
	Replaced bool
	Order    int // among all
	// RTPInfo are the first packets that RTP-Info announced for the media.
	RTPInfo []RTPInfo
}

// RTPInfo is one entry of RTP-Info (RFC 2326, 12.33).
type RTPInfo struct {
	Seq        uint16
	HasSeq     bool
	Rtptime    uint32
	HasRTPTime bool
	Time       int64 // of the response to PLAY
	Frame      capture.Frame
}

// newTransport makes the transport that a SETUP negotiated.
func newTransport(s *Session, d *Dialog, m *Media, req, agreed *rtspparse.Transport, from int64) *Transport {
	c := &Transport{Session: s, Media: m, Client: d.client.Addr, Server: d.server.Addr, From: from}
	t := &m.Header
	t.Profile = profile(agreed)
	t.Mode = strings.ToLower(agreed.Mode)
	c.ClientPorts = portPair(agreed.ClientPort)
	if len(c.ClientPorts) == 0 && req != nil {
		c.ClientPorts = portPair(req.ClientPort)
	}
	c.ServerPorts = portPair(agreed.ServerPort)
	c.Source = parseAddr(agreed.Source)
	c.addresses(agreed)
	t.Source, t.Destination = agreed.Source, agreed.Destination
	dest := parseAddr(agreed.Destination)
	switch {
	case agreed.TCP():
		t.Lower, c.Lower = "tcp", "tcp"
		c.Dialog = d
		c.Channels = channelPair(agreed.Interleaved)
		if len(c.Channels) == 0 && req != nil {
			c.Channels = channelPair(req.Interleaved)
		}
	case agreed.Multicast || dest.IsMulticast():
		t.Lower, c.Lower = "multicast", "multicast"
		if c.Group = dest; !dest.IsMulticast() && m.SDP != nil && s.Desc != nil { // the description names it
			c.Group = parseAddr(s.Desc.View.ConnectionOf(m.SDP).Address)
		}
		if c.GroupPorts = portPair(agreed.Port); len(c.GroupPorts) == 0 {
			c.GroupPorts = c.ClientPorts
		}
	default:
		t.Lower, c.Lower = "udp", "udp"
		if dest != (capture.Addr{}) {
			c.Client = dest
		}
	}
	c.RAOPEnds = raopControlPorts(c, req, agreed)
	t.ClientPorts, t.ServerPorts, t.Channels = c.ClientPorts, c.ServerPorts, c.Channels
	if c.Lower == "multicast" {
		t.ClientPorts = c.GroupPorts
	}
	if agreed.TTL.Set {
		n := agreed.TTL.Value
		t.TTL = &n
	}
	if len(agreed.SSRC) > 0 {
		n := agreed.SSRC[0]
		t.SSRC, c.SSRC = &n, &n
	}
	return c
}

// addresses takes the addresses and ports of an RTSP 2.0 Transport header (RFC 7826, 18.54).
func (c *Transport) addresses(t *rtspparse.Transport) {
	if ports, addr := hostPorts(t.DestAddr); len(c.ClientPorts) == 0 {
		c.ClientPorts = ports
		if addr != (capture.Addr{}) && !addr.IsMulticast() {
			c.Client = addr
		}
	}
	if ports, addr := hostPorts(t.SrcAddr); len(c.ServerPorts) == 0 {
		c.ServerPorts = ports
		if addr != (capture.Addr{}) {
			c.Source = addr
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
func raopControlPorts(c *Transport, req, agreed *rtspparse.Transport) (ends []capture.Endpoint) {
	for _, x := range []struct {
		addr capture.Addr
		t    *rtspparse.Transport
	}{{c.Client, req}, {c.Server, agreed}} {
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

// HasServerEnd reports whether an endpoint is one of the server's.
func (c *Transport) HasServerEnd(e capture.Endpoint) bool {
	return (e.Addr == c.Server || e.Addr == c.Source) && slices.Contains(c.ServerPorts, e.Port)
}

// CarriesRTP reports whether the transport is one of RTP, and not RAW/RAW/UDP, x-real-rdt and the like.
func (c *Transport) CarriesRTP() bool {
	p := c.Media.Header.Profile
	return p == "" || len(p) >= 3 && strings.EqualFold(p[:3], "RTP")
}

// Secure reports whether the media is SRTP (RFC 3711): its headers are in the clear, its payload is encrypted.
func (c *Transport) Secure() bool {
	return strings.Contains(strings.ToUpper(c.Media.Protocol+" "+c.Media.Header.Profile), "SAVP")
}

// Format looks a payload type up in the formats of the media ("sdp"), then in the static table of RFC 3551 ("static").
func (c *Transport) Format(pt uint8) (f sdpview.Format, from string, ok bool) {
	for _, f := range c.Media.Formats {
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

// HasAddress reports whether an address is one of the transport's ends.
func (c *Transport) HasAddress(a capture.Addr) bool {
	return a == c.Client || a == c.Server || a == c.Source && c.Source != (capture.Addr{})
}

// MediaDirection is the direction in which the media of a transport flows.
func (c *Transport) MediaDirection() rtpflow.Direction {
	backward := c.Media.SDP != nil && c.Media.SDP.Direction == "sendonly" // an ONVIF back channel
	if (c.Session.Mode == "record") != backward {
		return rtpflow.ClientToServer
	}
	return rtpflow.ServerToClient
}
