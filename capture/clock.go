package capture

import (
	"math"
	"math/bits"
)

// Times are limited to 146 years around 1970, so that the difference of any two of them fits into an int64.
const (
	maxTime = 1<<62 - 1
	minTime = -maxTime
)

// clock converts the timestamps of a pcapng interface to nanoseconds since 1970 (if_tsresol and if_tsoffset of
// the interface description block). The zero value is invalid; see newClock.
type clock struct {
	mul    uint64 // nanoseconds per tick if that is an integer, otherwise 0
	rate   uint64 // ticks per second
	offset int64  // nanoseconds to add
}

// newClock returns the clock for an if_tsresol value. If the resolution does not fit into 64 bits, it returns a
// microsecond clock and false.
func newClock(resolution byte) (clock, bool) {
	n := resolution & 0x7f
	if resolution&0x80 != 0 {
		if n > 63 {
			return microClock, false
		}
		return clockOf(1 << n), true
	}
	if n > 19 {
		return microClock, false
	}
	rate := uint64(1)
	for range n {
		rate *= 10
	}
	return clockOf(rate), true
}

var microClock = clock{mul: 1000, rate: 1e6}

func clockOf(rate uint64) clock {
	c := clock{rate: rate}
	if 1e9%rate == 0 {
		c.mul = 1e9 / rate
	}
	return c
}

// setOffset sets the seconds to add to every time.
func (c *clock) setOffset(seconds int64) {
	const limit = maxTime / 1_000_000_000
	c.offset = min(max(seconds, -limit), limit) * 1e9
}

// time converts a timestamp. If the result is outside minTime to maxTime, it returns the nearer limit and
// false.
func (c *clock) time(ticks uint64) (int64, bool) {
	var hi, lo uint64
	if c.mul != 0 {
		hi, lo = bits.Mul64(ticks, c.mul)
	} else {
		h, l := bits.Mul64(ticks%c.rate, 1e9)
		frac, _ := bits.Div64(h, l, c.rate) // less than 1e9 because the remainder is less than the rate
		hi, lo = bits.Mul64(ticks/c.rate, 1e9)
		var carry uint64
		lo, carry = bits.Add64(lo, frac, 0)
		hi += carry
	}
	if hi != 0 || lo > math.MaxInt64 {
		lo = math.MaxInt64
	}
	return clampTime(int64(lo), c.offset)
}

// clampTime adds an offset to a nonnegative time.
func clampTime(t, offset int64) (int64, bool) {
	switch {
	case offset > 0 && t > maxTime-offset:
		return maxTime, false
	case offset <= 0 && t > maxTime && t+offset > maxTime:
		return maxTime, false
	}
	return t + offset, true
}
