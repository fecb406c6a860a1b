package rtcp

import "encoding/binary"

// Statistics is a Statistics Summary block (RFC 3611, 4.6). End is exclusive.
type Statistics struct {
	SSRC             uint32
	Begin, End       uint16
	HasLost, HasDups bool
	Lost, Duplicates uint32
	HasJitter        bool
	Jitter           Summary // in timestamp units
	TTL              string  // "ttl" (IPv4), "hop-limit" (IPv6), or "" if absent
	TTLs             Summary
}

// Summary contains the minimum, maximum, mean and standard deviation of a value.
type Summary struct{ Min, Max, Mean, Deviation uint32 }

// Statistics parses a Statistics Summary block.
func (b *Block) Statistics() (s Statistics, ok bool) {
	if b.Type != BlockStatistics || len(b.Body) < 36 {
		return s, false
	}
	x := b.Body
	word := func(i int) uint32 { return binary.BigEndian.Uint32(x[i:]) }
	s = Statistics{
		SSRC: word(0), Begin: binary.BigEndian.Uint16(x[4:]), End: binary.BigEndian.Uint16(x[6:]),
		HasLost: b.Specific&0x80 != 0, HasDups: b.Specific&0x40 != 0, HasJitter: b.Specific&0x20 != 0,
	}
	if s.HasLost {
		s.Lost = word(8)
	}
	if s.HasDups {
		s.Duplicates = word(12)
	}
	if s.HasJitter {
		s.Jitter = Summary{word(16), word(20), word(24), word(28)}
	}
	if s.TTL = [4]string{1: "ttl", 2: "hop-limit"}[b.Specific>>3&3]; s.TTL != "" {
		s.TTLs = Summary{uint32(x[32]), uint32(x[33]), uint32(x[34]), uint32(x[35])}
	}
	return s, true
}
