package asf

import "encoding/binary"

// cursor reads little-endian fields. Reading past the end returns zeros and sets short, so a caller can read a
// group of fields and check once.
type cursor struct {
	b     []byte
	base  int // position of b in the bytes passed to the parser
	at    int
	short bool
}

func (c *cursor) left() int   { return len(c.b) - c.at }
func (c *cursor) offset() int { return c.base + c.at }

// bytes returns the next n bytes without copying them. If fewer are left, it returns nil and consumes nothing.
func (c *cursor) bytes(n uint64) []byte {
	if n > uint64(c.left()) {
		c.short = true
		return nil
	}
	b := c.b[c.at : c.at+int(n)]
	c.at += int(n)
	return b
}

func (c *cursor) u8() uint8 {
	if b := c.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (c *cursor) u16() uint16 {
	if b := c.bytes(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (c *cursor) u32() uint32 {
	if b := c.bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (c *cursor) u64() uint64 {
	if b := c.bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (c *cursor) guid() (g GUID) {
	copy(g[:], c.bytes(16))
	return g
}

// field reads an integer whose size is encoded in two bits ([ASF] 5.2.2): 0, 1, 2 or 4 bytes.
func (c *cursor) field(size uint8) uint32 {
	switch size & 3 {
	case 1:
		return uint32(c.u8())
	case 2:
		return uint32(c.u16())
	case 3:
		return c.u32()
	}
	return 0
}
