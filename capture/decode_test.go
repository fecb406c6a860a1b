package capture

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// frameCase is a frame and its expected decoding, in the format of describe.
type frameCase struct {
	name  string
	link  LinkType
	frame []byte
	want  string
}

// frameCases contains the tables of all layers. They also seed the fuzz target.
var frameCases = slices.Concat(ethernetCases, cookedCases, pppCases, frameRelayCases, mplsCases, nflogCases, wifiCases,
	ipv4Cases, ipv6Cases, udpCases, tcpCases, icmpCases, greCases, vxlanCases, geneveCases, gtpuCases, tzspCases)

// The payload of most frames, and their description if they are decoded.
var (
	hello    = []byte("hello")
	udpHello = udp(6000, hello)
)

const (
	udp4Hello = "UDP 10.0.0.1:5000>10.0.0.2:6000 hello"
	udp6Hello = "UDP [fd00::1]:5000>[fd00::2]:6000 hello"
)

var encapNames = []string{"VLAN", "MPLS", "PPP", "PPPoE", "GRE", "VXLAN", "Geneve", "GTP-U", "IPinIP", "other"}

// describe returns what was decoded: protocol, endpoints, payload, its length if it was truncated, and the
// encapsulations; or why nothing was.
func describe(p *Packet, f *File) string {
	var b strings.Builder
	switch p.Proto {
	case 0:
		if f.NotIP > 0 {
			return "not IP"
		}
		for reason := range f.Undecoded {
			return reason
		}
		return "fragment"
	case UDP:
		b.WriteString("UDP ")
	case TCP:
		b.WriteString("TCP ")
	default:
		fmt.Fprintf(&b, "%d ", p.Proto)
	}
	fmt.Fprintf(&b, "%v>%v %s", p.Src, p.Dst, p.Payload)
	if p.PayloadLen != len(p.Payload) {
		fmt.Fprintf(&b, " of %d", p.PayloadLen)
	}
	for i, name := range encapNames {
		if p.Encap&(1<<i) != 0 {
			b.WriteString(" " + name)
		}
	}
	return b.String()
}

func TestDecode(t *testing.T) {
	for _, c := range frameCases {
		packets, f := readAll(t, newRecorder(c.link).add(c.frame).Bytes())
		if len(packets) != 1 {
			t.Fatalf("%s: %d packets", c.name, len(packets))
		}
		if got := describe(&packets[0], f); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A frame truncated at any length is decoded, counted, or not IP, and its payload is a prefix of the original.
func TestDecodeTruncated(t *testing.T) {
	for _, c := range frameCases {
		for n := range c.frame {
			f := &File{}
			p := &Packet{Frame: 1, Link: c.link, Raw: c.frame[:n:n], OrigLen: len(c.frame)}
			(&decoder{files: []*File{f}}).decode(p)
			var counted int64
			for _, k := range f.Undecoded {
				counted += k
			}
			if p.Proto == 0 && counted+f.NotIP+f.Fragments == 0 {
				t.Errorf("%s truncated at %d: no reason recorded", c.name, n)
			}
			if len(p.Payload) > p.PayloadLen || !bytes.Contains(c.frame[:n], p.Payload) {
				t.Errorf("%s truncated at %d: payload %q of %d", c.name, n, p.Payload, p.PayloadLen)
			}
		}
	}
}

// A packet does not contain values of the previous one.
func TestDecodeResetsThePacket(t *testing.T) {
	unreachable := layers(eth(etherIPv4), ip4(1, layers("0303 0000 0000 0000", ip4(17, udpHello))))
	vlan := layers(eth(etherVLAN), "0005 0800", ip4(6, tcp(make([]byte, 12), hello)))
	arp := layers(eth(etherARP), make([]byte, 46))
	packets, _ := readAll(t, newRecorder(linkEthernet).add(vlan, unreachable, arp).Bytes())
	if p := packets[1]; p.Encap != 0 || p.Src.Port != 0 {
		t.Errorf("after a VLAN tag: encap %v, source %v", p.Encap, p.Src)
	}
	want := Packet{Frame: 3, Time: packets[2].Time, Raw: arp, OrigLen: len(arp), Link: linkEthernet}
	got := packets[2]
	got.Seq, got.Ack, got.Flags, got.Window, got.FragmentFrames = 0, 0, 0, 0, nil // valid for TCP, for fragments
	got.UnreachableSrc, got.UnreachableDst, got.UnreachableProto = Endpoint{}, Endpoint{}, 0
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestDecodeAllocatesNothing(t *testing.T) {
	for _, c := range frameCases {
		d := &decoder{files: []*File{{}}}
		p := &Packet{Link: c.link, Raw: c.frame, OrigLen: len(c.frame), Frame: 1}
		d.decode(p)
		if p.Fragments != 0 || d.files[0].Fragments != 0 {
			continue // see TestFragmentsAllocateNothing
		}
		if n := testing.AllocsPerRun(100, func() { d.decode(p) }); n != 0 {
			t.Errorf("%s: %v allocations per packet", c.name, n)
		}
	}
}

func TestNestingIsBounded(t *testing.T) {
	nested := udpHello
	proto := byte(17)
	for range maxTunnels {
		nested, proto = ip4(proto, nested), 4
	}
	bridged := layers(eth(etherIPv4), ip4(17, udpHello))
	for range 100_000 {
		bridged = append(eth(etherBridge), bridged[:min(len(bridged), 1000)]...)
	}
	for _, c := range []struct {
		name  string
		frame []byte
		want  string
	}{
		{"maximum number of tunnels", layers(eth(etherIPv4), ip4(proto, nested)), udp4Hello + " IPinIP"},
		{"one more than the maximum", layers(eth(etherIPv4), ip4(4, ip4(proto, nested))), ReasonTunnels},
		{"maximum number of tags", layers(eth(etherVLAN), bytes.Repeat([]byte{0, 1, 0x81, 0}, maxTags-1), "0001 0800", ip4(17, udpHello)), udp4Hello + " VLAN"},
		{"one more than the maximum", layers(eth(etherVLAN), bytes.Repeat([]byte{0, 1, 0x81, 0}, maxTags), "0001 0800", ip4(17, udpHello)), ReasonTags},
		{"endless Ethernet in Ethernet", bytes.Repeat(eth(etherBridge), 100_000), ReasonTunnels},
	} {
		packets, f := readAll(t, newRecorder(linkEthernet).add(c.frame).Bytes())
		if got := describe(&packets[0], f); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range frameCases {
		f.Add(uint16(c.link), c.frame, uint16(0))
	}
	f.Fuzz(func(t *testing.T, link uint16, frame []byte, more uint16) {
		file := &File{}
		d := &decoder{files: []*File{file}}
		p := &Packet{Link: LinkType(link), Raw: frame, OrigLen: len(frame) + int(more), Frame: 1}
		d.decode(p)
		d.end()
		checkPacket(t, p)
		var undecoded int64
		for _, n := range file.Undecoded {
			undecoded += n
		}
		if p.Proto == 0 && undecoded+file.NotIP+file.Fragments == 0 {
			t.Error("no reason recorded for an undecoded packet")
		}
	})
}

// checkPacket checks the invariants of a packet.
func checkPacket(t *testing.T, p *Packet) {
	t.Helper()
	if p.OrigLen < len(p.Raw) {
		t.Errorf("original length %d of %d bytes", p.OrigLen, len(p.Raw))
	}
	if p.PayloadLen < len(p.Payload) {
		t.Errorf("payload length %d of %d bytes", p.PayloadLen, len(p.Payload))
	}
	if p.Proto != 0 && (p.Src.Addr == Addr{} && p.Dst.Addr == Addr{} && p.TTL == 0 && p.Link == linkEthernet && len(p.Raw) < 34) {
		t.Error("protocol without an IP header")
	}
	if p.Proto != TCP && p.Proto != UDP && p.Src.Port|p.Dst.Port != 0 {
		t.Errorf("protocol %d has ports", p.Proto)
	}
	if p.Time > maxTime || p.Time < minTime {
		t.Errorf("time %d", p.Time)
	}
}
