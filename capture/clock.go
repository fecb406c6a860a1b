package capture

import (
	"math"
	"math/bits"
)

// Times are kept within 146 years of 1970, so that the difference of any two of them is an int64.
const (
	maxTime = 1<<62 - 1
	minTime = -maxTime
)

// clock turns the timestamps of a pcapng interface into nanoseconds since 1970 (if_tsresol and
// if_tsoffset of the interface description block). The zero value is not useful; see newClock.
type clock struct {
	mul    uint64 // nanoseconds in a tick, where that is a whole number; else 0
	rate   uint64 // ticks a second
	offset int64  // nanoseconds to be added
}

// newClock gives the clock of a resolution as the option states it. It is false, and the clock counts
// microseconds, where the resolution is finer than 64 bits can count.
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

// setOffset sets the seconds to be added to every time.
func (c *clock) setOffset(seconds int64) {
	const limit = maxTime / 1_000_000_000
	c.offset = min(max(seconds, -limit), limit) * 1e9
}

// time gives the time of a timestamp; it is false where that lies outside minTime to maxTime and the
// nearer of these was taken.
func (c *clock) time(ticks uint64) (int64, bool) {
	var hi, lo uint64
	if c.mul != 0 {
		hi, lo = bits.Mul64(ticks, c.mul)
	} else {
		h, l := bits.Mul64(ticks%c.rate, 1e9)
		frac, _ := bits.Div64(h, l, c.rate) // below 1e9, for the remainder is below the rate
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

// clampTime adds an offset to a time of 0 or more.
func clampTime(t, offset int64) (int64, bool) {
	switch {
	case offset > 0 && t > maxTime-offset:
		return maxTime, false
	case offset <= 0 && t > maxTime && t+offset > maxTime:
		return maxTime, false
	}
	return t + offset, true
}
