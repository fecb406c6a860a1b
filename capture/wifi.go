package capture

import "encoding/binary"

// wifiFrame decodes an IEEE 802.11 frame without a radio header.
func (d *decoder) wifiFrame(p *Packet, b []byte, wire int) { d.wifi(p, b, wire, false) }

// wifi decodes an IEEE 802.11 frame (section 9.2): for data frames, the LLC after a header whose length depends
// on its flags. padded reports that the header is padded to a multiple of four bytes.
func (d *decoder) wifi(p *Packet, b []byte, wire int, padded bool) {
	if len(b) < 2 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	const (
		toDS, fromDS, moreFragments = 1, 2, 4
		protected, order            = 0x40, 0x80
		qos, noData                 = 0x80, 0x40
	)
	kind, flags := b[0], b[1]
	if kind&0x0c != 8 || kind&noData != 0 { // management, control, or no data
		d.notIP(p)
		return
	}
	n := 24
	if flags&(toDS|fromDS) == toDS|fromDS {
		n += 6
	}
	control := n
	if kind&qos != 0 {
		n += 2
		if flags&order != 0 { // HT control
			n += 4
		}
	}
	if padded {
		n = (n + 3) &^ 3
	}
	if len(b) < n+8 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	bundle := kind&qos != 0 && b[control]&0x80 != 0
	if flags&moreFragments != 0 || binary.LittleEndian.Uint16(b[22:])&15 != 0 {
		d.undecodable(p, ReasonWiFiPart)
		return
	}
	b, wire = b[n:], wire-n
	if flags&protected != 0 && !isSNAP(b) {
		// Some drivers decrypt but leave the flag set, with or without the initialization vector.
		if len(b) < 16 || !isSNAP(b[8:]) {
			d.undecodable(p, ReasonEncrypted)
			return
		}
		b, wire = b[8:], wire-8
	}
	if bundle && !isSNAP(b) {
		d.wifiBundle(p, b, wire)
		return
	}
	d.llc(p, b, wire)
}

func isSNAP(b []byte) bool { return len(b) >= 3 && b[0] == 0xaa && b[1] == 0xaa && b[2] == 3 }

// wifiBundle decodes the first subframe of an A-MSDU: addresses and length, then LLC. The other subframes are
// only counted because a Packet represents a single packet.
func (d *decoder) wifiBundle(p *Packet, b []byte, wire int) {
	if len(b) < 14 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	n := be16(b[12:])
	b, wire = b[14:], wire-14
	if n+17 < wire { // padding and another header
		d.undecodable(p, ReasonWiFiBundled)
	}
	wire = min(wire, n)
	d.llc(p, b[:min(n, len(b))], wire)
}

// radiotap decodes the radiotap header: version, pad, length, bitmaps of the present fields, and the fields,
// aligned and little-endian. Only the flags are used.
func (d *decoder) radiotap(p *Packet, b []byte, wire int) {
	if len(b) < 8 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	n := int(binary.LittleEndian.Uint16(b[2:]))
	if b[0] != 0 || n < 8 {
		d.undecodable(p, ReasonLinkHeader)
		return
	}
	if n > len(b) {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	const hasTime, hasFlags, more, dataPad = 1, 2, 1 << 31, 0x20
	present := binary.LittleEndian.Uint32(b[4:])
	at := 8
	for word := present; word&more != 0 && at+4 <= n; at += 4 {
		word = binary.LittleEndian.Uint32(b[at:])
	}
	if present&hasTime != 0 {
		at = (at+7)&^7 + 8
	}
	padded := present&hasFlags != 0 && at < n && b[at]&dataPad != 0
	d.wifi(p, b[n:], wire-n, padded)
}

// prism decodes the Prism monitor mode header, which contains its length in the byte order of the capturing
// machine. Some drivers write an AVS header instead.
func (d *decoder) prism(p *Packet, b []byte, wire int) {
	if len(b) < 8 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	if be32(b)&0xfffff000 == 0x80211000 {
		d.avs(p, b, wire)
		return
	}
	n := binary.LittleEndian.Uint32(b[4:])
	if n > 0xffff {
		n = be32(b[4:])
	}
	d.radioHeader(p, b, wire, n)
}

// avs decodes the AVS header: version and length in network byte order.
func (d *decoder) avs(p *Packet, b []byte, wire int) {
	if len(b) < 8 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	d.radioHeader(p, b, wire, be32(b[4:]))
}

func (d *decoder) radioHeader(p *Packet, b []byte, wire int, n uint32) {
	switch {
	case n < 8 || n > 0xffff:
		d.undecodable(p, ReasonLinkHeader)
	case int(n) > len(b):
		d.truncated(p, b, wire, ReasonLinkHeader)
	default:
		d.wifi(p, b[n:], wire-int(n), false)
	}
}

// ppi decodes the per-packet information header: version, flags, length, and the link type of the following
// data, all little-endian.
func (d *decoder) ppi(p *Packet, b []byte, wire int) {
	if len(b) < 8 {
		d.truncated(p, b, wire, ReasonLinkHeader)
		return
	}
	n := int(binary.LittleEndian.Uint16(b[2:]))
	link := binary.LittleEndian.Uint32(b[4:])
	switch {
	case n < 8 || link > 0xffff || link == uint32(linkPPI): // nested PPI is invalid
		d.undecodable(p, ReasonLinkHeader)
	case n > len(b):
		d.truncated(p, b, wire, ReasonLinkHeader)
	case !LinkType(link).Supported():
		d.notIP(p)
	default:
		d.link(p, LinkType(link), b[n:], wire-n)
	}
}
