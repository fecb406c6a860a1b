package payload

import (
	"encoding/binary"
	"strconv"
)

// Payload structures of H.265 (RFC 7798, 4.4). The types below are those of NAL units.
const (
	H265AP   = 48
	H265FU   = 49
	H265PACI = 50
)

// H265 walks through the NAL units of a payload of H.265 (RFC 7798), as H264 does.
type H265 struct {
	NAL
	// Structure is H265AP, H265FU or H265PACI, or 0 for a single NAL unit.
	Structure byte
	// Malformed says that the structure is unknown or, after the walk, that the payload ends inside a header.
	Malformed bool
	byteStream
	layout  byte // as Structure, of what a PACI packet contains
	numbers bool // decoding order numbers are sent
	begun   bool
	don     uint16
	head    [2]byte
	payload []byte
	rest    []byte
}

// Read begins the walk through a payload; numbers says that decoding order numbers are sent (sprop-max-don-diff
// above 0).
func (r *H265) Read(b []byte, numbers bool) {
	*r = H265{numbers: numbers, payload: b}
	if len(b) < 3 {
		r.Malformed = len(b) > 0
		return
	}
	if b[0]|b[1] == 0 && r.leading(b, 0, isH265Header) {
		return
	}
	r.head = [2]byte(b)
	r.rest = b[2:]
	r.Structure = r.layoutOf()
	if r.Structure == H265PACI {
		r.control()
	}
}

// layoutOf is the payload structure by the header.
func (r *H265) layoutOf() byte {
	typ := r.head[0] >> 1 & 0x3f
	r.layout = 0
	switch {
	case typ > H265PACI:
		r.rest, r.Malformed = nil, true
		return typ
	case typ >= H265AP:
		r.layout = typ
	}
	return r.layout
}

// control goes on to the payload inside a PACI packet (4.4.4). Its control information is of use to receivers of
// live media only.
func (r *H265) control() {
	b := r.rest
	if len(b) < 2 {
		r.rest, r.Malformed = nil, true
		return
	}
	fields := binary.BigEndian.Uint16(b)
	size, typ := int(fields>>4&0x1f), byte(fields>>9&0x3f)
	if 2+size >= len(b) || typ == H265PACI {
		r.rest, r.Malformed = nil, true
		return
	}
	r.head = [2]byte{byte(fields>>8)&0x80 | typ<<1 | r.head[0]&1, r.head[1]}
	r.rest = b[2+size:]
	r.layoutOf()
}

// Next goes to the next NAL unit.
func (r *H265) Next() bool {
	if r.joined == nil {
		if !r.packetized() {
			return false
		}
		if r.Start {
			r.split(&r.NAL, isH265Header)
		}
		return true
	}
	b := r.behind(isH265Header)
	r.whole([2]byte(b), b[2:])
	r.Whole = b
	r.complete(&r.NAL)
	return true
}

// packetized goes to the next NAL unit by the payload format.
func (r *H265) packetized() bool {
	if len(r.rest) == 0 {
		return false
	}
	switch r.layout {
	case H265AP:
		return r.aggregated()
	case H265FU:
		return r.fragment()
	}
	return r.single()
}

// single reads a single NAL unit (4.4.1). With a decoding order number behind its header, or inside a PACI packet, it
// is not in one piece.
func (r *H265) single() bool {
	b := r.rest
	r.rest = nil
	if r.numbers {
		if len(b) <= 2 {
			r.Malformed = true
			return false
		}
		r.DON, b = binary.BigEndian.Uint16(b), b[2:]
	} else if r.Structure == 0 {
		r.Whole = r.payload
	}
	r.whole(r.head, b)
	return true
}

func (r *H265) whole(head [2]byte, body []byte) {
	r.Type, r.Header, r.Body = head[0]>>1&0x3f, head, body
	r.Start, r.End = true, true
}

// aggregated reads the next NAL unit of an aggregation packet (4.4.2).
func (r *H265) aggregated() bool {
	b := r.rest
	r.rest = nil
	switch {
	case !r.numbers:
	case !r.begun && len(b) > 2:
		r.don, b = binary.BigEndian.Uint16(b), b[2:]
	case r.begun:
		r.don, b = r.don+uint16(b[0])+1, b[1:]
	}
	r.begun = true
	if len(b) < 4 {
		r.Malformed = len(b) != 2 || b[0] != 0 || b[1] != 0 // a size of 0 at the end is passed over
		return false
	}
	n := int(binary.BigEndian.Uint16(b))
	b = b[2:]
	if n < 2 {
		r.Malformed = true
		return false
	}
	r.Cut = n > len(b)
	n = min(n, len(b))
	r.whole([2]byte(b), b[2:n])
	r.Whole, r.DON, r.rest = b[:n], r.don, b[n:]
	return true
}

// fragment reads a fragmentation unit (4.4.3).
func (r *H265) fragment() bool {
	b := r.rest
	r.rest = nil
	r.Start, r.End = b[0]&0x80 != 0, b[0]&0x40 != 0
	r.Type = b[0] & 0x3f
	r.Header = [2]byte{r.head[0]&0x81 | r.Type<<1, r.head[1]}
	r.Body = b[1:]
	if r.numbers && r.Start {
		if len(r.Body) <= 2 {
			r.Malformed = true
			return false
		}
		r.DON, r.Body = binary.BigEndian.Uint16(r.Body), r.Body[2:]
	}
	return true
}

// H265 is what a NAL unit of H.265 says of its access unit (ITU-T H.265, 7.4.2.2), and how many slices begin in
// it. extraBits is num_extra_slice_header_bits of the picture parameter set, without which the slice type cannot
// be read.
func (n *NAL) H265(extraBits int) (t Traits, slices int) {
	if n.Type >= 32 {
		if n.Type <= 34 {
			t = ParameterSet
		}
		switch n.Type {
		case 36, 37, 38, 40: // what ends an access unit or may be inside one
			return t, 0
		}
		if n.Start {
			t |= Begins
		}
		return t, 0
	}
	t = Coded
	if n.Type >= 16 || n.Type&1 == 1 {
		t |= Reference
	}
	random := n.Type >= 16 && n.Type <= 23 // intra random access point
	if random {
		t |= Key
	}
	if !n.Start || len(n.Body) == 0 {
		return t, 0
	}
	t |= Slice
	if n.Body[0]&0x80 == 0 { // first_slice_segment_in_pic_flag: the rest needs the parameter sets
		return t, 1
	}
	skip := 1
	if random {
		skip = 2 // no_output_of_prior_pics_flag
	}
	w := first8(n.Body) << skip
	if _, used := expGolomb(w); used > 0 {
		w <<= used + extraBits
		if typ, m := expGolomb(w); m > 0 && typ <= 2 {
			t |= [3]Traits{B, P, I}[typ]
		}
	}
	return t | Begins, 1
}

// H265Numbered reports whether a stream with these fmtp parameters sends decoding order numbers (RFC 7798, 7.1).
func H265Numbered(param func(string) string) bool {
	n, _ := strconv.Atoi(param("sprop-max-don-diff"))
	return n > 0
}
