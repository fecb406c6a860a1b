package safe

import "strings"

// decoded is a text without one or more levels of percent-encoding.
type decoded struct {
	text string
	at   []int // index in the original text of each byte of text, and its length; nil for the original text
}

// boundary takes the place of an & in decoded text that was not encoded: it ends whatever the encoding contained.
const boundary = '\x00'

// hasEscape reports whether s contains a percent-encoded byte.
func hasEscape(s string) bool {
	for i := strings.IndexByte(s, '%'); i >= 0 && i+2 < len(s); {
		if isHex(s[i+1]) && isHex(s[i+2]) {
			return true
		}
		n := strings.IndexByte(s[i+1:], '%')
		if n < 0 {
			return false
		}
		i += 1 + n
	}
	return false
}

// decode removes one level of percent-encoding, or all.
func (d decoded) decode(all bool) decoded {
	text, at := make([]byte, 0, len(d.text)), make([]int, 0, len(d.text)+1)
	for i := 0; i < len(d.text); i++ {
		c, from := d.text[i], d.original(i)
		switch {
		case c == '%' && i+2 < len(d.text) && isHex(d.text[i+1]) && isHex(d.text[i+2]) && !all:
			c = escaped(d.text[i+1], d.text[i+2])
			i += 2
		case c == '&':
			c = boundary
		}
		text, at = append(text, c), append(at, from)
		for n := len(text) - 3; all && n >= 0 && text[n] == '%' && isHex(text[n+1]) && isHex(text[n+2]); n = len(text) - 3 {
			text[n] = escaped(text[n+1], text[n+2])
			text, at = text[:n+1], at[:n+1]
		}
	}
	return decoded{string(text), append(at, d.original(len(d.text)))}
}

func (d decoded) original(i int) int {
	if d.at == nil {
		return i
	}
	return d.at[i]
}

// escaped returns the byte that two hexadecimal digits encode. A boundary is none that was sent.
func escaped(hi, lo byte) byte {
	if c := hexValue(hi)<<4 | hexValue(lo); c != boundary {
		return c
	}
	return ' ' + 1
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
