//home: rtpflow/assemble

package rtpflow

import (
	"cmp"
	"slices"
)

// reportRepair ties the streams of the report as their sources are.
func (a *Analyzer) reportRepair() {
	for _, s := range a.sources {
		if s.repair == nil || s.repair.out == nil {
			continue
		}
		for _, c := range s.repair.carriers {
			if c.Packets > 0 {
				c.report(s.repair.out)
			}
		}
	}
	for _, s := range a.sources {
		if s.repair == nil || s.repair.out == nil || s.repair.out.Repaired == nil {
			continue
		}
		x := s.repair.out.Repaired
		for _, r := range x.By {
			x.Recovered += r.Recovered
		}
		x.Recovered = min(x.Recovered, s.repair.out.Lost) // a seek may have taken numbers out of the count
		x.Residual = s.repair.out.Lost - x.Recovered
		slices.SortStableFunc(x.By, func(p, q *Repair) int { return cmp.Compare(q.Recovered, p.Recovered) })
	}
}

// report puts a carrier beside the streams that it concerns.
func (c *carrier) report(by *Stream) {
	r := &Repair{Kind: c.kind, By: by, From: "content", Packets: c.Packets, Padding: c.Padding, Unread: c.Malformed,
		Recovered: c.Recovered, Useless: c.Useless, Repeated: c.Repeated, Failed: c.Failed, Outside: c.Outside, Rows: c.row, Columns: c.column}
	if c.fromSDP {
		r.From = "sdp"
	}
	if !c.all {
		pt := c.pt
		r.PayloadType = &pt
	}
	if c.DelayN > 0 {
		r.Delay = &Spread{Mean: float64(c.Delay) / float64(c.DelayN) * 1e-6, Max: float64(c.DelayMax) * 1e-6}
	}
	if c.SkewN > 0 && c.kind == RepairDuplicate {
		r.Skew = &Spread{float64(c.Skew) / float64(c.SkewN) * 1e-6, float64(c.SkewMin) * 1e-6, float64(c.SkewMax) * 1e-6}
	}
	if x := c.red; x != nil {
		r.RED = &RED{Primary: blocksByType(&x.primary), Redundant: blocksByType(&x.redundant), Levels: x.levels, Blocks: x.blocks, Unplaced: x.unplaced, Offsets: x.offsets}
	}
	if c.to != nil && c.to.repair.out != nil {
		r.Of = c.to.repair.out
		if r.Of.Repaired == nil {
			r.Of.Repaired = &Repaired{}
		}
		r.Of.Repaired.By = append(r.Of.Repaired.By, r)
	}
	if c.whole() {
		by.repairs(r)
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

// repairs makes a stream one of repairs alone. The numbers of RIST's retransmissions are those of the
// packets repeated: what lies between them is not lost, nor are they late, and their times say nothing.
func (st *Stream) repairs(r *Repair) {
	st.Repair = r
	st.Frames, st.TS = nil, nil
	if r.Kind != RepairRIST {
		return
	}
	st.Expected, st.Lost = st.Packets-st.Duplicates, 0
	st.LossBursts, st.MaxBurst, st.OutOfOrder, st.Strays = 0, 0, 0, 0
	st.Losses, st.Discontinuities = nil, nil
	st.LossPattern, st.Reordering, st.TimestampsBack = nil, nil, 0
	st.Jitter, st.MaxSkewMS, st.ClockDriftPPM, st.ClockDriftInterval = nil, nil, nil, nil
}
