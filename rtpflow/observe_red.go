//home: rtpflow/observe

package rtpflow

import (
	"slices"

	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/repair"
)

// maxOffsets bounds the offsets that are told of a redundant encoding.
const maxOffsets = 8

// redCount is what the packets of RFC 2198 hold.
type redCount struct {
	repair.Stepper
	primary, redundant [128]int64 // blocks by payload type
	levels             int        // most redundant blocks of a packet
	blocks             int64      // redundant ones
	unplaced           int64      // … of these, whose packet the timestamps do not tell
	offsets            []uint16
	parity             *carrier // ULPFEC inside
}

// redundant takes a packet of RFC 2198: its redundant blocks repeat earlier packets; its primary one may
// be a parity packet (RFC 5109, 14.2).
func (a *Analyzer) redundant(c *carrier, p *measure.Packet, payload []byte) {
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
			a.inside(c, p, b)
			continue
		}
		x.redundant[b.PayloadType]++
		x.blocks++
		if len(x.offsets) < maxOffsets && !slices.Contains(x.offsets, b.Offset) {
			x.offsets = append(x.offsets, b.Offset)
		}
		if seq, ok := x.Seq(p.Seq, b.Offset); ok && b.Length > 0 {
			a.brings(c, p, seq)
		} else {
			x.unplaced++
		}
	}
}

// inside takes the primary block of a packet of RFC 2198, if the description says that it is parity.
func (a *Analyzer) inside(c *carrier, p *measure.Packet, b *repair.Block) {
	claim := a.likelyClaim(c.of.flow)
	if claim == nil {
		return
	}
	if f, _, ok := claim.format(b.PayloadType); !ok || f.Encoding != "ULPFEC" {
		return
	}
	x := c.red.parity
	if x == nil {
		x = c.of.carry(&carrier{kind: RepairULPFEC, pt: b.PayloadType, fromSDP: true, apt: -1})
		if x == nil || !a.tieTo(x, c.of) {
			return
		}
		c.red.parity = x
	}
	x.Packets++
	if f, ok := repair.ParseULPFEC(b.Data, b.Length); ok {
		x.to.repair.history.Protect(f.Group, x.who)
	} else {
		x.Malformed++
	}
}
