package measure

import "math"

// MaxTimestampJump is the largest disagreement between arrival and RTP timestamp, in seconds, that
// counts as jitter. Beyond it the timestamps jumped (a seek, a pause, a restart): the packet begins a
// new reference and no difference is taken.
const MaxTimestampJump = 3.0

// Timing measures arrival against RTP timestamps. The zero value with a Rate is ready; without a
// Rate only what needs none is measured.
//
// A packet leads when its timestamp is above all before it (since the last jump): the first packet of
// each picture or block of sound that is sent in the order of its presentation. Clock drift and skew
// are taken from leading packets alone. The others tell nothing of the sender's clock: the rest of a
// picture is spread over time as the sender paces it, and late packets were held up on the way. Where
// timestamps step back because pictures are sent after later ones (B pictures), the first packets of
// pictures take the place of leading packets, with their timestamps sorted; see sorter.
type Timing struct {
	// Rate is the clock rate in Hz.
	Rate float64

	lastTS             uint32
	have               bool
	anew               bool    // see Anew
	noted              uint8   // notes that wait
	stepped            bool    // the timestamps stepped back since the last jump,
	rebase             bool    // and so drift and skew begin anew with the next leading packet
	stalled            bool    // stall is set
	ext                int64   // extended timestamp since the first packet
	start              int64   // arrival of the first packet
	transit            float64 // seconds: arrival − timestamp/Rate, of the packet before
	jitter             float64 // seconds, RFC 3550 A.8
	jitterSum, jitterM float64
	jitterN            int64
	// Peak is the arrival of the packet that showed the highest jitter.
	Peak  int64
	slice *slice // of the Series; nil without one

	// Course holds what the sender's wall clock is compared with once it is known; see Settle.
	Course   *Course
	first    uint32
	pictures *sorter // where timestamps stepped back: pictures in the order of their presentation
	// notes wait for Settle, which measures drift and skew too: with many sources the memory that a packet touches is
	// what costs.
	notes [maxNotes]note

	top            int64 // the highest extended timestamp since the last jump; up to the notes, unless timestamps stepped back
	skew0, maxSkew float64
	leading        fit   // transit over timestamp, both in seconds
	stall          stall // of the arrivals, while it is not known what became of it
	// Backward counts the packets, in the order of their sequence numbers, whose timestamp is below
	// that of the packet before and below the highest: pictures sent after later ones, where the codec
	// has such; otherwise a fault of the sender.
	Backward int64
	// Sorted is from when on (nanoseconds) pictures were sorted, 0 if not at all: the delays before are
	// of another kind.
	Sorted int64
	// Jumps counts timestamp jumps.
	Jumps int64
	// Since is the arrival from which on drift is measured: of the first packet, or of the last jump.
	Since int64
}

// maxNotes is how many packets a Course takes at once.
const maxNotes = 8

// note is the first packet of a timestamp: arrival in seconds since the first packet, extended timestamp.
type note struct {
	at  float64
	ext int64
}

// Settle brings the Course up to date. There is none before the first packet.
func (t *Timing) Settle() {
	if t.Course == nil {
		if t.noted == 0 {
			return
		}
		t.Course = &Course{Origin: t.start, First: t.first, Rate: t.Rate}
	}
	for _, n := range t.notes[:t.noted] {
		media := float64(n.ext) / t.Rate
		transit := n.at - media
		if n.ext > t.top && !t.stepped {
			t.top = n.ext
			t.lead(transit, media)
		}
		t.Course.add(n.at, n.ext, transit)
		if t.Rate <= voiceRate {
			t.Course.Buffer.add(n.at, transit)
		}
	}
	t.noted = 0
}

// slice is the timing of a short while.
type slice struct {
	timed              bool
	jitter             float64 // the highest, seconds
	led                bool    // a packet led: the delays are valid
	minDelay, maxDelay float64 // deviations of transit time from the reference, seconds
}

// Add takes a packet: arrival in nanoseconds, RTP timestamp, and whether its sequence number is below
// one that came before. It reports whether the timestamp jumped.
//
// Interarrival jitter (RFC 3550, 6.4.1 and A.8): D is the difference of transit times of this packet
// and the one that arrived before it, J += (|D| − J)/16, in floating point and with the exact rate.
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
	if d > MaxTimestampJump || t.anew {
		return t.interrupt(arrival, step, at, transit)
	}
	t.transit = transit
	t.jitter += (d - t.jitter) * (1. / 16)
	t.jitterN++
	t.jitterSum += t.jitter
	if t.jitter > t.jitterM {
		t.jitterM, t.Peak = t.jitter, arrival
	}
	if t.slice != nil {
		t.slice.jitter, t.slice.timed = max(t.slice.jitter, t.jitter), true
	}
	back := step < 0 && !late
	if back {
		t.Backward++
	}
	if t.stepped {
		leads := t.ext > t.top
		t.picture(transit, ts, late, leads)
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

// interrupt begins anew with a packet whose transit time cannot be compared with that of the packet before. It reports
// whether the timestamp jumped; else the arrivals stood still, or the capture's clock was set.
func (t *Timing) interrupt(arrival, step int64, at, transit float64) (jumped bool) {
	t.Settle()
	if t.anew {
		t.anew, t.stalled = false, false
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
	t.Course.jump(at, t.ext, transit)
	return jumped
}

// note takes the first packet of a timestamp.
func (t *Timing) note(at float64) {
	t.notes[t.noted%maxNotes] = note{at, t.ext}
	if t.noted++; t.noted == maxNotes {
		t.Settle()
	}
}

// Anew makes the next packet a new reference, without a difference to the one before: the capture's
// clock was set.
func (t *Timing) Anew() { t.anew = true }

// lead measures the sender's clock by a packet that leads; media is its timestamp in seconds.
func (t *Timing) lead(transit, media float64) {
	if t.stalled && t.recover(transit) {
		t.Since = t.start + int64((transit+media)*1e9)
		t.leading = fit{}
	}
	skew := transit - t.skew0
	if math.Abs(skew) > math.Abs(t.maxSkew) {
		t.maxSkew = skew
	}
	t.delay(skew)
	t.leading.add(media, transit)
}

// picture takes a packet of a stream whose timestamps step back now and then. What was measured before
// the first step is of another kind, so it begins anew with the next packet that leads.
func (t *Timing) picture(transit float64, ts uint32, late, leads bool) {
	if late || t.rebase && !leads {
		return
	}
	if t.rebase {
		t.rebase, t.maxSkew, t.leading, t.pictures = false, 0, fit{}, new(sorter)
		if t.slice != nil {
			t.slice.led = false
		}
		if t.Sorted == 0 {
			t.Sorted = t.start + int64((transit+float64(t.ext)/t.Rate)*1e9)
		}
	} else if ts == t.pictures.last {
		return
	}
	t.pictures.last = ts
	at, lowest, ok := t.pictures.add(transit+float64(t.ext)/t.Rate, t.ext)
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

// reference makes the packet just seen the one that the next are compared with.
func (t *Timing) reference(arrival int64) {
	t.Since = arrival
	t.transit = float64(arrival-t.start)*1e-9 - float64(t.ext)/t.Rate
	t.skew0, t.top = t.transit, t.ext
	t.stepped, t.rebase = false, false
	t.leading = fit{}
	t.leading.add(float64(t.ext)/t.Rate, t.transit)
	t.delay(0)
}

// Jitter gives mean, highest and last value in milliseconds, over the packets after the first.
func (t *Timing) Jitter() (mean, highest, last float64, ok bool) {
	if t.jitterN == 0 {
		return 0, 0, 0, false
	}
	return t.jitterSum / float64(t.jitterN) * 1e3, t.jitterM * 1e3, t.jitter * 1e3, true
}

// Stamps counts the leading packets: the different timestamps since the last jump.
func (t *Timing) Stamps() int64 {
	t.Settle()
	return int64(t.leading.n)
}

// MaxSkew is the largest deviation, in milliseconds, of a leading packet's transit time from that of
// the first packet (since the last jump; see stepBack for pictures sent out of their order); positive
// when packets came later than their timestamps say.
func (t *Timing) MaxSkew() (ms float64, ok bool) {
	t.Settle()
	return t.maxSkew * 1e3, t.jitterN > 0
}

// Drift is how much faster (positive) the sender's clock runs than the capture's, in parts per million,
// and the half width of its 95 % confidence interval. The line through transit time over timestamp
// (both in seconds, least squares, leading packets since the last jump) has a slope of b: while the
// sender's clock goes on by one second, the capture's goes on by 1 + b, so the drift is 1/(1+b) − 1. The
// timestamps are exact and all chance is in the arrivals, which is why they are the independent
// variable: the other way round, chance would flatten the slope. The interval is 1.96 standard errors of
// the slope, as if the delays of packets had nothing to do with each other. It needs MinDriftSpan
// of timestamps.
func (t *Timing) Drift() (ppm, interval float64, ok bool) {
	t.Settle()
	if t.stalled && t.stall.catching {
		return 0, 0, false
	}
	b, err, ok := t.leading.slope(MinDriftSpan)
	if !ok || b <= -1 {
		return 0, 0, false
	}
	return (1/(1+b) - 1) * 1e6, normal95 * err / ((1 + b) * (1 + b)) * 1e6, true
}

// MinDriftSpan is the shortest span of timestamps, in seconds, that a drift is computed from.
const MinDriftSpan = 1.0

// normal95 is how many standard deviations hold 95 % of a normal distribution, to either side.
const normal95 = 1.959963984540054

// fit is a running least-squares line, by means and co-moments (numerically stable over days).
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

// slope gives the slope of the line and its standard error, from points that span at least that much.
func (f *fit) slope(span float64) (slope, err float64, ok bool) {
	if f.n < 3 || f.final-f.first < span || f.sxx <= 0 {
		return 0, 0, false
	}
	slope = f.sxy / f.sxx
	rest := max(0, f.syy-slope*f.sxy) // the sum of squared residuals
	return slope, math.Sqrt(rest / (f.n - 2) / f.sxx), true
}
