package analyze_test

import (
	"go/token"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// What is measured of a flow depends on that flow alone, not on flows that repair it or carry the same packets: without
// signalling, each stream is the same in a capture of everything and in one of its flow.
func TestFlowsAreObservedAlone(t *testing.T) {
	w := newWire(t)
	media := w.flow(hostS, 5000, hostC, 6000)
	columns, rows := w.flow(hostS, 5002, hostC, 6002), w.flow(hostS, 5004, hostC, 6004)
	one, two := w.flow(hostS, 5000, hostG, 7000), w.flow(hostT, 5000, capture.AddrFrom(netip.AddrFrom4([4]byte{239, 1, 1, 2})), 7000)
	again := w.flow(hostS, 5008, hostC, 6008) // the SSRC of media, with retransmissions
	then := map[int]func(){}
	for i := range uint16(20) {
		then[100+int(3*i)+2] = func() {
			rows.send(packet(96, 50+i, 0, 0, matrix(100+3*i, true, 1, 3)...))
			again.send(packet(97, i, uint32(100+i)*1800, 1, resent(100+i)...))
		}
		then[109+int(i)] = func() {
			columns.send(packet(96, 70+i, 0, 0, matrix(100+i, false, 3, 3)...))
			for k, f := range []flow{one, two} {
				if int(i)%7 != 3+k {
					f.send(packet(96, i, uint32(i)*1800, 7, 1, 2, 3))
				}
			}
		}
	}
	media.video(99, 200, []int{100, 101, 103, 150}, then)

	unexported := cmp.FilterPath(func(p cmp.Path) bool {
		f, ok := p.Last().(cmp.StructField)
		return ok && !token.IsExported(f.Name())
	}, cmp.Ignore())
	all := w.report().Unassociated.Streams
	repaired := 0
	for _, st := range all {
		alone := observe(slices.DeleteFunc(slices.Clone(w.packets), func(p capture.Packet) bool {
			return p.Src != st.Source || p.Dst != st.Destination
		})).Unassociated.Streams
		if len(alone) != 1 {
			t.Fatalf("%s to %s: %d streams", st.Source, st.Destination, len(alone))
		}
		diff := cmp.Diff(st, alone[0], cmpopts.IgnoreFields(rtpflow.Stream{}, "Repair", "Repaired"), unexported)
		if diff != "" {
			t.Errorf("%s to %s: (-with the others +alone)\n%s", st.Source, st.Destination, diff)
		}
		if st.Repaired != nil {
			repaired++
		}
	}
	if len(all) != 6 || repaired < 3 {
		t.Errorf("%d streams, %d of them repaired", len(all), repaired)
	}
}
