package json

// lineLimit is the length in bytes up to which a JSON object or array stays on one line.
const lineLimit = 96

// appendIndented appends compact JSON to dst with one element a line, indented by two spaces a level; level is that
// of the line on which the value starts. What staysOnLine accepts is kept on one line, so that a report stays short
// enough to be read. json.Indent has no such rule and takes three times as long.
func appendIndented(dst, compact []byte, level int) []byte {
	oneLine := 0 // level inside the outermost container that stays on one line; 0 outside such containers
	for i := 0; i < len(compact); i++ {
		switch c := compact[i]; c {
		case '"':
			n := stringLength(compact[i:])
			dst = append(dst, compact[i:i+n]...)
			i += n - 1
		case '{', '[':
			dst = append(dst, c)
			level++
			if oneLine == 0 && staysOnLine(compact[i:]) {
				oneLine = level
			}
			if oneLine == 0 {
				dst = appendNewLine(dst, level)
			}
		case '}', ']':
			level--
			if oneLine == 0 {
				dst = appendNewLine(dst, level)
			} else if oneLine > level {
				oneLine = 0
			}
			dst = append(dst, c)
		case ',':
			dst = append(dst, c)
			if oneLine > 0 {
				dst = append(dst, ' ')
			} else {
				dst = appendNewLine(dst, level)
			}
		case ':':
			dst = append(dst, ':', ' ')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// staysOnLine reports whether the object or array at the start of b stays on one line: an array of scalars, however
// long (a header field, a series), and whatever else fits in lineLimit.
func staysOnLine(b []byte) bool {
	if len(b) > 1 && b[0] == '[' && b[1] != '{' && b[1] != '[' {
		return true
	}
	depth := 0
	for i := 0; i < min(len(b), lineLimit); i++ {
		switch b[i] {
		case '"':
			i += stringLength(b[i:]) - 1
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

const spaces = "                                                                                "

func appendNewLine(dst []byte, level int) []byte {
	return append(append(dst, '\n'), spaces[:max(0, min(2*level, len(spaces)))]...)
}

// stringLength returns the length of the JSON string at the start of b, quotes included; all of b if it does not end.
func stringLength(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}
