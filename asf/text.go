package asf

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

const maxText = 4096 // bytes of UTF-8 kept of one text

// decodeText reads UTF-16LE up to the first NUL. A half surrogate, or an odd byte at the end, gives
// U+FFFD and FaultText.
func decodeText(b []byte) (text string, fault string) {
	out := make([]byte, 0, min(len(b)/2, maxText))
	for len(b) >= 2 {
		r := rune(binary.LittleEndian.Uint16(b))
		b = b[2:]
		if r == 0 {
			return string(out), fault
		}
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if len(b) >= 2 {
				pair = utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(b)))
			}
			if r = pair; pair == utf8.RuneError {
				fault = FaultText
			} else {
				b = b[2:]
			}
		}
		if len(out)+utf8.RuneLen(r) > maxText {
			return string(out), FaultLongText
		}
		out = utf8.AppendRune(out, r)
	}
	if len(b) > 0 {
		return string(utf8.AppendRune(out, utf8.RuneError)), FaultText
	}
	return string(out), fault
}

// text reads a text of n bytes; what is missing of it at the end is a truncation.
func (p *parser) text(c *cursor, n int, in string) string {
	at := c.offset()
	b := c.bytes(uint64(n))
	if b == nil && n > 0 {
		b = c.bytes(uint64(c.left()))
		c.short = true
	}
	s, fault := decodeText(b)
	if fault != "" {
		p.fault(fault, at, in)
	}
	return s
}
