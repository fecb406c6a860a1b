//home: rtpflow/rtcpstats

package rtpflow

import (
	"encoding/binary"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow/measure"
)

// lookup is a directory of a UDP flow in each direction.
type lookup struct{ flows []*mediaFlow }

func (l *lookup) flowBetween(src, dst capture.Endpoint) *mediaFlow {
	for _, f := range l.flows {
		if f.src == src && f.dst == dst {
			return f
		}
	}
	return nil
}

func (l *lookup) channelFlows(*mediaFlow, Side) []*mediaFlow { return nil }

func (l *lookup) withSSRC(ssrc uint32) (list []*source) {
	for _, f := range l.flows {
		if s := f.find(ssrc); s != nil {
			list = append(list, s)
		}
	}
	return list
}

// newLookup has the RTP and RTCP flows of a session, in both directions, and one source with so many packets, from 1000
// on, of which one in ten is missing.
func newLookup(packets int) (l *lookup, down, up *mediaFlow) {
	server, client := capture.AddrFrom4(10, 0, 0, 2), capture.AddrFrom4(10, 0, 0, 1)
	flow := func(from, to capture.Addr, fp, tp uint16) *mediaFlow {
		return &mediaFlow{src: capture.Endpoint{Addr: from, Port: fp}, dst: capture.Endpoint{Addr: to, Port: tp}}
	}
	media := flow(server, client, 5000, 6000)
	down, up = flow(server, client, 5001, 6001), flow(client, server, 6001, 5001)
	s := &source{flow: media}
	s.SSRC, s.Source.SSRC = 7, 7
	for i := range packets {
		if i%10 == 5 {
			continue
		}
		p := measure.Packet{Arrival: int64(i) * 40e6}
		p.SSRC, p.Seq, p.Timestamp, p.HeaderLen, p.PayloadLen = 7, uint16(1000+i), uint32(i)*3600, 12, 100
		s.Add(&p)
	}
	media.sources = []*source{s}
	return &lookup{[]*mediaFlow{media, down, up}}, down, up
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

func (x *rtcpStats) take(f *mediaFlow, b []byte, at int64) bool {
	return x.packet(f, b, len(b), instant{at, capture.Frame(1 + at/1e6)}, 0)
}

// The round-trip time is that from the sender report to the report block that refers to it, less the receiver's delay.
func TestRoundTripOfReports(t *testing.T) {
	l, down, up := newLookup(20)
	x := newRTCPStats(l)
	x.take(down, senderReport(0x1234_5678_9abc_def0, 20), 1e9)
	x.take(up, receiverReport(1019, 0x5678_9abc, 65536, 2), 2_050e6)
	x.take(up, receiverReport(1019, 0x1111_1111, 65536, 2), 3e9) // of no report that passed
	r := x.flows[up].reportees[7].receptions[0]
	if got := r.roundTrip.report(); got == nil || got.Count != 1 || got.Mean < 49.9 || got.Mean > 50.1 {
		t.Errorf("round trip %+v", got)
	}
	if r.n != 2 || r.lost != 2 {
		t.Errorf("%d reports, %d lost", r.n, r.lost)
	}
}

// What a receiver reports is compared with what had passed the capture point.
func TestReportsAreCompared(t *testing.T) {
	l, _, up := newLookup(20)
	x := newRTCPStats(l)
	x.take(up, receiverReport(1015, 0, 0, 3), 1e9)
	r := x.flows[up].reportees[7].receptions[0]
	if !r.compared || r.missing != 2 || r.behind != 4 {
		t.Errorf("compared %v: %d missing at the capture point, %d numbers behind", r.compared, r.missing, r.behind)
	}
}

// Random bytes that look like RTCP do not start a flow; a flow that has started counts them as malformed.
func TestFlowStartsWithRTCP(t *testing.T) {
	l, down, _ := newLookup(0)
	x := newRTCPStats(l)
	random := []byte{0x80, 200, 0xff, 0xff, 1, 2, 3, 4}
	if x.take(down, random, 1e9) || len(x.list) != 0 {
		t.Error("random bytes start a flow")
	}
	if !x.take(down, senderReport(1, 1), 2e9) || !x.take(down, random, 3e9) || x.list[0].malformed != 1 {
		t.Errorf("%+v", x.list)
	}
}

// A sender report with the counts and timestamps of the one before is not measured.
func TestRepeatedSenderReport(t *testing.T) {
	l, down, _ := newLookup(20)
	x := newRTCPStats(l)
	for i, packets := range []uint32{10, 10, 20} {
		x.take(down, senderReport(uint64(i+1)<<32, packets), int64(i+1)*1e9)
	}
	s := x.flows[down].senders[7]
	if s.srs != 3 || s.stale != 1 || len(s.reports.list) != 2 {
		t.Errorf("%d reports, %d repeat the one before, %d kept", s.srs, s.stale, len(s.reports.list))
	}
}

// SRTCP is recognized by its growing index (RFC 3711, 3.4).
func TestEncryptedRTCP(t *testing.T) {
	l, down, _ := newLookup(0)
	x := newRTCPStats(l)
	for i := range uint32(4) {
		b := append(senderReport(1, 1)[:8], make([]byte, 40)...)
		for j := 8; j < 34; j++ {
			b[j] = byte(0xa5 + 7*j + int(i)*13)
		}
		b[3] = 6
		binary.BigEndian.PutUint32(b[34:], 1<<31|i+1)
		x.take(down, b, int64(i+1)*1e9)
	}
	if !x.flows[down].encrypted() {
		t.Errorf("not recognized: %+v", x.flows[down].srtcp)
	}
}
