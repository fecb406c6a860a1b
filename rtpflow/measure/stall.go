package measure

import "math"

// stall is an interruption across which the timestamps did not jump: the sender paused, or its packets were
// delayed, for example by TCP. After a pause, transit times are as before. Delayed packets arrive in a burst,
// and their transit times fall until they are back at the previous level.
type stall struct {
	transit  float64 // of the reference packet before the stall, in seconds
	maxSkew  float64 // up to the stall
	highest  float64 // highest transit time since the stall
	last     float64 // transit time of the previous packet
	bursting bool    // delayed packets are arriving in a burst
}

const (
	// burst is the fall of the transit time since the stall, in seconds, that identifies delayed packets.
	burst = 1.0
	// recovered is the distance, in seconds, from the transit time before the stall within which the stall is
	// over.
	recovered = 0.03
	// steady is the largest fall from one transit time to the next, in seconds, that still counts as no fall.
	steady = 0.001
)

// recover updates the stall with the transit time of a leading packet. It reports whether all delayed packets
// have arrived: from then on drift is measured from scratch, and skew relative to the level before the stall.
func (t *Timing) recover(transit float64) (over bool) {
	x := &t.stall
	x.highest = max(x.highest, transit)
	if !x.bursting && x.highest-transit > burst {
		x.bursting = true
		t.skew0 = x.transit
		t.maxSkew = x.highest - x.transit
		if math.Abs(x.maxSkew) > math.Abs(t.maxSkew) {
			t.maxSkew = x.maxSkew
		}
	}
	falling := transit < x.last-steady
	x.last = transit
	if !x.bursting || falling || transit > x.transit+recovered {
		return false
	}
	t.stalled = false
	return true
}
