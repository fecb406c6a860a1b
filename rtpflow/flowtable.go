package rtpflow

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"slices"

	"rtspect/capture"
)

// flowKey names a flow: one direction for UDP, both (the lower endpoint first) for TCP.
type flowKey struct {
	a, b  capture.Endpoint
	proto capture.Proto
}

// flow is an entry of the flow table: a UDP flow with media or signalling, or a TCP connection.
type flow struct {
	key  flowKey
	hash uint64
	time int64 // of the last packet
	// One of media, tcp and datagrams is set; none of them makes a tombstone: traffic known to be
	// of no interest.
	media     *mediaFlow
	tcp       *tcpConn
	datagrams *datagramConn
	// shake is the handshake, and perhaps the end, of a connection without data yet: the SYN first.
	shake []bare
	done  bool     // closed: may be dropped when room is needed
	_     [16]byte // to whole cache lines, so that what every packet looks at is in one
}

// flowTable finds flows by their key: open addressing with linear probing. The hash has secret words, so
// that nobody can craft addresses that collide. No result depends on them.
type flowTable struct {
	slots   []flowSlot
	n       int
	secrets [5]uint64 // the last one is odd
	last    *flow
	// full is until when (capture time) a table that found no room is not searched for any again.
	full int64
}

// flowSlot is a slot of the table: the hash beside the flow, so that a slot of another flow costs no look
// at that flow.
type flowSlot struct {
	hash uint64
	f    *flow
}

const (
	minFlowSlots = 1 << 10
	// maxFlows bounds the table; beyond it flows that are done or idle make room, and if there are
	// none new ones are not followed.
	maxFlows = 1 << 20
	// idleAfter is how long (capture time, ns) an uninteresting or unestablished flow is remembered.
	idleAfter = 120e9
)

func newFlowTable() *flowTable {
	t := &flowTable{slots: make([]flowSlot, minFlowSlots)}
	for i := range t.secrets {
		t.secrets[i] = rand.Uint64()
	}
	t.secrets[4] |= 1
	return t
}

// hashOf folds the sum of two products, each of two words of the addresses with a secret added to either, as in
// the NH hash of UMAC (RFC 4418, 5.2.2), and adds the ports times another secret: without knowing the secrets
// nobody finds keys that collide. Every bit of the key has a place of its own, for what shares one can be made to
// cancel. The last steps spread keys of which only a port or an address counts up: until then they are nearly an
// arithmetic progression.
func (t *flowTable) hashOf(a, b *capture.Endpoint, proto capture.Proto) uint64 {
	le, secrets := binary.LittleEndian, &t.secrets
	hi, lo := bits.Mul64(le.Uint64(a.Addr[8:])+secrets[0], le.Uint64(b.Addr[8:])+secrets[1])
	hi2, lo2 := bits.Mul64(le.Uint64(a.Addr[:])+secrets[2], le.Uint64(b.Addr[:])+secrets[3])
	lo, carry := bits.Add64(lo, lo2, 0)
	hi += hi2 + carry
	h := (hi ^ lo) + (uint64(a.Port)<<32|uint64(b.Port)<<16|uint64(proto))*secrets[4]
	h = (h ^ h>>32) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// is compares a key with the ends of a packet, faster than == does.
func (k *flowKey) is(a, b *capture.Endpoint, proto capture.Proto) bool {
	le := binary.LittleEndian
	return le.Uint64(k.a.Addr[8:]) == le.Uint64(a.Addr[8:]) && le.Uint64(k.b.Addr[8:]) == le.Uint64(b.Addr[8:]) &&
		k.a.Port == a.Port && k.b.Port == b.Port && k.proto == proto &&
		le.Uint64(k.a.Addr[:]) == le.Uint64(a.Addr[:]) && le.Uint64(k.b.Addr[:]) == le.Uint64(b.Addr[:])
}

// find returns the flow of a key, nil if there is none, and the key's hash.
func (t *flowTable) find(k *flowKey) (*flow, uint64) { return t.of(&k.a, &k.b, k.proto) }

// of is find without a key: a key made of a packet just decoded would wait for its stores.
func (t *flowTable) of(a, b *capture.Endpoint, proto capture.Proto) (*flow, uint64) {
	h := t.hashOf(a, b, proto)
	if t.last != nil && t.last.hash == h && t.last.key.is(a, b, proto) {
		return t.last, h
	}
	for i := h; ; i++ {
		s := &t.slots[i&uint64(len(t.slots)-1)]
		if s.f == nil {
			return nil, h
		}
		if s.hash == h && s.f.key.is(a, b, proto) {
			t.last = s.f
			return s.f, h
		}
	}
}

// add enters a flow under a key that find did not find. It returns false when the table is full of
// flows that are still wanted.
func (t *flowTable) add(f *flow, k *flowKey, h uint64, now int64) bool {
	if (t.n+1)*2 > len(t.slots) {
		if now < t.full {
			return false
		}
		if !t.grow(now) {
			t.full = now + 1e9
			return false
		}
	}
	f.key, f.hash, f.time = *k, h, now
	t.insert(f)
	t.last = f
	return true
}

func (t *flowTable) insert(f *flow) {
	i := f.hash
	for t.slots[i&uint64(len(t.slots)-1)].f != nil {
		i++
	}
	t.slots[i&uint64(len(t.slots)-1)] = flowSlot{f.hash, f}
	t.n++
}

// grow drops what is done or idle and, if more than a quarter of the slots stay in use, doubles them.
func (t *flowTable) grow(now int64) bool {
	old := t.slots
	keep := 0
	for _, s := range old {
		if s.f != nil && !s.f.droppable(now) {
			keep++
		}
	}
	if keep >= maxFlows {
		return false
	}
	size := len(old)
	for keep*4 > size {
		size *= 2
	}
	t.slots, t.n, t.last = make([]flowSlot, size), 0, nil
	for _, s := range old {
		if s.f != nil && !s.f.droppable(now) {
			t.insert(s.f)
		}
	}
	return true
}

// unanswered lists the connections of which only SYNs were seen, by frame.
func (t *flowTable) unanswered() (list []*flow) {
	for _, s := range t.slots {
		if f := s.f; f != nil && len(f.shake) == 1 && f.shake[0].flags&capture.ACK == 0 {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b *flow) int { return cmp.Compare(a.shake[0].frame, b.shake[0].frame) })
	return list
}

// droppable reports whether nothing is lost by forgetting the flow.
func (f *flow) droppable(now int64) bool {
	if f.media != nil || f.datagrams != nil || f.tcp != nil && !f.done {
		return false
	}
	return f.done || now-f.time > idleAfter
}
