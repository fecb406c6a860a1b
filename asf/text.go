package asf

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

const maxText = 4096 // maximum bytes of UTF-8 per string

// decodeText decodes UTF-16LE up to the first NUL. An unpaired surrogate or an odd trailing byte yields U+FFFD
// and ViolationText.
func decodeText(b []byte) (text string, code string) {
	out := make([]byte, 0, min(len(b)/2, maxText))
	for len(b) >= 2 {
		r := rune(binary.LittleEndian.Uint16(b))
		b = b[2:]
		if r == 0 {
			return string(out), code
		}
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if len(b) >= 2 {
				pair = utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(b)))
			}
			if r = pair; pair == utf8.RuneError {
				code = ViolationText
			} else {
				b = b[2:]
			}
		}
		if len(out)+utf8.RuneLen(r) > maxText {
			return string(out), ViolationLongText
		}
		out = utf8.AppendRune(out, r)
	}
	if len(b) > 0 {
		return string(utf8.AppendRune(out, utf8.RuneError)), ViolationText
	}
	return string(out), code
}

// text reads a string of n bytes. Missing bytes at the end are a truncation.
func (p *parser) text(c *cursor, n int, in string) string {
	at := c.offset()
	b := c.bytes(uint64(n))
	if b == nil && n > 0 {
		b = c.bytes(uint64(c.left()))
		c.short = true
	}
	s, code := decodeText(b)
	if code != "" {
		p.violation(code, at, in)
	}
	return s
}
