package demux

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"

	"rtspect/capture"
)

// FlowKey names a flow by its two endpoints: sender and receiver of a UDP flow, the lower endpoint first for
// both directions of a TCP connection.
type FlowKey struct{ A, B capture.Endpoint }

// Flow is an entry of a FlowTable. State belongs to the user of the table.
type Flow[T any] struct {
	Key   FlowKey
	hash  uint64
	Time  int64 // capture time of the last packet, set by the user of a table whose flows can expire
	State T
}

// FlowTable finds flows by their endpoints: open addressing with linear probing. The hash has secret words, so
// that an attacker cannot craft addresses that collide. No result depends on them.
type FlowTable[T any] struct {
	slots   []flowSlot[T]
	n       int
	secrets [5]uint64 // the last one is odd
	last    *Flow[T]
	// full is the capture time until which a table without room is not searched for expired flows again.
	full int64
	// expired reports whether nothing is lost by dropping a flow; nil for a table that keeps all flows.
	expired func(f *Flow[T], now int64) bool
}

// flowSlot keeps the hash beside the flow, so that probing past other flows does not touch them.
type flowSlot[T any] struct {
	hash uint64
	f    *Flow[T]
}

const (
	minFlowSlots = 1 << 10
	// MaxFlows limits a table. Beyond it, expired flows make room; without any, new flows are not followed.
	MaxFlows = 1 << 20
)

// NewFlowTable returns an empty table. expired says which flows may be dropped when the table grows; nil keeps
// all of them.
func NewFlowTable[T any](expired func(f *Flow[T], now int64) bool) *FlowTable[T] {
	t := &FlowTable[T]{slots: make([]flowSlot[T], minFlowSlots), expired: expired}
	for i := range t.secrets {
		t.secrets[i] = rand.Uint64()
	}
	t.secrets[4] |= 1
	return t
}

// hashOf folds the sum of two products, each of two words of the addresses with a secret added to either, as in
// the NH hash of UMAC (RFC 4418, 5.2.2), and adds the ports times another secret: without the secrets
// an attacker finds no keys that collide. Every bit of the key has a separate place, because bits that share one can be made
// to cancel. The last steps spread keys in which only a port or an address counts up: until then they are nearly
// an arithmetic progression.
func (t *FlowTable[T]) hashOf(a, b *capture.Endpoint) uint64 {
	le, secrets := binary.LittleEndian, &t.secrets
	hi, lo := bits.Mul64(le.Uint64(a.Addr[8:])+secrets[0], le.Uint64(b.Addr[8:])+secrets[1])
	hi2, lo2 := bits.Mul64(le.Uint64(a.Addr[:])+secrets[2], le.Uint64(b.Addr[:])+secrets[3])
	lo, carry := bits.Add64(lo, lo2, 0)
	hi += hi2 + carry
	h := (hi ^ lo) + (uint64(a.Port)<<32|uint64(b.Port)<<16)*secrets[4]
	h = (h ^ h>>32) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// is compares a key with the endpoints of a packet, faster than == does.
func (k *FlowKey) is(a, b *capture.Endpoint) bool {
	le := binary.LittleEndian
	return le.Uint64(k.A.Addr[8:]) == le.Uint64(a.Addr[8:]) && le.Uint64(k.B.Addr[8:]) == le.Uint64(b.Addr[8:]) &&
		k.A.Port == a.Port && k.B.Port == b.Port &&
		le.Uint64(k.A.Addr[:]) == le.Uint64(a.Addr[:]) && le.Uint64(k.B.Addr[:]) == le.Uint64(b.Addr[:])
}

// Find returns the flow between two endpoints, nil if there is none, and the hash that Add takes. It reads the
// endpoints in place: a key copied from a packet just decoded would stall on its stores.
func (t *FlowTable[T]) Find(a, b *capture.Endpoint) (*Flow[T], uint64) {
	if t.last != nil && t.last.Key.is(a, b) { // packets come in bursts: most need no hash
		return t.last, t.last.hash
	}
	h := t.hashOf(a, b)
	for i := h; ; i++ {
		s := &t.slots[i&uint64(len(t.slots)-1)]
		if s.f == nil {
			return nil, h
		}
		if s.hash == h && s.f.Key.is(a, b) {
			t.last = s.f
			return s.f, h
		}
	}
}

// Add enters a flow under a key that Find did not find, with the hash that Find returned. It returns false if
// the table is full of flows that have not expired at now (capture time).
func (t *FlowTable[T]) Add(f *Flow[T], k *FlowKey, h uint64, now int64) bool {
	if (t.n+1)*2 > len(t.slots) {
		if now < t.full {
			return false
		}
		if !t.grow(now) {
			t.full = now + 1e9
			return false
		}
	}
	f.Key, f.hash, f.Time = *k, h, now
	t.insert(f)
	t.last = f
	return true
}

func (t *FlowTable[T]) insert(f *Flow[T]) {
	i := f.hash
	for t.slots[i&uint64(len(t.slots)-1)].f != nil {
		i++
	}
	t.slots[i&uint64(len(t.slots)-1)] = flowSlot[T]{f.hash, f}
	t.n++
}

// grow drops expired flows and, if more than a quarter of the slots remain in use, doubles the table.
func (t *FlowTable[T]) grow(now int64) bool {
	keeps := func(s flowSlot[T]) bool { return s.f != nil && (t.expired == nil || !t.expired(s.f, now)) }
	old := t.slots
	keep := 0
	for _, s := range old {
		if keeps(s) {
			keep++
		}
	}
	if keep >= MaxFlows {
		return false
	}
	size := len(old)
	for keep*4 > size {
		size *= 2
	}
	t.slots, t.n, t.last = make([]flowSlot[T], size), 0, nil
	for _, s := range old {
		if keeps(s) {
			t.insert(s.f)
		}
	}
	return true
}

// All ranges over the flows, in no order.
func (t *FlowTable[T]) All(yield func(*Flow[T]) bool) {
	for _, s := range t.slots {
		if s.f != nil && !yield(s.f) {
			return
		}
	}
}
