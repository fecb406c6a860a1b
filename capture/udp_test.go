package capture

import (
	"fmt"
	"testing"
)

var udpCases = []frameCase{
	{"UDP", linkRaw, ip4(17, udpHello), udp4Hello},
	{"UDP, length of 0", linkRaw, ip4(17, patch(udpHello, 4, 0, 0)), udp4Hello},
	{"UDP, length of 7", linkRaw, ip4(17, patch(udpHello, 4, 0, 7)), udp4Hello},
	{"UDP, length of 8", linkRaw, ip4(17, patch(udpHello, 4, 0, 8)), "UDP 10.0.0.1:5000>10.0.0.2:6000 "},
	{"UDP, length below that of IP", linkRaw, ip4(17, patch(udpHello, 4, 0, 12)), "UDP 10.0.0.1:5000>10.0.0.2:6000 hell"},
	{"UDP, length above that of IP", linkRaw, ip4(17, patch(udpHello, 4, 0xff, 0xff)), udp4Hello},
	{"UDP, no payload", linkRaw, ip4(17, udp(6000, nil)), "UDP 10.0.0.1:5000>10.0.0.2:6000 "},
	{"UDP truncated", linkRaw, ip4(17, udpHello[:7]), ReasonUDP},
}

// Media sent to a tunnel port is not decoded as a tunnel.
func TestMediaOnTunnelPorts(t *testing.T) {
	rtp := layers("80 60 0001 00000064 11223344", make([]byte, 160))
	rtcp := layers("81 c9 0007 55667788 11223344 00000000 00000001 00000000 00000000 00000000")
	punch := layers("cefaedfe")
	mpegts := layers("47 0100 10 0000 01 e0", make([]byte, 180))
	for _, port := range []uint16{portGTPU, portVXLAN, portGeneve, portVXLANOld, portTZSP} {
		for _, payload := range [][]byte{rtp, rtcp, punch, mpegts, nil} {
			packets, f := readAll(t, newRecorder(linkRaw).add(ip4(17, udp(port, payload))).Bytes())
			want := fmt.Sprintf("UDP 10.0.0.1:5000>10.0.0.2:%d %s", port, payload)
			if got := describe(&packets[0], f); got != want {
				t.Errorf("port %d: %q, want %q", port, got, want)
			}
		}
	}
}
