package media

import (
	"cmp"
	"math"
	"slices"
)

// How a segment is tied to the others of its file.
const (
	tiedBySR      = "sender-reports" // RFC 3550, 6.4.1
	tiedByReplay  = "onvif-replay"   // ONVIF Streaming Specification, 6.3
	tiedByRTPInfo = "rtp-info"       // RFC 2326, 12.33
	tiedByArrival = "arrival"
)

// Bounds of what is believed, in nanoseconds.
const (
	// tieTrust is how far what RTCP or RTP-Info say may be from what the arrival of packets says, beside
	// what they say of others.
	tieTrust = 5e9
	// reportTrust is how far a sender report may be from the others of its stream, beside driftTrust of
	// the time between them.
	reportTrust = 500e6
	driftTrust  = 500e-6
	// driftStep is how far the clock of a stream may go from its sender reports before it follows them.
	driftStep = 500e3
)

// muxTie is what is known of a segment's place in time. Anchors are the wall clock of its first sample.
type muxTie struct {
	byArrival float64 // nanoseconds since 1970, of the capture's clock
	bySR      *float64
	source    string     // tiedBySR, or tiedByReplay for what the header extension says in its place
	points    []tiePoint // that the clock follows; none where it agrees with the first
	anchor    float64
	tied      string
	// In ticks: the earliest and the latest time of presentation, where the last sample ends, and the
	// first and the last time of decoding.
	earliest, latest, end, begun, decoded int64
	samples                               int64
	base                                  int64 // of its first sample, in ticks of the file
}

// tiePoint is a sender report: how far, in ticks, the sender's wall clock is from the RTP clock there.
type tiePoint struct{ at, off float64 }

// ns is the duration of ticks in nanoseconds.
func (m *muxTrack) ns(ticks int64) float64 { return float64(ticks) * 1e9 / float64(m.rate) }

// extend gives the time of an RTP timestamp in the clock of the segment; near is when it was current.
func (g *muxSegment) extend(stamp uint32, near int64) int64 {
	m := g.part.track
	guess := g.ticks + int64(float64(near-g.arrival)*1e-9*float64(m.rate))
	return guess + int64(int32(stamp-(g.stamp+uint32(guess-g.ticks))))
}

// tieBySR anchors the segment by the sender reports that belong to it.
func (g *muxSegment) tieBySR() {
	m := g.part.track
	type report struct{ at, wall, off float64 }
	var list []report
	for _, r := range senderReports(g.part.t.s.src) {
		if r.arrival < g.arrival-tieTrust || r.arrival > g.last+tieTrust {
			continue
		}
		at := m.ns(g.extend(r.stamp, r.arrival) - g.ticks)
		if math.Abs(at-float64(r.arrival-g.arrival)) > 3*tieTrust {
			continue // of another segment
		}
		list = append(list, report{at, float64(r.wall), float64(r.wall) - at})
	}
	g.tie.source = tiedBySR
	if len(list) == 0 {
		if g.replay != nil {
			wall := float64(g.replay.wall)
			g.tie.bySR, g.tie.source = &wall, tiedByReplay
		}
		return
	}
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(a, b report) int { return cmp.Compare(a.off, b.off) })
	middle := sorted[(len(sorted)-1)/2]
	list = slices.DeleteFunc(list, func(r report) bool {
		return math.Abs(r.off-middle.off) > reportTrust+driftTrust*math.Abs(r.at-middle.at)
	})
	if len(list) <= len(sorted)/2 {
		return // they contradict one another, or the timestamps run at another speed
	}
	first := list[0]
	g.tie.bySR = &first.off
	follow := false
	for _, r := range list {
		if n := len(g.tie.points); n > 0 && r.at/1e9*float64(m.rate) <= g.tie.points[n-1].at {
			continue
		}
		g.tie.points = append(g.tie.points, tiePoint{r.at * 1e-9 * float64(m.rate), (r.off - first.off) * 1e-9 * float64(m.rate)})
		follow = follow || math.Abs(r.off-first.off) > driftStep
	}
	if !follow {
		g.tie.points = nil
	}
}

// at gives a time of the segment in ticks of the file.
func (g *muxSegment) at(ticks int64) int64 {
	d := ticks - g.ticks
	p := g.tie.points
	if len(p) == 0 {
		return g.tie.base + d
	}
	x := float64(d)
	off := p[len(p)-1].off
	if x <= p[0].at {
		off = p[0].off
	} else if i, _ := slices.BinarySearchFunc(p, x, func(p tiePoint, x float64) int { return cmp.Compare(p.at, x) }); i < len(p) {
		a, b := p[i-1], p[i]
		off = a.off + (b.off-a.off)*(x-a.at)/(b.at-a.at)
	}
	return g.tie.base + d + int64(math.Round(off))
}

// announced finds the RTP timestamp that the answer to the PLAY under way told of the segment's stream,
// and when; that of other streams in the same answer is of the same instant.
func (g *muxSegment) announced() (time int64, at float64, ok bool) {
	t := g.part.t
	if t.s.session == nil {
		return 0, 0, false
	}
	for _, e := range t.s.session.Exchanges {
		if e.Method != "PLAY" || e.Response == nil || e.ResponseTime > g.arrival+earlyMedia {
			continue
		}
		if info, found := infoOf(t, e.Response); found && near(g.stamp, info.RTPTime, float64(g.part.track.rate)) {
			time, at, ok = e.ResponseTime, g.part.track.ns(int64(int32(info.RTPTime-g.stamp))), true
		}
	}
	return time, at, ok
}

// tieAll anchors all segments of a file, in the order of their arrival.
func (f *muxFile) tieAll(list []*muxSegment) {
	var reference *muxSegment
	for _, g := range list {
		if g.tieBySR(); g.tie.bySR != nil && reference == nil {
			reference = g
		}
	}
	lead := 0.0 // of the sender's clock over the capture's
	if reference != nil {
		lead = *reference.tie.bySR - reference.tie.byArrival
	}
	type play struct{ anchor float64 } // of the instant that RTP-Info told
	plays := map[int64]play{}
	for _, g := range list {
		if g.tie.bySR == nil {
			continue
		}
		if apart := *g.tie.bySR - g.tie.byArrival - lead; math.Abs(apart) > tieTrust {
			if g.tie.source == tiedBySR {
				f.notes = append(f.notes, "the sender reports of "+ssrcText(g.part.t.s.src.SSRC)+" tell a clock of their own: not used")
			}
			g.tie.bySR, g.tie.points = nil, nil
			continue
		}
		g.tie.anchor, g.tie.tied = *g.tie.bySR, g.tie.source
		if time, at, ok := g.announced(); ok {
			plays[time] = play{g.tie.anchor + at}
		}
	}
	for _, g := range list {
		if g.tie.tied != "" {
			continue
		}
		g.tie.anchor, g.tie.tied = g.tie.byArrival+lead, tiedByArrival
		time, at, ok := g.announced()
		if !ok {
			continue
		}
		p, known := plays[time]
		if !known {
			plays[time] = play{g.tie.anchor + at}
			g.tie.tied = tiedByRTPInfo
		} else if math.Abs(p.anchor-at-g.tie.anchor) <= tieTrust {
			g.tie.anchor, g.tie.tied = p.anchor-at, tiedByRTPInfo
		}
	}
}

// part keeps the segments of a track from overlapping: where all tracks begin anew, what comes moves for all
// of them by as much, so that they stay together.
func (f *muxFile) part(list []*muxSegment) {
	for _, g := range list {
		if g.overlap() <= 0 {
			continue
		}
		group := f.renewed(g)
		if group == nil {
			continue
		}
		overlap := 0.0
		for _, o := range group {
			overlap = max(overlap, o.overlap())
		}
		for _, o := range list {
			if from := group[o.part.track]; from != nil && o.number >= from.number {
				o.tie.anchor += overlap
			}
		}
	}
}

// renewed finds the segments with which all tracks begin anew together with one, nil if one of them goes on.
func (f *muxFile) renewed(g *muxSegment) map[*muxTrack]*muxSegment {
	const together = 2e9 // nanoseconds
	group := map[*muxTrack]*muxSegment{}
	for _, m := range f.tracks {
		var nearest *muxSegment
		going := false
		for _, o := range m.segments {
			if !o.kept {
				continue
			}
			going = going || o.last > g.arrival
			if d := o.arrival - g.arrival; d >= -together && d <= together && (nearest == nil || max(d, -d) < max(nearest.arrival-g.arrival, g.arrival-nearest.arrival)) {
				nearest = o
			}
		}
		if going && nearest == nil {
			return nil
		}
		if nearest != nil {
			group[m] = nearest
		}
	}
	group[g.part.track] = g
	return group
}

// overlap is how much of the segment, in nanoseconds, lies before the end of the one before on its track.
func (g *muxSegment) overlap() float64 {
	o, m := g.previous, g.part.track
	if o == nil {
		return 0
	}
	return o.tie.anchor + m.ns(o.tie.end-o.ticks) - (g.tie.anchor + m.ns(g.tie.earliest-g.ticks))
}
