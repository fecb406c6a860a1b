package rtcp

import (
	"slices"
	"testing"

	"github.com/pion/rtcp"
)

// readAll reads everything of a datagram, as deep as it goes.
func readAll(b []byte, wireLen int) (packets int, fault Fault) {
	c := Read(b, wireLen)
	var p Packet
	var metrics []Metric
	for c.Next(&p) {
		packets++
		fault = max(fault, p.Fault)
		p.SenderInfo()
		if r, _ := p.Reports(); r.Len() > 0 {
			r.At(r.Len() - 1)
		}
		for it := p.Items(); it.Next(); {
			Private(it.Text)
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
			x.Measurement()
			metrics, _ = x.Metrics(metrics[:0])
		}
	}
	return packets, max(fault, c.Fault())
}

func readFeedback(f Feedback) {
	n, _ := f.NACKs()
	n.Packets()
	if r, _ := f.IntraRequests(); r.Len() > 0 {
		r.At(r.Len() - 1)
	}
	if r, _ := f.SliceLosses(); r.Len() > 0 {
		r.At(r.Len() - 1)
	}
	f.PictureSelection()
	if r, _ := f.Bitrates(); r.Len() > 0 {
		r.At(r.Len() - 1)
	}
	if e, _ := f.Estimate(); e.Len() > 0 {
		e.SSRC(e.Len() - 1)
	}
	f.TransportCC()
	for c := f.CongestionReports(); c.Next(); {
	}
}

// FuzzRead: nothing panics or takes long, a datagram that is cut has no other packets before the cut,
// and what another implementation understands says the same here.
func FuzzRead(f *testing.F) {
	for _, c := range compounds {
		f.Add(bytesOf(f, c.bytes))
	}
	for _, c := range descriptions {
		f.Add(bytesOf(f, c.bytes))
	}
	for _, text := range []string{senderReport, "81cd0004 00000001 00000002 fffe8001 00070000", "8fce0006 00000001 00000000 52454d42 020de848 00000005 00000006",
		"82cb0004 00000007 00000008 05 77686572 65 0000", "87cc0003 00000009 71746121 cafebabe", "84ce0006 00000001 00000000 00000002 05000000 00000003 06000000",
		"8fcd0006 00000001 00000002 0010001a 00010203 2005a80c d8010000", "80cf0009 00000001 05000006 00000005 00008000 00010000 00000006 00000001 00000002"} {
		f.Add(bytesOf(f, text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		packets, fault := readAll(b, len(b))
		if n, _ := readAll(b[:len(b)/2], len(b)); n > packets+1 {
			t.Errorf("%d packets, %d of them in the first half", packets, n)
		}
		list, ok := pions(b)
		if !ok || fault == BadType || fault == BadPadding || padded(b) {
			return // pion takes any type, and padding for content
		}
		if packets != len(list) || fault != NoFault {
			t.Fatalf("%d packets and %v, pion: %d", packets, fault, len(list))
		}
		c := Read(b, len(b))
		for _, x := range list {
			var p Packet
			c.Next(&p)
			compare(t, &p, x)
		}
	})
}

// pions is pion's reading of a datagram; ok is false where it understands it in part only, or fails over it.
func pions(b []byte) (list []rtcp.Packet, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false // its fault, not that of what is tested here
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

// compare fails where pion's reading of a packet is another.
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
				t.Error("more items than pion's")
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
		if n.Packets() != total {
			t.Errorf("%d asked for, pion: %d", n.Packets(), total)
		}
	case *rtcp.ReceiverEstimatedMaximumBitrate:
		f, _ := p.Feedback()
		if e, ok := f.Estimate(); !ok || !sameRate(e.BPS, x.Bitrate) || e.Len() != len(x.SSRCs) {
			t.Errorf("%d of %d, pion: %+v", e.BPS, e.Len(), x)
		}
	}
}

// sameRate compares bit rates. A float32 holds the 18 bits of the mantissa exactly, and goes beyond 64
// bits, where ours stays at the largest number. pion gives a mantissa of 0 the value 2^(23+exponent):
// there is nothing to compare.
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
	r, ok := p.Reports()
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

// Hot kinds allocate nothing.
func TestNoAllocations(t *testing.T) {
	var b []byte
	for _, text := range []string{senderReport, "81c90007 00000001 00000002 00000000 00000000 00000000 00000000 00000000", "81ca0003 00000001 01 04 63616d31 00 00",
		"81cd0004 00000001 00000002 fffe8001 00070000", "8fcd0006 00000001 00000002 0010001a 00010203 2005a80c d8010000", "8fce0006 00000001 00000000 52454d42 020de848 00000005 00000006"} {
		b = append(b, bytesOf(t, text)...)
	}
	if n := testing.AllocsPerRun(100, func() { readAll(b, len(b)) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
	if n, fault := readAll(b, len(b)); n != 6 || fault != NoFault {
		t.Errorf("%d packets, %v", n, fault)
	}
}
