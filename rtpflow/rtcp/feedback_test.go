package rtcp

import (
	"fmt"
	"testing"
)

func feedbackOf(t *testing.T, text string) Feedback {
	t.Helper()
	p := only(t, text)
	f, ok := p.Feedback()
	if !ok {
		t.Fatalf("%s: no feedback", text)
	}
	return f
}

func TestFeedbackKinds(t *testing.T) {
	for _, c := range []struct{ bytes, kind string }{
		{"81cd", "NACK"}, {"83cd", "TMMBR"}, {"84cd", "TMMBN"}, {"85cd", "SR-REQ"}, {"88cd", "ECN"}, {"8bcd", "CCFB"}, {"8fcd", "TWCC"}, {"9ecd", "RTPFB-30"}, {"80cd", "RTPFB-0"},
		{"81ce", "PLI"}, {"82ce", "SLI"}, {"83ce", "RPSI"}, {"84ce", "FIR"}, {"8ace", "LRR"}, {"8fce", "AFB"}, {"9ece", "PSFB-30"},
	} {
		f := feedbackOf(t, c.bytes+"0002 00000001 00000002")
		if f.Kind != c.kind || f.Sender != 1 || f.Media != 2 {
			t.Errorf("%s: %+v, not %s", c.bytes, f, c.kind)
		}
	}
	for _, text := range []string{"81cd0001 00000001", "81ce0000", "81c90002 00000001 00000002"} {
		p := only(t, text)
		if f, ok := p.Feedback(); ok {
			t.Errorf("%s: %+v", text, f)
		}
	}
}

func TestNACK(t *testing.T) {
	// PID 65534 with bits 0 and 15: 65535 and 14; PID 7 alone.
	n, ok := feedbackOf(t, "81cd0004 00000001 00000002 fffe8001 00070000").NACKs()
	pid, blp := n.At(0)
	if !ok || n.Len() != 2 || n.Packets() != 4 || pid != 65534 || blp != 0x8001 {
		t.Errorf("%x %v: %d packets", n, ok, n.Packets())
	}
	if n, ok := feedbackOf(t, "81cd0002 00000001 00000002").NACKs(); ok || n.Packets() != 0 {
		t.Error("a NACK of nothing is well")
	}
}

func TestIntraRequests(t *testing.T) {
	r, ok := feedbackOf(t, "84ce0006 00000001 00000000 00000002 05000000 00000003 06000000").IntraRequests()
	if !ok || r.Len() != 2 {
		t.Fatalf("%x %v", r, ok)
	}
	a, x := r.At(0)
	b, y := r.At(1)
	if a != 2 || x != 5 || b != 3 || y != 6 {
		t.Errorf("%d %d %d %d", a, x, b, y)
	}
	if r, ok := feedbackOf(t, "84ce0003 00000001 00000000 00000002").IntraRequests(); ok || r.Len() != 0 {
		t.Errorf("half an entry: %x %v", r, ok)
	}
}

func TestSliceLoss(t *testing.T) {
	// First 1, number 2, picture 3: 13, 13 and 6 bits; then all ones.
	s, ok := feedbackOf(t, "82ce0004 00000001 00000002 00080083 ffffffff").SliceLosses()
	if !ok || s.Len() != 2 || s.At(0) != (SliceLoss{1, 2, 3}) || s.At(1) != (SliceLoss{8191, 8191, 63}) {
		t.Errorf("%x %v", s, ok)
	}
}

func TestPictureSelection(t *testing.T) {
	s, ok := feedbackOf(t, "83ce0003 00000001 00000002 08 60 ab 00").PictureSelection()
	if got := fmt.Sprintf("%d %x %d %v", s.PayloadType, s.Bits, s.Padding, ok); got != "96 ab00 8 true" {
		t.Error(got)
	}
	if _, ok := feedbackOf(t, "83ce0003 00000001 00000002 ff60ab00").PictureSelection(); ok {
		t.Error("more padding than bits")
	}
}

func TestBitrates(t *testing.T) {
	// Exponent 4, mantissa 62500, overhead 40: 4<<26 | 62500<<9 | 40 = 0x11e84828. One million bit/s.
	r, ok := feedbackOf(t, "83cd0004 00000001 00000000 00000007 11e84828").Bitrates()
	if !ok || r.Len() != 1 || r.At(0) != (Bitrate{7, 1_000_000, 40}) {
		t.Errorf("%v %v", r.At(0), ok)
	}
	// The largest exponent: beyond what can be told.
	if r, _ := feedbackOf(t, "84cd0004 00000001 00000000 00000007 fffffe00").Bitrates(); r.At(0).BPS != 1<<64-1 {
		t.Errorf("%v", r.At(0))
	}
	if _, ok := feedbackOf(t, "84cd0002 00000001 00000000").Bitrates(); !ok {
		t.Error("a TMMBN of nobody is none")
	}
	if _, ok := feedbackOf(t, "83cd0002 00000001 00000000").Bitrates(); ok {
		t.Error("a TMMBR of nobody is one")
	}
}

func TestEstimate(t *testing.T) {
	// Two sources, exponent 3, mantissa 125000 = 0x1e848: one million bit/s.
	f := feedbackOf(t, "8fce0006 00000001 00000000 52454d42 020de848 00000005 00000006")
	e, ok := f.Estimate()
	if f.Kind != "REMB" || !ok || e.BPS != 1_000_000 || e.Len() != 2 || e.SSRC(0) != 5 || e.SSRC(1) != 6 {
		t.Errorf("%s %d %v of %d", f.Kind, e.BPS, ok, e.Len())
	}
	// Exponent and mantissa at the edge of 64 bits, and beyond.
	for _, c := range []struct {
		fci string
		bps uint64
	}{
		{"00000000", 0}, {"00fc0000", 0}, {"00fc0001", 1 << 63}, {"00fc0002", 1<<64 - 1}, {"00bbffff", 0x3ffff << 46}, {"00bfffff", 1<<64 - 1}, {"00ffffff", 1<<64 - 1},
	} {
		if e, ok := feedbackOf(t, "8fce0004 00000001 00000000 52454d42"+c.fci).Estimate(); !ok || e.BPS != c.bps || e.Len() != 0 {
			t.Errorf("%s: %d of %d", c.fci, e.BPS, e.Len())
		}
	}
	if e, ok := feedbackOf(t, "8fce0005 00000001 00000000 52454d42 020de848 00000005").Estimate(); ok || e.Len() != 1 {
		t.Errorf("%d sources, %v", e.Len(), ok)
	}
	if _, ok := feedbackOf(t, "8fce0003 00000001 00000000 52454d42").Estimate(); ok {
		t.Error("a REMB without a rate")
	}
}

func TestTransportCC(t *testing.T) {
	for _, c := range []struct{ name, fci, want string }{
		// Run of 5 received; a bit each: 14 of which 4; two bits each: 7, statuses 1 2 0 0 0 0 1.
		{"all chunks", "0010 001a 000102 03 2005 a80c d8 01", "16 26 12 258 3 true"},
		{"a chunk that tells more than is asked", "0001 0002 000000 00 bfff", "1 2 2 0 0 true"},
		{"a run that tells more than is asked", "0001 0003 000000 00 3fff", "1 3 3 0 0 true"},
		{"none received", "0001 0003 000000 00 0003", "1 3 0 0 0 true"},
		{"chunks are missing", "0001 0009 000000 00 2003", "1 3 3 0 0 false"},
		{"nothing asked", "0001 0000 000000 00", "1 0 0 0 0 true"},
		{"too short", "00010000", "0 0 0 0 0 false"},
	} {
		x, ok := Feedback{FCI: bytesOf(t, c.fci)}.TransportCC()
		if got := fmt.Sprint(x.Base, x.Packets, x.Received, x.Reference, x.Number, ok); got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}

func TestCongestionReports(t *testing.T) {
	// Stream 5 from 100: received, lost, received with CE; stream 6: two received; then the timestamp.
	p := only(t, "8bcd0009 00000001 [stream] 00000005 0064 0003 8001 0000 e002 0000 [stream] 00000006 ffff 0002 8000 a000 [time] 12345678")
	f, ok := p.Feedback()
	c := f.CongestionReports()
	var got []CongestionReport
	for c.Next() {
		got = append(got, c.CongestionReport)
	}
	if !ok || f.Kind != "CCFB" || c.Fault() != NoFault || len(got) != 2 || got[0] != (CongestionReport{5, 100, 3, 2, 1}) || got[1] != (CongestionReport{6, 65535, 2, 2, 0}) {
		t.Errorf("%+v %v", got, c.Fault())
	}
	p = only(t, "8bcd0004 00000001 00000005 0064 0003 12345678")
	f, _ = p.Feedback()
	c = f.CongestionReports()
	if c.Next() || c.Fault() != TooShort {
		t.Errorf("reports that are not there: %v", c.Fault())
	}
}
