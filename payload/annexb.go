package payload

import "bytes"

// byteStream is what follows a start code inside a NAL unit. The payload formats of H.264 and H.265 have no start codes, and
// NAL units cannot contain any (emulation prevention): some senders pass the byte stream format (Annex B) of an access unit
// to their packetizer as one NAL unit.
type byteStream struct {
	// ByteStream says that the payload contains start codes, so that a NAL unit of it is several.
	ByteStream bool
	joined     []byte // what follows the next start code, nil if none follows
	end, cut   bool   // of the last NAL unit in joined
}

// header reports whether b, behind a start code, begins with the header of a NAL unit that access units have.
type header func(b []byte) bool

// leading begins the walk through bytes that begin with a start code, of which zeros bytes come before them.
func (s *byteStream) leading(b []byte, zeros int, is header) bool {
	rest := bytes.TrimLeft(b, "\x00")
	if zeros+len(b)-len(rest) < 2 || len(rest) < 2 || rest[0] != 1 || !is(rest[1:]) {
		return false
	}
	s.ByteStream, s.joined, s.end, s.cut = true, rest[1:], true, false
	return true
}

// split shortens a NAL unit that begins in the payload to what comes before the first start code in it.
func (s *byteStream) split(n *NAL, is header) {
	at, next := find(n.Body, is)
	if next == nil {
		return
	}
	s.ByteStream, s.joined, s.end, s.cut = true, next, n.End, n.Cut
	if n.Whole != nil {
		n.Whole = n.Whole[:len(n.Whole)-len(n.Body)+at]
	}
	n.Body, n.End, n.Cut = n.Body[:at], true, false
}

// behind is the next NAL unit behind a start code, header included.
func (s *byteStream) behind(is header) []byte {
	b := s.joined
	at, next := find(b, is)
	s.joined = next
	return b[:at]
}

// complete says of the NAL unit that behind returned whether it ends in the payload.
func (s *byteStream) complete(n *NAL) {
	n.Cut = false
	if s.joined != nil {
		return
	}
	n.End, n.Cut = s.end, s.cut
	if !n.End {
		n.Whole = nil
	}
}

// find finds the first start code in b that a NAL unit follows: where the NAL unit before it ends, and what follows; len(b)
// and nil if there is none.
func find(b []byte, is header) (end int, next []byte) {
	for from := 0; ; {
		i := bytes.Index(b[from:], startCode)
		if i < 0 {
			return len(b), nil
		}
		i += from
		if is(b[i+3:]) {
			return len(bytes.TrimRight(b[:i], "\x00")), b[i+3:]
		}
		from = i + 3
	}
}

// isH264Header accepts NAL units of access units (ITU-T H.264, table 7-1), with the nal_ref_idc that 7.4.1 prescribes.
func isH264Header(b []byte) bool {
	if len(b) < 2 || b[0]&0x80 != 0 {
		return false
	}
	switch b[0] & 0x1f {
	case 1:
		return true
	case 5, 7, 8:
		return b[0]&0x60 != 0
	case 6, 9:
		return b[0]&0x60 == 0
	}
	return false
}

// isH265Header accepts NAL units of access units in the base layer (ITU-T H.265, table 7-1).
func isH265Header(b []byte) bool {
	if len(b) < 3 || b[0]&0x81 != 0 || b[1]&0xf8 != 0 || b[1]&7 == 0 {
		return false
	}
	typ := b[0] >> 1
	return typ <= 9 || typ >= 16 && typ <= 21 || typ >= 32 && typ <= 40
}
