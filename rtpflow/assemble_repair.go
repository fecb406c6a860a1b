//home: rtpflow/assemble

package rtpflow

import (
	"cmp"
	"slices"
)

// Repair is what one kind of repair among the packets of a stream does for a stream: itself, or another.
type Repair struct {
	Kind        string // RepairRTX, …
	by, of      *Stream
	PayloadType *uint8 // that marks them, nil where all packets of By are meant
	From        string // "sdp" or "content": what told the kind
	// Packets are those that carry the repair; of these, Padding carry nothing (probes for bandwidth) and
	// Unread could not be read (cut, or malformed).
	Packets, Padding, Unread int64
	// Recovered are lost packets of Of that the repair brought, or parity could have computed. Useless
	// are repairs of what had come, Repeated of what another repair had brought, Failed parity packets
	// of groups that miss more than one for good, Outside those of packets that the capture does not
	// hold or that are too far back.
	Recovered, Useless, Repeated, Failed, Outside int64
	// Delay is the time from the packet that showed a hole to the one that filled it, Skew how much later
	// a copy came than the packet of Of; both in milliseconds.
	Delay, Skew *Spread
	// Rows and Columns are parity packets of SMPTE 2022-1 by direction.
	Rows, Columns int64
	RED           *RED
}

// By is the stream whose packets these are.
func (r *Repair) By() *Stream { return r.by }

// Of is the stream whose losses they repair, nil if none was found.
func (r *Repair) Of() *Stream { return r.of }

// Spread is mean and extremes of what was measured, in milliseconds.
type Spread struct{ Mean, Min, Max float64 }

// RED is what the packets of RFC 2198 hold.
type RED struct {
	Primary, Redundant map[uint8]int64 // blocks by payload type
	Levels             int             // most redundant blocks of a packet
	Blocks             int64           // redundant ones
	Unplaced           int64           // … of these, whose packet the timestamps do not tell
	Offsets            []uint16        // timestamp units; the first kinds seen
}

// Repaired is what all repairs did for the lost packets of a stream.
type Repaired struct {
	// Recovered of Lost were brought or can be computed; Residual stay lost.
	Recovered, Residual int64
	By                  []*Repair
}

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
	r := &Repair{Kind: c.kind, by: by, From: "content", Packets: c.Packets, Padding: c.Padding, Unread: c.Malformed,
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
		r.of = c.to.repair.out
		if r.of.Repaired == nil {
			r.of.Repaired = &Repaired{}
		}
		r.of.Repaired.By = append(r.of.Repaired.By, r)
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
