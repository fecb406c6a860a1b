package capture

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"io"
	"strings"
	"testing"
)

// Link types by name, for the tests.
const (
	linkNull        LinkType = 0
	linkPPP         LinkType = 9
	linkRawBSD      LinkType = 12
	linkRawOpenBSD  LinkType = 14
	linkPPPHDLC     LinkType = 50
	linkPPPoE       LinkType = 51
	linkATM         LinkType = 100
	linkRaw         LinkType = 101
	linkCiscoHDLC   LinkType = 104
	linkWiFi        LinkType = 105
	linkFrameRelay  LinkType = 107
	linkLoop        LinkType = 108
	linkEnc         LinkType = 109
	linkSLL         LinkType = 113
	linkPrism       LinkType = 119
	linkRadiotap    LinkType = 127
	linkAVS         LinkType = 163
	linkPPPWithDir  LinkType = 204
	linkMPLS        LinkType = 219
	linkIPv4        LinkType = 228
	linkIPv6        LinkType = 229
	linkNFLog       LinkType = 239
	linkNetanalyzer LinkType = 240
	linkSLL2        LinkType = 276
)

// layers concatenates layers, each given as bytes or as hexadecimal digits with spaces.
func layers(parts ...any) []byte {
	var b []byte
	for _, l := range parts {
		switch l := l.(type) {
		case []byte:
			b = append(b, l...)
		case string:
			d, err := hex.DecodeString(strings.ReplaceAll(l, " ", ""))
			if err != nil {
				panic(err)
			}
			b = append(b, d...)
		}
	}
	return b
}

// eth returns an Ethernet header with an EtherType.
func eth(etherType uint16) []byte {
	return binary.BigEndian.AppendUint16([]byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}, etherType)
}

// ip4 returns an IPv4 packet from 10.0.0.1 to 10.0.0.2.
func ip4(proto byte, payload []byte) []byte { return ip4Fragment(proto, 0x4000, 7, payload) }

// ip4Fragment returns an IPv4 packet with flags, fragment offset and identification.
func ip4Fragment(proto byte, part, id uint16, payload []byte) []byte {
	b := []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, proto, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2}
	binary.BigEndian.PutUint16(b[2:], uint16(20+len(payload)))
	binary.BigEndian.PutUint16(b[4:], id)
	binary.BigEndian.PutUint16(b[6:], part)
	return append(b, payload...)
}

// ip6 returns an IPv6 packet from fd00::1 to fd00::2.
func ip6(next byte, payload []byte) []byte {
	b := make([]byte, 40+len(payload))
	b[0], b[6], b[7] = 0x60, next, 64
	binary.BigEndian.PutUint16(b[4:], uint16(len(payload)))
	b[8], b[23], b[24], b[39] = 0xfd, 1, 0xfd, 2
	copy(b[40:], payload)
	return b
}

// udp returns a UDP datagram from port 5000.
func udp(dst uint16, payload []byte) []byte {
	b := []byte{5000 >> 8, 5000 & 255, 0, 0, 0, 0, 0, 0}
	binary.BigEndian.PutUint16(b[2:], dst)
	binary.BigEndian.PutUint16(b[4:], uint16(8+len(payload)))
	return append(b, payload...)
}

// tcp returns a TCP segment from port 554 to port 40000, with sequence number 1 and acknowledgment 2.
func tcp(options, payload []byte) []byte {
	b := []byte{554 >> 8, 554 & 255, 40000 >> 8, 40000 & 255, 0, 0, 0, 1, 0, 0, 0, 2, 0, PSH | ACK, 0x20, 0, 0, 0, 0, 0}
	b[12] = byte(20+len(options)) << 2
	return append(append(b, options...), payload...)
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// recorder writes a pcap file.
type recorder struct {
	bytes.Buffer
	order byteOrder
	time  int64 // of the next packet, in nanoseconds
}

func newRecorder(link LinkType) *recorder {
	r := &recorder{order: binary.LittleEndian, time: 1_700_000_000e9}
	r.header(magicNano, link)
	return r
}

func (r *recorder) header(magic uint32, link LinkType) {
	r.words(magic)
	r.Write(r.order.AppendUint16(r.order.AppendUint16(nil, 2), 4))
	r.words(0, 0, 262144, uint32(link))
}

func (r *recorder) words(w ...uint32) {
	for _, v := range w {
		r.Write(r.order.AppendUint32(nil, v))
	}
}

// add adds packets, a microsecond apart.
func (r *recorder) add(frames ...[]byte) *recorder {
	for _, f := range frames {
		r.words(uint32(r.time/1e9), uint32(r.time%1e9), uint32(len(f)), uint32(len(f)))
		r.Write(f)
		r.time += 1000
	}
	return r
}

// readAll returns copies of all packets of a capture.
func readAll(t testing.TB, data []byte) ([]Packet, *File) {
	t.Helper()
	c, err := OpenReader("test", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return drain(t, c), c.Files()[0]
}

func drain(t testing.TB, c *Capture) []Packet {
	t.Helper()
	var packets []Packet
	for {
		p, err := c.Next()
		if err == io.EOF {
			return packets
		}
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, clonePacket(p))
	}
}

func clonePacket(p *Packet) Packet {
	q := *p
	q.Raw, q.Payload, q.TCPOptions = bytes.Clone(p.Raw), bytes.Clone(p.Payload), bytes.Clone(p.TCPOptions)
	q.FragmentFrames = append([]Frame(nil), p.FragmentFrames...)
	return q
}
