package measure

import "math"

// MaxTimestampJump is the largest disagreement between arrival and RTP timestamp, in seconds, that
// counts as jitter. Beyond it the timestamps jumped (a seek, a pause, a restart): the packet begins a
// new reference and no difference is taken.
const MaxTimestampJump = 3.0

// Timing measures arrival against RTP timestamps. The zero value with a Rate is ready; without a
// Rate only what needs none is measured.
type Timing struct {
	// Rate is the clock rate in Hz.
	Rate float64

	lastTS             uint32
	have               bool
	ext                int64 // extended timestamp since the first packet
	start              int64
	transit            float64 // seconds: arrival − timestamp/Rate, of the packet before
	jitter             float64 // seconds, RFC 3550 A.8
	jitterSum, jitterM float64
	jitterN            int64
	skew0, maxSkew     float64
	fit                fit

	// Jumps counts timestamp jumps.
	Jumps int64
}

// Add takes a packet: arrival in nanoseconds, RTP timestamp. It reports whether the timestamp
// jumped.
//
// Interarrival jitter (RFC 3550, 6.4.1 and A.8): D is the difference of transit times of this packet
// and the one that arrived before it, J += (|D| − J)/16, in floating point and with the exact rate.
func (t *Timing) Add(arrival int64, ts uint32) (jumped bool) {
	if !t.have {
		t.have = true
		t.start, t.lastTS = arrival, ts
		t.reference(arrival)
		return false
	}
	fresh := ts != t.lastTS
	t.ext += int64(int32(ts - t.lastTS))
	t.lastTS = ts
	at := float64(arrival-t.start) * 1e-9
	transit := at - float64(t.ext)/t.Rate
	d := math.Abs(transit - t.transit)
	if d > MaxTimestampJump {
		t.Jumps++
		t.reference(arrival)
		return true
	}
	t.transit = transit
	t.jitter += (d - t.jitter) * (1. / 16)
	t.jitterN++
	t.jitterSum += t.jitter
	t.jitterM = max(t.jitterM, t.jitter)
	if skew := transit - t.skew0; math.Abs(skew) > math.Abs(t.maxSkew) {
		t.maxSkew = skew
	}
	if fresh {
		t.fit.add(at, float64(t.ext))
	}
	return false
}

// reference makes the packet just seen the one that the next are compared with.
func (t *Timing) reference(arrival int64) {
	t.transit = float64(arrival-t.start)*1e-9 - float64(t.ext)/t.Rate
	t.skew0 = t.transit
	t.fit = fit{}
	t.fit.add(float64(arrival-t.start)*1e-9, float64(t.ext))
}

// Jitter gives mean, highest and last value in milliseconds, over the packets after the first.
func (t *Timing) Jitter() (mean, highest, last float64, ok bool) {
	if t.jitterN == 0 {
		return 0, 0, 0, false
	}
	return t.jitterSum / float64(t.jitterN) * 1e3, t.jitterM * 1e3, t.jitter * 1e3, true
}

// MaxSkew is the largest deviation, in milliseconds, of a packet's transit time from that of the
// first packet (since the last jump); positive when packets came later than their timestamps say.
func (t *Timing) MaxSkew() (ms float64, ok bool) { return t.maxSkew * 1e3, t.jitterN > 0 }

// Drift is how much faster (positive) the sender's clock runs than the capture's, in parts per
// million: the slope of timestamp over arrival by least squares, over the first packet of every
// timestamp since the last jump. It needs MinDriftSpan of arrival.
func (t *Timing) Drift() (ppm float64, ok bool) {
	slope, ok := t.fit.slope(MinDriftSpan)
	if !ok {
		return 0, false
	}
	return (slope/t.Rate - 1) * 1e6, true
}

// MinDriftSpan is the shortest span of arrivals, in seconds, that a drift is computed from.
const MinDriftSpan = 1.0

// fit is a running least-squares line, by means and co-moments (numerically stable over days).
type fit struct {
	n            float64
	mx, my       float64
	sxx, sxy     float64
	first, final float64
}

func (f *fit) add(x, y float64) {
	if f.n == 0 {
		f.first = x
	}
	f.final = x
	f.n++
	k := 1 / f.n
	dx, dy := x-f.mx, y-f.my
	f.mx += dx * k
	f.my += dy * k
	f.sxx += dx * (x - f.mx)
	f.sxy += dx * (y - f.my)
}

func (f *fit) slope(span float64) (float64, bool) {
	if f.n < 3 || f.final-f.first < span || f.sxx <= 0 {
		return 0, false
	}
	return f.sxy / f.sxx, true
}
