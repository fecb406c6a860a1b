package repair

import "encoding/binary"

// Block is one block of a redundant payload (RFC 2198).
type Block struct {
	PayloadType uint8
	Primary     bool
	Offset      uint16 // timestamp units by which the block is older than the packet
	Data        []byte // refers to the payload, not a copy
	Length      int    // on the wire; Data is shorter if the packet was truncated
}

// MaxBlocks is the maximum number of blocks that are parsed per packet.
const MaxBlocks = 16

// ParseRED parses the blocks of a payload (RFC 2198, 3) into dst, the primary block last, and returns their
// number. b may be only the beginning of the payload; wireLen is its length on the wire. ok is false if the
// headers do not fit the payload.
func ParseRED(b []byte, wireLen int, dst *[MaxBlocks]Block) (n int, ok bool) {
	at := 0
	for ; ; n++ {
		if n == MaxBlocks || at >= len(b) {
			return 0, false
		}
		dst[n] = Block{PayloadType: b[at] & 0x7f}
		if b[at]&0x80 == 0 {
			dst[n].Primary = true
			at++
			n++
			break
		}
		if at+4 > len(b) {
			return 0, false
		}
		h := binary.BigEndian.Uint32(b[at:])
		dst[n].Offset, dst[n].Length = uint16(h>>10&0x3fff), int(h&0x3ff)
		at += 4
	}
	for i := range dst[:n] {
		x := &dst[i]
		if x.Primary {
			x.Length = wireLen - at
		}
		if x.Length < 0 || at+x.Length > wireLen {
			return 0, false
		}
		x.Data = b[min(at, len(b)):min(at+x.Length, len(b))]
		at += x.Length
	}
	return n, true
}

// StepEstimator estimates the distance in sequence numbers between two packets of a source from their
// timestamps. Redundant blocks need it because they identify the packet that they repeat only by its timestamp.
type StepEstimator struct {
	seq     uint16
	time    uint32
	started bool
	step    uint32 // timestamp units per packet; 0 if unknown
}

// Add takes the next packet of the source.
func (s *StepEstimator) Add(seq uint16, time uint32) {
	n, d := int16(seq-s.seq), int32(time-s.time)
	if s.started && n <= 0 {
		return // late
	}
	if s.started && n > 0 && n < 256 && d > 0 && d%int32(n) == 0 {
		s.step = uint32(d / int32(n))
	}
	s.seq, s.time, s.started = seq, time, true
}

// Seq returns the number of the packet that is offset timestamp units older than packet seq. ok is false if the
// step is unknown or does not divide the offset.
func (s *StepEstimator) Seq(seq uint16, offset uint16) (uint16, bool) {
	if s.step == 0 || offset == 0 || uint32(offset)%s.step != 0 {
		return 0, false
	}
	return seq - uint16(uint32(offset)/s.step), true
}
