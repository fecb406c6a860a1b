package capture

import (
	"fmt"
	"testing"
)

var icmpCases = []frameCase{
	{"ICMP echo", linkRaw, ip4(1, layers("0800 0000 0001 0001")), "1 10.0.0.1:0>10.0.0.2:0 \x08\x00\x00\x00\x00\x01\x00\x01"},
	{"ICMPv6 neighbor", linkRaw, ip6(58, layers("8700 0000")), "58 [fd00::1]:0>[fd00::2]:0 \x87\x00\x00\x00"},
	{"ICMP truncated", linkRaw, ip4(1, layers("0303")), ReasonICMP},
}

func TestUnreachable(t *testing.T) {
	const v4, v6 = "17 10.0.0.1:5000 10.0.0.2:6000", "17 [fd00::1]:5000 [fd00::2]:6000"
	quote4, quote6 := ip4(17, udpHello), ip6(17, udpHello)
	for _, c := range []struct {
		name  string
		frame []byte
		want  string
	}{
		{"port unreachable", ip4(1, layers("0303 0000 00000000", quote4)), v4},
		{"eight bytes of the datagram", ip4(1, layers("0303 0000 00000000", quote4[:28])), v4},
		{"time exceeded", ip4(1, layers("0b00 0000 00000000", quote4)), v4},
		{"parameter problem", ip4(1, layers("0c00 0000 00000000", quote4)), v4},
		{"quote with IP options", ip4(1, layers("0301 0000 00000000", "4600 0025 0007 4000 40 11 0000 0a000001 0a000002 01010100", udpHello)), v4},
		{"quote of TCP", ip4(1, layers("0300 0000 00000000", ip4(6, tcp(nil, nil)))), "6 10.0.0.1:554 10.0.0.2:40000"},
		{"quote of a later fragment", ip4(1, layers("0b01 0000 00000000", ip4Fragment(17, 5, 1, udpHello))), "17 10.0.0.1:0 10.0.0.2:0"},
		{"quote of the IP header alone", ip4(1, layers("0303 0000 00000000", quote4[:20])), "17 10.0.0.1:0 10.0.0.2:0"},
		{"quote truncated", ip4(1, layers("0303 0000 00000000", quote4[:19])), ""},
		{"quote with an impossible header length", ip4(1, layers("0303 0000 00000000", patch(quote4, 0, 0x42))), ""},
		{"no quote", ip4(1, layers("0303 0000")), ""},
		{"redirect", ip4(1, layers("0501 0000 0a000003", quote4)), ""},
		{"echo", ip4(1, layers("0800 0000 00000000", quote4)), ""},
		{"v6 port unreachable", ip6(58, layers("0104 0000 00000000", quote6)), v6},
		{"v6 packet too big", ip6(58, layers("0200 0000 00000500", quote6)), v6},
		{"v6 time exceeded", ip6(58, layers("0300 0000 00000000", quote6)), v6},
		{"v6 quote of a first fragment", ip6(58, layers("0301 0000 00000000", ip6(44, layers("11 00 0001 00000007", udpHello)))), v6},
		{"v6 echo", ip6(58, layers("8000 0000 00000000", quote6)), ""},
	} {
		packets, _ := readAll(t, newRecorder(linkRaw).add(c.frame).Bytes())
		p, got := packets[0], ""
		if p.HasUnreachable {
			got = fmt.Sprint(p.UnreachableProto, " ", p.UnreachableSrc, " ", p.UnreachableDst)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
