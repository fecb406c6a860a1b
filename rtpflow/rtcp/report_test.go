package rtcp

import (
	"slices"
	"testing"
)

// A sender report with two blocks, written out by hand from RFC 3550, 6.4.1.
const senderReport = `82c80012 [SSRC] 00000001 [NTP] ec000000 80000000 [RTP] 000186a0 [packets] 00000064 [octets] 00002710
	[block] 00000002 [fraction] 40 [lost] 00000a [highest] 00012345 [jitter] 0000005a [LSR] 00008000 [DLSR] 00010000
	[block] 00000003 [fraction] ff [lost] fffffe [highest] 0000ffff [jitter] 00000000 [LSR] 00000000 [DLSR] 00000000`

func TestSenderReport(t *testing.T) {
	p := only(t, senderReport)
	s, ok := p.SenderInfo()
	if want := (SenderInfo{1, 0xec00000080000000, 100000, 100, 10000}); !ok || s != want {
		t.Errorf("%+v %v", s, ok)
	}
	if m := Middle(s.NTP); m != 0x00008000 {
		t.Errorf("middle %08x", m)
	}
	r, ok := p.Reports()
	want := []ReportBlock{{2, 64, 10, 0x12345, 90, 0x8000, 65536}, {3, 255, -2, 0xffff, 0, 0, 0}}
	if !ok || r.Len() != 2 || r.At(0) != want[0] || r.At(1) != want[1] {
		t.Errorf("%v %v", r, ok)
	}
}

func TestReports(t *testing.T) {
	for _, c := range []struct {
		name, bytes string
		ssrcs       []uint32
		ok          bool
	}{
		{"an RR of nobody", "80c90001 00000001", nil, true},
		{"an RR", "81c90007 00000001 00000002 00000000 00000000 00000000 00000000 00000000", []uint32{2}, true},
		{"an RR with an extension", "80c90002 00000001 00000002", nil, true},
		{"more blocks announced", "82c90007 00000001 00000002 00000000 00000000 00000000 00000000 00000000", []uint32{2}, false},
		{"an RR without SSRC", "80c90000", nil, false},
		{"an SR that ends in its octet count", "80c80005 00000001 ec000000 80000000 000186a0 00000064", nil, false},
		{"BYE", "81cb0001 00000001", nil, false},
	} {
		p := only(t, c.bytes)
		r, ok := p.Reports()
		var got []uint32
		for i := range r.Len() {
			got = append(got, r.At(i).SSRC)
		}
		if ok != c.ok || !slices.Equal(got, c.ssrcs) {
			t.Errorf("%s: %v %v", c.name, got, ok)
		}
	}
}

// Of a report that the snaplen cut, the head is read.
func TestCutReport(t *testing.T) {
	b := bytesOf(t, senderReport)
	c := Read(b[:60], len(b))
	var p Packet
	if !c.Next(&p) || !p.Cut {
		t.Fatalf("%+v", p)
	}
	s, ok := p.SenderInfo()
	r, whole := p.Reports()
	if !ok || s.Octets != 10000 || r.Len() != 1 || whole || c.Next(&p) || c.Fault() != NoFault {
		t.Errorf("%+v %v, %d blocks, fault %v", s, ok, r.Len(), c.Fault())
	}
}
