package measure

import "math"

// maxStretches bounds the stretches of a Course; where they would be more, neighbours are put together and the
// width doubles.
const maxStretches = 32

// Course is how the arrivals of a source run against its RTP timestamps, summed up in stretches of arrival
// that widen as the source goes on. It takes the first packet of every timestamp (a packet whose
// timestamp is not that of the packet before), no duplicates. From its sums follow mean and slope of the
// transit times against any clock that is a straight line over the timestamps, to the last digit, once
// such a line is known (see TransitOf).
type Course struct {
	end   float64 // of the last stretch
	last  Stretch // that packets are added to
	width float64 // 0 before the first packet
	done  []Stretch
	// Origin is the arrival, in nanoseconds, that the seconds of the stretches count from: that of the
	// first packet, whose extended timestamp is 0.
	Origin  int64
	First   uint32 // RTP timestamp of the first packet
	Rate    float64
	Dropped int64 // packets of stretches that found no room
	section int
	// Buffer is measured at the clock rates of voice codecs only.
	Buffer Buffer
}

// Stretch is a stretch of a Course. Arrivals are in seconds since the origin, timestamps in ticks since the
// first packet, extended over their wraps.
type Stretch struct {
	// Section counts the jumps of the timestamps before it (see MaxTimestampJump).
	Section     int
	At          float64 // arrival and extended timestamp of its first packet
	Ext         int64
	N           float64
	sx, sy      float64 // sums of arrival and timestamp, from At and Ext
	sxx, sxy    float64
	Least, Most Extreme // the packets with the least and the largest transit at the nominal rate
	span        float64 // seconds from At to the latest arrival
}

// Extreme is a packet with an extreme transit time.
type Extreme struct {
	At  float64
	Ext int64
	tau float64 // arrival − timestamp/Rate, seconds
}

// add takes a packet, whose transit time against the nominal rate is tau. This is the hot path: the last
// stretch stays in place, and what is seldom is elsewhere.
func (c *Course) add(at float64, ext int64, tau float64) {
	if at >= c.end {
		c.begin(at, ext, tau)
	}
	b := &c.last
	dx, dy := at-b.At, float64(ext-b.Ext)
	b.N++
	b.sx += dx
	b.sy += dy
	b.sxx += dx * dx
	b.sxy += dx * dy
	if tau < b.Least.tau {
		b.Least = Extreme{at, ext, tau}
	} else if tau > b.Most.tau {
		b.Most = Extreme{at, ext, tau}
	}
	if dx > b.span {
		b.span = dx
	}
}

// jump takes a packet whose timestamp jumped.
func (c *Course) jump(at float64, ext int64, tau float64) {
	c.section++
	c.Buffer.restart()
	c.begin(at, ext, tau)
	c.add(at, ext, tau)
}

// begin starts a stretch with the packet to be added next.
func (c *Course) begin(at float64, ext int64, tau float64) {
	if c.width == 0 {
		c.width = 1
	} else {
		c.done = append(c.done, c.last)
	}
	for len(c.done) >= maxStretches-1 {
		c.widen()
	}
	x := Extreme{at, ext, tau}
	c.last = Stretch{Section: c.section, At: at, Ext: ext, Least: x, Most: x}
	c.end = at + c.width
}

// Len is the number of stretches.
func (c *Course) Len() int {
	if c == nil || c.width == 0 {
		return 0
	}
	return len(c.done) + 1
}

// Stretch is one of them, in order of arrival, valid until the next packet.
func (c *Course) Stretch(i int) *Stretch {
	if i == len(c.done) {
		return &c.last
	}
	return &c.done[i]
}

// widen makes room: neighbours of one section become one stretch, and where sections are so many that this
// makes little room, the oldest stretches go.
func (c *Course) widen() {
	c.width *= 2
	keep := c.done[:0]
	for i := 0; i < len(c.done); i++ {
		b := c.done[i]
		if i+1 < len(c.done) && c.done[i+1].Section == b.Section {
			b.merge(&c.done[i+1])
			i++
		}
		keep = append(keep, b)
	}
	if len(keep) > maxStretches*3/4 {
		n := len(keep) - maxStretches*3/4
		for _, b := range keep[:n] {
			c.Dropped += int64(b.N)
		}
		keep = append(keep[:0], keep[n:]...)
	}
	c.done = keep
}

// merge adds the sums of a later stretch, moved to the origin of b.
func (b *Stretch) merge(o *Stretch) {
	x, y := o.At-b.At, float64(o.Ext-b.Ext)
	b.sxx += o.sxx + 2*x*o.sx + o.N*x*x
	b.sxy += o.sxy + x*o.sy + y*o.sx + o.N*x*y
	b.sx += o.sx + o.N*x
	b.sy += o.sy + o.N*y
	b.N += o.N
	if o.Least.tau < b.Least.tau {
		b.Least = o.Least
	}
	if o.Most.tau > b.Most.tau {
		b.Most = o.Most
	}
	b.span = max(b.span, x+o.span)
}

// Line gives the sender's clock at an extended timestamp, in seconds since the origin of the Course:
// Wall + (ext − Ext)·PerTick.
type Line struct {
	Ext     int64
	Wall    float64
	PerTick float64 // seconds
}

// At is the sender's clock at an extended timestamp.
func (l *Line) At(ext int64) float64 { return l.Wall + float64(ext-l.Ext)*l.PerTick }

// Transit sums up transit times, arrival − sender's clock, in seconds. Transits of several lines add up.
type Transit struct {
	N        float64
	mx, my   float64 // means of arrival and transit
	sxx, sxy float64 // co-moments about them
	Least    float64
	Most     float64
	from, to float64 // first and last arrival
}

// Of gives the transit times of a stretch against a line.
func (b *Stretch) Of(l *Line) Transit {
	mx, my := b.sx/b.N, b.sy/b.N
	sxx, sxy := b.sxx-b.sx*mx, b.sxy-b.sx*my
	// The clock at the stretch's first packet first, then the small differences from it.
	t := Transit{N: b.N, mx: b.At + mx, sxx: sxx, sxy: sxx - l.PerTick*sxy, from: b.At, to: b.At + b.span}
	t.my = b.At - l.At(b.Ext) + mx - my*l.PerTick
	t.Least = b.Least.At - l.At(b.Least.Ext)
	t.Most = b.Most.At - l.At(b.Most.Ext)
	return t
}

// Add joins the transit times of two sets of packets.
func (t *Transit) Add(o Transit) {
	if o.N == 0 {
		return
	}
	if t.N == 0 {
		*t = o
		return
	}
	n := t.N + o.N
	dx, dy := o.mx-t.mx, o.my-t.my
	k := t.N * o.N / n
	t.sxx += o.sxx + dx*dx*k
	t.sxy += o.sxy + dx*dy*k
	t.mx += dx * o.N / n
	t.my += dy * o.N / n
	t.N = n
	t.Least, t.Most = min(t.Least, o.Least), max(t.Most, o.Most)
	t.from, t.to = min(t.from, o.from), max(t.to, o.to)
}

// Span is the time between the first and the last arrival, in seconds.
func (t *Transit) Span() float64 { return t.to - t.from }

// Mean is the mean transit time in seconds.
func (t *Transit) Mean() float64 { return t.my }

// Slope is how the transit time grows over arrival (seconds a second) by least squares; false where
// arrivals do not spread.
func (t *Transit) Slope() (float64, bool) {
	if t.N < 3 || t.sxx <= 0 {
		return 0, false
	}
	return t.sxy / t.sxx, true
}

// Extend finds the extended timestamp that an RTP timestamp stands for at an arrival (nanoseconds), and
// the section of the Course that the arrival falls into.
func (c *Course) Extend(arrival int64, ts uint32) (ext int64, section int, ok bool) {
	if c.width == 0 || c.Rate == 0 {
		return 0, 0, false
	}
	near, section := c.expected(arrival)
	return near + int64(int32(ts-c.First-uint32(near))), section, true
}

// Ahead is by how many seconds an extended timestamp is ahead of what is expected at an arrival.
func (c *Course) Ahead(arrival, ext int64) float64 {
	near, _ := c.expected(arrival)
	return float64(ext-near) / c.Rate
}

// expected is the extended timestamp at an arrival (nanoseconds), in real time from the first packet of
// the stretch that it falls into, and the section of that stretch.
func (c *Course) expected(arrival int64) (ext int64, section int) {
	at := float64(arrival-c.Origin) * 1e-9
	b := c.Stretch(0)
	for i := range c.Len() {
		if s := c.Stretch(i); s.At <= at {
			b = s
		}
	}
	return b.Ext + int64((at-b.At)*c.Rate), b.Section
}

// Pace is the media time that passes in a second of arrival, 1 for media in real time: the slope of all
// stretches of the longest section by least squares.
func (c *Course) Pace() (float64, bool) {
	var best, now Transit
	for i := range c.Len() {
		b := c.Stretch(i)
		if i > 0 && b.Section != c.Stretch(i-1).Section {
			now = Transit{}
		}
		now.Add(b.Of(&Line{PerTick: 1 / c.Rate}))
		if now.N > best.N {
			best = now
		}
	}
	s, ok := best.Slope()
	return 1 - s, ok
}

// Spacing is the mean media time from one timestamp to the next, in seconds.
func (c *Course) Spacing() (float64, bool) {
	var ticks, n float64
	for i := 1; i < c.Len(); i++ {
		if a, b := c.Stretch(i-1), c.Stretch(i); a.Section == b.Section {
			ticks += float64(b.Ext - a.Ext)
			n += a.N
		}
	}
	if n == 0 || ticks <= 0 || c.Rate == 0 || math.IsNaN(ticks) {
		return 0, false
	}
	return ticks / n / c.Rate, true
}
