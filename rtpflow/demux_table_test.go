//home: rtpflow/demux

package rtpflow

import (
	"testing"
	"time"

	"rtspect/capture"
)

func testKey(i int) *FlowKey {
	return &FlowKey{A: capture.Endpoint{Addr: capture.AddrFrom4(10, byte(i>>16), byte(i>>8), byte(i)), Port: 1}}
}

// A table full of flows that are kept rejects new ones at once, not after a walk through all.
func TestFullFlowTableRejectsQuickly(t *testing.T) {
	keep := true
	table := NewFlowTable(func(*Flow[int], int64) bool { return !keep })
	flows := make([]Flow[int], maxFlows)
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

// No address is special: where the destination is any fixed word, 40,000 sources have hashes that spread. A factor
// of the hash without a secret becomes zero for one destination, and all sources have the same hash then.
func TestCraftedAddressesDoNotCollide(t *testing.T) {
	words := []uint64{0, 1, 1<<64 - 1, 0x9e3779b97f4a7c15, 0xa0761d6478bd642f, 0xe7037ed1a0b428db}
	table := NewFlowTable[int](nil)
	words = append(words, table.secrets[0]) // known to no sender; the table must not be the one attacked
	table = NewFlowTable[int](nil)
	for _, w := range words {
		seen := map[uint64]bool{}
		to := capture.Endpoint{Port: 554}
		for i := range 8 {
			to.Addr[i], to.Addr[8+i] = byte(w>>(8*i)), byte(w>>(8*i))
		}
		for i := range 40_000 {
			from := capture.Endpoint{Port: uint16(i)}
			from.Addr[0], from.Addr[14], from.Addr[15] = 0x20, byte(i>>8), byte(i)
			seen[table.hashOf(&from, &to)&(1<<17-1)] = true
		}
		if len(seen) < 30_000 {
			t.Errorf("%#x: %d slots for 40,000 flows", w, len(seen))
		}
	}
}

// An attack on the hash of the flow table must not make it slow: the time of adding flows to one host grows linearly.
func TestFlowTableIsFastForOneDestination(t *testing.T) {
	table := NewFlowTable[int](nil)
	var to capture.Endpoint
	to.Port = 554
	const k = 0x9e3779b97f4a7c15
	for i := range 8 {
		to.Addr[8+i] = byte(uint64(k) >> (8 * i))
		to.Addr[i] = byte((uint64(k) ^ 554<<16 ^ 6) >> (8 * i))
	}
	start := time.Now()
	for i := range 100_000 {
		from := capture.Endpoint{Port: uint16(i)}
		from.Addr[13], from.Addr[14], from.Addr[15] = byte(i>>16), byte(i>>8), byte(i)
		_, h := table.Find(&from, &to)
		table.Add(&Flow[int]{}, &FlowKey{from, to}, h, 0)
	}
	if d := time.Since(start); d > 3*time.Second {
		t.Errorf("%v for 100,000 flows", d)
	}
}
