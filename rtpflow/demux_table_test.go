//home: rtpflow/demux
package rtpflow

import (
	"testing"

	"rtspect/capture"
)

// A table full of flows that are wanted turns new ones away at once, not after a walk through all.
func TestFullFlowTableTurnsAwayQuickly(t *testing.T) {
	table := newFlowTable()
	wanted := &mediaFlow{}
	flows := make([]flow, maxFlows)
	for i := range flows {
		k := flowKey{a: capture.Endpoint{Addr: capture.AddrFrom4(10, byte(i>>16), byte(i>>8), byte(i)), Port: 1}, proto: capture.UDP}
		flows[i].media = wanted
		if _, h := table.find(&k); !table.add(&flows[i], &k, h, 0) {
			t.Fatalf("full with %d flows", i)
		}
	}
	k := flowKey{a: capture.Endpoint{Port: 1}, b: capture.Endpoint{Port: 9}, proto: capture.UDP}
	_, h := table.find(&k)
	if table.add(&flow{}, &k, h, 0) {
		t.Fatal("found room in a full table")
	}
	for i := range flows {
		flows[i].media, flows[i].done = nil, true
	}
	if table.add(&flow{}, &k, h, table.full-1) {
		t.Error("looked for room again at once")
	}
	if !table.add(&flow{}, &k, h, table.full) {
		t.Error("never looks for room again")
	}
}

// Flows that are done or idle make room; those that are wanted stay, whatever comes.
func TestFlowTableForgetsWhatIsDone(t *testing.T) {
	table := newFlowTable()
	key := func(i int, proto capture.Proto) *flowKey {
		return &flowKey{a: capture.Endpoint{Addr: capture.AddrFrom4(10, byte(i>>16), byte(i>>8), byte(i)), Port: 1}, proto: proto}
	}
	const all = 200_000
	for i := range all {
		f := &flow{}
		switch i % 100 {
		case 0:
			f.media = &mediaFlow{}
		case 1:
			f.tcp = &tcpConn{}
		case 2:
			f.done = true
		}
		k := key(i, capture.UDP)
		if found, h := table.find(k); found != nil || !table.add(f, k, h, int64(i)*1e7) {
			t.Fatalf("flow %d: found %v", i, found)
		}
	}
	for i := range all {
		f, _ := table.find(key(i, capture.UDP))
		if (i%100 < 2 || i%100 != 2 && i > all-1000) && (f == nil || f.key != *key(i, capture.UDP)) {
			t.Fatalf("flow %d is gone", i)
		}
	}
}
