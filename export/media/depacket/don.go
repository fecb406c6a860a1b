package depacket

import "strconv"

// Bounds of the buffer that brings interleaved NAL units into decoding order.
const (
	defaultDepth = 16
	maxDepth     = 512
	maxHeld      = 8 << 20 // bytes
)

// donOrder brings NAL units into decoding order by their decoding order numbers (RFC 6184, 13; RFC
// 7798, 6), each with the time of its own access unit.
type donOrder struct {
	depth int
	held  []heldNAL
	bytes int
	// frag is a NAL unit that comes in fragments.
	frag    heldNAL
	inFrag  bool
	lost    int
	first   uint16
	restart bool
}

type heldNAL struct {
	don  uint16
	p    Packet // with the time of the NAL unit, and what was lost before it
	data []byte // with header
}

func newDonOrder(depth string) donOrder {
	n, err := strconv.Atoi(depth)
	if err != nil || n < 1 {
		n = defaultDepth
	}
	return donOrder{depth: min(n, maxDepth)}
}

// note takes what a packet says of loss; the next NAL unit carries it.
func (o *donOrder) note(p *Packet) {
	if p.Lost > 0 && o.lost == 0 {
		o.first = p.LostFirst
	}
	o.lost += p.Lost
	o.restart = o.restart || p.Restart
	if p.Lost > 0 || p.Restart {
		o.inFrag = false
	}
}

// insert takes a NAL unit, whole: header and body.
func (o *donOrder) insert(don uint16, timestamp uint32, p *Packet, head, body []byte) {
	h := heldNAL{don: don, p: Packet{Seq: p.Seq, Timestamp: timestamp, Time: p.Time, Lost: o.lost, LostFirst: o.first, Restart: o.restart}}
	o.lost, o.restart = 0, false
	h.data = append(append(make([]byte, 0, len(head)+len(body)), head...), body...)
	o.bytes += len(h.data)
	o.held = append(o.held, h)
}

// begin starts a NAL unit in fragments, add continues it, finish ends it; false for add without begin.
func (o *donOrder) begin(don uint16, p *Packet, head, body []byte) {
	o.frag = heldNAL{don: don, p: *p, data: append(append(o.frag.data[:0], head...), body...)}
	o.inFrag = true
}

func (o *donOrder) add(body []byte) bool {
	if !o.inFrag || len(o.frag.data)+len(body) > MaxUnit/4 {
		o.inFrag = false
		return false
	}
	o.frag.data = append(o.frag.data, body...)
	return true
}

func (o *donOrder) finish() {
	o.inFrag = false
	o.insert(o.frag.don, o.frag.p.Timestamp, &o.frag.p, o.frag.data, nil)
}

// next takes out the NAL unit that is first in decoding order, once there are more than the stream
// needs to be held back, or at its end.
func (o *donOrder) next(all bool) (h heldNAL, ok bool) {
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
