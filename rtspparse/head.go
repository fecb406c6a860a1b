package rtspparse

import (
	"bytes"
	"strconv"
	"strings"
)

const (
	// maxHead limits the header bytes that are kept, and MaxFields the number of fields.
	maxHead   = 64 << 10
	MaxFields = 256
)

// headScan finds the end of a header block line by line. Bytes are not examined again when more arrive.
type headScan struct {
	line   int  // start of the current line
	seen   int  // searched for the line end up to here
	mid    bool // line is not the start of a line
	bareCR bool // the previous line ended in a CR alone
}

// end finds the empty line. If the result is yes, the fields are u[:block] and the header ends before u[next].
// Both are equal if a frame or another message follows without an empty line.
func (h *headScan) end(u []byte, final bool) (block, next int, v verdict) {
	for h.line < len(u) {
		if !h.mid {
			if next, v = h.ends(u, final); v != no {
				return h.line, next, v
			}
		}
		_, next, v := lineEnd(u, max(h.seen, h.line), final)
		if v != yes {
			h.seen = max(h.line, len(u)-1)
			return h.line, h.line, ambiguous
		}
		h.bareCR = u[next-1] == '\r'
		h.line, h.seen, h.mid = next, next, false
	}
	return h.line, h.line, ambiguous
}

// ends reports whether the header block ends at the current line.
func (h *headScan) ends(u []byte, final bool) (next int, v verdict) {
	i := h.line
	switch u[i] {
	case '\n':
		return i + 1, yes
	case '\r':
		switch {
		case h.bareCR:
			// A sender whose lines end in a CR alone sends no LF after the last one.
			return i + 1, yes
		case i+1 < len(u) && u[i+1] == '\n':
			return i + 2, yes
		case i+1 < len(u) || final:
			return i + 1, yes
		}
		return i, ambiguous
	case '$':
		if i+1 == len(u) {
			if final {
				return i, no
			}
			return i, ambiguous
		}
		if controlChannel(u[i+1]) {
			return i, yes
		}
		return i, no
	}
	v = startsMessage(u[i:], false)
	if v == ambiguous && final {
		v = no
	}
	return i, v
}

// controlChannel reports whether a byte after a $ is a usual channel number and not plausible as text.
func controlChannel(c byte) bool {
	return c < usualChannels && c != '\t' && c != '\n' && c != '\r'
}

// lineEnd finds the end of a line, searching from i. The text ends at end, and the next line starts at next. If
// the last available byte is a CR, the result is ambiguous.
func lineEnd(u []byte, i int, final bool) (end, next int, v verdict) {
	lf := bytes.IndexByte(u[i:], '\n')
	text := u[i:]
	if lf >= 0 {
		text = u[i : i+lf]
	}
	if cr := bytes.IndexByte(text, '\r'); cr >= 0 {
		cr += i
		switch {
		case cr+1 < len(u) && u[cr+1] == '\n':
			return cr, cr + 2, yes
		case cr+1 < len(u) || final:
			return cr, cr + 1, yes
		}
		return 0, 0, ambiguous
	}
	if lf < 0 {
		return 0, 0, ambiguous
	}
	return i + lf, i + lf + 1, yes
}

// parseFields parses a block of header lines into m (RFC 2326, 4.2; folding as in RFC 2068, 2.2).
func parseFields(m *Message, block string) {
	m.Headers = make(Headers, 0, min(strings.Count(block, "\n")+strings.Count(block, "\r")+1, 16))
	dropped := 0
	for block != "" {
		var line string
		line, block = cutLine(m, block)
		switch {
		case line == "":
		case line[0] == ' ' || line[0] == '\t':
			foldField(m, line, dropped > 0)
		case len(m.Headers) == MaxFields:
			dropped++
		default:
			parseField(m, line)
		}
	}
	if dropped > 0 {
		m.FieldsDropped += dropped
		m.addViolation("header-fields-limit", "limit of "+strconv.Itoa(MaxFields)+" header fields exceeded by "+strconv.Itoa(dropped))
	}
}

// cutLine splits off a line and records how it ends.
func cutLine(m *Message, block string) (line, rest string) {
	i := strings.IndexAny(block, "\r\n")
	switch {
	case i < 0:
		return block, ""
	case block[i] == '\n':
		m.addViolation("bare-lf", "")
	case i+1 < len(block) && block[i+1] == '\n':
		return block[:i], block[i+2:]
	default:
		m.addViolation("bare-cr", "")
	}
	return block[:i], block[i+1:]
}

func parseField(m *Message, line string) {
	checkControlBytes(m, line)
	i := strings.IndexByte(line, ':')
	if i < 0 {
		m.addViolation("field-without-colon", nameOf(line))
		return
	}
	name := strings.TrimRight(line[:i], " \t")
	switch {
	case name == "":
		m.addViolation("field-name-empty", "")
		return
	case len(name) != i:
		m.addViolation("space-before-colon", nameOf(line))
	}
	if !token(name) {
		m.addViolation("field-name-invalid", name)
	}
	m.Headers = append(m.Headers, Header{name, strings.Trim(line[i+1:], " \t")})
}

// foldField appends a folded line to the previous field.
func foldField(m *Message, line string, dropped bool) {
	checkControlBytes(m, line)
	text := strings.Trim(line, " \t")
	switch {
	case text == "":
		m.addViolation("blank-folded-line", "")
	case dropped:
	case len(m.Headers) == 0:
		m.addViolation("fold-without-field", "")
	default:
		// Joining a field that is folded thousands of times is expensive, so its length is limited.
		f := &m.Headers[len(m.Headers)-1]
		if len(f.Value) > maxFolded {
			m.addViolation("folded-field-limit", "limit of "+strconv.Itoa(maxFolded)+" bytes in a folded field exceeded")
			return
		}
		f.Value = strings.TrimLeft(f.Value+" "+text, " ")
	}
}

// nameOf returns the part of a header line that a Violation may quote. The value may be a secret.
func nameOf(line string) string {
	if i := strings.IndexByte(line, ':'); i >= 0 {
		return line[:i+1]
	}
	first, _ := word(line)
	return first
}

// maxFolded limits a folded value, in bytes, to keep joining the lines cheap.
const maxFolded = 8 << 10

func checkControlBytes(m *Message, line string) {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c >= ' ' && c != 0x7f || c == '\t':
		case c == 0:
			m.addViolation("nul-byte", nameOf(line))
		default:
			m.addViolation("control-byte", nameOf(line))
		}
	}
}
