package capture

import "encoding/binary"

const (
	maxTunnels = 8  // per packet
	maxTags    = 16 // VLAN tags plus MPLS labels
	maxHeaders = 32 // IPv6 extension headers
)

// Reasons why a packet could not be decoded; the keys of File.Undecoded.
const (
	ReasonLinkType           = "link-type"        // unsupported link type
	ReasonLinkHeader         = "link-header"      // truncated or inconsistent link header
	ReasonTags               = "too-many-tags"    // more than 16 VLAN tags or MPLS labels
	ReasonTunnels            = "too-many-tunnels" // more than 8 nested tunnels
	ReasonTunnel             = "tunnel-header"    // truncated or inconsistent tunnel header
	ReasonIPv4               = "ipv4-header"      // inconsistent version, header length or total length
	ReasonIPv6               = "ipv6-header"      // the same, or inconsistent extension headers
	ReasonFragment           = "fragment"         // a fragment exceeds the maximum size of a datagram
	ReasonTCP                = "tcp-header"       // data offset below 5 or beyond the segment
	ReasonUDP                = "udp-header"       // shorter than the header
	ReasonICMP               = "icmp-header"      // shorter than the header
	ReasonProtocol           = "ip-protocol"      // IPv4 protocol 0
	ReasonTruncatedBySnaplen = "snapped"          // the headers were truncated, by the snaplen or by the mirroring device
	ReasonEncrypted          = "encrypted"        // the link layer is encrypted
	ReasonCompressed         = "compressed"       // the link layer is compressed
	ReasonWiFiPart           = "wifi-fragment"    // a fragment at the Wi-Fi link layer
	ReasonWiFiBundled        = "wifi-bundle"      // an A-MSDU with more packets than the first
)

func be16(b []byte) int    { return int(binary.BigEndian.Uint16(b)) }
func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }

// decoder decodes the layers of a packet. Each layer is a method that takes the rest of the frame, b, and its
// length on the wire, which is never less than len(b). The method either calls the next layer or records why it
// cannot. The transport layer sets Proto, which makes the packet valid.
type decoder struct {
	files     []*File
	fragments fragments
	// State of the current packet:
	tags    int
	tunnels int
	bounded bool // the length of the rest is given by an enclosing protocol, not by the frame
}

// decode decodes the frame in p.
func (d *decoder) decode(p *Packet) {
	p.Proto, p.Encap, p.Fragments, p.HasUnreachable = 0, 0, 0, false
	d.tags, d.tunnels, d.bounded = 0, 0, false
	wire := p.OrigLen
	if wire > maxRecord { // not a length, just an arbitrary number
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

// end accounts for incomplete datagrams at the end of the input.
func (d *decoder) end() { d.fragments.end(d.files) }

// file returns the file of p.
func (d *decoder) file(p *Packet) *File { return d.files[p.Frame.File()] }

// undecodable counts p as undecodable.
func (d *decoder) undecodable(p *Packet, reason string) { d.file(p).undecoded(reason) }

// truncated counts p as ending within a header: because of the snaplen, or for the given reason.
func (d *decoder) truncated(p *Packet, b []byte, wire int, reason string) {
	if wire > len(b) {
		reason = ReasonTruncatedBySnaplen
	}
	d.undecodable(p, reason)
}

func (d *decoder) notIP(p *Packet) { d.file(p).NotIP++ }

// tunnel enters a tunnel. If there are too many, it counts the packet as undecodable and returns false.
func (d *decoder) tunnel(p *Packet, e Encap) bool {
	if d.tunnels == maxTunnels {
		d.undecodable(p, ReasonTunnels)
		return false
	}
	d.tunnels++
	d.bounded = true
	p.Encap |= e
	return true
}

// tag records a VLAN tag or MPLS label. If there are too many, it counts the packet as undecodable and returns
// false.
func (d *decoder) tag(p *Packet, e Encap) bool {
	if d.tags == maxTags {
		d.undecodable(p, ReasonTags)
		return false
	}
	d.tags++
	p.Encap |= e
	return true
}

// link decodes a frame of the given link type.
func (d *decoder) link(p *Packet, link LinkType, b []byte, wire int) {
	decode := link.info().decode
	if decode == nil {
		d.undecodable(p, ReasonLinkType)
		return
	}
	decode(d, p, b, wire)
}

// skip returns a decoder that skips a link header of n bytes.
func skip(n int, next linkDecoder) linkDecoder {
	return func(d *decoder, p *Packet, b []byte, wire int) { d.offset(p, b, wire, n, next) }
}

// offset skips a header of n bytes and continues with next.
func (d *decoder) offset(p *Packet, b []byte, wire, n int, next linkDecoder) {
	if len(b) < n {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	next(d, p, b[n:], wire-n)
}

// ip decodes an IP packet of either version.
func (d *decoder) ip(p *Packet, b []byte, wire int) {
	switch {
	case len(b) == 0:
		d.truncated(p, b, wire, ReasonLinkHeader)
	case b[0]>>4 == 4:
		d.ipv4(p, b, wire)
	case b[0]>>4 == 6:
		d.ipv6(p, b, wire)
	default:
		d.notIP(p)
	}
}

// hasIP reports whether b may be the start of an IP packet.
func hasIP(b []byte) bool {
	if len(b) < 20 {
		return false
	}
	return b[0]>>4 == 4 && b[0]&15 >= 5 || b[0]>>4 == 6
}
