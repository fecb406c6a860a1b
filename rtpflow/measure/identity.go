package measure

// The longest time (in units of momentUnit) between a packet and its duplicate. A network duplicates a datagram at once;
// TCP delivers every byte once, so that only the sender itself can repeat interleaved data.
const (
	momentUnit        = 1 << 20 // ns
	moment            = 2_000_000_000 / momentUnit
	interleavedMoment = 200_000_000 / momentUnit
	latestMoment      = 3_000_000_000 / momentUnit // of a packet that was overtaken
)

// firstStamps is how many timestamps are kept at first; there are WindowBits at most.
const firstStamps = 16

// nearby is how far below the highest number a packet may be reordered whatever its timestamp: B-frames have earlier ones.
const nearby = 64

// blockBits is the binary logarithm of how many numbers share one arrival time.
const blockBits = 4

// identity remembers which packets had the numbers of the window, so that a sender that restarts on numbers that it used
// before is distinguished from duplicates and late packets. RTP identifies a packet by its number and timestamp together
// (RFC 3550, 5.1).
type identity struct {
	// stamps is a ring of timestamps by number; arrived is the latest arrival of each block of numbers, in units of
	// momentUnit.
	stamps, arrived []uint32
	// The packet of a pending jump, and the one that confirmed it.
	jumpTS, nextTS uint32
	jumpAt         uint32
	repeated       bool // the packet of the pending jump repeats one that arrived long ago
	used           bool // the number of the pending jump is inside the window
}

// Take is Add for a packet with an RTP timestamp and an arrival in nanoseconds: a packet with a number that was used before
// is a duplicate only if it has the same timestamp and arrives within a moment. Otherwise it may be the first one after a
// restart of the sender, and the next packet shows it.
func (s *Sequence) Take(seq uint16, ts uint32, arrival int64) (v Verdict, missing int64) {
	at := uint32(arrival / momentUnit)
	if d := int64(int16(seq - uint16(s.max))); s.started && d <= 0 && d > -WindowBits && !s.belongs(s.max+d, ts, at) {
		s.Packets++
		v = s.reuse(s.max+d, ts, at)
		return v, 0
	}
	v, missing = s.Add(seq)
	switch v {
	case InOrder, AfterGap:
		s.note(s.max, ts, at)
	case Late:
		s.note(s.Extend(seq), ts, at)
	case Jumped:
		s.jumpTS, s.jumpAt, s.used = ts, at, false
	case Confirmed:
		s.nextTS = ts
	}
	return v, missing
}

// reuse takes a packet with a number of the window that belongs to another packet.
func (s *Sequence) reuse(e int64, ts, at uint32) Verdict {
	if s.jumping && s.used && uint16(e) == s.jumpSeq && ts == s.jumpTS {
		s.Duplicates++
		return Duplicate
	}
	repeated := s.seen(e) && s.stampOf(e) == ts
	v := s.far(uint16(e))
	if v == Confirmed {
		s.nextTS = ts
		return v
	}
	s.jumpTS, s.jumpAt, s.used, s.repeated = ts, at, true, repeated
	return v
}

// belongs reports whether a packet at or below the highest number is the one that had this number, or may be the one that
// is missing.
func (s *Sequence) belongs(e int64, ts, at uint32) bool {
	if len(s.stamps) == 0 {
		return true
	}
	if s.jumping && uint16(e) == s.jumpNext && s.used {
		return false // the packet after the one that did not belong
	}
	if s.seen(e) {
		limit := int32(moment)
		if s.Interleaved {
			limit = interleavedMoment
		}
		return s.stampOf(e) == ts && (e == s.max || s.age(e, at) <= limit)
	}
	above := max(e+1, s.low)
	for above < s.max && !s.seen(above) {
		above++
	}
	if s.age(above, at) > latestMoment {
		return false
	}
	// Media that continues after the highest number is not older than it.
	return s.max-e < nearby || int32(ts-s.stampOf(s.max)) <= 0
}

// age returns the time since the latest arrival in the block of a number, 0 if the capture clock was set back.
func (s *Sequence) age(e int64, at uint32) int32 {
	return max(0, int32(at-s.arrived[e>>blockBits&int64(len(s.arrived)-1)]))
}

func (s *Sequence) seen(e int64) bool {
	return e >= s.low && s.bits[e>>6&(WindowBits/64-1)]&(1<<(e&63)) != 0
}

// note remembers the packet of a number.
func (s *Sequence) note(e int64, ts, at uint32) {
	if n := len(s.stamps); n < WindowBits && s.max-s.low >= int64(n) {
		s.moreStamps(n)
	}
	s.stamps[e&int64(len(s.stamps)-1)] = ts
	s.arrived[e>>blockBits&int64(len(s.arrived)-1)] = at
}

// noteJump remembers the two packets that made a jump.
func (s *Sequence) noteJump() {
	s.used = false
	s.note(s.max-1, s.jumpTS, s.jumpAt)
	s.note(s.max, s.nextTS, s.jumpAt)
}

// moreStamps makes room for the timestamps of all numbers so far, or of the whole window.
func (s *Sequence) moreStamps(n int) {
	size := max(n, firstStamps)
	for size < WindowBits && s.max-s.low >= int64(size) {
		size *= 4
	}
	list := make([]uint32, size+2*size>>blockBits) // so many numbers may touch one block more
	stamps, arrived := list[:size], list[size:]
	for e := s.max - int64(n); e < s.max; e++ { // the highest has no entry yet
		stamps[e&int64(size-1)] = s.stamps[e&int64(n-1)]
		arrived[e>>blockBits&int64(len(arrived)-1)] = s.arrived[e>>blockBits&int64(len(s.arrived)-1)]
	}
	s.stamps, s.arrived = stamps, arrived
}

// stampOf returns the timestamp of a number that was seen.
func (s *Sequence) stampOf(e int64) uint32 { return s.stamps[e&int64(len(s.stamps)-1)] }

// settleReuse resolves a jump to a number of the window that no second packet confirmed.
func (s *Sequence) settleReuse(e int64) {
	if !s.seen(e) && e >= s.low && e > s.max-WindowBits { // it was missing, and arrived very late
		s.bits[e>>6&(WindowBits/64-1)] |= 1 << (e & 63)
		s.note(e, s.jumpTS, s.jumpAt)
		s.OutOfOrder++
		s.veryLate(e)
		return
	}
	if s.repeated {
		s.Duplicates++
		return
	}
	s.OutOfRange++
	s.expected++
	s.Ranges++
}
