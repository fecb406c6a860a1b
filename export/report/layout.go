package report

import "rtspect/export/safe"

// fillLine is the length from which on a list of numbers goes on in a new line.
const fillLine = 120

// lineLimit is the length up to which an object or array stays on one line.
const lineLimit = 96

// appendLayout appends compact JSON to dst laid out for reading: containers that fit stay on one
// line, others have one element a line, indented by two blanks a level below prefix (the
// indentation of the line on which the value begins). Strings come out as safe.AppendJSON has them.
func appendLayout(dst, compact []byte, prefix int) []byte {
	depth, quiet := 0, 0 // quiet counts the open containers that stay on a line
	for i := 0; i < len(compact); {
		switch c := compact[i]; c {
		case '"':
			n, ascii := stringLength(compact[i:])
			if ascii {
				dst = append(dst, compact[i:i+n]...)
			} else {
				dst = safe.AppendJSON(dst, compact[i:i+n])
			}
			i += n
			continue
		case '{', '[':
			if n := numbersLength(compact[i:]); n > lineLimit {
				dst = appendNumbers(dst, compact[i:i+n], prefix+depth+1)
				i += n
				continue
			}
			dst = append(dst, c)
			depth++
			if quiet > 0 || staysOnLine(compact[i:]) {
				quiet++
			} else {
				dst = newLine(dst, prefix+depth)
			}
		case '}', ']':
			depth--
			if quiet > 0 {
				quiet--
			} else {
				dst = newLine(dst, prefix+depth)
			}
			dst = append(dst, c)
		case ',':
			if dst = append(dst, c); quiet > 0 {
				dst = append(dst, ' ')
			} else {
				dst = newLine(dst, prefix+depth)
			}
		case ':':
			dst = append(dst, ':', ' ')
		default:
			dst = append(dst, c)
		}
		i++
	}
	return dst
}

// numbersLength is the length of the array at the start of compact if it holds numbers and null alone,
// 0 otherwise.
func numbersLength(compact []byte) int {
	if compact[0] != '[' {
		return 0
	}
	for i, c := range compact[1:] {
		switch {
		case c == ']':
			return i + 2
		case c == '"' || c == '{' || c == '[' || c == 't' || c == 'f':
			return 0
		}
	}
	return 0
}

// appendNumbers lays out a long array of numbers, as many as fit on each line.
func appendNumbers(dst, compact []byte, depth int) []byte {
	dst = newLine(append(dst, '['), depth)
	begin := len(dst)
	for _, c := range compact[1 : len(compact)-1] {
		dst = append(dst, c)
		if c != ',' {
			continue
		}
		if len(dst)-begin < fillLine-2*depth {
			dst = append(dst, ' ')
			continue
		}
		dst = newLine(dst, depth)
		begin = len(dst)
	}
	return append(newLine(dst, depth-1), ']')
}

const blanks = "                                                                                "

func newLine(dst []byte, depth int) []byte {
	return append(append(dst, '\n'), blanks[:max(0, min(2*depth, len(blanks)))]...)
}

// stringLength returns the length of the JSON string at the start of b, quotes included, and
// whether all of it is printable ASCII.
func stringLength(b []byte) (n int, ascii bool) {
	ascii = true
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case c == '\\':
			i++
		case c == '"':
			return i + 1, ascii
		case c >= 0x7f:
			ascii = false
		}
	}
	return len(b), ascii
}

// staysOnLine reports whether the container at the start of b ends within the limit, or is a pair of
// strings: a header field, however long its value.
func staysOnLine(b []byte) bool {
	if isPair(b) {
		return true
	}
	b = b[:min(len(b), lineLimit)]
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			n, _ := stringLength(b[i:])
			i += n - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return true
			}
		}
	}
	return false
}

// isPair reports whether b begins with an array of two strings.
func isPair(b []byte) bool {
	for _, around := range []string{"[,", ",]"} {
		if len(b) < 2 || b[0] != around[0] || b[1] != '"' {
			return false
		}
		n, _ := stringLength(b[1:])
		if b = b[1+n:]; len(b) == 0 || b[0] != around[1] {
			return false
		}
	}
	return true
}
