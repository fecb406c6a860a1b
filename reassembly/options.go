package reassembly

import "encoding/binary"

// readOptions parses the options of a SYN (RFC 9293, 3.1; RFC 7323, 2; RFC 2018, 2) up to the first invalid
// length.
func (s *Stats) readOptions(b []byte) {
	const (
		end           = 0
		noOperation   = 1
		maxSegment    = 2
		windowScale   = 3
		sackPermitted = 4
		timestamps    = 8
	)
	for len(b) > 0 {
		kind := b[0]
		if kind == end {
			return
		}
		if kind == noOperation {
			b = b[1:]
			continue
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			return
		}
		v := b[2:b[1]]
		b = b[b[1]:]
		switch {
		case kind == maxSegment && len(v) == 2:
			s.MSS = binary.BigEndian.Uint16(v)
		case kind == windowScale && len(v) == 1:
			s.WindowScale, s.HasWindowScale = min(v[0], 14), true
		case kind == sackPermitted && len(v) == 0:
			s.SACKPermitted = true
		case kind == timestamps && len(v) == 8:
			s.TimestampOK = true
		}
	}
}
