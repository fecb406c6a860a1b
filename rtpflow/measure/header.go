// Package measure measures one RTP source as its packets go by: sequence numbers, arrival times,
// clock. It allocates nothing per packet and knows nothing of flows or sessions.
package measure

import "encoding/binary"

// Header is the fixed part of an RTP header (RFC 3550, 5.1) and what follows from the rest of it.
type Header struct {
	Marker      bool
	PayloadType uint8
	Seq         uint16
	Timestamp   uint32
	SSRC        uint32
	// HeaderLen is the length of header, CSRCs and extension.
	HeaderLen int
	// PayloadLen is the length of the payload on the wire, without padding.
	PayloadLen int
	Padding    int
	// Extension says that a header extension is present; its profile is ExtensionProfile.
	Extension        bool
	ExtensionProfile uint16
	// Malformed says that CSRCs, extension or padding do not fit the packet; the payload length is
	// then what remains after the part that fits.
	Malformed bool
}

// HeaderSize is the length of the fixed header.
const HeaderSize = 12

// IsRTP reports whether b may be RTP: version 2 and a second byte that is not RTCP's (RFC 5761, 4).
func IsRTP(b []byte) bool {
	return len(b) >= HeaderSize && b[0]>>6 == 2 && !rtcpType(b[1])
}

// IsRTCP reports whether b may be RTCP: version 2 and a packet type of 192 to 223 (RFC 5761, 4).
func IsRTCP(b []byte) bool {
	return len(b) >= 4 && b[0]>>6 == 2 && rtcpType(b[1])
}

func rtcpType(b byte) bool { return b >= 192 && b <= 223 }

// ParseHeader is Header.Parse for those who are in no hurry.
func ParseHeader(b []byte, wireLen int, last int) (h Header) {
	h.Parse(b, wireLen, last)
	return h
}

// Parse reads the header of an RTP packet that IsRTP accepted. b holds the captured bytes (at
// least HeaderSize), wireLen the packet's length on the wire, last its final byte where that was
// captured and -1 otherwise. It fills h in place: to copy fields just written, wider than they were
// written, makes the processor wait.
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

// rest reads what the first byte announces: CSRCs, extension, padding.
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
			size := 4 + 4*int(binary.BigEndian.Uint16(b[n+2:]))
			if n+size > wireLen {
				h.Malformed = true
				break
			}
			h.Extension = true
			h.ExtensionProfile = binary.BigEndian.Uint16(b[n:])
			h.HeaderLen = n + size
		}
	}
	if b[0]&0x20 != 0 && last >= 0 {
		if last == 0 || h.HeaderLen+last > wireLen {
			h.Malformed = true
		} else {
			h.Padding = last
		}
	}
}
