package capture

import (
	"encoding/binary"
	"slices"
	"testing"
)

// jumbogram returns an IPv6 packet with a hop-by-hop header and a payload above 65535 bytes.
func jumbogram(payload []byte) []byte {
	b := append(ip6(0, nil), "\x11\x00\xc2\x04\x00\x00\x00\x00"...)
	binary.BigEndian.PutUint32(b[44:], uint32(8+len(payload)))
	return append(b, payload...)
}

var ipv6Cases = []frameCase{
	{"IPv6, hop-by-hop options", linkRaw, ip6(0, layers("11 00 0104 00000000", udpHello)), udp6Hello},
	{"IPv6, four extension headers", linkRaw, ip6(0, layers("2b 00 0104 00000000", "3c 00 0400 00000000", "87 00 0104 00000000", "11 00 0104 00000000", udpHello)), udp6Hello},
	{"IPv6, long destination options", linkRaw, ip6(60, layers("11 01 010c", make([]byte, 12), udpHello)), udp6Hello},
	{"IPv6, AH", linkRaw, ip6(51, layers("11 04 0000", make([]byte, 20), udpHello)), udp6Hello},
	{"IPv6, atomic fragment", linkRaw, ip6(44, layers("11 00 0000 00000007", udpHello)), udp6Hello},
	{"IPv6, a fragment", linkRaw, ip6(44, layers("11 00 0001 00000007", udpHello)), "fragment"},
	{"IPv6, no next header", linkRaw, ip6(59, nil), "59 [fd00::1]:0>[fd00::2]:0 "},
	{"IPv6, payload length of 0", linkRaw, patch(ip6(17, udpHello), 4, 0, 0), udp6Hello},
	{"IPv6, payload length beyond the frame", linkRaw, patch(ip6(6, tcp(nil, hello)), 4, 0, 60), "TCP [fd00::1]:554>[fd00::2]:40000 hello of 40"},
	{"IPv6, payload length below the frame", linkRaw, layers(ip6(17, udpHello), "00000000"), udp6Hello},
	{"IPv6, extension beyond the packet", linkRaw, ip6(60, layers("11 ff 0104 00000000", udpHello)), ReasonIPv6},
	{"IPv6, endless extensions", linkRaw, ip6(60, layers(repeat("3c00 0104 00000000", 40))), ReasonIPv6},
	{"IPv6, wrong version", linkEthernet, layers(eth(0x86dd), patch(ip6(17, udpHello), 0, 0x55)), ReasonIPv6},
	{"IPv4 where IPv6 was announced", linkEthernet, layers(eth(0x86dd), ip4(17, udpHello)), udp4Hello},
	{"IPv6 where IPv4 was announced", linkEthernet, layers(eth(0x0800), ip6(17, udpHello)), udp6Hello},
	{"IPv6, jumbo option of a small length", linkRaw, patch(ip6(0, layers("11 00 c204 00000001", udpHello)), 4, 0, 0), udp6Hello},
	{"IPv6 in IPv6", linkRaw, ip6(41, ip6(17, udpHello)), udp6Hello + " IPinIP"},
}

func repeat(hex string, n int) string {
	s := ""
	for range n {
		s += hex + " "
	}
	return s
}

func TestJumbogram(t *testing.T) {
	data := make([]byte, 70_000)
	frame := jumbogram(patch(udp(6000, data), 4, 0, 0)) // RFC 2675, 4: UDP length 0
	for name, f := range map[string][]byte{"alone": frame, "with trailing bytes": append(slices.Clip(frame), 1, 2, 3)} {
		packets, _ := readAll(t, newRecorder(linkRaw).add(f).Bytes())
		if p := packets[0]; p.Proto != UDP || p.PayloadLen != len(data) || len(p.Payload) != len(data) {
			t.Errorf("%s: protocol %d, payload %d of %d", name, p.Proto, len(p.Payload), p.PayloadLen)
		}
	}
}
