package media

import (
	"rtspect/capture"
	"rtspect/depacket"
	"rtspect/rtpflow"
)

// Bounds of the window in which packets are brought into order.
const (
	warmUp        = 8    // packets that are waited for at the beginning, so that it is the lowest that begins
	windowPackets = 256  // packets that may wait behind a hole
	windowRepair  = 1024 // … where retransmissions fill holes (RFC 4588)
	windowBytes   = 1 << 20
	maxAhead      = 3000 // a step forward beyond it must be confirmed by a second packet (RFC 3550, A.1)
	maxBehind     = 1024 // a step backward likewise
)

// heldPacket is a packet that waits for the ones before it.
type heldPacket struct {
	depacket.Packet
	payloadType uint8
}

// order brings the packets of a stream into the order of their sequence numbers, drops duplicates and
// says what never came. A packet in its place passes through without being copied.
type order struct {
	pool    *depacket.Pool
	deliver func(p *depacket.Packet, payloadType uint8)
	// jumps are the discontinuities of the report: steps that are no loss. losses are the holes that it
	// knows to have stayed, by the frame that showed each: nothing needs to wait behind them.
	jumps  []rtpflow.Discontinuity
	losses []rtpflow.Loss
	window int

	next    uint16
	started bool
	held    []heldPacket // by sequence number
	bytes   int
	far     heldPacket // far from all others, until a second packet confirms it
	hasFar  bool

	lost, late, duplicates, strays int64
}

// push takes the next packet as it arrived in a frame.
func (o *order) push(p *depacket.Packet, payloadType uint8, frame capture.Frame) {
	if o.started && p.Seq == o.next && len(o.held) == 0 {
		o.next++
		o.deliver(p, payloadType)
		return
	}
	o.pushSlowly(p, payloadType, frame)
}

func (o *order) pushSlowly(p *depacket.Packet, payloadType uint8, frame capture.Frame) {
	base := o.next
	if !o.started && len(o.held) > 0 {
		base = o.held[0].Seq
	}
	d := int(int16(p.Seq - base))
	switch {
	case !o.started && len(o.held) == 0:
		o.hold(p, payloadType)
	case d >= maxAhead || d <= -maxBehind:
		o.jump(p, payloadType)
	case !o.started:
		o.hold(p, payloadType)
		if len(o.held) >= warmUp {
			o.start()
		}
	case d < 0:
		o.late++
	case d == 0:
		o.next++
		o.deliver(p, payloadType)
		o.drain()
	case len(o.held) == 0 && o.stays(d, frame):
		q := *p
		o.missing(&q, d)
		o.next = p.Seq + 1
		o.deliver(&q, payloadType)
	default:
		o.hold(p, payloadType)
		for len(o.held) > o.window || o.bytes > windowBytes {
			o.giveUp()
		}
	}
}

func (o *order) start() {
	if len(o.held) == 0 {
		return
	}
	o.started, o.next = true, o.held[0].Seq
	o.drain()
}

// hold keeps a copy of a packet in its place.
func (o *order) hold(p *depacket.Packet, payloadType uint8) {
	i := len(o.held)
	for i > 0 && int16(o.held[i-1].Seq-p.Seq) > 0 {
		i--
	}
	if i > 0 && o.held[i-1].Seq == p.Seq {
		o.duplicates++
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
		o.deliver(p, payloadType)
		return
	}
	o.held = append(o.held, heldPacket{})
	copy(o.held[i+1:], o.held[i:])
	o.held[i] = h
	o.bytes += len(h.Payload)
}

// copy copies a packet into a lent buffer: payload, then extension.
func (o *order) copy(p *depacket.Packet, payloadType uint8) (heldPacket, bool) {
	h := heldPacket{*p, payloadType}
	b, ok := o.pool.Get(len(p.Payload) + len(p.Extension))
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

// drain delivers what is now in its place.
func (o *order) drain() {
	for len(o.held) > 0 && o.held[0].Seq == o.next {
		o.first()
	}
}

// first delivers the first packet held.
func (o *order) first() {
	h := o.held[0]
	copy(o.held, o.held[1:])
	o.held = o.held[:len(o.held)-1]
	o.bytes -= len(h.Payload)
	o.next = h.Seq + 1
	o.deliver(&h.Packet, h.payloadType)
	o.pool.Put(h.Payload)
}

// giveUp takes a hole for lost.
func (o *order) giveUp() {
	if n := int(int16(o.held[0].Seq - o.next)); n > 0 {
		o.missing(&o.held[0].Packet, n)
	}
	o.first()
	o.drain()
}

// missing notes that n packets before p never came, unless the report knows of a jump there.
func (o *order) missing(p *depacket.Packet, n int) {
	if o.isJump(p.Seq) {
		p.Restart = true
		return
	}
	p.Lost, p.LostFirst = n, p.Seq-uint16(n)
	o.lost += int64(n)
}

// stays reports whether the report knows that the n numbers that a frame showed to be missing never
// came.
func (o *order) stays(n int, frame capture.Frame) bool {
	for len(o.losses) > 0 && o.losses[0].Frame < frame {
		o.losses = o.losses[1:]
	}
	return len(o.losses) > 0 && o.losses[0].Frame == frame && o.losses[0].FirstSeq == o.next && o.losses[0].Count == int64(n)
}

func (o *order) isJump(to uint16) bool {
	for i := range o.jumps {
		if j := &o.jumps[i]; j.ToSeq == to && j.ToSeq != j.FromSeq+1 {
			return true
		}
	}
	return false
}

// jump takes a packet that is far from the others.
func (o *order) jump(p *depacket.Packet, payloadType uint8) {
	if !o.hasFar || p.Seq != o.far.Seq+1 {
		if o.hasFar {
			o.strays++
			o.pool.Put(o.far.Payload)
		}
		o.far, o.hasFar = o.copy(p, payloadType)
		return
	}
	o.flushHeld()
	o.hasFar = false
	if n := int(int16(o.far.Seq - o.next)); n > 0 {
		o.missing(&o.far.Packet, n)
	} else {
		o.far.Restart = true
	}
	o.next = p.Seq + 1
	o.deliver(&o.far.Packet, o.far.payloadType)
	o.pool.Put(o.far.Payload)
	o.deliver(p, payloadType)
}

func (o *order) flushHeld() {
	if !o.started {
		o.start()
	}
	for len(o.held) > 0 {
		o.giveUp()
	}
}

// flush delivers what waits, at the end of the stream.
func (o *order) flush() {
	o.flushHeld()
	if o.hasFar {
		o.hasFar = false
		o.strays++
		o.pool.Put(o.far.Payload)
	}
}
