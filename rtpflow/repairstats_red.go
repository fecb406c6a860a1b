//home: rtpflow/repairstats

package rtpflow

import (
	"slices"

	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/repair"
)

// maxOffsets bounds the offsets that are reported of a redundant encoding.
const maxOffsets = 8

// redCount is what the packets of RFC 2198 contain.
type redCount struct {
	repair.StepEstimator
	primary, redundant [128]int64 // blocks by payload type
	levels             int        // most redundant blocks of a packet
	blocks             int64      // redundant ones
	unplaced           int64      // of these, those whose packet the timestamps do not identify
	offsets            []uint16
	parity             *repairStream // ULPFEC inside
}

// redundant takes a packet of RFC 2198: its redundant blocks repeat earlier packets; its primary one may be a parity
// packet (RFC 5109, 14.2).
func (r *repairs) redundant(c *repairStream, p *measure.Packet, payload []byte) {
	var blocks [repair.MaxBlocks]repair.Block
	n, ok := repair.ParseRED(payload, p.PayloadLen, &blocks)
	if !ok {
		c.Malformed++
		return
	}
	x := c.red
	x.levels = max(x.levels, n-1)
	x.Add(p.Seq, p.Timestamp)
	for i := range blocks[:n] {
		b := &blocks[i]
		if b.Primary {
			x.primary[b.PayloadType]++
			r.primary(c, b)
			continue
		}
		x.redundant[b.PayloadType]++
		x.blocks++
		if len(x.offsets) < maxOffsets && !slices.Contains(x.offsets, b.Offset) {
			x.offsets = append(x.offsets, b.Offset)
		}
		if seq, ok := x.Seq(p.Seq, b.Offset); ok && b.Length > 0 {
			r.offer(c, p, seq)
		} else {
			x.unplaced++
		}
	}
}

// primary takes the primary block of a packet of RFC 2198, if it is parity by the description.
func (r *repairs) primary(c *repairStream, b *repair.Block) {
	agreed := r.observed.currentTransport(c.by.flow)
	if agreed == nil {
		return
	}
	if f, _, ok := agreed.format(b.PayloadType); !ok || f.Encoding != "ULPFEC" {
		return
	}
	x := c.red.parity
	if x == nil {
		x = r.add(c.by, &repairStream{kind: RepairULPFEC, pt: b.PayloadType, fromSDP: true, apt: -1})
		if x == nil || !r.attach(x, c.by) {
			return
		}
		c.red.parity = x
	}
	x.Packets++
	if f, ok := repair.ParseULPFEC(b.Data, b.Length); ok {
		x.history.Protect(f.Group, x.id)
	} else {
		x.Malformed++
	}
}
