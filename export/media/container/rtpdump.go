package container

import (
	"encoding/binary"
	"net/netip"
	"strconv"
)

// AppendRTPDumpHeader appends the header of an rtpdump file (rtptools): a line with the source of the packets, and when the
// recording began (nanoseconds since 1970).
func AppendRTPDumpHeader(dst []byte, source netip.AddrPort, start int64) []byte {
	be := binary.BigEndian
	dst = append(dst, "#!rtpplay1.0 "...)
	dst = append(dst, source.Addr().WithZone("").String()...)
	dst = append(dst, '/')
	dst = strconv.AppendUint(dst, uint64(source.Port()), 10)
	dst = append(dst, '\n')
	dst = be.AppendUint32(dst, uint32(start/1e9))
	dst = be.AppendUint32(dst, uint32(start%1e9/1e3))
	var ip [4]byte
	if a := source.Addr().Unmap(); a.Is4() {
		ip = a.As4()
	}
	dst = append(dst, ip[:]...)
	return append(be.AppendUint16(dst, source.Port()), 0, 0)
}

// MaxRTPDumpPacket is the longest packet that an rtpdump file can store.
const MaxRTPDumpPacket = 0xffff - 8

// AppendRTPDumpPacket appends the header of a packet of which so many bytes of those on the wire are stored, at a time in
// nanoseconds since the start.
func AppendRTPDumpPacket(dst []byte, stored, wire int, since int64) []byte {
	be := binary.BigEndian
	dst = be.AppendUint16(dst, uint16(8+stored))
	dst = be.AppendUint16(dst, uint16(min(wire, 0xffff)))
	return be.AppendUint32(dst, uint32(since/1e6))
}

// RTPHeader is an RTP header (RFC 3550, 5.1) without contributing sources and padding.
type RTPHeader struct {
	Marker           bool
	PayloadType      uint8
	Seq              uint16
	Timestamp, SSRC  uint32
	ExtensionProfile uint16
	Extension        []byte // nil for none
}

// Append appends the header.
func (h RTPHeader) Append(dst []byte) []byte {
	be := binary.BigEndian
	first, second := byte(0x80), h.PayloadType
	if h.Extension != nil {
		first |= 0x10
	}
	if h.Marker {
		second |= 0x80
	}
	dst = append(dst, first, second)
	dst = be.AppendUint16(dst, h.Seq)
	dst = be.AppendUint32(dst, h.Timestamp)
	dst = be.AppendUint32(dst, h.SSRC)
	if h.Extension != nil {
		dst = be.AppendUint16(dst, h.ExtensionProfile)
		dst = be.AppendUint16(dst, uint16(len(h.Extension)/4))
		dst = append(dst, h.Extension...)
	}
	return dst
}
