package assemble

import (
	"cmp"
	"slices"

	"rtspect/rtpflow"
	"rtspect/rtpflow/repairstats"
)

// repairKind is the kind of repair that all packets of a source are, "" for media.
func repairKind(r *repairstats.State) (kind string) {
	if r == nil {
		return ""
	}
	for _, c := range r.Streams {
		if c.Packets > 0 && c.Whole() {
			kind = c.Kind
		}
	}
	return kind
}

// repairs describes what repair did, for the streams that carry it and those that it protects.
func (x *assembler) repairs() {
	for _, b := range x.streams {
		y := x.Repair.Follows(b.src)
		if y == nil {
			continue
		}
		for _, c := range y.Streams {
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
		slices.SortStableFunc(y.By, func(p, q *rtpflow.Repair) int { return cmp.Compare(q.Recovered, p.Recovered) })
	}
}

// addRepair describes one kind of repair among the packets of a stream.
func (x *assembler) addRepair(c *repairstats.Stream, by *streamBuilder) {
	r := &rtpflow.Repair{
		Kind: c.Kind, By: by.Stream, From: "content", Packets: c.Packets, Padding: c.Padding, Unread: c.Malformed,
		Recovered: c.Recovered, Useless: c.Useless, Repeated: c.Repeated, Failed: c.Failed, Outside: c.Outside, Rows: c.Row, Columns: c.Column,
	}
	if c.FromSDP {
		r.From = "sdp"
	}
	if !c.All {
		pt := c.Pt
		r.PayloadType = &pt
	}
	if c.DelayCount > 0 {
		r.Delay = &rtpflow.Spread{Mean: float64(c.Delay) / float64(c.DelayCount) * 1e-6, Max: float64(c.DelayMax) * 1e-6}
	}
	if c.SkewCount > 0 && c.Kind == rtpflow.RepairDuplicate {
		r.Skew = &rtpflow.Spread{Mean: float64(c.Skew) / float64(c.SkewCount) * 1e-6, Min: float64(c.SkewMin) * 1e-6, Max: float64(c.SkewMax) * 1e-6}
	}
	if x := c.RED; x != nil {
		r.RED = &rtpflow.RED{Primary: blocksByType(&x.Primary), Redundant: blocksByType(&x.Redundant), Levels: x.Levels, Blocks: x.Blocks, Unplaced: x.Unplaced, Offsets: x.Offsets}
	}
	if of := x.bySource[c.Of]; of != nil {
		r.Of = of.Stream
		if r.Of.Repaired == nil {
			r.Of.Repaired = &rtpflow.Repaired{}
		}
		r.Of.Repaired.By = append(r.Of.Repaired.By, r)
	}
	if c.Whole() {
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
