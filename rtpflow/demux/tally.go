package demux

import (
	"bytes"
	"encoding/binary"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// Tally counts datagrams that are neither RTP, RTCP nor RTSP by protocol. The zero value is ready.
type Tally struct {
	counts [len(protocols)]rtpflow.Excess
}

// protocols are the protocols that are recognized by the first bytes of a datagram.
var protocols = [...]struct {
	name string
	is   func(p *capture.Packet) bool
}{
	{"SIP", func(p *capture.Packet) bool {
		line, _, _ := bytes.Cut(p.Payload, []byte("\r\n"))
		return bytes.HasPrefix(line, []byte("SIP/2.0 ")) || bytes.HasSuffix(line, []byte(" SIP/2.0"))
	}},
	{"STUN", func(p *capture.Packet) bool { // RFC 8489, 5
		return len(p.Payload) >= 20 && p.Payload[0] < 4 && binary.BigEndian.Uint32(p.Payload[4:]) == 0x2112a442
	}},
	{"DTLS", func(p *capture.Packet) bool { // RFC 6347, 4.1
		return len(p.Payload) >= 13 && p.Payload[0] >= 20 && p.Payload[0] <= 25 && p.Payload[1] == 0xfe
	}},
	{"MPEG-TS without RTP", func(p *capture.Packet) bool {
		return len(p.Payload) > 0 && p.Payload[0] == 0x47 && p.PayloadLen > 0 && p.PayloadLen%188 == 0
	}},
}

// Datagram counts a datagram.
func (t *Tally) Datagram(p *capture.Packet) {
	for i := range protocols {
		if protocols[i].is(p) {
			t.counts[i].Add(1, p.Frame)
			return
		}
	}
}

// List returns the protocols that were seen.
func (t *Tally) List() (list []rtpflow.OtherTraffic) {
	for i, n := range t.counts {
		if n.Count > 0 {
			list = append(list, rtpflow.OtherTraffic{Protocol: protocols[i].name, Packets: n.Count, FirstFrame: n.Frame})
		}
	}
	return list
}
