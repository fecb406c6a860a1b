package frames

import "rtspect/payload"

// openUnits is how many access units can be incomplete at once: reordering can extend across so many.
const openUnits = 8

// unit is an incomplete access unit: the packets of one timestamp.
type unit struct {
	first, last int64 // lowest and highest sequence number
	marker      int64 // highest one with the marker bit
	bytes       int64
	start, end  int64 // earliest and latest arrival
	frame       int64 // of the first packet to arrive
	packets     int32
	markers     int32
	slices      int32
	ts          uint32
	traits      payload.Traits
	used        bool
}

// inspector returns the traits that a payload gives its access unit, and how many slices begin in it.
type inspector func(*units, *Packet) (traits payload.Traits, slices int32)

// units assembles the packets of video frames or documents.
type units struct {
	current  *unit
	inspect  inspector
	open     [openUnits]unit
	gaps     gaps
	rate     float64 // of the RTP clock, 0 if unknown
	kind     string
	keyed    bool // the payload distinguishes keyframes
	unmarked bool // the marker bit has no meaning
	intra    bool // each unit can be decoded by itself
	// fragmentMask covers the first bytes of a payload that identify the NAL unit of a fragment; 0 for other formats.
	fragmentMask uint32

	done  int64 // highest sequence number of the finished units
	begun bool  // done is valid

	sum        Summary
	video      VideoSummary
	sizes      sizes
	markers    int64
	blind      int64 // packets of which no payload was captured
	sets       parameterSets
	h265Extra  int
	joined     []byte // a parameter set that is not in one piece in its payload
	keys       keyframes
	whole      completions
	order      presentation
	slicesN    int64
	impairing  bool // a unit since the last keyframe is damaged or missing
	unended    bool // the unit before has no marker bit at its end
	started    bool // there was a complete keyframe
	lastUnitTS uint32
	mode       int // packetization-mode of the SDP, -1 if it has none
}

// Add takes a packet.
func (t *units) Add(p *Packet) {
	traits, slices := t.inspect(t, p)
	if len(p.Payload) == 0 && p.Len > 0 {
		traits = payload.Begins | payload.Coded | payload.Reference
		t.blind++
	}
	u := t.current
	if u == nil || u.ts != p.Timestamp || p.Seq != u.last+1 || u.markers > 0 {
		if u = t.find(p, traits); u == nil {
			return
		}
	}
	if p.Seq != u.last+1 {
		traits &^= payload.Slice // its order is not known yet
	}
	if p.Seq > u.last {
		u.last = p.Seq
	}
	u.end = max(u.end, p.Arrival)
	u.traits.Join(traits)
	u.slices += slices
	u.packets++
	u.bytes += int64(p.Len)
	if p.Marker {
		t.markers++
		u.markers++
		u.marker = max(u.marker, p.Seq)
	}
}

// find returns the unit of a packet that does not continue the current one; nil if that unit was counted.
func (t *units) find(p *Packet, traits payload.Traits) *unit {
	for i := range t.open {
		u := &t.open[i]
		if !u.used || u.ts != p.Timestamp {
			continue
		}
		if u.markers > 0 && p.Seq > u.marker && u.traits.EndedBy(traits) {
			continue // ended, and another begins
		}
		if t.apart(u, p.Seq) {
			continue // the clock went back
		}
		if p.Seq < u.first {
			u.first = p.Seq
			u.traits = u.traits&^payload.Begins | traits&payload.Begins
		}
		u.start = min(u.start, p.Arrival)
		t.current = u
		return u
	}
	if t.begun && p.Seq < t.done {
		t.sum.LatePackets++
		return nil
	}
	u := t.free()
	*u = unit{used: true, ts: p.Timestamp, first: p.Seq, last: p.Seq, start: p.Arrival, end: p.Arrival, frame: p.Frame, traits: traits & payload.Begins, marker: -1}
	if t.sum.From == 0 {
		t.sum.From = p.Frame
	}
	t.current = u
	return u
}

// apart reports whether there are packets of another unit between a unit and a packet. Those of one unit follow one
// another (RFC 6184, 5.1): the same timestamp again is then another unit, after a seek for instance.
func (t *units) apart(u *unit, seq int64) bool {
	for i := range t.open {
		if x := &t.open[i]; x.used && x != u && (x.first > u.last && x.first < seq || x.last < u.first && x.last > seq) {
			return true
		}
	}
	return false
}

// free returns an unused unit. If there is none, it finishes the oldest one.
func (t *units) free() *unit {
	for i := range t.open {
		if !t.open[i].used {
			return &t.open[i]
		}
	}
	u := t.oldest()
	u.used = false
	t.finish(u, t.oldest())
	return u
}

// oldest returns the open unit with the lowest sequence numbers, nil if none is open.
func (t *units) oldest() *unit {
	var o *unit
	for i := range t.open {
		if u := &t.open[i]; u.used && (o == nil || u.first < o.first) {
			o = u
		}
	}
	return o
}

// Counted returns the number of finished units.
func (t *units) Counted() int64 { return t.sum.Count }

// Gap notes missing packets.
func (t *units) Gap(first, end int64) { t.gaps.add(first, end) }

// Filled notes that one of them arrived.
func (t *units) Filled(seq int64) { t.gaps.fill(seq) }

// Restart finishes the open units.
func (t *units) Restart() {
	t.flush()
	t.begun = false
	t.gaps.list = t.gaps.list[:0]
	t.order.restart(t)
	t.keys.restart()
	t.whole.restart()
}

func (t *units) flush() {
	for u := t.oldest(); u != nil; u = t.oldest() {
		u.used = false
		t.finish(u, t.oldest())
	}
	t.current = nil
}

// finish completes a unit; next is the one after it, nil at the end.
func (t *units) finish(u, next *unit) {
	before := int64(0)
	if t.begun {
		before = t.gaps.missing(t.done+1, u.first)
	}
	first := !t.begun
	if u.last > t.done || !t.begun {
		t.done, t.begun = u.last, true
	}
	if !u.traits.Frame() {
		t.countParameters(u)
		return
	}
	damaged := u.traits&payload.Malformed != 0 || t.gaps.missing(u.first, u.last+1) > 0 || before > 0 && u.traits&payload.Begins == 0
	cut := first && u.traits&payload.Begins == 0
	ended := u.marker == u.last
	between := before // how many of them can have been complete units: not the end of the preceding one, nor the start of this one
	if t.unended {
		between--
	}
	if u.traits&payload.Begins == 0 {
		between--
	}
	t.unended = t.markers > 0 && !ended
	if next != nil && !ended {
		if t.gaps.missing(u.last+1, next.first) > 0 {
			damaged = damaged || t.markers > 0
		} else if !t.unmarked {
			t.video.MarkersMissing++
			t.video.markerFrame(u.frame)
		}
	} else if next == nil && !ended && t.markers > 0 {
		cut = true
	}
	if early := int64(u.markers); early > 0 {
		if ended {
			early--
		}
		t.video.MarkersEarly += early
		if early > 0 {
			t.video.markerFrame(u.frame)
		}
	}
	t.gaps.forget(t.done + 1)
	t.count(u, damaged, cut, max(0, between))
}

// countParameters counts a unit without coded data: usually parameter sets.
func (t *units) countParameters(*unit) { t.video.ParameterUnits++ }

// count adds a unit to the sums.
func (t *units) count(u *unit, damaged, cut bool, between int64) {
	t.sum.Count++
	if t.sum.Count > 1 && u.ts == t.lastUnitTS {
		t.video.SameTimestamp++
	}
	t.lastUnitTS = u.ts
	isKey := t.intra || u.traits.Keyframe()
	switch {
	case damaged:
		t.sum.Damaged++
		t.video.damagedFrame(u.frame)
		t.whole.between++
	case cut:
		t.sum.Cut++
	default:
		t.sizes.add(u.bytes)
		if isKey {
			t.keys.sizes.add(u.bytes)
		}
	}
	if t.kind == Video {
		t.countFrame(u, isKey, damaged, cut, between)
	}
	t.order.add(t, u.ts, between)
}

// countFrame counts what is specific to video frames.
func (t *units) countFrame(u *unit, isKey, damaged, cut bool, between int64) {
	v := &t.video
	t.slicesN += int64(u.slices)
	v.MaxSlices = max(v.MaxSlices, int64(u.slices))
	switch {
	case u.traits&payload.B != 0:
		v.B++
	case u.traits&payload.P != 0:
		v.P++
	case u.traits&payload.I != 0:
		v.I++
	}
	whole := !damaged && !cut
	if !t.intra {
		t.keys.lost += between
	}
	if isKey {
		t.keys.add(u, whole, t.impairing, t.order.usualStep())
	}
	t.keys.since++
	if !isKey && u.traits&payload.Recovery != 0 {
		v.Recovery++
	}
	if isKey && whole {
		t.impairing, t.started = false, true
	}
	if !t.started && !isKey {
		v.BeforeKeyframe++
	}
	t.impairing = t.impairing || between > 0 && !(isKey && whole)
	if damaged || t.impairing && !t.intra {
		v.Impaired++
	}
	if damaged && u.traits&payload.Reference != 0 {
		t.impairing = true
	}
	if whole {
		t.whole.add(u)
	}
}

// sizes are statistics of unit sizes.
type sizes struct{ n, sum, low, high int64 }

func (s *sizes) add(n int64) {
	if s.n == 0 || n < s.low {
		s.low = n
	}
	s.high = max(s.high, n)
	s.n++
	s.sum += n
}

func (s *sizes) mean() float64 {
	if s.n == 0 {
		return 0
	}
	return float64(s.sum) / float64(s.n)
}
