package rtcpstats

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
)

// lookup is a directory of a UDP flow in each direction.
type lookup struct{ flows []*observe.Flow }

func (l *lookup) FlowBetween(src, dst capture.Endpoint) *observe.Flow {
	for _, f := range l.flows {
		if f.Src == src && f.Dst == dst {
			return f
		}
	}
	return nil
}

func (l *lookup) ChannelFlows(*observe.Flow, rtpflow.Side) []*observe.Flow { return nil }

func (l *lookup) WithSSRC(ssrc uint32) (list []*observe.Source) {
	for _, f := range l.flows {
		if s := f.Find(ssrc); s != nil {
			list = append(list, s)
		}
	}
	return list
}

// newLookup has the RTP and RTCP flows of a session, in both directions, and one source with so many packets, from 1000
// on, of which one in ten is missing.
func newLookup(packets int) (l *lookup, down, up *observe.Flow) {
	server, client := capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 2})), capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1}))
	flow := func(from, to capture.Addr, fp, tp uint16) *observe.Flow {
		return &observe.Flow{Src: capture.Endpoint{Addr: from, Port: fp}, Dst: capture.Endpoint{Addr: to, Port: tp}}
	}
	media := flow(server, client, 5000, 6000)
	down, up = flow(server, client, 5001, 6001), flow(client, server, 6001, 5001)
	s := &observe.Source{Flow: media}
	s.SSRC, s.Source.SSRC = 7, 7
	for i := range packets {
		if i%10 == 5 {
			continue
		}
		p := measure.Packet{Arrival: int64(i) * 40e6}
		p.SSRC, p.Seq, p.Timestamp, p.HeaderLen, p.PayloadLen = 7, uint16(1000+i), uint32(i)*3600, 12, 100
		s.Add(&p)
	}
	media.Sources = []*observe.Source{s}
	return &lookup{[]*observe.Flow{media, down, up}}, down, up
}

// senderReport is an SR (RFC 3550, 6.4.1) of SSRC 7 without report blocks.
func senderReport(ntp uint64, packets uint32) []byte {
	b := make([]byte, 28)
	b[0], b[1], b[3] = 0x80, 200, 6
	binary.BigEndian.PutUint32(b[4:], 7)
	binary.BigEndian.PutUint64(b[8:], ntp)
	binary.BigEndian.PutUint32(b[20:], packets)
	return b
}

// receiverReport is an RR of SSRC 99 with one block about SSRC 7.
func receiverReport(highest, lsr, dlsr uint32, lost uint32) []byte {
	b := make([]byte, 32)
	b[0], b[1], b[3] = 0x81, 201, 7
	binary.BigEndian.PutUint32(b[4:], 99)
	binary.BigEndian.PutUint32(b[8:], 7)
	binary.BigEndian.PutUint32(b[12:], lost)
	binary.BigEndian.PutUint32(b[16:], highest)
	binary.BigEndian.PutUint32(b[24:], lsr)
	binary.BigEndian.PutUint32(b[28:], dlsr)
	return b
}

func (x *Stats) take(f *observe.Flow, b []byte, at int64) bool {
	return x.Packet(f, b, len(b), Instant{at, capture.Frame(1 + at/1e6)}, 0)
}

// The round-trip time is that from the sender report to the report block that refers to it, less the receiver's delay.
func TestRoundTripOfReports(t *testing.T) {
	l, down, up := newLookup(20)
	x := New(l)
	x.take(down, senderReport(0x1234_5678_9abc_def0, 20), 1e9)
	x.take(up, receiverReport(1019, 0x5678_9abc, 65536, 2), 2_050e6)
	x.take(up, receiverReport(1019, 0x1111_1111, 65536, 2), 3e9) // of no report that passed
	r := x.flows[up].Reportees[7].Receptions[0]
	if got := r.RoundTrip.Report(); got == nil || got.Count != 1 || got.Mean < 49.9 || got.Mean > 50.1 {
		t.Errorf("round trip %+v", got)
	}
	if r.N != 2 || r.Lost != 2 {
		t.Errorf("%d reports, %d lost", r.N, r.Lost)
	}
}

// What a receiver reports is compared with what had passed the capture point.
func TestReportsAreCompared(t *testing.T) {
	l, _, up := newLookup(20)
	x := New(l)
	x.take(up, receiverReport(1015, 0, 0, 3), 1e9)
	r := x.flows[up].Reportees[7].Receptions[0]
	if !r.Compared || r.Missing != 2 || r.Behind != 4 {
		t.Errorf("compared %v: %d missing at the capture point, %d numbers behind", r.Compared, r.Missing, r.Behind)
	}
}

// Random bytes that look like RTCP do not start a flow; a flow that has started counts them as malformed.
func TestFlowStartsWithRTCP(t *testing.T) {
	l, down, _ := newLookup(0)
	x := New(l)
	random := []byte{0x80, 200, 0xff, 0xff, 1, 2, 3, 4}
	if x.take(down, random, 1e9) || len(x.List) != 0 {
		t.Error("random bytes start a flow")
	}
	if !x.take(down, senderReport(1, 1), 2e9) || !x.take(down, random, 3e9) || x.List[0].Malformed != 1 {
		t.Errorf("%+v", x.List)
	}
}

// A sender report with the counts and timestamps of the one before is not measured.
func TestRepeatedSenderReport(t *testing.T) {
	l, down, _ := newLookup(20)
	x := New(l)
	for i, packets := range []uint32{10, 10, 20} {
		x.take(down, senderReport(uint64(i+1)<<32, packets), int64(i+1)*1e9)
	}
	s := x.flows[down].Senders[7]
	if s.Srs != 3 || s.Stale != 1 || len(s.Reports.List) != 2 {
		t.Errorf("%d reports, %d repeat the one before, %d kept", s.Srs, s.Stale, len(s.Reports.List))
	}
}

// SRTCP is recognized by its growing index (RFC 3711, 3.4).
func TestEncryptedRTCP(t *testing.T) {
	l, down, _ := newLookup(0)
	x := New(l)
	for i := range uint32(4) {
		b := append(senderReport(1, 1)[:8], make([]byte, 40)...)
		for j := 8; j < 34; j++ {
			b[j] = byte(0xa5 + 7*j + int(i)*13)
		}
		b[3] = 6
		binary.BigEndian.PutUint32(b[34:], 1<<31|i+1)
		x.take(down, b, int64(i+1)*1e9)
	}
	if !x.flows[down].Encrypted() {
		t.Errorf("not recognized: %+v", x.flows[down].srtcp)
	}
}
