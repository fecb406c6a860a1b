package capture

import (
	"net/netip"
	"strconv"
)

// Addr is an IP address in its 16-byte form; IPv4 is held as ::ffff:a.b.c.d, so that one
// comparison serves both families. The zero value is no address.
type Addr [16]byte

// AddrFrom4 returns the Addr of an IPv4 address.
func AddrFrom4(a, b, c, d byte) Addr {
	return Addr{10: 0xff, 11: 0xff, 12: a, 13: b, 14: c, 15: d}
}

// AddrFrom returns the Addr of a netip address; zones are dropped.
func AddrFrom(a netip.Addr) Addr {
	if !a.IsValid() {
		return Addr{}
	}
	return Addr(a.As16())
}

// Netip returns the address with IPv4 unmapped; the zero Addr gives an invalid one.
func (a Addr) Netip() netip.Addr {
	if a == (Addr{}) {
		return netip.Addr{}
	}
	return netip.AddrFrom16(a).Unmap()
}

// Is4 reports whether a is an IPv4 address.
func (a Addr) Is4() bool {
	return a[10] == 0xff && a[11] == 0xff && *(*[10]byte)(a[:10]) == [10]byte{}
}

// IsMulticast reports whether a is a multicast group (224.0.0.0/4, ff00::/8).
func (a Addr) IsMulticast() bool {
	if a.Is4() {
		return a[12]&0xf0 == 0xe0
	}
	return a[0] == 0xff
}

// String gives the usual text form, "" for the zero Addr.
func (a Addr) String() string {
	if a == (Addr{}) {
		return ""
	}
	return a.Netip().String()
}

// Endpoint is an address and a port. It is comparable and usable as a map key.
type Endpoint struct {
	Addr Addr
	Port uint16
}

// String gives "ip:port" or "[ip6]:port".
func (e Endpoint) String() string {
	s := e.Addr.String()
	if !e.Addr.Is4() {
		s = "[" + s + "]"
	}
	return s + ":" + strconv.Itoa(int(e.Port))
}

// Proto is the IP protocol number of a packet's transport; 0 when the packet held no IP
// payload that could be decoded.
type Proto uint8

// The protocols the pipeline looks at.
const (
	ICMP   Proto = 1
	TCP    Proto = 6
	UDP    Proto = 17
	ICMPv6 Proto = 58
)

// TCP flag bits (RFC 9293, 3.1).
const (
	FIN uint8 = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
)

// Frame names one packet of the input: the number that Wireshark shows (1-based, per file),
// and, where several files are read as one, the file. Frames of one file compare in file order.
type Frame int64

// MakeFrame makes the Frame of packet n (1-based) of file (0-based).
func MakeFrame(file int, n int64) Frame { return Frame(int64(file)<<40 | n) }

// Number is the 1-based number within the file.
func (f Frame) Number() int64 { return int64(f) & (1<<40 - 1) }

// File is the index of the file in Capture.Files.
func (f Frame) File() int { return int(f >> 40) }

// Packet is one captured packet, decoded down to its transport payload. All byte slices
// borrow from the reader and are valid until the next call of Next.
type Packet struct {
	Frame Frame
	// Time is the capture time in nanoseconds since 1970-01-01 UTC. Packets without a time
	// of their own (simple packet blocks) carry the last time seen in their section.
	Time int64
	// Raw is the captured link-layer frame, of link type Link; OrigLen is its length on the wire.
	Raw       []byte
	OrigLen   int
	Link      LinkType
	Interface int // pcapng interface, counted over the whole file; 0 in pcap

	// Network layer: valid when Proto is not 0.
	Proto    Proto
	Src, Dst Endpoint // ports are 0 unless Proto is TCP or UDP
	TTL      uint8
	IPID     uint16 // IPv4 identification; 0 for IPv6
	// Encap tells what the packet was wrapped in.
	Encap Encap
	// Fragments is the number of IP fragments this datagram was put together from; 0 for a
	// whole one. The packet then carries the frame and time of the fragment that completed it.
	// The packets of the other fragments came before, with Proto 0.
	Fragments int
	// FragmentFrames are the frames of these fragments, in the order in which they came, the last
	// one included: of the first 256. Valid when Fragments is not 0, until the next call.
	FragmentFrames []Frame

	// TCP: valid when Proto is TCP.
	Seq, Ack   uint32
	Flags      uint8
	Window     uint16
	TCPOptions []byte

	// Payload is the transport payload as captured: of TCP and UDP without their headers,
	// clipped to the IP length; of ICMP the message from its type on.
	Payload []byte
	// PayloadLen is the payload's length on the wire: above len(Payload) where the snaplen cut it.
	PayloadLen int

	// Unreachable is the flow that an ICMP or ICMPv6 error message quotes (the packet that could
	// not be delivered): valid when HasUnreachable. Its type and code are Payload[0] and [1].
	HasUnreachable   bool
	UnreachableSrc   Endpoint
	UnreachableDst   Endpoint
	UnreachableProto Proto
}

// Encap is a set of encapsulations found around a packet.
type Encap uint16

// The encapsulations.
const (
	EncapVLAN Encap = 1 << iota
	EncapMPLS
	EncapPPP
	EncapPPPoE
	EncapGRE
	EncapVXLAN
	EncapGeneve
	EncapGTPU
	EncapIPinIP
	EncapOther
)
