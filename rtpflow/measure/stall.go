package measure

import "math"

// stall is a time in which nothing came though the timestamps did not jump: the sender paused, or what it sent was held
// up on the way, as by TCP. After a pause transit times stay what they are when packets come again; what was held up
// comes in a hurry, until they are back at what they were before.
type stall struct {
	transit  float64 // of reference before, seconds
	maxSkew  float64 // until then
	highest  float64 // transit since
	last     float64 // transit of the packet before
	catching bool    // packets come in a hurry
}

const (
	// hurry is by how much (s) transit times must have fallen since the stall to say that it held packets up.
	hurry = 1.0
	// caughtUp is how near (s) to those before the stall they are again when it is over.
	caughtUp = 0.03
	// still is how much (s) less than the one before the last transit time may be not to be falling any more.
	still = 0.001
)

// recover looks what became of a stall, by the transit time of a packet that leads. It reports whether what was held
// up has come: from there on drift is measured anew, and skew against what it was before the stall.
func (t *Timing) recover(transit float64) (over bool) {
	x := &t.stall
	x.highest = max(x.highest, transit)
	if !x.catching && x.highest-transit > hurry {
		x.catching = true
		t.skew0 = x.transit
		t.maxSkew = x.highest - x.transit
		if math.Abs(x.maxSkew) > math.Abs(t.maxSkew) {
			t.maxSkew = x.maxSkew
		}
	}
	falling := transit < x.last-still
	x.last = transit
	if !x.catching || falling || transit > x.transit+caughtUp {
		return false
	}
	t.stalled = false
	return true
}
