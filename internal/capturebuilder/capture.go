// Package capturebuilder writes made-up packet captures for tests: TCP connections and UDP datagrams in an
// Ethernet capture, in memory, byte for byte the same each time.
package capturebuilder

import (
	"encoding/binary"
	"net/netip"
	"time"
)

// Builder is a capture being written.
type Builder struct {
	now  time.Time
	out  []byte
	id   uint16
	step time.Duration
}

// New begins a capture (pcap 2.4, microseconds, Ethernet) at the given time. Each packet comes 200 µs
// after the one before.
func New(start time.Time) *Builder {
	head := make([]byte, 24)
	binary.LittleEndian.PutUint32(head, 0xa1b2c3d4)
	binary.LittleEndian.PutUint16(head[4:], 2)
	binary.LittleEndian.PutUint16(head[6:], 4)
	binary.LittleEndian.PutUint32(head[16:], 65535)
	binary.LittleEndian.PutUint32(head[20:], 1)
	return &Builder{now: start, out: head, step: 200 * time.Microsecond}
}

// Wait lets time pass before the next packet.
func (t *Builder) Wait(d time.Duration) { t.now = t.now.Add(d) }

// Now is the time of the next packet.
func (t *Builder) Now() time.Time { return t.now }

// PCAP returns the capture.
func (t *Builder) PCAP() []byte { return t.out }

// UDP writes one datagram.
func (t *Builder) UDP(from, to netip.AddrPort, payload []byte) {
	udp := make([]byte, 8, 8+len(payload))
	binary.BigEndian.PutUint16(udp, from.Port())
	binary.BigEndian.PutUint16(udp[2:], to.Port())
	binary.BigEndian.PutUint16(udp[4:], uint16(8+len(payload)))
	udp = append(udp, payload...)
	binary.BigEndian.PutUint16(udp[6:], checksum(pseudo(from, to, 17, len(udp)), udp))
	t.ip(from, to, 17, udp)
}

// ip writes an IPv4 packet in an Ethernet frame.
func (t *Builder) ip(from, to netip.AddrPort, protocol byte, payload []byte) {
	t.id++
	frame := append(mac(to), mac(from)...)
	frame = append(frame, 8, 0)
	head := []byte{0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, protocol, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(20+len(payload)))
	binary.BigEndian.PutUint16(head[4:], t.id)
	src, dst := from.Addr().As4(), to.Addr().As4()
	head = append(append(head, src[:]...), dst[:]...)
	binary.BigEndian.PutUint16(head[10:], checksum(0, head))
	frame = append(append(frame, head...), payload...)

	t.out = binary.LittleEndian.AppendUint32(t.out, uint32(t.now.Unix()))
	t.out = binary.LittleEndian.AppendUint32(t.out, uint32(t.now.Nanosecond()/1000))
	t.out = binary.LittleEndian.AppendUint32(t.out, uint32(len(frame)))
	t.out = binary.LittleEndian.AppendUint32(t.out, uint32(len(frame)))
	t.out = append(t.out, frame...)
	t.now = t.now.Add(t.step)
}

// mac makes a locally administered address of an IPv4 address.
func mac(a netip.AddrPort) []byte {
	ip := a.Addr().As4()
	return []byte{2, 0, ip[0], ip[1], ip[2], ip[3]}
}

func pseudo(from, to netip.AddrPort, protocol byte, length int) uint32 {
	src, dst := from.Addr().As4(), to.Addr().As4()
	sum := uint32(protocol) + uint32(length)
	for i := 0; i < 4; i += 2 {
		sum += uint32(binary.BigEndian.Uint16(src[i:])) + uint32(binary.BigEndian.Uint16(dst[i:]))
	}
	return sum
}

// checksum is that of RFC 1071, over what sum already holds as well.
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
