package rtcp

import (
	"slices"
	"testing"
)

// senderReport is a sender report with two report blocks.
const senderReport = `82c80012 [SSRC] 00000001 [NTP] ec000000 80000000 [RTP] 000186a0 [packets] 00000064 [octets] 00002710
	[block] 00000002 [fraction] 40 [lost] 00000a [highest] 00012345 [jitter] 0000005a [LSR] 00008000 [DLSR] 00010000
	[block] 00000003 [fraction] ff [lost] fffffe [highest] 0000ffff [jitter] 00000000 [LSR] 00000000 [DLSR] 00000000`

func TestNTPMiddle(t *testing.T) {
	if m := NTPMiddle32(0xec00_1234_5678_0000); m != 0x1234_5678 {
		t.Errorf("%08x", m)
	}
}

func TestReports(t *testing.T) {
	for _, c := range []struct {
		name, bytes string
		ssrcs       []uint32
		ok          bool
	}{
		{"RR without blocks", "80c90001 00000001", nil, true},
		{"RR", "81c90007 00000001 00000002 00000000 00000000 00000000 00000000 00000000", []uint32{2}, true},
		{"RR with an extension", "80c90002 00000001 00000002", nil, true},
		{"fewer blocks than announced", "82c90007 00000001 00000002 00000000 00000000 00000000 00000000 00000000", []uint32{2}, false},
		{"RR without SSRC", "80c90000", nil, false},
		{"SR that ends before the octet count", "80c80005 00000001 ec000000 80000000 000186a0 00000064", nil, false},
		{"BYE", "81cb0001 00000001", nil, false},
	} {
		p := only(t, c.bytes)
		r, ok := p.ReportBlocks()
		var got []uint32
		for i := range r.Len() {
			got = append(got, r.At(i).SSRC)
		}
		if ok != c.ok || !slices.Equal(got, c.ssrcs) {
			t.Errorf("%s: %v %v", c.name, got, ok)
		}
	}
}

// The beginning of a report truncated by the snaplen is parsed.
func TestTruncatedReport(t *testing.T) {
	b := bytesOf(t, senderReport)
	c := ParseCompound(b[:60], len(b))
	var p Packet
	if !c.Next(&p) || !p.Truncated {
		t.Fatalf("%+v", p)
	}
	s, ok := p.SenderInfo()
	r, whole := p.ReportBlocks()
	if !ok || s.Octets != 10000 || r.Len() != 1 || whole || c.Next(&p) || c.Err() != NoError {
		t.Errorf("%+v %v, %d blocks, error %v", s, ok, r.Len(), c.Err())
	}
}
