package mux

import (
	"cmp"
	"math"
	"slices"

	mediaclock "rtspect/export/media/clock"
	"rtspect/export/media/manifest"
	"rtspect/rtpflow/clock"
)

// What the alignment of a segment with the others of its file relies on.
const (
	bySenderReports = "sender-reports" // RFC 3550, 6.4.1
	byReplay        = "onvif-replay"   // ONVIF Streaming Specification, 6.3
	byRTPInfo       = "rtp-info"       // RFC 2326, 12.33
	byArrival       = "arrival"
)

// Bounds of what is plausible, in nanoseconds.
const (
	// trust is how far RTCP or RTP-Info may be from the arrival of packets, apart from a common offset.
	trust = 5e9
	// reportTrust is how far a sender report may be from the others of its stream, apart from driftTrust of the time
	// between them.
	reportTrust = 500e6
	driftTrust  = 500e-6
	// driftStep is how far the clock of a stream may be from its sender reports before it follows them.
	driftStep = 500e3
)

// alignment is what is known of a segment's place in time. Anchors are the wall clock of its first sample.
type alignment struct {
	byArrival float64 // nanoseconds since 1970, of the capture's clock
	bySender  *float64
	source    string       // bySenderReports, or byReplay for the header extension in place of them
	points    []driftPoint // that the clock follows; none where it agrees with the first
	anchor    float64
	by        string
	// In ticks: the earliest and the latest time of presentation, where the last sample ends, and the first and the last
	// decoding time.
	earliest, latest, end, begun, decoded int64
	samples                               int64
	base                                  int64 // of its first sample, in ticks of the file
}

// driftPoint is a sender report: how far, in ticks, the sender's wall clock is from the RTP clock there.
type driftPoint struct{ at, off float64 }

// extend is the time of an RTP timestamp in the clock of the segment; arrival is when it was current.
func (g *segment) extend(stamp uint32, arrival int64) int64 {
	m := g.part.track
	guess := g.ticks + int64(float64(arrival-g.arrival)*1e-9*float64(m.rate))
	return guess + int64(int32(stamp-(g.stamp+uint32(guess-g.ticks))))
}

// senderPoint is a sender report of a segment: how far after its first sample, and the wall clock of that sample by it.
type senderPoint struct{ at, anchor float64 }

// senderPoints are the sender reports that belong to the segment, in nanoseconds.
func (g *segment) senderPoints() (list []senderPoint) {
	rtcp := g.part.source.Stream.RTCP
	if rtcp == nil {
		return nil
	}
	for i := range rtcp.Reports {
		r := &rtcp.Reports[i]
		if r.Time < g.arrival-trust || r.Time > g.last+trust {
			continue
		}
		at := g.part.track.ns(g.extend(r.RTPTime, r.Time) - g.ticks)
		if math.Abs(at-float64(r.Time-g.arrival)) > 3*trust {
			continue // of another segment
		}
		list = append(list, senderPoint{at, float64(clock.NTPTime(r.NTP, r.Time)) - at})
	}
	return list
}

// anchorBySender anchors the segment by the sender reports that belong to it, or by the replay extension of its first
// sample.
func (g *segment) anchorBySender() {
	a := &g.alignment
	a.source = bySenderReports
	list := g.senderPoints()
	if len(list) == 0 {
		if g.replay != nil {
			wall := float64(*g.replay)
			a.bySender, a.source = &wall, byReplay
		}
		return
	}
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(a, b senderPoint) int { return cmp.Compare(a.anchor, b.anchor) })
	middle := sorted[(len(sorted)-1)/2]
	list = slices.DeleteFunc(list, func(r senderPoint) bool {
		return math.Abs(r.anchor-middle.anchor) > reportTrust+driftTrust*math.Abs(r.at-middle.at)
	})
	if len(list) <= len(sorted)/2 {
		return // they contradict one another, or the timestamps run at another speed
	}
	first := list[0]
	a.bySender = &first.anchor
	follow := false
	ticks := func(ns float64) float64 { return ns * 1e-9 * float64(g.part.track.rate) }
	for _, r := range list {
		if n := len(a.points); n > 0 && ticks(r.at) <= a.points[n-1].at {
			continue
		}
		a.points = append(a.points, driftPoint{ticks(r.at), ticks(r.anchor - first.anchor)})
		follow = follow || math.Abs(r.anchor-first.anchor) > driftStep
	}
	if !follow {
		a.points = nil
	}
}

// at is a time of the segment in ticks of the file.
func (g *segment) at(ticks int64) int64 {
	d := ticks - g.ticks
	p := g.alignment.points
	if len(p) == 0 {
		return g.alignment.base + d
	}
	x := float64(d)
	off := p[len(p)-1].off
	if x <= p[0].at {
		off = p[0].off
	} else if i, _ := slices.BinarySearchFunc(p, x, func(p driftPoint, x float64) int { return cmp.Compare(p.at, x) }); i < len(p) {
		a, b := p[i-1], p[i]
		off = a.off + (b.off-a.off)*(x-a.at)/(b.at-a.at)
	}
	return g.alignment.base + d + int64(math.Round(off))
}

// announced finds the RTP timestamp that the response to the current PLAY gave for the segment's stream, and when. Those of
// other streams in the same response are of the same instant.
func (g *segment) announced() (time int64, at float64, ok bool) {
	src := g.part.source
	if src.Session == nil {
		return 0, 0, false
	}
	for _, e := range src.Session.Exchanges {
		if e.Method != "PLAY" || e.Response == nil || e.ResponseTime > g.arrival+mediaclock.EarlyMedia {
			continue
		}
		if info, found := mediaclock.RTPInfo(src.Session, src.Media, e.Response); found && mediaclock.Follows(g.stamp, info.RTPTime, float64(g.part.track.rate)) {
			time, at, ok = e.ResponseTime, g.part.track.ns(int64(int32(info.RTPTime-g.stamp))), true
		}
	}
	return time, at, ok
}

// anchor anchors all segments of a file, in the order of their arrival.
func (f *File) anchor(list []*segment) {
	var reference *segment
	for _, g := range list {
		if g.anchorBySender(); g.alignment.bySender != nil && reference == nil {
			reference = g
		}
	}
	lead := 0.0 // of the sender's clock over the capture's
	if reference != nil {
		lead = *reference.alignment.bySender - reference.alignment.byArrival
	}
	plays := map[int64]float64{} // wall clock of the instant that RTP-Info announced, by the time of the response
	for _, g := range list {
		a := &g.alignment
		if a.bySender == nil {
			continue
		}
		if off := *a.bySender - a.byArrival - lead; math.Abs(off) > trust {
			if a.source == bySenderReports {
				f.notes = append(f.notes, "the sender reports of "+manifest.SSRCText(g.part.source.Stream.SSRC)+" are from another clock: not used")
			}
			a.bySender, a.points = nil, nil
			continue
		}
		a.anchor, a.by = *a.bySender, a.source
		f.doubts(g, byArrival, a.anchor-a.byArrival-lead)
		if time, at, ok := g.announced(); ok {
			if instant, known := plays[time]; known {
				f.doubts(g, byRTPInfo, a.anchor-(instant-at))
			}
			plays[time] = a.anchor + at
		}
	}
	f.anchorOthers(list, lead, plays)
}

// separate keeps the segments of a track from overlapping: where all tracks restart, what follows moves for all of them by
// as much, so that they stay in sync.
func (f *File) separate(list []*segment) {
	for _, g := range list {
		if g.overlap() <= 0 {
			continue
		}
		group := f.restarting(g)
		if group == nil {
			continue
		}
		overlap := 0.0
		for _, o := range group {
			overlap = max(overlap, o.overlap())
		}
		for _, o := range list {
			if from := group[o.part.track]; from != nil && o.number >= from.number {
				o.alignment.anchor += overlap
			}
		}
	}
}

// restarting finds the segments with which all tracks restart together with one, nil if one of them continues.
func (f *File) restarting(g *segment) map[*track]*segment {
	const together = 2e9 // nanoseconds
	group := map[*track]*segment{}
	for _, m := range f.tracks {
		var nearest *segment
		continues := false
		for _, o := range m.segments {
			if !o.kept {
				continue
			}
			continues = continues || o.last > g.arrival
			if d := o.arrival - g.arrival; d >= -together && d <= together && (nearest == nil || max(d, -d) < max(nearest.arrival-g.arrival, g.arrival-nearest.arrival)) {
				nearest = o
			}
		}
		if continues && nearest == nil {
			return nil
		}
		if nearest != nil {
			group[m] = nearest
		}
	}
	group[g.part.track] = g
	return group
}

// overlap is how much of the segment, in nanoseconds, is before the end of the one before on its track.
func (g *segment) overlap() float64 {
	if g.previous == nil {
		return 0
	}
	return g.previous.wall(g.previous.alignment.end) - g.wall(g.alignment.earliest)
}
