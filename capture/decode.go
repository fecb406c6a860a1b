package capture

import "encoding/binary"

const (
	maxTunnels = 8  // of one packet
	maxTags    = 16 // VLAN tags and MPLS labels, together
	maxHeaders = 32 // IPv6 extension headers
)

// Reasons why a packet could not be decoded, as File.Undecoded counts them.
const (
	ReasonLinkType    = "link-type"        // the link type is not supported
	ReasonLinkHeader  = "link-header"      // the link header is cut short or contradicts itself
	ReasonTags        = "too-many-tags"    // more than 16 VLAN tags or MPLS labels
	ReasonTunnels     = "too-many-tunnels" // more than 8 tunnels in one another
	ReasonTunnel      = "tunnel-header"    // a tunnel's header is cut short or contradicts itself
	ReasonIPv4        = "ipv4-header"      // version, header length or total length contradict themselves
	ReasonIPv6        = "ipv6-header"      // likewise, or the extension headers do
	ReasonFragment    = "fragment"         // a fragment reaches beyond what a datagram can hold
	ReasonTCP         = "tcp-header"       // the data offset is below 5 or beyond the segment
	ReasonUDP         = "udp-header"       // shorter than a header
	ReasonICMP        = "icmp-header"      // likewise
	ReasonProtocol    = "ip-protocol"      // IPv4 protocol 0
	ReasonSnapped     = "snapped"          // the headers were cut off, by the snaplen or by whoever mirrored the packet
	ReasonEncrypted   = "encrypted"        // the link layer is encrypted
	ReasonCompressed  = "compressed"       // the link layer is compressed
	ReasonWiFiPart    = "wifi-fragment"    // a fragment of the wireless link layer
	ReasonWiFiBundled = "wifi-bundle"      // more packets in one frame than the first
)

func be16(b []byte) int    { return int(binary.BigEndian.Uint16(b)) }
func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }

// decoder takes the layers off a packet. Each layer is a method that gets what is left of the frame,
// b, and how long that was on the wire, which is never less than len(b). It goes on to the next
// layer, or notes why not; the transport layer sets Proto, and so makes the packet valid.
type decoder struct {
	files     []*File
	fragments fragments
	// Of the packet in hand:
	tags    int
	tunnels int
	bounded bool // what is left has its length from an enclosing protocol, not from the frame
}

// decode decodes the frame in p.
func (d *decoder) decode(p *Packet) {
	p.Proto, p.Encap, p.Fragments, p.HasUnreachable = 0, 0, 0, false
	d.tags, d.tunnels, d.bounded = 0, 0, false
	wire := p.OrigLen
	if wire > maxRecord { // no length at all, but a number that someone wrote
		wire = len(p.Raw)
	}
	if p.Link == linkEthernet {
		d.ethernet(p, p.Raw, wire)
	} else {
		d.link(p, p.Link, p.Raw, wire)
	}
	if p.Proto == 0 {
		p.Src, p.Dst = Endpoint{}, Endpoint{}
		p.TTL, p.IPID = 0, 0
		p.TCPOptions, p.Payload, p.PayloadLen = nil, nil, 0
		p.HasUnreachable = false
	}
}

// end settles what is incomplete when the input ends.
func (d *decoder) end() { d.fragments.end(d.files) }

// file is the file that p is of.
func (d *decoder) file(p *Packet) *File { return d.files[p.Frame.File()] }

// bad counts p as one that cannot be decoded.
func (d *decoder) bad(p *Packet, reason string) { d.file(p).undecoded(reason) }

// short counts p as one that ends inside a header: by the snaplen, or else for the reason given.
func (d *decoder) short(p *Packet, b []byte, wire int, reason string) {
	if wire > len(b) {
		reason = ReasonSnapped
	}
	d.bad(p, reason)
}

func (d *decoder) notIP(p *Packet) { d.file(p).NotIP++ }

// tunnel enters a tunnel; it is false, and counted, where there are too many.
func (d *decoder) tunnel(p *Packet, e Encap) bool {
	if d.tunnels == maxTunnels {
		d.bad(p, ReasonTunnels)
		return false
	}
	d.tunnels++
	d.bounded = true
	p.Encap |= e
	return true
}

// tag takes note of a VLAN tag or MPLS label; it is false, and counted, where there are too many.
func (d *decoder) tag(p *Packet, e Encap) bool {
	if d.tags == maxTags {
		d.bad(p, ReasonTags)
		return false
	}
	d.tags++
	p.Encap |= e
	return true
}

// link decodes a frame of the link type given.
func (d *decoder) link(p *Packet, link LinkType, b []byte, wire int) {
	switch link {
	case linkEthernet:
		d.ethernet(p, b, wire)
	case linkRaw, linkRawBSD, linkRawOpenBSD, linkIPv4, linkIPv6:
		d.ip(p, b, wire)
	case linkSLL:
		d.sll(p, b, wire)
	case linkSLL2:
		d.sll2(p, b, wire)
	case linkNull, linkLoop:
		d.loopback(p, b, wire)
	default:
		d.rareLink(p, link, b, wire)
	}
}

func (d *decoder) rareLink(p *Packet, link LinkType, b []byte, wire int) {
	switch link {
	case linkPPP, linkPPPHDLC:
		d.pppFrame(p, b, wire)
	case linkPPPWithDir:
		d.offset(p, b, wire, 1, d.pppFrame)
	case linkPPPoE:
		d.pppoe(p, b, wire)
	case linkCiscoHDLC:
		d.ciscoHDLC(p, b, wire)
	case linkFrameRelay:
		d.frameRelay(p, b, wire)
	case linkATM:
		d.llc(p, b, wire)
	case linkMPLS:
		d.mpls(p, b, wire)
	case linkWiFi:
		d.wifi(p, b, wire, false)
	case linkRadiotap:
		d.radiotap(p, b, wire)
	case linkPrism:
		d.prism(p, b, wire)
	case linkAVS:
		d.avs(p, b, wire)
	case linkPPI:
		d.ppi(p, b, wire)
	case linkNFLog:
		d.nflog(p, b, wire)
	case linkEnc:
		d.offset(p, b, wire, 12, d.ip)
	case linkNetanalyzer:
		d.offset(p, b, wire, 4, d.ethernet)
	default:
		d.bad(p, ReasonLinkType)
	}
}

// offset goes on behind a link header of n bytes.
func (d *decoder) offset(p *Packet, b []byte, wire, n int, next func(*Packet, []byte, int)) {
	if len(b) < n {
		d.short(p, b, wire, ReasonLinkHeader)
		return
	}
	next(p, b[n:], wire-n)
}

// ip decodes an IP packet of either version.
func (d *decoder) ip(p *Packet, b []byte, wire int) {
	switch {
	case len(b) == 0:
		d.short(p, b, wire, ReasonLinkHeader)
	case b[0]>>4 == 4:
		d.ipv4(p, b, wire)
	case b[0]>>4 == 6:
		d.ipv6(p, b, wire)
	default:
		d.notIP(p)
	}
}

// hasIP reports whether b can begin an IP packet.
func hasIP(b []byte) bool {
	if len(b) < 20 {
		return false
	}
	return b[0]>>4 == 4 && b[0]&15 >= 5 || b[0]>>4 == 6
}
