package capture

import (
	"bytes"
	"testing"
)

const tcp4Hello = "TCP 10.0.0.1:554>10.0.0.2:40000 hello"

var tcpCases = []frameCase{
	{"TCP", linkRaw, ip4(6, tcp(nil, hello)), tcp4Hello},
	{"TCP with options", linkRaw, ip4(6, tcp(make([]byte, 40), hello)), tcp4Hello},
	{"TCP, padded by Ethernet", linkEthernet, layers(eth(0x0800), ip4(6, tcp(nil, nil)), make([]byte, 6)), "TCP 10.0.0.1:554>10.0.0.2:40000 "},
	{"TCP, data offset of 4", linkRaw, ip4(6, patch(tcp(nil, hello), 12, 0x40)), ReasonTCP},
	{"TCP, data offset beyond the segment", linkRaw, ip4(6, patch(tcp(nil, hello), 12, 0xf0)), ReasonTCP},
	{"TCP truncated", linkRaw, ip4(6, tcp(nil, nil)[:19]), ReasonTCP},
}

func TestTCPFields(t *testing.T) {
	options := layers("0101 080a 00000001 00000002")
	segment := patch(tcp(options, hello), 4, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 0)
	packets, _ := readAll(t, newRecorder(linkRaw).add(ip4(6, segment)).Bytes())
	p := packets[0]
	if p.Seq != 0xfffffffe || p.Ack != 0 || p.Flags != PSH|ACK || p.Window != 0x2000 || !bytes.Equal(p.TCPOptions, options) {
		t.Errorf("%+v", p)
	}
}

// The snaplen may truncate the options; the payload length is known nevertheless.
func TestTCPTruncated(t *testing.T) {
	frame := ip4(6, tcp(make([]byte, 12), make([]byte, 1000)))
	r := newRecorder(linkRaw)
	r.words(1, 0, 46, uint32(len(frame)))
	r.Write(frame[:46])
	packets, f := readAll(t, r.Bytes())
	if p := packets[0]; p.Proto != TCP || len(p.Payload) != 0 || p.PayloadLen != 1000 || len(p.TCPOptions) != 6 || f.TruncatedBySnaplen != 1 {
		t.Errorf("protocol %d, payload %d of %d, options %d", p.Proto, len(p.Payload), p.PayloadLen, len(p.TCPOptions))
	}
}
