// Package capturebuilder builds packet captures in memory, for tests: TCP connections and UDP datagrams over Ethernet. The
// result is deterministic.
package capturebuilder

import (
	"encoding/binary"
	"net/netip"
	"time"
)

// Builder builds a capture.
type Builder struct {
	now  time.Time
	out  []byte
	id   uint16
	step time.Duration
}

// New starts a capture (pcap 2.4, microseconds, Ethernet) at the given time. Packets are 200 µs apart.
func New(start time.Time) *Builder {
	head := make([]byte, 24)
	binary.LittleEndian.PutUint32(head, 0xa1b2c3d4)
	binary.LittleEndian.PutUint16(head[4:], 2)
	binary.LittleEndian.PutUint16(head[6:], 4)
	binary.LittleEndian.PutUint32(head[16:], 65535)
	binary.LittleEndian.PutUint32(head[20:], 1)
	return &Builder{now: start, out: head, step: 200 * time.Microsecond}
}

// Wait delays the next packet.
func (b *Builder) Wait(d time.Duration) { b.now = b.now.Add(d) }

// Now returns the time of the next packet.
func (b *Builder) Now() time.Time { return b.now }

// PCAP returns the capture.
func (b *Builder) PCAP() []byte { return b.out }

// UDP writes one datagram.
func (b *Builder) UDP(from, to netip.AddrPort, payload []byte) {
	udp := make([]byte, 8, 8+len(payload))
	binary.BigEndian.PutUint16(udp, from.Port())
	binary.BigEndian.PutUint16(udp[2:], to.Port())
	binary.BigEndian.PutUint16(udp[4:], uint16(8+len(payload)))
	udp = append(udp, payload...)
	binary.BigEndian.PutUint16(udp[6:], checksum(pseudoHeaderSum(from, to, 17, len(udp)), udp))
	b.ip(from, to, 17, udp)
}

// ip writes an IPv4 packet in an Ethernet frame.
func (b *Builder) ip(from, to netip.AddrPort, protocol byte, payload []byte) {
	b.id++
	frame := append(mac(to), mac(from)...)
	frame = append(frame, 8, 0)
	head := []byte{0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, protocol, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(20+len(payload)))
	binary.BigEndian.PutUint16(head[4:], b.id)
	src, dst := from.Addr().As4(), to.Addr().As4()
	head = append(append(head, src[:]...), dst[:]...)
	binary.BigEndian.PutUint16(head[10:], checksum(0, head))
	frame = append(append(frame, head...), payload...)

	b.out = binary.LittleEndian.AppendUint32(b.out, uint32(b.now.Unix()))
	b.out = binary.LittleEndian.AppendUint32(b.out, uint32(b.now.Nanosecond()/1000))
	b.out = binary.LittleEndian.AppendUint32(b.out, uint32(len(frame)))
	b.out = binary.LittleEndian.AppendUint32(b.out, uint32(len(frame)))
	b.out = append(b.out, frame...)
	b.now = b.now.Add(b.step)
}

// mac returns a locally administered MAC address derived from an IPv4 address.
func mac(a netip.AddrPort) []byte {
	ip := a.Addr().As4()
	return []byte{2, 0, ip[0], ip[1], ip[2], ip[3]}
}

func pseudoHeaderSum(from, to netip.AddrPort, protocol byte, length int) uint32 {
	src, dst := from.Addr().As4(), to.Addr().As4()
	sum := uint32(protocol) + uint32(length)
	for i := 0; i < 4; i += 2 {
		sum += uint32(binary.BigEndian.Uint16(src[i:])) + uint32(binary.BigEndian.Uint16(dst[i:]))
	}
	return sum
}

// checksum returns the Internet checksum (RFC 1071) of b, starting from sum.
func checksum(sum uint32, b []byte) uint16 {
	for ; len(b) > 1; b = b[2:] {
		sum += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
