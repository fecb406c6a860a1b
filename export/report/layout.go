package report

import (
	"encoding/binary"
	"math/bits"

	"rtspect/export/safe"
)

// fillLine is the length from which on a list of numbers goes on in a new line.
const fillLine = 120

// lineLimit is the length up to which an object or array stays on one line.
const lineLimit = 96

// layout lays out compact JSON for reading. It goes over a value twice: survey notes how long each
// string and container is, append writes them. The zero value is ready, and better used again.
type layout struct {
	marks []mark // of the strings and containers, in their order
	open  []container
}

// mark is what survey says of a string or container.
type mark struct {
	length int
	kind   markKind
}

type markKind uint8

const (
	spreadOut  markKind = iota // a container that has one element a line
	onOneLine                  // one that stays on a line
	allNumbers                 // a long array of numbers and null alone
	asciiText                  // a string of printable ASCII
	otherText                  // any other string
)

// append appends compact JSON to dst laid out for reading: containers that fit stay on one
// line, others have one element a line, indented by two blanks a level below prefix (the
// indentation of the line on which the value begins). Strings come out as safe.AppendJSON has them.
func (l *layout) append(dst, compact []byte, prefix int) []byte {
	l.survey(compact)
	marks := l.marks
	depth, quiet := 0, 0 // quiet counts the open containers that stay on a line
	for i := 0; i < len(compact); {
		switch c := compact[i]; c {
		case '"':
			m := marks[0]
			marks = marks[1:]
			if m.kind == asciiText {
				dst = append(dst, compact[i:i+m.length]...)
			} else {
				dst = safe.AppendJSON(dst, compact[i:i+m.length])
			}
			i += m.length
			continue
		case '{', '[':
			m := marks[0]
			marks = marks[1:]
			if m.kind == allNumbers {
				dst = appendNumbers(dst, compact[i:i+m.length], prefix+depth+1)
				i += m.length
				continue
			}
			dst = append(dst, c)
			depth++
			if quiet > 0 || m.kind == onOneLine {
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

// container is one that survey is in.
type container struct {
	mark, start     int
	strings, commas int
	array           bool // not an object
	numbers         bool // nothing but numbers and null so far
	others          bool // elements that are no strings
}

// survey fills the marks.
func (l *layout) survey(compact []byte) {
	l.marks, l.open = l.marks[:0], append(l.open[:0], container{})
	in := &l.open[0] // around the whole value
	for i := 0; i < len(compact); i++ {
		switch c := compact[i]; c {
		case '"':
			n, kind := stringLength(compact[i:])
			l.marks = append(l.marks, mark{n, kind})
			in.strings++
			in.numbers = false
			i += n - 1
		case '{', '[':
			in.numbers, in.others = false, true
			l.open = append(l.open, container{mark: len(l.marks), start: i, array: c == '[', numbers: c == '['})
			l.marks = append(l.marks, mark{})
			in = &l.open[len(l.open)-1]
		case '}', ']':
			if len(l.open) > 1 {
				l.marks[in.mark] = in.end(i + 1)
				l.open = l.open[:len(l.open)-1]
				in = &l.open[len(l.open)-1]
			}
		case ',':
			in.commas++
		case 't', 'f':
			in.numbers, in.others = false, true
		case ':':
		default:
			in.others = true
		}
	}
}

// end says what a container that ends before the index given was. On a line stays what is short enough, and
// a pair of strings: a header field, however long its value.
func (c *container) end(end int) mark {
	m := mark{length: end - c.start}
	switch {
	case m.length <= lineLimit, c.array && c.strings == 2 && c.commas == 1 && !c.others:
		m.kind = onOneLine
	case c.numbers:
		m.kind = allNumbers
	}
	return m
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

// stringLength returns the length of the JSON string at the start of b, quotes included, and what it is made
// of. It looks at eight bytes at once: reports are strings for the most part.
func stringLength(b []byte) (n int, kind markKind) {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	kind = asciiText
	for i := 1; i < len(b); {
		if i+8 <= len(b) {
			x := binary.LittleEndian.Uint64(b[i:])
			quote, slash := x^'"'*ones, x^'\\'*ones
			// The lowest byte with its high bit set is the first quote, backslash, or byte from 0x7f on.
			hit := ((quote-ones)&^quote | (slash-ones)&^slash | (x + ones) | x) & highs
			if hit == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(hit) / 8
		}
		switch c := b[i]; {
		case c == '\\':
			i++
		case c == '"':
			return i + 1, kind
		case c >= 0x7f:
			kind = otherText
		}
		i++
	}
	return len(b), kind
}
