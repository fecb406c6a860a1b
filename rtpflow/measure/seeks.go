package measure

// The times (ns) around the response to a PLAY in which the step in the sequence numbers that it announces may come.
const (
	EarlyTolerance = 2e9
	LateTolerance  = 5e9
)

// gapAge is how old (ns) a gap is when a response to PLAY that explains it must have been seen. A response may wait for
// TCP segments that are missing before it.
const gapAge = 3 * EarlyTolerance

// Seeks contains the sequence numbers with which streams continue after a PLAY, as RTP-Info announces them (RFC 2326,
// 12.33), and bounds the gaps that all sources keep until they can be compared with these numbers. A nil *Seeks knows no
// PLAYs.
type Seeks struct {
	announced map[uint16][]int64 // response times by sequence number
	kept      int                // gaps beyond the listed ones of each source
}

// Announce records that a response to PLAY gives the sequence number of the next packet.
func (k *Seeks) Announce(seq uint16, time int64) {
	if k.announced == nil {
		k.announced = map[uint16][]int64{}
	}
	k.announced[seq] = append(k.announced[seq], time)
}

// mayExplain reports whether a PLAY explains a gap, or a later one still may.
func (k *Seeks) mayExplain(h *Gap, now int64) bool {
	if k == nil {
		return false
	}
	if d := now - h.Time; d < gapAge && d > -gapAge {
		return true
	}
	for _, t := range k.announced[uint16(h.First+h.Count)] {
		if Continues(h.Time, t) {
			return true
		}
	}
	return false
}

// Continues reports whether a step in the sequence numbers at a time may be the one that a response to PLAY announced.
func Continues(gap, response int64) bool {
	return gap >= response-EarlyTolerance && gap <= response+LateTolerance
}

// reserve makes room for a gap beyond the listed ones, and reports whether there is room.
func (k *Seeks) reserve() bool {
	if k == nil || k.kept >= maxAllGaps {
		return false
	}
	k.kept++
	return true
}

// release gives back the room of n gaps.
func (k *Seeks) release(n int) {
	if k != nil {
		k.kept -= n
	}
}
