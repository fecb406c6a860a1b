package capture

import (
	"net/netip"
	"strconv"
)

// Addr is an IP address in 16-byte form. IPv4 addresses are stored as ::ffff:a.b.c.d, so both families compare
// alike. The zero value is not an address.
type Addr [16]byte

// AddrFrom returns the Addr of a netip address. Zones are dropped.
func AddrFrom(a netip.Addr) Addr {
	if !a.IsValid() {
		return Addr{}
	}
	return Addr(a.As16())
}

// Netip returns the address with IPv4 unmapped. For the zero Addr it returns the invalid netip.Addr.
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

// String returns the usual text form, or "" for the zero Addr.
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

// String returns "ip:port" or "[ip6]:port".
func (e Endpoint) String() string {
	s := e.Addr.String()
	if !e.Addr.Is4() {
		s = "[" + s + "]"
	}
	return s + ":" + strconv.Itoa(int(e.Port))
}

// Proto is the IP protocol number of a packet's transport layer, or 0 if the packet has no IP payload that
// could be decoded.
type Proto uint8

// The protocols used by the analysis.
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

// Frame identifies a packet of the input: the number that Wireshark shows (1-based, per file) and, if several
// files are merged, the file. Frames of one file compare in file order.
type Frame int64

// MakeFrame returns the Frame of packet n (1-based) of a file (0-based).
func MakeFrame(file int, n int64) Frame { return Frame(int64(file)<<40 | n) }

// Number returns the 1-based number within the file.
func (f Frame) Number() int64 { return int64(f) & (1<<40 - 1) }

// File returns the index of the file in Capture.Files.
func (f Frame) File() int { return int(f >> 40) }

// Packet is a captured packet, decoded down to its transport payload. All byte slices refer to the reader's
// buffer and are valid until the next call of Next; callers must copy to retain them.
type Packet struct {
	Frame Frame
	// Time is the capture time in nanoseconds since 1970-01-01 UTC. Packets without a time (simple packet
	// blocks) have the time of the previous packet.
	Time int64
	// Raw is the captured link-layer frame of type Link; OrigLen is its length on the wire.
	Raw       []byte
	OrigLen   int
	Link      LinkType
	Interface int // pcapng interface, numbered across the whole file; 0 for pcap

	// Network layer, valid if Proto is not 0.
	Proto    Proto
	Src, Dst Endpoint // ports are 0 unless Proto is TCP or UDP
	TTL      uint8
	IPID     uint16 // IPv4 identification; 0 for IPv6
	// Encap is the set of encapsulations around the packet.
	Encap Encap
	// Fragments is the number of IP fragments from which the datagram was reassembled, or 0 if it was not
	// fragmented. The packet has the frame and time of the fragment that completed it. The preceding fragments
	// are packets with Proto 0.
	Fragments int
	// FragmentFrames contains the frames of the fragments in order of arrival, including the last one, up to
	// 256. It is valid until the next call of Next if Fragments is not 0.
	FragmentFrames []Frame

	// TCP, valid if Proto is TCP.
	Seq, Ack   uint32
	Flags      uint8
	Window     uint16
	TCPOptions []byte

	// Payload is the captured transport payload: for TCP and UDP without their headers, clipped to the IP
	// length; for ICMP the message starting with its type.
	Payload []byte
	// PayloadLen is the payload's length on the wire. It exceeds len(Payload) if the snaplen truncated the
	// packet.
	PayloadLen int

	// The Unreachable fields are the flow of the undeliverable packet that an ICMP or ICMPv6 error message
	// quotes, valid if HasUnreachable. Type and code are Payload[0] and Payload[1].
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
