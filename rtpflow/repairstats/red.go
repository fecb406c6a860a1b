package repairstats

import (
	"slices"

	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/repair"
)

// maxOffsets bounds the offsets that are reported of a redundant encoding.
const maxOffsets = 8

// redCount is what the packets of RFC 2198 contain.
type redCount struct {
	repair.StepEstimator
	Primary, Redundant [128]int64 // blocks by payload type
	Levels             int        // most redundant blocks of a packet
	Blocks             int64      // redundant ones
	Unplaced           int64      // of these, those whose packet the timestamps do not identify
	Offsets            []uint16
	parity             *Stream // ULPFEC inside
}

// redundant takes a packet of RFC 2198: its redundant blocks repeat earlier packets; its primary one may be a parity
// packet (RFC 5109, 14.2).
func (r *Repairs) redundant(c *Stream, p *measure.Packet, payload []byte) {
	var blocks [repair.MaxBlocks]repair.Block
	n, ok := repair.ParseRED(payload, p.PayloadLen, &blocks)
	if !ok {
		c.Malformed++
		return
	}
	x := c.RED
	x.Levels = max(x.Levels, n-1)
	x.Add(p.Seq, p.Timestamp)
	for i := range blocks[:n] {
		b := &blocks[i]
		if b.Primary {
			x.Primary[b.PayloadType]++
			r.primary(c, b)
			continue
		}
		x.Redundant[b.PayloadType]++
		x.Blocks++
		if len(x.Offsets) < maxOffsets && !slices.Contains(x.Offsets, b.Offset) {
			x.Offsets = append(x.Offsets, b.Offset)
		}
		if seq, ok := x.Seq(p.Seq, b.Offset); ok && b.Length > 0 {
			r.offer(c, p, seq)
		} else {
			x.Unplaced++
		}
	}
}

// primary takes the primary block of a packet of RFC 2198, if it is parity by the description.
func (r *Repairs) primary(c *Stream, b *repair.Block) {
	agreed := r.Observed.CurrentTransport(c.by.Flow)
	if agreed == nil {
		return
	}
	if f, _, ok := agreed.Format(b.PayloadType); !ok || f.Encoding != "ULPFEC" {
		return
	}
	x := c.RED.parity
	if x == nil {
		x = r.add(c.by, &Stream{Kind: rtpflow.RepairULPFEC, Pt: b.PayloadType, FromSDP: true, apt: -1})
		if x == nil || !r.attach(x, c.by) {
			return
		}
		c.RED.parity = x
	}
	x.Packets++
	if f, ok := repair.ParseULPFEC(b.Data, b.Length); ok {
		x.history.Protect(f.Group, x.id)
	} else {
		x.Malformed++
	}
}
