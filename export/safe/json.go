package safe

import (
	"unicode/utf16"
	"unicode/utf8"
)

// AppendJSON appends encoded JSON to dst with the characters that a terminal must not see written
// as \u escapes: what encoding/json leaves as it is (DEL, C1 controls, bidirectional marks and the
// like). The value stays the same. The input is valid JSON, so these characters stand in strings.
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
