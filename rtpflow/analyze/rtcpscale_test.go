package analyze_test

import (
	"net/netip"
	"testing"
	"time"

	"rtspect/capture"
	"rtspect/internal/cputime"
)

// Thousands of streams that nothing explains, each with its RTCP, all of one SSRC: the time that the
// report takes grows with their number, not with its square.
func TestManyStreamsWithRTCP(t *testing.T) {
	report := func(n int) time.Duration {
		w := newWire(t)
		for i := range n {
			host := capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)}))
			media := w.flow(hostS, 5000, host, 6000)
			media.stream(video(1, 0), 4)
			media.next().send(join(sr(1), sdes(1, "camera")))
			media.next().back().send(rr(9, 1))
		}
		begin := cputime.Used()
		r := w.report()
		took := cputime.Used() - begin
		if len(r.Unassociated.Streams) != n || len(r.Unassociated.RTCP) != 2*n || r.Unassociated.Streams[n-1].RTCP == nil || r.Unassociated.Streams[n-1].RTCP.SR != 1 {
			t.Fatalf("%d streams, %d RTCP flows", len(r.Unassociated.Streams), len(r.Unassociated.RTCP))
		}
		return took
	}
	report(100)
	few, many := report(1000), report(8000)
	if many > 24*few+time.Second {
		t.Errorf("1000 streams take %v, 8000 %v", few, many)
	}
	t.Logf("1000 streams take %v, 8000 %v", few, many)
}
