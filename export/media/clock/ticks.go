// Package clock relates RTP timestamps to time: to a count that does not wrap, to the wall clock, to the position in the
// presentation.
package clock

// maxStep is how far, in seconds, a timestamp may be from what the arrival times lead to expect before it is taken for a
// restart of the sender's clock; where no packet is missing, how far from the one before: TCP can delay packets for any time.
const maxStep = 10

// Ticks turns RTP timestamps into a count from the first unit on that does not wrap.
type Ticks struct {
	Rate int64 // Hz, 0 if unknown
	// Now is the count of the latest unit, Last its timestamp, Restarts how often the sender's clock restarted.
	Now      int64
	Last     uint32
	Restarts int
	begun    bool
	arrived  int64
}

// At is the count of the next unit; restarted says that the sender's clock restarted before it, whole that its packets follow
// those of the unit before.
func (c *Ticks) At(stamp uint32, arrival int64, restarted, whole bool) int64 {
	if !c.begun {
		c.begun, c.Last, c.arrived = true, stamp, arrival
		return c.Now
	}
	d := int64(int32(stamp - c.Last))
	if c.Rate > 0 {
		passed := int64(float64(arrival-c.arrived) * 1e-9 * float64(c.Rate))
		limit := maxStep * c.Rate
		late := whole && d >= -c.Rate && d <= limit
		if off := d - passed; restarted || !late && (off > limit || off < -limit) {
			d = max(passed, 1)
			c.Restarts++
		}
	}
	c.Last, c.arrived = stamp, arrival
	c.Now += d
	return c.Now
}

// Seconds is a count in seconds; 0 if the rate is unknown.
func (c *Ticks) Seconds(count int64) float64 {
	if c.Rate <= 0 {
		return 0
	}
	return float64(count) / float64(c.Rate)
}
