package safe

import (
	"unicode/utf16"
	"unicode/utf8"
)

// AppendJSON appends valid encoded JSON to dst and escapes, as \u, the unsafe characters that encoding/json does not
// escape (DEL, C1 controls, bidirectional marks and the like). They only occur in strings, so the value is unchanged.
func AppendJSON(dst, encoded []byte) []byte {
	start := 0
	for i := 0; i < len(encoded); {
		if encoded[i] < 0x7f {
			i++
			continue
		}
		r, n := utf8.DecodeRune(encoded[i:])
		if Hazard(r) {
			dst = append(dst, encoded[start:i]...)
			dst = appendJSONEscape(dst, r)
			start = i + n
		}
		i += n
	}
	return append(dst, encoded[start:]...)
}

func appendJSONEscape(dst []byte, r rune) []byte {
	if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
		return appendUnicode(appendUnicode(dst, hi), lo)
	}
	return appendUnicode(dst, r)
}
