// Package reorder brings the packets of an RTP stream into the order of their sequence numbers, as depacketizers need
// them: it drops duplicates and says what never arrived.
package reorder

import (
	"rtspect/capture"
	"rtspect/depacket"
	"rtspect/rtpflow"
)

// Window is how many packets may wait behind a gap; RepairWindow where retransmissions fill gaps (RFC 4588).
const (
	Window       = 256
	RepairWindow = 1024
)

// Bounds.
const (
	warmUp      = 8 // packets that are waited for at the beginning, so that the stream begins with the lowest of them
	windowBytes = 1 << 20
	maxAhead    = 3000 // a larger step forward must be confirmed by a second packet (RFC 3550, A.1)
	maxBehind   = 1024 // a larger step backward likewise
)

// heldPacket is a packet that waits for earlier ones.
type heldPacket struct {
	depacket.Packet
	payloadType uint8
}

// Buffer brings the packets of one stream into order. A packet in its place passes through without being copied.
type Buffer struct {
	// Pool lends the memory for packets that wait.
	Pool *depacket.Pool
	// Deliver takes the packets in order, each with what was lost before it.
	Deliver func(p *depacket.Packet, payloadType uint8)
	// Jumps are the discontinuities that the report found: steps that are no loss. Losses are the gaps that it found
	// to stay, by the frame that showed each: nothing has to wait behind them.
	Jumps  []rtpflow.Discontinuity
	Losses []rtpflow.Loss
	// Size is Window or RepairWindow.
	Size int

	// Lost counts sequence numbers that never arrived, Late packets that came too late, OutOfRange those whose sequence
	// number is far from all others.
	Lost, Late, Duplicates, OutOfRange int64

	next     uint16
	started  bool
	buffered []heldPacket // by sequence number
	bytes    int
	far      heldPacket // far from all others, until a second packet confirms it
	hasFar   bool
}

// Started reports whether packets have been delivered.
func (o *Buffer) Started() bool { return o.started }

// Push takes the next packet as it arrived in a frame.
func (o *Buffer) Push(p *depacket.Packet, payloadType uint8, frame capture.Frame) {
	if o.started && p.Seq == o.next && len(o.buffered) == 0 {
		o.next++
		o.Deliver(p, payloadType)
		return
	}
	o.place(p, payloadType, frame)
}

// Fill takes what may be a lost packet of the stream and came in a repair packet; it reports whether it filled a gap.
// Those that do not are not counted as late or duplicate.
func (o *Buffer) Fill(p *depacket.Packet, payloadType uint8, frame capture.Frame) bool {
	late, duplicates := o.Late, o.Duplicates
	o.Push(p, payloadType, frame)
	filled := o.Late == late && o.Duplicates == duplicates
	o.Late, o.Duplicates = late, duplicates
	return filled
}

// place takes a packet that is not the next one, or behind which others wait.
func (o *Buffer) place(p *depacket.Packet, payloadType uint8, frame capture.Frame) {
	base := o.next
	if !o.started && len(o.buffered) > 0 {
		base = o.buffered[0].Seq
	}
	d := int(int16(p.Seq - base))
	switch {
	case !o.started && len(o.buffered) == 0:
		o.keep(p, payloadType)
	case d >= maxAhead || d <= -maxBehind:
		o.jump(p, payloadType)
	case !o.started:
		o.keep(p, payloadType)
		if len(o.buffered) >= warmUp {
			o.start()
		}
	case d < 0:
		o.Late++
	case d == 0:
		o.next++
		o.Deliver(p, payloadType)
		o.drain()
	case len(o.buffered) == 0 && o.stays(d, frame):
		q := *p
		o.missing(&q, d)
		o.next = p.Seq + 1
		o.Deliver(&q, payloadType)
	default:
		o.keep(p, payloadType)
		for len(o.buffered) > o.Size || o.bytes > windowBytes {
			o.giveUp()
		}
	}
}

func (o *Buffer) start() {
	if len(o.buffered) == 0 {
		return
	}
	o.started, o.next = true, o.buffered[0].Seq
	o.drain()
}

// keep stores a copy of a packet in its place.
func (o *Buffer) keep(p *depacket.Packet, payloadType uint8) {
	i := len(o.buffered)
	for i > 0 && int16(o.buffered[i-1].Seq-p.Seq) > 0 {
		i--
	}
	if i > 0 && o.buffered[i-1].Seq == p.Seq {
		o.Duplicates++
		return
	}
	h, ok := o.copy(p, payloadType)
	if !ok { // no memory: nothing can wait
		o.flushHeld()
		if d := int16(p.Seq - o.next); o.started && d > 0 {
			q := *p
			o.missing(&q, int(d))
			p = &q
		}
		o.started, o.next = true, p.Seq+1
		o.Deliver(p, payloadType)
		return
	}
	o.buffered = append(o.buffered, heldPacket{})
	copy(o.buffered[i+1:], o.buffered[i:])
	o.buffered[i] = h
	o.bytes += len(h.Payload)
}

// copy copies a packet into memory of the pool: payload, then extension.
func (o *Buffer) copy(p *depacket.Packet, payloadType uint8) (heldPacket, bool) {
	h := heldPacket{*p, payloadType}
	b, ok := o.Pool.Get(len(p.Payload) + len(p.Extension))
	if !ok {
		return h, false
	}
	b = append(append(b, p.Payload...), p.Extension...)
	n := len(p.Payload)
	h.Payload = b[:n]
	if p.Extension != nil {
		h.Extension = b[n:]
	}
	return h, true
}

// drain delivers what is now in order.
func (o *Buffer) drain() {
	for len(o.buffered) > 0 && o.buffered[0].Seq == o.next {
		o.first()
	}
}

// first delivers the first packet that waits.
func (o *Buffer) first() {
	h := o.buffered[0]
	copy(o.buffered, o.buffered[1:])
	o.buffered = o.buffered[:len(o.buffered)-1]
	o.bytes -= len(h.Payload)
	o.next = h.Seq + 1
	o.Deliver(&h.Packet, h.payloadType)
	o.Pool.Put(h.Payload)
}

// giveUp gives up on the gap before the first packet that waits.
func (o *Buffer) giveUp() {
	if n := int(int16(o.buffered[0].Seq - o.next)); n > 0 {
		o.missing(&o.buffered[0].Packet, n)
	}
	o.first()
	o.drain()
}

// missing notes that n packets before p never arrived, unless the report has a discontinuity there.
func (o *Buffer) missing(p *depacket.Packet, n int) {
	if o.isJump(p.Seq) {
		p.Restart = true
		return
	}
	p.Lost, p.LostFirst = n, p.Seq-uint16(n)
	o.Lost += int64(n)
}

// stays reports whether, by the report, the n numbers that a frame showed to be missing never arrived.
func (o *Buffer) stays(n int, frame capture.Frame) bool {
	for len(o.Losses) > 0 && o.Losses[0].Frame < frame {
		o.Losses = o.Losses[1:]
	}
	return len(o.Losses) > 0 && o.Losses[0].Frame == frame && o.Losses[0].FirstSeq == o.next && o.Losses[0].Count == int64(n)
}

func (o *Buffer) isJump(to uint16) bool {
	for i := range o.Jumps {
		if j := &o.Jumps[i]; j.ToSeq == to && j.ToSeq != j.FromSeq+1 {
			return true
		}
	}
	return false
}

// jump takes a packet whose sequence number is far from the others.
func (o *Buffer) jump(p *depacket.Packet, payloadType uint8) {
	if o.hasFar && p.Seq == o.far.Seq+1 {
		o.Confirm(p, payloadType)
		return
	}
	o.Jump(p, payloadType)
}

// Jump takes a packet that, by the measurement, does not continue the sequence: its number is far from the others, or
// another packet had it before.
func (o *Buffer) Jump(p *depacket.Packet, payloadType uint8) {
	if !o.started && len(o.buffered) == 0 {
		o.keep(p, payloadType)
		return
	}
	o.dropFar()
	o.far, o.hasFar = o.copy(p, payloadType)
}

func (o *Buffer) dropFar() {
	if o.hasFar {
		o.hasFar = false
		o.OutOfRange++
		o.Pool.Put(o.far.Payload)
	}
}

// Confirm takes the packet that continues where the packet before it jumped to.
func (o *Buffer) Confirm(p *depacket.Packet, payloadType uint8) {
	if o.hasFar && p.Seq != o.far.Seq+1 {
		o.dropFar()
	}
	if !o.hasFar && !o.started && len(o.buffered) <= 1 { // the jump led to the first packet
		o.Push(p, payloadType, 0)
		return
	}
	o.flushHeld()
	first := p
	if o.hasFar {
		first = &o.far.Packet
	}
	if n := int(int16(first.Seq - o.next)); n > 0 {
		o.missing(first, n)
	} else {
		first.Restart = true
	}
	o.next = p.Seq + 1
	if o.hasFar {
		o.hasFar = false
		o.Deliver(first, o.far.payloadType)
		o.Pool.Put(o.far.Payload)
	}
	o.Deliver(p, payloadType)
}

func (o *Buffer) flushHeld() {
	if !o.started {
		o.start()
	}
	for len(o.buffered) > 0 {
		o.giveUp()
	}
}

// Flush delivers what waits, at the end of the stream.
func (o *Buffer) Flush() {
	o.flushHeld()
	o.dropFar()
}
