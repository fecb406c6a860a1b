package observe

import (
	"encoding/binary"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/signalling"
	"rtspect/sdpview"
)

// IsMedia reports whether a packet that looks like RTCP is RTP with a marker and a payload type of 64 to 95: on the port
// or channel that was agreed for RTP, apart from the one for RTCP, with a payload type of the description or from a source
// that is known there. RFC 5761 excludes these types only where RTP and RTCP share a port.
func (o *Observer) IsMedia(f *Flow, b []byte, wireLen int) bool {
	if !measure.MayBeRTP(b) {
		return false
	}
	c := o.CurrentTransport(f)
	if c == nil || !c.CarriesRTP() || !carriesRTPAlone(c, f) {
		return false
	}
	if f.Find(binary.BigEndian.Uint32(b[8:])) != nil {
		return true
	}
	return lists(c, b[1]&0x7f) && !wholeCompound(b, wireLen)
}

// carriesRTPAlone reports whether a flow is on the first of two ports or channels.
func carriesRTPAlone(c *signalling.Transport, f *Flow) bool {
	if f.Dialog != nil {
		return len(c.Channels) == 2 && f.Channel == c.Channels[0]
	}
	ports := c.ClientPorts
	if c.Lower == "multicast" {
		ports = c.GroupPorts
	}
	return isFirst(ports, f) || isFirst(c.ServerPorts, f)
}

func isFirst(ports []uint16, f *Flow) bool {
	other := func(e capture.Endpoint) bool { return e.Port == ports[1] }
	return len(ports) == 2 && (f.Src.Port == ports[0] || f.Dst.Port == ports[0]) && !other(f.Src) && !other(f.Dst)
}

// lists reports whether the description of a transport's media lists a payload type.
func lists(c *signalling.Transport, pt uint8) bool {
	return slices.ContainsFunc(c.Media.Formats, func(f sdpview.Format) bool { return f.PayloadType == pt })
}

// outside reports whether the description of a source's media lists other payload types, one of which the source has, and
// not this one.
func (o *Observer) outside(s *Source, pt uint8) bool {
	if int16(pt) == s.unlisted {
		return true
	}
	c := o.CurrentTransport(s.Flow)
	if c == nil || len(c.Media.Formats) == 0 || lists(c, pt) || s.listed < 0 {
		s.listed = int16(pt)
		return false
	}
	s.unlisted = int16(pt)
	return true
}
