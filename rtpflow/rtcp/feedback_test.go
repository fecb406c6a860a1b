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
		{"81cd", "NACK"},
		{"83cd", "TMMBR"},
		{"84cd", "TMMBN"},
		{"85cd", "SR-REQ"},
		{"88cd", "ECN"},
		{"8bcd", "CCFB"},
		{"8fcd", "TWCC"},
		{"9ecd", "RTPFB-30"},
		{"80cd", "RTPFB-0"},
		{"81ce", "PLI"},
		{"82ce", "SLI"},
		{"83ce", "RPSI"},
		{"84ce", "FIR"},
		{"8ace", "LRR"},
		{"8fce", "AFB"},
		{"9ece", "PSFB-30"},
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

func TestEmptyNACK(t *testing.T) {
	if n, ok := feedbackOf(t, "81cd0002 00000001 00000002").NACKs(); ok || n.Len() != 0 {
		t.Errorf("%x %v", n, ok)
	}
}

func TestIncompleteFIR(t *testing.T) {
	if r, ok := feedbackOf(t, "84ce0003 00000001 00000000 00000002").IntraRequests(); ok || r.Len() != 0 {
		t.Errorf("half an entry: %x %v", r, ok)
	}
}

func TestBitrates(t *testing.T) {
	// The largest exponent exceeds 64 bits.
	if r, _ := feedbackOf(t, "84cd0004 00000001 00000000 00000007 fffffe00").Bitrates(); r.At(0).BPS != 1<<64-1 {
		t.Errorf("%v", r.At(0))
	}
	if _, ok := feedbackOf(t, "84cd0002 00000001 00000000").Bitrates(); !ok {
		t.Error("TMMBN without entries rejected")
	}
	if _, ok := feedbackOf(t, "83cd0002 00000001 00000000").Bitrates(); ok {
		t.Error("TMMBR without entries accepted")
	}
}

func TestEstimate(t *testing.T) {
	// Exponent and mantissa at and beyond the limit of 64 bits.
	for _, c := range []struct {
		fci string
		bps uint64
	}{
		{"00000000", 0}, {"00fc0000", 0}, {"00fc0001", 1 << 63}, {"00fc0002", 1<<64 - 1}, {"00bbffff", 0x3ffff << 46}, {"00bfffff", 1<<64 - 1}, {"00ffffff", 1<<64 - 1},
	} {
		if e, ok := feedbackOf(t, "8fce0004 00000001 00000000 52454d42"+c.fci).REMB(); !ok || e.BPS != c.bps || e.Len() != 0 {
			t.Errorf("%s: %d of %d", c.fci, e.BPS, e.Len())
		}
	}
	if e, ok := feedbackOf(t, "8fce0005 00000001 00000000 52454d42 020de848 00000005").REMB(); ok || e.Len() != 1 {
		t.Errorf("%d sources, %v", e.Len(), ok)
	}
	if _, ok := feedbackOf(t, "8fce0003 00000001 00000000 52454d42").REMB(); ok {
		t.Error("REMB without a bit rate accepted")
	}
}

func TestTransportCC(t *testing.T) {
	for _, c := range []struct{ name, fci, want string }{
		{"all chunks", "0010 001a 000102 03 2005 a80c d8 01", "16 26 12 258 3 true"},
		{"vector longer than the count", "0001 0002 000000 00 bfff", "1 2 2 0 0 true"},
		{"run longer than the count", "0001 0003 000000 00 3fff", "1 3 3 0 0 true"},
		{"none received", "0001 0003 000000 00 0003", "1 3 0 0 0 true"},
		{"missing chunks", "0001 0009 000000 00 2003", "1 3 3 0 0 false"},
		{"count of zero", "0001 0000 000000 00", "1 0 0 0 0 true"},
		{"too short", "00010000", "0 0 0 0 0 false"},
	} {
		x, ok := Feedback{FCI: bytesOf(t, c.fci)}.TransportCC()
		if got := fmt.Sprint(x.Base, x.Packets, x.Received, x.Reference, x.Number, ok); got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}

func TestIncompleteCongestionReports(t *testing.T) {
	p := only(t, "8bcd0004 00000001 00000005 0064 0003 12345678")
	f, _ := p.Feedback()
	c := f.CongestionReports()
	if c.Next() || c.Err() != TooShort {
		t.Errorf("fault %v", c.Err())
	}
}
