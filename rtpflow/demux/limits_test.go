package demux

import (
	"testing"

	"rtspect/capture"
)

// ICMP errors of more kinds than are kept are counted, with the first frame.
func TestICMPErrorsBeyondLimit(t *testing.T) {
	var x ICMP
	for i := range MaxUnreachable + 5 {
		to := tcpServer
		to.Port = uint16(i)
		x.Packet(&capture.Packet{
			Frame: capture.Frame(i + 1), Proto: capture.ICMP, HasUnreachable: true, UnreachableSrc: tcpClient, UnreachableDst: to,
			UnreachableProto: capture.UDP, Payload: []byte{3, 3},
		})
	}
	if len(x.Errors) != MaxUnreachable || x.Dropped.Count != 5 || x.Dropped.Frame != MaxUnreachable+1 {
		t.Errorf("%d errors, %+v", len(x.Errors), x.Dropped)
	}
}

// Gaps of one connection beyond the limit are counted.
func TestTCPGapsBeyondLimit(t *testing.T) {
	tcp, _ := recordTCP()
	const request = "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"
	seq := uint32(100)
	for i := range MaxGaps + 8 {
		tcp.Packet(segmentFrom(2*i+1, tcpClient, tcpServer, capture.ACK, seq, 500, request))
		seq += uint32(len(request)) + 10
	}
	tcp.Finish()
	// MaxGaps + 8 segments have MaxGaps + 7 gaps between them.
	if c := tcp.Conns[0]; len(c.Gaps) != MaxGaps || c.GapsDropped.Count != 7 || c.GapsDropped.Frame == 0 {
		t.Errorf("%d gaps, %+v", len(c.Gaps), c.GapsDropped)
	}
}
