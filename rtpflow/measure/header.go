// Package measure computes the statistics of a single RTP source as its packets arrive: sequence numbers, loss,
// reordering, arrival times, jitter and clock drift. It allocates nothing per packet and has no knowledge of
// flows or sessions.
package measure

import (
	"cmp"
	"encoding/binary"
)

// Header is the fixed part of an RTP header (RFC 3550, 5.1) and the values derived from the rest of the header.
type Header struct {
	Marker      bool
	PayloadType uint8
	Seq         uint16
	Timestamp   uint32
	SSRC        uint32
	// HeaderLen is the length of the fixed header, the CSRC list and the extension.
	HeaderLen int
	// PayloadLen is the length of the payload on the wire, excluding padding.
	PayloadLen int
	Padding    int
	// Extension reports whether a header extension is present; ExtensionProfile is its profile identifier, also that of an
	// extension that does not fit into the packet.
	Extension        bool
	ExtensionProfile uint16
	// Malformed reports that the CSRC list, extension or padding does not fit into the packet. PayloadLen then
	// covers everything after the part that fits.
	Malformed bool
	// BadPadding is the padding count of a packet that it does not fit, 0 otherwise; 256 for a count of 0.
	BadPadding int
}

// HeaderSize is the length of the fixed RTP header.
const HeaderSize = 12

// IsRTP reports whether b may be an RTP packet: version 2, and a second byte outside the RTCP packet types (RFC
// 5761, 4).
func IsRTP(b []byte) bool {
	return len(b) >= HeaderSize && b[0]>>6 == 2 && !rtcpType(b[1])
}

// IsRTCP reports whether b may be an RTCP packet: version 2, and a packet type of 192 to 223 (RFC 5761, 4).
func IsRTCP(b []byte) bool {
	return len(b) >= 4 && b[0]>>6 == 2 && rtcpType(b[1])
}

// MayBeRTP reports whether b may be an RTP packet of any payload type: version 2. On a port or channel that carries RTP
// alone, payload types 64 to 95 with a marker are no RTCP packet types.
func MayBeRTP(b []byte) bool { return len(b) >= HeaderSize && b[0]>>6 == 2 }

func rtcpType(b byte) bool { return b >= 192 && b <= 223 }

// ParseHeader is a convenience wrapper around Header.Parse that returns the header by value.
func ParseHeader(b []byte, wireLen int, last int) (h Header) {
	h.Parse(b, wireLen, last)
	return h
}

// Parse reads the header of a packet for which IsRTP is true. b contains the captured bytes (at least
// HeaderSize), wireLen is the length of the packet on the wire, and last is its final byte if it was captured,
// otherwise -1. Parse fills h in place because copying freshly written fields with wider loads causes
// store-forwarding stalls.
func (h *Header) Parse(b []byte, wireLen int, last int) {
	_ = b[HeaderSize-1]
	*h = Header{}
	h.Marker = b[1]&0x80 != 0
	h.PayloadType = b[1] & 0x7f
	h.Seq = binary.BigEndian.Uint16(b[2:])
	h.Timestamp = binary.BigEndian.Uint32(b[4:])
	h.SSRC = binary.BigEndian.Uint32(b[8:])
	h.HeaderLen = HeaderSize
	if b[0]&0x3f != 0 {
		h.rest(b, wireLen, last)
	}
	h.PayloadLen = wireLen - h.HeaderLen - h.Padding
	if h.PayloadLen < 0 {
		h.PayloadLen, h.Malformed = 0, true
	}
}

// rest reads the optional parts that the first byte announces: CSRC list, extension, padding.
func (h *Header) rest(b []byte, wireLen, last int) {
	n := HeaderSize + 4*int(b[0]&0x0f)
	if n > wireLen {
		h.Malformed = true
		return
	}
	h.HeaderLen = n
	if b[0]&0x10 != 0 {
		switch {
		case n+4 > wireLen:
			h.Malformed = true
		case n+4 <= len(b):
			h.ExtensionProfile = binary.BigEndian.Uint16(b[n:])
			size := 4 + 4*int(binary.BigEndian.Uint16(b[n+2:]))
			if n+size > wireLen {
				h.Malformed = true
				break
			}
			h.Extension = true
			h.HeaderLen = n + size
		}
	}
	if b[0]&0x20 != 0 && last >= 0 {
		if last == 0 || h.HeaderLen+last > wireLen {
			h.Malformed = true
			h.BadPadding = cmp.Or(last, 256)
		} else {
			h.Padding = last
		}
	}
}
