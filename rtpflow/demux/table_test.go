package demux

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"rtspect/capture"
)

func testKey(i int) *FlowKey {
	return &FlowKey{A: capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})), Port: 1}}
}

// A table full of flows that are kept rejects new ones at once, not after a walk through all.
func TestFullFlowTableRejectsQuickly(t *testing.T) {
	keep := true
	table := NewFlowTable(func(*Flow[int], int64) bool { return !keep })
	flows := make([]Flow[int], MaxFlows)
	for i := range flows {
		k := testKey(i)
		if _, h := table.Find(&k.A, &k.B); !table.Add(&flows[i], k, h, 0) {
			t.Fatalf("full with %d flows", i)
		}
	}
	k := FlowKey{A: capture.Endpoint{Port: 1}, B: capture.Endpoint{Port: 9}}
	_, h := table.Find(&k.A, &k.B)
	if table.Add(&Flow[int]{}, &k, h, 0) {
		t.Fatal("found room in a full table")
	}
	keep = false
	if table.Add(&Flow[int]{}, &k, h, table.full-1) {
		t.Error("looked for room again at once")
	}
	if !table.Add(&Flow[int]{}, &k, h, table.full) {
		t.Error("never looks for room again")
	}
}

// Connections that are closed or idle make room; those that are followed stay, whatever comes.
func TestFlowTableDropsExpiredConnections(t *testing.T) {
	table := NewFlowTable(tcpExpired)
	const all = 200_000
	for i := range all {
		f := &Flow[tcpFlow]{}
		switch i % 100 {
		case 1:
			f.State.conn = &TCPConn{}
		case 2:
			f.State.closed = true
		}
		k := testKey(i)
		if found, h := table.Find(&k.A, &k.B); found != nil || !table.Add(f, k, h, int64(i)*1e7) {
			t.Fatalf("flow %d: found %v", i, found)
		}
	}
	n := 0
	for i := range all {
		k := testKey(i)
		f, _ := table.Find(&k.A, &k.B)
		if (i%100 == 1 || i%100 != 2 && i > all-1000) && (f == nil || f.Key != *k) {
			t.Fatalf("flow %d is gone", i)
		}
		if f != nil {
			n++
		}
	}
	if n > all/2 {
		t.Errorf("%d of %d flows are kept", n, all)
	}
}

// No address makes the hash collide. A factor without a secret word becomes zero for one destination, and the sources that
// this factor was to distinguish have one hash.
func TestCraftedAddressesDoNotCollide(t *testing.T) {
	words := []uint64{0, 1, 1<<64 - 1, 0x9e3779b97f4a7c15, 0xa0761d6478bd642f, 0xe7037ed1a0b428db}
	table := NewFlowTable[int](nil)
	const port = 554
	for _, w := range words {
		for _, canceled := range []uint64{0, port << 16, port << 32} {
			to := capture.Endpoint{Port: port}
			binary.LittleEndian.PutUint64(to.Addr[:], w^canceled)
			binary.LittleEndian.PutUint64(to.Addr[8:], w)
			for at := range 2 { // in which half of their addresses the sources differ
				for _, swap := range []bool{false, true} {
					seen := map[uint64]bool{}
					for i := range 10_000 {
						from := capture.Endpoint{Port: 1000}
						binary.LittleEndian.PutUint64(from.Addr[8*at:], uint64(i)<<40)
						a, b := &from, &to
						if swap {
							a, b = b, a
						}
						seen[table.hashOf(a, b)&(1<<16-1)] = true
					}
					if len(seen) < 8_000 {
						t.Errorf("%#x, %#x: %d slots for 10,000 flows", w, canceled, len(seen))
					}
				}
			}
		}
	}
}
