package analyze_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// rtpDatagram is an RTP packet in a datagram: version 2, with the payload given.
func rtpDatagram(at int64, from, to capture.Endpoint, pt byte, seq uint16, ts, ssrc uint32, payload []byte) *capture.Packet {
	b := make([]byte, 12, 12+len(payload))
	b[0], b[1] = 0x80, pt
	binary.BigEndian.PutUint16(b[2:], seq)
	binary.BigEndian.PutUint32(b[4:], ts)
	binary.BigEndian.PutUint32(b[8:], ssrc)
	b = append(b, payload...)
	return &capture.Packet{Time: at, Proto: capture.UDP, Src: from, Dst: to, Payload: b, PayloadLen: len(b)}
}

// inTime numbers packets by the time of their capture.
func inTime(packets []*capture.Packet) []*capture.Packet {
	slices.SortStableFunc(packets, func(p, q *capture.Packet) int { return int(p.Time - q.Time) })
	for i, p := range packets {
		p.Frame = capture.Frame(i + 1)
	}
	return packets
}

// The same packets between other hosts are two paths to one receiver if they arrive at almost the same time, and the work
// of a load generator if one recording is replayed to each receiver later.
func TestEqualStreamsBetweenOtherHosts(t *testing.T) {
	for _, c := range []struct {
		name  string
		delay int64 // ms
		paths bool
	}{
		{"2 ms later", 2, true},
		{"200 ms later", 200, true},
		{"1 s later", 1000, false},
		{"after the end of the first", 3500, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var packets []*capture.Packet
			for i := range 150 {
				for k := range 2 {
					at := int64(i)*20e6 + int64(k)*c.delay*1e6
					packets = append(packets, rtpDatagram(at, endpoint(16, k, 10000), endpoint(48, k, 20000), 8, uint16(i), uint32(160*i), 0x55667788, make([]byte, 160)))
				}
			}
			r := reportOf(inTime(packets)...)
			if n := len(r.Unassociated.Streams); n != 2 {
				t.Fatalf("%d streams, want 2", n)
			}
			for _, st := range r.Unassociated.Streams {
				if paths := st.Repaired != nil && st.Repaired.By[0].Kind == rtpflow.RepairDuplicate; paths != c.paths {
					t.Errorf("stream from %s is on a redundant path: %v, want %v", st.Source, paths, c.paths)
				}
			}
		})
	}
}
