package demux

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"rtspect/capture"
)

// goldenRatio was the constant that one factor of the flow hash was combined with before it had secrets. An
// address that equals it made the factor 0 and the hash the same for all peers.
const goldenRatio = 0x9e3779b97f4a7c15

func wordsAddr(low, high uint64) (a capture.Addr) {
	binary.LittleEndian.PutUint64(a[:], low)
	binary.LittleEndian.PutUint64(a[8:], high)
	return a
}

// flowFamilies are keys that a weak hash maps to one value or to a run of values.
var flowFamilies = []struct {
	name string
	key  func(i int) FlowKey
}{
	{"a server whose address cancels a constant in both factors", func(i int) FlowKey {
		const port = 554
		return FlowKey{
			A: capture.Endpoint{Addr: wordsAddr(0xb80d0120|uint64(i>>16)<<56, uint64(i)<<32), Port: uint16(1024 + i%60000)},
			B: capture.Endpoint{Addr: wordsAddr(goldenRatio^port<<16^uint64(capture.TCP), goldenRatio), Port: port},
		}
	}},
	{"a client whose address does", func(i int) FlowKey {
		const port = 40000
		return FlowKey{
			A: capture.Endpoint{Addr: wordsAddr(goldenRatio^port<<32, goldenRatio), Port: port},
			B: capture.Endpoint{Addr: wordsAddr(0xb80d0120, uint64(i)), Port: 554},
		}
	}},
	{"ports that cancel a part of an IPv6 address", func(i int) FlowKey {
		return FlowKey{
			A: capture.Endpoint{Addr: wordsAddr(0xb80d0120|uint64(i)<<32, 1), Port: uint16(i)},
			B: capture.Endpoint{Addr: wordsAddr(0xb80d0120, 2), Port: 554},
		}
	}},
	{"addresses of zeros", func(i int) FlowKey {
		return FlowKey{A: capture.Endpoint{Port: uint16(i)}, B: capture.Endpoint{Port: uint16(i >> 16)}}
	}},
	{"addresses of ones", func(i int) FlowKey {
		return FlowKey{
			A: capture.Endpoint{Addr: wordsAddr(1<<64-1, 1<<64-1), Port: uint16(i)},
			B: capture.Endpoint{Addr: wordsAddr(1<<64-1, 1<<64-1), Port: uint16(i >> 16)},
		}
	}},
	{"a scan of a network", func(i int) FlowKey {
		return FlowKey{
			A: capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1})), Port: 40000},
			B: capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{192, byte(i >> 16), byte(i >> 8), byte(i)})), Port: 554},
		}
	}},
}

// The work for a flow does not grow with the number of flows, even if an attacker chooses the addresses. It is measured in
// slots that are passed over between a flow's own slot and the one that it is in.
func TestCraftedFlowsAreSpread(t *testing.T) {
	for _, family := range flowFamilies {
		for _, n := range []int{10_000, 20_000, 40_000} {
			table := NewFlowTable[struct{}](nil)
			for i := range n {
				k := family.key(i)
				found, h := table.Find(&k.A, &k.B)
				if found != nil || !table.Add(&Flow[struct{}]{}, &k, h, 0) {
					t.Fatalf("%s: key %d was there before", family.name, i)
				}
			}
			mask := uint64(len(table.slots) - 1)
			passed := 0
			for i, s := range table.slots {
				if s.f != nil {
					passed += int((uint64(i) - s.hash) & mask)
				}
			}
			// At a load of a half, 0.5 slots for each flow are to be expected.
			if table.n != n || passed > n {
				t.Errorf("%s: %d flows pass over %d slots (%d are in the table)", family.name, n, passed, table.n)
			}
		}
	}
}

// Two tables do not agree about hashes: what collides in one is of no use against another.
func TestFlowHashesAreSecret(t *testing.T) {
	a, b := NewFlowTable[struct{}](nil), NewFlowTable[struct{}](nil)
	for _, family := range flowFamilies {
		same := 0
		for i := range 1000 {
			k := family.key(i)
			if a.hashOf(&k.A, &k.B) == b.hashOf(&k.A, &k.B) {
				same++
			}
		}
		if same > 0 {
			t.Errorf("%s: %d hashes are the same", family.name, same)
		}
	}
}
