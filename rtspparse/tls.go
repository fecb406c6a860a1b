package rtspparse

import "encoding/binary"

// TLS records (RFC 8446, 5.1): type, version 3.x, length.
const (
	recordHeader    = 5
	maxRecord       = 1<<14 + 2048
	recordHandshake = 22
)

// tlsStart reports whether the first bytes of a connection, or of its captured part, are a TLS record. It waits
// for a complete ClientHello because of the server name.
func (c *Conn) tlsStart(b []byte, full bool) finding {
	if b[0] < 20 || b[0] > 23 {
		return finding{v: no}
	}
	for i, want := range [...]byte{3, 4} {
		if len(b) < i+2 {
			return finding{v: ambiguous}
		}
		if i == 0 && b[1] != want || i == 1 && b[2] > want {
			return finding{v: no}
		}
	}
	if len(b) < recordHeader {
		return finding{v: ambiguous}
	}
	n := int(binary.BigEndian.Uint16(b[3:]))
	if n == 0 || n > maxRecord {
		return finding{v: no}
	}
	if b[0] == recordHandshake && len(b) < recordHeader+n && (len(b) == recordHeader || b[recordHeader] == 1) && !full {
		return finding{kind: TLS, v: ambiguous}
	}
	c.serverName = serverName(b[recordHeader:min(len(b), recordHeader+n)])
	return finding{kind: TLS, v: yes}
}

// cursor reads big-endian numbers and lengths from a slice. Past the end it reads nothing.
type cursor []byte

func (c *cursor) take(n int) cursor {
	if n > len(*c) {
		n = len(*c)
	}
	b := (*c)[:n]
	*c = (*c)[n:]
	return b
}

func (c *cursor) num(bytes int) (n int) {
	for _, b := range c.take(bytes) {
		n = n<<8 | int(b)
	}
	return n
}

// serverName returns the server name in a ClientHello (RFC 8446, 4.1.2; RFC 6066, 3).
func serverName(b []byte) string {
	c := cursor(b)
	if c.num(1) != 1 {
		return ""
	}
	c = c.take(c.num(3))
	c.take(2 + 32)
	c.take(c.num(1)) // session ID
	c.take(c.num(2)) // cipher suites
	c.take(c.num(1)) // compression methods
	for c = c.take(c.num(2)); len(c) >= 4; {
		kind := c.num(2)
		ext := c.take(c.num(2))
		if kind != 0 {
			continue
		}
		for list := ext.take(ext.num(2)); len(list) > 3; {
			host := list.num(1) == 0
			if name := list.take(list.num(2)); host {
				return string(name)
			}
		}
	}
	return ""
}
