package depacket

import (
	"slices"
	"strconv"

	"rtspect/payload"
)

// Bounds of the buffer that brings interleaved NAL units into decoding order.
const (
	defaultDepth = 16
	maxDepth     = 512
	maxHeld      = 8 << 20 // bytes
)

// decodingOrder brings NAL units into decoding order by their numbers (RFC 6184, 13; RFC 7798, 6), each with the time
// of the access unit that it belongs to.
type decodingOrder struct {
	depth int
	held  []heldNAL
	bytes int
	// open is a NAL unit that comes in fragments.
	open    heldNAL
	isOpen  bool
	lost    int // sequence numbers, or payloads that could not be read, since the last NAL unit
	first   uint16
	restart bool
}

// heldNAL is a NAL unit that waits for its turn.
type heldNAL struct {
	don  uint16
	p    Packet // with the time of the NAL unit, and what was lost before it
	data []byte // with header
}

func newDecodingOrder(depth string) decodingOrder {
	n, err := strconv.Atoi(depth)
	if err != nil || n < 1 {
		n = defaultDepth
	}
	return decodingOrder{depth: min(n, maxDepth)}
}

// note notes the loss before a packet, which its first NAL unit carries.
func (o *decodingOrder) note(p *Packet) {
	if p.Lost > 0 && o.lost == 0 {
		o.first = p.LostFirst
	}
	o.lost += p.Lost
	o.restart = o.restart || p.Restart
	if p.Lost > 0 || p.Restart {
		o.isOpen = false
	}
}

// insert takes a complete NAL unit, of whose header so many bytes count.
func (o *decodingOrder) insert(n *payload.NAL, header int, p *Packet) {
	data := append(make([]byte, 0, header+len(n.Body)), n.Header[:header]...)
	o.keep(n.DON, p.Timestamp+n.TimeOffset, p, append(data, n.Body...))
}

// keep stores a NAL unit, which becomes the buffer's own.
func (o *decodingOrder) keep(don uint16, timestamp uint32, p *Packet, data []byte) {
	o.held = append(o.held, heldNAL{
		don: don, data: data,
		p: Packet{Seq: p.Seq, Timestamp: timestamp, Time: p.Time, Lost: o.lost, LostFirst: o.first, Restart: o.restart},
	})
	o.lost, o.restart = 0, false
	o.bytes += len(data)
}

// begin begins a NAL unit in fragments, add continues it, finish ends it. add is false without begin.
func (o *decodingOrder) begin(n *payload.NAL, header int, p *Packet) {
	o.open = heldNAL{don: n.DON, p: *p, data: append(append(o.open.data[:0], n.Header[:header]...), n.Body...)}
	o.isOpen = true
}

func (o *decodingOrder) add(body []byte) bool {
	if !o.isOpen || len(o.open.data)+len(body) > MaxUnit/4 {
		o.isOpen = false
		return false
	}
	o.open.data = append(o.open.data, body...)
	return true
}

func (o *decodingOrder) finish() {
	o.isOpen = false
	o.keep(o.open.don, o.open.p.Timestamp, &o.open.p, slices.Clone(o.open.data))
}

// next takes out the NAL unit that is first in decoding order, once there are more than the stream needs to wait
// back, or at its end.
func (o *decodingOrder) next(all bool) (h heldNAL, ok bool) {
	if len(o.held) == 0 || !all && len(o.held) <= o.depth && o.bytes < maxHeld {
		return h, false
	}
	first := 0
	for i := range o.held {
		if int16(o.held[i].don-o.held[first].don) < 0 {
			first = i
		}
	}
	h = o.held[first]
	o.held = append(o.held[:first], o.held[first+1:]...)
	o.bytes -= len(h.data)
	return h, true
}
