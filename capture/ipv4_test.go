package capture

import (
	"net/netip"
	"testing"
)

// patch overwrites bytes of a frame at an offset.
func patch(b []byte, at int, bytes ...byte) []byte {
	b = append([]byte(nil), b...)
	copy(b[at:], bytes)
	return b
}

var ipv4Cases = []frameCase{
	{"IPv4 with options", linkRaw, layers("4600 0025 0007 4000 40 11 0000 0a000001 0a000002 01010100", udpHello), udp4Hello},
	{"IPv4, endless options", linkRaw, layers("4600 0025 0007 4000 40 11 0000 0a000001 0a000002 07000700", udpHello), udp4Hello},
	{"IPv4, total length of 0", linkRaw, patch(ip4(17, udpHello), 2, 0, 0), udp4Hello},
	{"IPv4, total length below the header", linkRaw, patch(ip4(17, udpHello), 2, 0, 19), ReasonIPv4},
	{"IPv4, total length beyond the frame", linkRaw, patch(ip4(6, tcp(nil, hello)), 2, 0, 80), "TCP 10.0.0.1:554>10.0.0.2:40000 hello of 40"},
	{"IPv4, header length of 4", linkRaw, patch(ip4(17, udpHello), 0, 0x44), ReasonIPv4},
	{"IPv4, header length beyond the packet", linkRaw, patch(ip4(17, udpHello), 0, 0x4f), ReasonIPv4},
	{"IPv4, wrong version", linkEthernet, layers(eth(0x0800), patch(ip4(17, udpHello), 0, 0x55)), ReasonIPv4},
	{"IPv4, no payload", linkRaw, ip4(17, nil), ReasonUDP},
	{"IPv4, protocol 0", linkRaw, ip4(0, hello), ReasonProtocol},
	{"IPv4, SCTP", linkRaw, ip4(132, hello), "132 10.0.0.1:0>10.0.0.2:0 hello"},
	{"IPv4, ESP", linkRaw, ip4(50, hello), "50 10.0.0.1:0>10.0.0.2:0 hello"},
	{"IPv4, AH", linkRaw, ip4(51, layers("11 01 0000 00000000 00000000", udpHello)), udp4Hello},
	{"IPv4, AH too long", linkRaw, ip4(51, layers("11 ff 0000 00000000 00000000", udpHello)), ReasonProtocol},
	{"IPv4, AH too short", linkRaw, ip4(51, layers("11 00 0000 00000000 00000000", udpHello)), ReasonProtocol},
	{"IPv4 in IPv4", linkRaw, ip4(4, ip4(17, udpHello)), udp4Hello + " IPinIP"},
	{"IPv6 in IPv4", linkRaw, ip4(41, ip6(17, udpHello)), udp6Hello + " IPinIP"},
	{"IPv4 in IPv6", linkRaw, ip6(4, ip4(17, udpHello)), udp4Hello + " IPinIP"},
	{"IPv4 in IPv4, inner length too large", linkRaw, ip4(4, patch(ip4(6, tcp(nil, hello)), 2, 0, 80)), "TCP 10.0.0.1:554>10.0.0.2:40000 hello IPinIP"},
	{"MPLS in IPv4", linkRaw, ip4(137, layers("00011140", ip4(17, udpHello))), udp4Hello + " MPLS"},
	{"IPv4, a fragment", linkRaw, ip4Fragment(17, 0x2000, 7, udpHello), "fragment"},
	{"IPv4, fragment beyond 64 KiB", linkRaw, ip4Fragment(17, 0x1fff, 7, udpHello), ReasonFragment},
}

func TestIPv4Fields(t *testing.T) {
	packets, _ := readAll(t, newRecorder(linkRaw).add(patch(ip4Fragment(17, 0x4000, 0xabcd, udpHello), 8, 3)).Bytes())
	if p := packets[0]; p.TTL != 3 || p.IPID != 0xabcd || !p.Src.Addr.Is4() || p.Src.Addr != AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1})) {
		t.Errorf("TTL %d, identification %#x, source %v", p.TTL, p.IPID, p.Src)
	}
}
