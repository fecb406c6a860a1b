package capture

import "encoding/binary"

// options iterates over the options of a pcapng block: a code, a length, and a value padded to four bytes. It
// ends at the end-of-options code, at the end of the block, or before an option that exceeds the block.
type options struct {
	b       []byte
	order   binary.ByteOrder
	code    uint16
	value   []byte
	overrun bool // an option exceeds the block
}

func (o *options) next() bool {
	if len(o.b) < 4 {
		return false
	}
	o.code = o.order.Uint16(o.b)
	n := int(o.order.Uint16(o.b[2:]))
	if o.code == 0 {
		return false
	}
	if n > len(o.b)-4 {
		o.overrun = true
		return false
	}
	o.value = o.b[4 : 4+n]
	o.b = o.b[min(4+(n+3)&^3, len(o.b)):] // the last option may lack its padding
	return true
}

// uint64 returns the value of a 64-bit option.
func (o *options) uint64() (uint64, bool) {
	if len(o.value) < 8 {
		return 0, false
	}
	return o.order.Uint64(o.value), true
}

// count returns the value of a 64-bit option as a packet count.
func (o *options) count() (int64, bool) {
	n, ok := o.uint64()
	return int64(min(n, 1<<48)), ok
}
