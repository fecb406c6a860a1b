package mux

import (
	"fmt"
	"math"

	"rtspect/export/media/manifest"
)

// doubt is how far, in nanoseconds, what places a segment may be from other evidence before the manifest says so: players and
// people tolerate less (ITU-R BT.1359).
const doubt = 150e6

// doubts notes that what places a segment disagrees with other evidence by more than either should be off.
func (f *File) doubts(g *segment, other string, off float64) {
	if math.Abs(off) <= doubt {
		return
	}
	direction := "later"
	if off < 0 {
		direction = "earlier"
	}
	f.notes = append(f.notes, fmt.Sprintf("%s is placed by %s, %.0f ms %s than by %s: its A/V sync is in doubt", manifest.SSRCText(g.part.source.Stream.SSRC), g.alignment.by, math.Abs(off)/1e6, direction, other))
}

// anchorOthers anchors the segments without sender reports, in the order of their arrival. One whose timestamps continue those
// of the segment before keeps its place, so that a new response to PLAY does not move it against other tracks.
func (f *File) anchorOthers(list []*segment, lead float64, plays map[int64]float64) {
	var others []*segment
	for _, g := range list {
		if g.alignment.by == "" {
			others = append(others, g)
		}
	}
	for len(others) > 0 {
		// Segments that respond to the same PLAY: those that continue come first.
		n := 1
		first, _, _ := others[0].announced()
		for n < len(others) {
			if time, _, ok := others[n].announced(); !ok || time != first {
				break
			}
			n++
		}
		group := others[:n]
		for _, g := range group {
			g.anchorByContinuity(plays)
		}
		for _, g := range group {
			if g.alignment.by == "" {
				g.anchorByPlay(lead, plays)
				f.doubts(g, byArrival, g.alignment.anchor-g.alignment.byArrival-lead)
			}
		}
		others = others[n:]
	}
}

// continues is how far, in nanoseconds, a step between segments may be from the time that passed if the sender's clock went on.
const continues = 250e6

// anchorByContinuity anchors a segment by the one before on its track, if the RTP timestamps went on between the two as time
// did.
func (g *segment) anchorByContinuity(plays map[int64]float64) {
	p := g.previous
	if p == nil || p.part != g.part || p.alignment.by == "" {
		return
	}
	at := p.extend(g.stamp, g.arrival)
	if off := g.part.track.ns(at-p.lastTicks) - float64(g.arrival-p.last); math.Abs(off) > continues {
		return
	}
	a := &g.alignment
	a.anchor, a.by = p.wall(at), p.alignment.by
	if time, offset, ok := g.announced(); ok {
		if _, known := plays[time]; !known {
			plays[time] = a.anchor + offset
		}
	}
}

// anchorByPlay anchors a segment by the response to PLAY, together with others of the same response, else by its arrival.
func (g *segment) anchorByPlay(lead float64, plays map[int64]float64) {
	a := &g.alignment
	a.anchor, a.by = a.byArrival+lead, byArrival
	time, at, ok := g.announced()
	if !ok {
		return
	}
	instant, known := plays[time]
	if !known {
		plays[time] = a.anchor + at
		a.by = byRTPInfo
	} else if math.Abs(instant-at-a.anchor) <= trust {
		a.anchor, a.by = instant-at, byRTPInfo
	}
}
