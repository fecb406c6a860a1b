package measure

import "math"

// MaxTimestampJump is the largest difference between arrival and RTP timestamp, in seconds, that counts as
// jitter. A larger difference is a timestamp jump (a seek, a pause, a restart): the packet becomes the new
// reference and no difference is taken.
const MaxTimestampJump = 3.0

// Timing compares arrival times with RTP timestamps. The zero value with a Rate is ready for use. Without a
// Rate, only measurements that do not need one are taken.
//
// A leading packet is one whose timestamp is above all before it (since the last jump): the first packet of
// each video frame or audio packet that is sent in presentation order. Clock drift and skew are computed from
// leading packets alone. Other packets carry no information about the sender's clock: the sender spreads the
// rest of a frame over time, and late packets were delayed by the network. If timestamps step back because
// frames are sent in decoding order (B-frames), the first packets of frames are used instead of leading
// packets, with their timestamps sorted; see sorter.
type Timing struct {
	// Rate is the clock rate in Hz.
	Rate float64

	lastTS             uint32
	have               bool
	reset              bool    // see Reset
	noted              uint8   // number of pending notes
	stepped            bool    // the timestamps stepped back since the last jump
	rebase             bool    // drift and skew restart with the next leading packet, because of stepped
	stalled            bool    // stall is valid
	ext                int64   // extended timestamp relative to the first packet
	start              int64   // arrival of the first packet
	transit            float64 // arrival − timestamp/Rate of the previous packet, in seconds
	jitter             float64 // seconds, RFC 3550 A.8
	jitterSum, jitterM float64
	jitterN            int64
	// MaxJitterArrival is the arrival of the packet with the highest jitter.
	MaxJitterArrival int64
	slice            *slice // of the Series; nil without one

	// History is compared with the sender's wall clock once that is known; see Settle.
	History *TransitHistory
	first   uint32
	frames  *sorter // frames in presentation order, once timestamps stepped back
	// notes are processed in batches by Settle, which also measures drift and skew: with many sources, the
	// memory that each packet touches dominates the cost.
	notes [maxNotes]note

	top            int64 // highest extended timestamp since the last jump, excluding pending notes unless timestamps stepped back
	skew0, maxSkew float64
	leading        fit   // transit time over timestamp, both in seconds
	stall          stall // of the arrivals, until its cause is known
	// TimestampRegressions counts the packets, in sequence order, whose timestamp is below that of the previous
	// packet and below the highest: B-frames if the codec has them, otherwise a sender fault.
	TimestampRegressions int64
	// SortedSince is the time in nanoseconds from which frames are sorted, or 0 if they never are. Delays
	// before it are not comparable with delays after it.
	SortedSince int64
	// Jumps counts the timestamp jumps.
	Jumps int64
	// DriftSince is the arrival from which drift is measured: that of the first packet, or of the last jump.
	DriftSince int64
}

// maxNotes is how many packets a TransitHistory takes at once.
const maxNotes = 8

// note is the first packet of a timestamp: arrival in seconds since the first packet, and extended timestamp.
type note struct {
	at  float64
	ext int64
}

// Settle processes the pending notes and so brings History up to date. History is nil before the first packet.
func (t *Timing) Settle() {
	if t.History == nil {
		if t.noted == 0 {
			return
		}
		t.History = &TransitHistory{Origin: t.start, First: t.first, Rate: t.Rate}
	}
	for _, n := range t.notes[:t.noted] {
		media := float64(n.ext) / t.Rate
		transit := n.at - media
		if n.ext > t.top && !t.stepped {
			t.top = n.ext
			t.lead(transit, media)
		}
		t.History.add(n.at, n.ext, transit)
		if t.Rate <= voiceRate {
			t.History.Buffer.add(n.at, transit)
		}
	}
	t.noted = 0
}

// slice is the timing of one slice of a Series.
type slice struct {
	timed              bool
	jitter             float64 // highest value, in seconds
	led                bool    // there was a leading packet, so the delays are valid
	minDelay, maxDelay float64 // deviations of the transit time from the reference, in seconds
}

// Add takes a packet: its arrival in nanoseconds, its RTP timestamp, and whether its sequence number is below
// an earlier one. It reports whether the timestamp jumped.
//
// Interarrival jitter (RFC 3550, 6.4.1 and A.8): D is the difference between the transit times of this packet
// and the one that arrived before it, and J += (|D| − J)/16, in floating point and with the exact rate.
func (t *Timing) Add(arrival int64, ts uint32, late bool) (jumped bool) {
	if !t.have {
		t.have = true
		t.start, t.lastTS = arrival, ts
		t.reference(arrival)
		t.notes[0], t.noted, t.first = note{}, 1, ts
		return false
	}
	step := int64(int32(ts - t.lastTS))
	t.ext += step
	t.lastTS = ts
	at := float64(arrival-t.start) * 1e-9
	transit := at - float64(t.ext)/t.Rate
	d := math.Abs(transit - t.transit)
	if d > MaxTimestampJump || t.reset {
		return t.interrupt(arrival, step, at, transit)
	}
	t.transit = transit
	t.jitter += (d - t.jitter) * (1. / 16)
	t.jitterN++
	t.jitterSum += t.jitter
	if t.jitter > t.jitterM {
		t.jitterM, t.MaxJitterArrival = t.jitter, arrival
	}
	if t.slice != nil {
		t.slice.jitter, t.slice.timed = max(t.slice.jitter, t.jitter), true
	}
	back := step < 0 && !late
	if back {
		t.TimestampRegressions++
	}
	if t.stepped {
		leads := t.ext > t.top
		t.frame(transit, ts, late, leads)
		if leads {
			t.top = t.ext
		}
	} else if back {
		t.Settle()
		t.stepped, t.rebase = true, true
	}
	if step != 0 {
		t.note(at)
		if t.slice != nil {
			t.Settle()
		}
	}
	return false
}

// interrupt restarts the measurement with a packet whose transit time is not comparable with that of the
// previous packet. It reports whether the timestamp jumped; otherwise packets stopped arriving, or the capture
// clock was set.
func (t *Timing) interrupt(arrival, step int64, at, transit float64) (jumped bool) {
	t.Settle()
	if t.reset {
		t.reset, t.stalled = false, false
		t.reference(arrival)
		if step != 0 {
			t.note(at)
		}
		return false
	}
	jumped = math.Abs(float64(step)) > MaxTimestampJump*t.Rate
	if jumped {
		t.Jumps++
		t.stalled = false
	} else if !t.stalled {
		t.stalled = true
		t.stall = stall{transit: t.skew0, maxSkew: t.maxSkew, highest: transit}
	}
	t.reference(arrival)
	t.History.jump(at, t.ext, transit)
	return jumped
}

// note takes the first packet of a timestamp.
func (t *Timing) note(at float64) {
	t.notes[t.noted%maxNotes] = note{at, t.ext}
	if t.noted++; t.noted == maxNotes {
		t.Settle()
	}
}

// Reset makes the next packet a new reference, without a difference from the previous packet, because the
// capture clock was set.
func (t *Timing) Reset() { t.reset = true }

// lead measures the sender's clock with a leading packet; media is its timestamp in seconds.
func (t *Timing) lead(transit, media float64) {
	if t.stalled && t.recover(transit) {
		t.DriftSince = t.start + int64((transit+media)*1e9)
		t.leading = fit{}
	}
	skew := transit - t.skew0
	if math.Abs(skew) > math.Abs(t.maxSkew) {
		t.maxSkew = skew
	}
	t.delay(skew)
	t.leading.add(media, transit)
}

// frame takes a packet of a stream whose timestamps step back. The measurements before the first step are not
// comparable, so they restart with the next leading packet.
func (t *Timing) frame(transit float64, ts uint32, late, leads bool) {
	if late || t.rebase && !leads {
		return
	}
	if t.rebase {
		t.rebase, t.maxSkew, t.leading, t.frames = false, 0, fit{}, new(sorter)
		if t.slice != nil {
			t.slice.led = false
		}
		if t.SortedSince == 0 {
			t.SortedSince = t.start + int64((transit+float64(t.ext)/t.Rate)*1e9)
		}
	} else if ts == t.frames.last {
		return
	}
	t.frames.last = ts
	at, lowest, ok := t.frames.add(transit+float64(t.ext)/t.Rate, t.ext)
	if !ok {
		return
	}
	media := float64(lowest) / t.Rate
	transit = at - media
	if t.leading.n == 0 {
		t.skew0 = transit
	}
	t.lead(transit, media)
}

func (t *Timing) delay(skew float64) {
	x := t.slice
	if x == nil {
		return
	}
	if !x.led {
		x.led, x.minDelay, x.maxDelay = true, skew, skew
		return
	}
	if skew < x.minDelay {
		x.minDelay = skew
	} else if skew > x.maxDelay {
		x.maxDelay = skew
	}
}

// reference makes the packet just seen the reference for those that follow.
func (t *Timing) reference(arrival int64) {
	t.DriftSince = arrival
	t.transit = float64(arrival-t.start)*1e-9 - float64(t.ext)/t.Rate
	t.skew0, t.top = t.transit, t.ext
	t.stepped, t.rebase = false, false
	t.leading = fit{}
	t.leading.add(float64(t.ext)/t.Rate, t.transit)
	t.delay(0)
}

// Jitter returns the mean, highest and last jitter in milliseconds, over the packets after the first.
func (t *Timing) Jitter() (mean, highest, last float64, ok bool) {
	if t.jitterN == 0 {
		return 0, 0, 0, false
	}
	return t.jitterSum / float64(t.jitterN) * 1e3, t.jitterM * 1e3, t.jitter * 1e3, true
}

// Timestamps returns the number of leading packets, which is the number of different timestamps since the last
// jump.
func (t *Timing) Timestamps() int64 {
	t.Settle()
	return int64(t.leading.n)
}

// MaxSkew returns the largest deviation, in milliseconds, of a leading packet's transit time from that of the
// first packet (since the last jump; see frame for streams with B-frames). It is positive if packets arrived
// later than their timestamps imply.
func (t *Timing) MaxSkew() (ms float64, ok bool) {
	t.Settle()
	return t.maxSkew * 1e3, t.jitterN > 0
}

// Drift returns by how many parts per million the sender's clock runs faster (positive) than the capture clock,
// and the half-width of the 95% confidence interval. Let b be the least-squares slope of transit time over
// timestamp (both in seconds, leading packets since the last jump): while the sender's clock advances by one
// second, the capture clock advances by 1 + b, so the drift is 1/(1+b) − 1. The timestamps are exact and only
// the arrivals are noisy, so the timestamps are the independent variable; otherwise the noise would flatten the
// slope. The interval is 1.96 standard errors of the slope and assumes that packet delays are independent.
// Drift needs MinDriftSpan of timestamps.
func (t *Timing) Drift() (ppm, interval float64, ok bool) {
	t.Settle()
	if t.stalled && t.stall.bursting {
		return 0, 0, false
	}
	b, err, ok := t.leading.slope(MinDriftSpan)
	if !ok || b <= -1 {
		return 0, 0, false
	}
	return (1/(1+b) - 1) * 1e6, normal95 * err / ((1 + b) * (1 + b)) * 1e6, true
}

// MinDriftSpan is the shortest span of timestamps, in seconds, from which a drift is computed.
const MinDriftSpan = 1.0

// normal95 is the number of standard deviations on either side that contain 95% of a normal distribution.
const normal95 = 1.959963984540054

// fit is an incremental least-squares line, kept as means and co-moments, which is numerically stable over
// days.
type fit struct {
	n             float64
	mx, my        float64
	sxx, sxy, syy float64
	first, final  float64
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
	f.syy += dy * (y - f.my)
}

// slope returns the slope of the line and its standard error. ok is false if the points span less than span.
func (f *fit) slope(span float64) (slope, err float64, ok bool) {
	if f.n < 3 || f.final-f.first < span || f.sxx <= 0 {
		return 0, 0, false
	}
	slope = f.sxy / f.sxx
	rest := max(0, f.syy-slope*f.sxy) // the sum of squared residuals
	return slope, math.Sqrt(rest / (f.n - 2) / f.sxx), true
}
