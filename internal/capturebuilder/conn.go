package capturebuilder

import (
	"encoding/binary"
	"net/netip"
)

// Conn is a TCP connection. Every write is acknowledged immediately.
type Conn struct {
	t      *Builder
	client side
	server side
}

type side struct {
	addr netip.AddrPort
	seq  uint32
}

const (
	fin = 0x01
	syn = 0x02
	psh = 0x08
	ack = 0x10

	segment = 1448 // maximum payload of a segment in bytes
)

// Connect writes the handshake of a new connection.
func (b *Builder) Connect(client, server netip.AddrPort) *Conn {
	c := &Conn{b, side{client, 0x1000 + uint32(client.Port())<<8}, side{server, 0x90000000}}
	c.send(&c.client, &c.server, syn, nil)
	c.send(&c.server, &c.client, syn|ack, nil)
	c.send(&c.client, &c.server, ack, nil)
	return c
}

// Client writes bytes sent by the client, in segments of up to 1448 bytes, and the acknowledgment.
func (c *Conn) Client(b []byte) { c.data(&c.client, &c.server, b) }

// Server is Client for bytes sent by the server.
func (c *Conn) Server(b []byte) { c.data(&c.server, &c.client, b) }

// Close closes the connection, from the client or from the server.
func (c *Conn) Close(clientFirst bool) {
	a, b := &c.client, &c.server
	if !clientFirst {
		a, b = b, a
	}
	c.send(a, b, fin|ack, nil)
	c.send(b, a, fin|ack, nil)
	c.send(a, b, ack, nil)
}

func (c *Conn) data(from, to *side, b []byte) {
	for len(b) > 0 {
		n := min(len(b), segment)
		flags := byte(ack)
		if n == len(b) {
			flags |= psh
		}
		c.send(from, to, flags, b[:n])
		b = b[n:]
	}
	c.send(to, from, ack, nil)
}

func (c *Conn) send(from, to *side, flags byte, payload []byte) {
	tcp := make([]byte, 20, 24+len(payload))
	binary.BigEndian.PutUint16(tcp, from.addr.Port())
	binary.BigEndian.PutUint16(tcp[2:], to.addr.Port())
	binary.BigEndian.PutUint32(tcp[4:], from.seq)
	if flags&ack != 0 {
		binary.BigEndian.PutUint32(tcp[8:], to.seq)
	}
	tcp[12], tcp[13] = 5<<4, flags
	binary.BigEndian.PutUint16(tcp[14:], 64240)
	if flags&syn != 0 {
		tcp = append(tcp, 2, 4, 0x05, 0xb4) // maximum segment size
		tcp[12] = 6 << 4
	}
	tcp = append(tcp, payload...)
	sum := pseudoHeaderSum(from.addr, to.addr, 6, len(tcp))
	binary.BigEndian.PutUint16(tcp[16:], checksum(sum, tcp))
	c.t.ip(from.addr, to.addr, 6, tcp)
	from.seq += uint32(len(payload))
	if flags&(syn|fin) != 0 {
		from.seq++
	}
}
