package measure

import "math"

// maxSegments bounds the segments of a TransitHistory. Beyond it, adjacent segments are merged and the segment
// width doubles.
const maxSegments = 32

// TransitHistory summarizes the transit times of a source in segments of arrival time that widen as the source
// goes on. It takes the first packet of every timestamp (a packet whose timestamp differs from that of the
// previous packet), without duplicates. Its sums yield the exact mean and slope of the transit time against any
// sender clock that is linear in the timestamps, even if that clock becomes known only later; see Segment.Of.
type TransitHistory struct {
	end   float64 // end of the last segment
	last  Segment // the segment that packets are added to
	width float64 // 0 before the first packet
	done  []Segment
	// Origin is the arrival of the first packet in nanoseconds. Segments count seconds from it, and its
	// extended timestamp is 0.
	Origin  int64
	First   uint32 // RTP timestamp of the first packet
	Rate    float64
	Dropped int64 // packets of segments that were discarded for lack of room
	section int
	// Buffer is simulated only at the clock rates of voice codecs.
	Buffer JitterBuffer
}

// Segment is one segment of a TransitHistory. Arrivals are in seconds since the origin. Timestamps are in ticks
// since the first packet, extended across wraps.
type Segment struct {
	// Section counts the timestamp jumps before the segment; see MaxTimestampJump.
	Section     int
	At          float64 // arrival and extended timestamp of its first packet
	Ext         int64
	N           float64
	sx, sy      float64 // sums of arrival and timestamp, relative to At and Ext
	sxx, sxy    float64
	Least, Most TransitPoint // the packets with the lowest and the highest transit time at the nominal rate
	span        float64      // seconds from At to the latest arrival
}

// TransitPoint is a packet with an extreme transit time.
type TransitPoint struct {
	At  float64
	Ext int64
	tau float64 // transit time: arrival − timestamp/Rate, in seconds
}

// add takes a packet; tau is its transit time at the nominal rate. This is the hot path: the last segment is
// updated in place and rare cases are handled out of line.
func (c *TransitHistory) add(at float64, ext int64, tau float64) {
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
		b.Least = TransitPoint{at, ext, tau}
	} else if tau > b.Most.tau {
		b.Most = TransitPoint{at, ext, tau}
	}
	if dx > b.span {
		b.span = dx
	}
}

// jump takes a packet whose timestamp jumped.
func (c *TransitHistory) jump(at float64, ext int64, tau float64) {
	c.section++
	c.Buffer.restart()
	c.begin(at, ext, tau)
	c.add(at, ext, tau)
}

// begin starts a segment with the packet that is added next.
func (c *TransitHistory) begin(at float64, ext int64, tau float64) {
	if c.width == 0 {
		c.width = 1
	} else {
		c.done = append(c.done, c.last)
	}
	for len(c.done) >= maxSegments-1 {
		c.widen()
	}
	x := TransitPoint{at, ext, tau}
	c.last = Segment{Section: c.section, At: at, Ext: ext, Least: x, Most: x}
	c.end = at + c.width
}

// Len returns the number of segments.
func (c *TransitHistory) Len() int {
	if c == nil || c.width == 0 {
		return 0
	}
	return len(c.done) + 1
}

// Segment returns the i-th segment in order of arrival. The pointer is valid until the next packet.
func (c *TransitHistory) Segment(i int) *Segment {
	if i == len(c.done) {
		return &c.last
	}
	return &c.done[i]
}

// widen makes room: adjacent segments of the same section are merged. If there are so many sections that this
// frees too little, the oldest segments are discarded.
func (c *TransitHistory) widen() {
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
	if len(keep) > maxSegments*3/4 {
		n := len(keep) - maxSegments*3/4
		for _, b := range keep[:n] {
			c.Dropped += int64(b.N)
		}
		keep = append(keep[:0], keep[n:]...)
	}
	c.done = keep
}

// merge adds the sums of a later segment, shifted to the origin of b.
func (b *Segment) merge(o *Segment) {
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

// ClockLine maps extended timestamps to the sender's clock, in seconds since the origin of the TransitHistory:
// Wall + (ext − Ext)·PerTick.
type ClockLine struct {
	Ext     int64
	Wall    float64
	PerTick float64 // seconds
}

// At returns the sender's clock at an extended timestamp.
func (l *ClockLine) At(ext int64) float64 { return l.Wall + float64(ext-l.Ext)*l.PerTick }

// TransitStats summarizes transit times (arrival − sender's clock) in seconds. Statistics from several clock
// lines can be added up.
type TransitStats struct {
	N        float64
	mx, my   float64 // means of arrival and transit
	sxx, sxy float64 // co-moments about them
	Least    float64
	Most     float64
	from, to float64 // first and last arrival
}

// Of returns the transit times of a segment against a clock line.
func (b *Segment) Of(l *ClockLine) TransitStats {
	mx, my := b.sx/b.N, b.sy/b.N
	sxx, sxy := b.sxx-b.sx*mx, b.sxy-b.sx*my
	// Start from the clock at the first packet and add the small differences, to preserve precision.
	t := TransitStats{N: b.N, mx: b.At + mx, sxx: sxx, sxy: sxx - l.PerTick*sxy, from: b.At, to: b.At + b.span}
	t.my = b.At - l.At(b.Ext) + mx - my*l.PerTick
	t.Least = b.Least.At - l.At(b.Least.Ext)
	t.Most = b.Most.At - l.At(b.Most.Ext)
	return t
}

// Add merges the transit times of another set of packets into t.
func (t *TransitStats) Add(o TransitStats) {
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

// Span returns the time between the first and the last arrival in seconds.
func (t *TransitStats) Span() float64 { return t.to - t.from }

// Mean returns the mean transit time in seconds.
func (t *TransitStats) Mean() float64 { return t.my }

// Slope returns the growth of the transit time over arrival (seconds per second) by least squares. ok is false
// if all packets arrived at the same time.
func (t *TransitStats) Slope() (slope float64, ok bool) {
	if t.N < 3 || t.sxx <= 0 {
		return 0, false
	}
	return t.sxy / t.sxx, true
}

// Extend returns the extended timestamp that corresponds to an RTP timestamp at an arrival (nanoseconds), and
// the section of the TransitHistory that contains the arrival.
func (c *TransitHistory) Extend(arrival int64, ts uint32) (ext int64, section int, ok bool) {
	if c.width == 0 || c.Rate == 0 {
		return 0, 0, false
	}
	near, section := c.expected(arrival)
	return near + int64(int32(ts-c.First-uint32(near))), section, true
}

// Lead returns by how many seconds an extended timestamp is ahead of the one expected at an arrival
// (nanoseconds).
func (c *TransitHistory) Lead(arrival, ext int64) float64 {
	near, _ := c.expected(arrival)
	return float64(ext-near) / c.Rate
}

// expected returns the extended timestamp at an arrival (nanoseconds), extrapolated in real time from the first
// packet of the segment that contains the arrival, and the section of that segment.
func (c *TransitHistory) expected(arrival int64) (ext int64, section int) {
	at := float64(arrival-c.Origin) * 1e-9
	b := c.Segment(0)
	for i := range c.Len() {
		if s := c.Segment(i); s.At <= at {
			b = s
		}
	}
	return b.Ext + int64((at-b.At)*c.Rate), b.Section
}

// Speed returns the media time that passes per second of arrival, 1 for media sent in real time: the
// least-squares slope over all segments of the longest section.
func (c *TransitHistory) Speed() (float64, bool) {
	var best, now TransitStats
	for i := range c.Len() {
		b := c.Segment(i)
		if i > 0 && b.Section != c.Segment(i-1).Section {
			now = TransitStats{}
		}
		now.Add(b.Of(&ClockLine{PerTick: 1 / c.Rate}))
		if now.N > best.N {
			best = now
		}
	}
	s, ok := best.Slope()
	return 1 - s, ok
}

// TimestampInterval returns the mean media time between consecutive timestamps, in seconds.
func (c *TransitHistory) TimestampInterval() (float64, bool) {
	var ticks, n float64
	for i := 1; i < c.Len(); i++ {
		if a, b := c.Segment(i-1), c.Segment(i); a.Section == b.Section {
			ticks += float64(b.Ext - a.Ext)
			n += a.N
		}
	}
	if n == 0 || ticks <= 0 || c.Rate == 0 || math.IsNaN(ticks) {
		return 0, false
	}
	return ticks / n / c.Rate, true
}
