//home: rtpflow/assemble

package rtpflow

import (
	"cmp"
	"slices"
)

// repairKind is the kind of repair that all packets of a source are, "" for media.
func repairKind(r *repairState) (kind string) {
	if r == nil {
		return ""
	}
	for _, c := range r.streams {
		if c.Packets > 0 && c.whole() {
			kind = c.kind
		}
	}
	return kind
}

// repairs describes what repair did, for the streams that carry it and those that it protects.
func (x *assembler) repairs() {
	for _, b := range x.streams {
		y := x.repair.follows(b.src)
		if y == nil {
			continue
		}
		for _, c := range y.streams {
			if c.Packets > 0 {
				x.addRepair(c, b)
			}
		}
	}
	for _, b := range x.streams {
		y := b.Repaired
		if y == nil {
			continue
		}
		for _, r := range y.By {
			y.Recovered += r.Recovered
		}
		y.Recovered = min(y.Recovered, b.Lost) // some of the numbers may be part of a seek instead of lost
		y.Residual = b.Lost - y.Recovered
		slices.SortStableFunc(y.By, func(p, q *Repair) int { return cmp.Compare(q.Recovered, p.Recovered) })
	}
}

// addRepair describes one kind of repair among the packets of a stream.
func (x *assembler) addRepair(c *repairStream, by *streamBuilder) {
	r := &Repair{Kind: c.kind, By: by.Stream, From: "content", Packets: c.Packets, Padding: c.Padding, Unread: c.Malformed,
		Recovered: c.Recovered, Useless: c.Useless, Repeated: c.Repeated, Failed: c.Failed, Outside: c.Outside, Rows: c.row, Columns: c.column}
	if c.fromSDP {
		r.From = "sdp"
	}
	if !c.all {
		pt := c.pt
		r.PayloadType = &pt
	}
	if c.DelayCount > 0 {
		r.Delay = &Spread{Mean: float64(c.Delay) / float64(c.DelayCount) * 1e-6, Max: float64(c.DelayMax) * 1e-6}
	}
	if c.SkewCount > 0 && c.kind == RepairDuplicate {
		r.Skew = &Spread{float64(c.Skew) / float64(c.SkewCount) * 1e-6, float64(c.SkewMin) * 1e-6, float64(c.SkewMax) * 1e-6}
	}
	if x := c.red; x != nil {
		r.RED = &RED{Primary: blocksByType(&x.primary), Redundant: blocksByType(&x.redundant), Levels: x.levels, Blocks: x.blocks, Unplaced: x.unplaced, Offsets: x.offsets}
	}
	if of := x.bySource[c.of]; of != nil {
		r.Of = of.Stream
		if r.Of.Repaired == nil {
			r.Of.Repaired = &Repaired{}
		}
		r.Of.Repaired.By = append(r.Of.Repaired.By, r)
	}
	if c.whole() {
		by.Repair = r
	}
}

func blocksByType(n *[128]int64) map[uint8]int64 {
	m := map[uint8]int64{}
	for pt, x := range n {
		if x > 0 {
			m[uint8(pt)] = x
		}
	}
	return m
}
