package rtcp

import (
	"math/bits"
	"slices"
	"testing"

	"github.com/pion/rtcp"
)

// readAll calls every parser on a datagram.
func readAll(b []byte, wireLen int) (packets int, fault ParseError) {
	c := ParseCompound(b, wireLen)
	var p Packet
	var metrics []Metric
	for c.Next(&p) {
		packets++
		fault = max(fault, p.Err)
		p.SenderInfo()
		if r, _ := p.ReportBlocks(); r.Len() > 0 {
			r.At(r.Len() - 1)
		}
		for it := p.Items(); it.Next(); {
		}
		if g, _ := p.Goodbye(); g.Len() > 0 {
			g.SSRC(g.Len() - 1)
		}
		p.Application()
		if f, ok := p.Feedback(); ok {
			readFeedback(f)
		}
		if p.Type != XR {
			continue
		}
		for x := p.Blocks(); x.Next(); {
			if r, ok := x.RLE(); ok {
				r.Count()
			}
			x.ReceiptTimes()
			x.ReferenceTime()
			x.Delays()
			x.Statistics()
			x.VoIP()
			metrics, _ = x.Metrics(metrics[:0])
		}
	}
	return packets, max(fault, c.Err())
}

func readFeedback(f Feedback) {
	n, _ := f.NACKs()
	askedFor(n)
	if r, _ := f.IntraRequests(); r.Len() > 0 {
		r.At(r.Len() - 1)
	}
	if r, _ := f.Bitrates(); r.Len() > 0 {
		r.At(r.Len() - 1)
	}
	if e, _ := f.REMB(); e.Len() > 0 {
		e.SSRC(e.Len() - 1)
	}
	f.TransportCC()
	for c := f.CongestionReports(); c.Next(); {
	}
}

// askedFor returns the number of packets that a NACK requests.
func askedFor(n NACKs) (total int) {
	for i := range n.Len() {
		_, blp := n.At(i)
		total += 1 + bits.OnesCount16(blp)
	}
	return total
}

// FuzzRead checks that no input causes a panic or a long run time, that a truncated datagram has the same packets
// before the truncation, and that the result agrees with pion/rtcp where pion accepts the input.
func FuzzRead(f *testing.F) {
	for _, c := range compounds {
		f.Add(bytesOf(f, c.bytes))
	}
	for _, c := range descriptions {
		f.Add(bytesOf(f, c.bytes))
	}
	for _, list := range [][]layout{packetLayouts, feedbackLayouts} {
		for _, c := range list {
			f.Add(bytesOf(f, c.bytes))
		}
	}
	for _, c := range blockLayouts {
		b := bytesOf(f, "80cf0000 00000001"+c.bytes)
		b[3] = byte(len(b)/4 - 1)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		packets, fault := readAll(b, len(b))
		if n, _ := readAll(b[:len(b)/2], len(b)); n > packets+1 {
			t.Errorf("%d packets, %d of them in the first half", packets, n)
		}
		list, ok := pions(b)
		if !ok || fault == BadType || fault == BadPadding || padded(b) {
			return // pion accepts any type, and treats padding as content
		}
		if packets != len(list) || fault != NoError {
			t.Fatalf("%d packets and %v, pion: %d", packets, fault, len(list))
		}
		c := ParseCompound(b, len(b))
		for _, x := range list {
			var p Packet
			c.Next(&p)
			compare(t, &p, x)
		}
	})
}

// pions returns the packets that pion/rtcp parses from a datagram. ok is false if pion rejects it or panics.
func pions(b []byte) (list []rtcp.Packet, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false // a bug in pion, not in the code under test
		}
	}()
	list, err := rtcp.Unmarshal(b)
	return list, err == nil
}

// padded reports whether a packet of a compound has padding.
func padded(b []byte) bool {
	for len(b) >= 4 {
		if b[0]&0x20 != 0 {
			return true
		}
		b = b[min(len(b), 4+4*(int(b[2])<<8|int(b[3]))):]
	}
	return false
}

// compare checks that pion parsed a packet with the same result.
func compare(t *testing.T, p *Packet, x rtcp.Packet) {
	switch x := x.(type) {
	case *rtcp.SenderReport:
		s, ok := p.SenderInfo()
		if !ok || s != (SenderInfo{x.SSRC, x.NTPTime, x.RTPTime, x.PacketCount, x.OctetCount}) {
			t.Errorf("%+v, pion: %+v", s, x)
		}
		compareReports(t, p, x.Reports)
	case *rtcp.ReceiverReport:
		compareReports(t, p, x.Reports)
	case *rtcp.SourceDescription:
		it := p.Items()
		for _, chunk := range x.Chunks {
			for _, item := range chunk.Items {
				if !it.Next() || it.SSRC != chunk.Source || it.Item != uint8(item.Type) || string(it.Text) != item.Text {
					t.Errorf("%d %d %q, pion: %d %+v", it.SSRC, it.Item, it.Text, chunk.Source, item)
				}
			}
			if !it.Next() || it.Item != SDESEnd {
				t.Error("more items than in pion")
			}
		}
	case *rtcp.Goodbye:
		g, ok := p.Goodbye()
		var list []uint32
		for i := range g.Len() {
			list = append(list, g.SSRC(i))
		}
		if !ok || !slices.Equal(list, x.Sources) || string(g.Reason) != x.Reason {
			t.Errorf("%v %q, pion: %+v", list, g.Reason, x)
		}
	case *rtcp.TransportLayerNack:
		f, _ := p.Feedback()
		n, _ := f.NACKs()
		total := 0
		for _, pair := range x.Nacks {
			total += len(pair.PacketList())
		}
		if askedFor(n) != total {
			t.Errorf("%d requested, pion: %d", askedFor(n), total)
		}
	case *rtcp.ReceiverEstimatedMaximumBitrate:
		f, _ := p.Feedback()
		if e, ok := f.REMB(); !ok || !sameRate(e.BPS, x.Bitrate) || e.Len() != len(x.SSRCs) {
			t.Errorf("%d of %d, pion: %+v", e.BPS, e.Len(), x)
		}
	}
}

// sameRate compares bit rates. A float32 represents the 18-bit mantissa exactly and exceeds 64 bits, where this package
// saturates. pion computes 2^(23+exponent) for a mantissa of 0, which is not comparable.
func sameRate(ours uint64, pions float32) bool {
	switch ours {
	case 0:
		return true
	case 1<<64 - 1:
		return pions >= 1<<64
	}
	return float32(ours) == pions
}

func compareReports(t *testing.T, p *Packet, list []rtcp.ReceptionReport) {
	r, ok := p.ReportBlocks()
	if !ok || r.Len() != len(list) {
		t.Errorf("%d blocks, pion: %d", r.Len(), len(list))
		return
	}
	for i, x := range list {
		got := r.At(i)
		if got.SSRC != x.SSRC || got.FractionLost != x.FractionLost || uint32(got.Lost)&0xffffff != x.TotalLost || got.HighestSeq != x.LastSequenceNumber ||
			got.Jitter != x.Jitter || got.LSR != x.LastSenderReport || got.DLSR != x.Delay {
			t.Errorf("%+v, pion: %+v", got, x)
		}
	}
}

// Frequent packet types are parsed without allocation.
func TestNoAllocations(t *testing.T) {
	var b []byte
	for _, text := range []string{
		senderReport, "81c90007 00000001 00000002 00000000 00000000 00000000 00000000 00000000", "81ca0003 00000001 01 04 63616d31 00 00",
		"81cd0004 00000001 00000002 fffe8001 00070000", "8fcd0006 00000001 00000002 0010001a 00010203 2005a80c d8010000", "8fce0006 00000001 00000000 52454d42 020de848 00000005 00000006",
	} {
		b = append(b, bytesOf(t, text)...)
	}
	if n := testing.AllocsPerRun(100, func() { readAll(b, len(b)) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
	if n, fault := readAll(b, len(b)); n != 6 || fault != NoError {
		t.Errorf("%d packets, %v", n, fault)
	}
}
