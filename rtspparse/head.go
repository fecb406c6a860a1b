package rtspparse

import (
	"bytes"
	"strconv"
	"strings"
)

const (
	// maxHead is how much of a header block is kept, in bytes, and maxFields how many fields.
	maxHead   = 64 << 10
	maxFields = 256
)

// headScan looks for the end of a header block line by line, without looking twice at any byte
// when more of them arrive.
type headScan struct {
	line   int  // where the current line starts
	seen   int  // up to where it has been searched for its end
	mid    bool // line is not the true start of the line
	bareCR bool // the line before ended in a CR alone
}

// end looks for the empty line. With yes, the fields are u[:block] and the header ends before
// u[next]; they are equal where a frame or another message begins without an empty line.
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
			return h.line, h.line, unsure
		}
		h.bareCR = u[next-1] == '\r'
		h.line, h.seen, h.mid = next, next, false
	}
	return h.line, h.line, unsure
}

// ends says whether the header block ends at the current line.
func (h *headScan) ends(u []byte, final bool) (next int, v verdict) {
	i := h.line
	switch u[i] {
	case '\n':
		return i + 1, yes
	case '\r':
		switch {
		case h.bareCR:
			// Whose lines end in a CR alone sends no LF behind the last of them.
			return i + 1, yes
		case i+1 < len(u) && u[i+1] == '\n':
			return i + 2, yes
		case i+1 < len(u) || final:
			return i + 1, yes
		}
		return i, unsure
	case '$':
		if i+1 == len(u) {
			if final {
				return i, no
			}
			return i, unsure
		}
		if controlChannel(u[i+1]) {
			return i, yes
		}
		return i, no
	}
	v = startsMessage(u[i:], false)
	if v == unsure && final {
		v = no
	}
	return i, v
}

// controlChannel says whether a byte behind a $ is the number of a usual channel and cannot be
// meant as text.
func controlChannel(c byte) bool {
	return c < usualChannels && c != '\t' && c != '\n' && c != '\r'
}

// lineEnd finds the end of a line, searching from i: text ends at end, the next line starts at
// next. A CR that is the last byte at hand leaves it unsure.
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
		return 0, 0, unsure
	}
	if lf < 0 {
		return 0, 0, unsure
	}
	return i + lf, i + lf + 1, yes
}

// parseFields reads a block of header lines into m (RFC 2326, 4.2; folding as in RFC 2068, 2.2).
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
		case len(m.Headers) == maxFields:
			dropped++
		default:
			parseField(m, line)
		}
	}
	if dropped > 0 {
		m.addFault("header-fields-limit", "limit of "+strconv.Itoa(maxFields)+" header fields exceeded by "+strconv.Itoa(dropped))
	}
}

// cutLine splits off one line and notes how it ends.
func cutLine(m *Message, block string) (line, rest string) {
	i := strings.IndexAny(block, "\r\n")
	switch {
	case i < 0:
		return block, ""
	case block[i] == '\n':
		m.addFault("bare-lf", "")
	case i+1 < len(block) && block[i+1] == '\n':
		return block[:i], block[i+2:]
	default:
		m.addFault("bare-cr", "")
	}
	return block[:i], block[i+1:]
}

func parseField(m *Message, line string) {
	noteControls(m, line)
	i := strings.IndexByte(line, ':')
	if i < 0 {
		m.addFault("field-without-colon", nameOf(line))
		return
	}
	name := strings.TrimRight(line[:i], " \t")
	switch {
	case name == "":
		m.addFault("field-name-empty", "")
		return
	case len(name) != i:
		m.addFault("space-before-colon", nameOf(line))
	}
	if !token(name) {
		m.addFault("field-name-invalid", name)
	}
	m.Headers = append(m.Headers, Header{name, strings.Trim(line[i+1:], " \t")})
}

// foldField appends a folded line to the field before it.
func foldField(m *Message, line string, dropped bool) {
	noteControls(m, line)
	text := strings.Trim(line, " \t")
	switch {
	case text == "":
		m.addFault("blank-folded-line", "")
	case dropped:
	case len(m.Headers) == 0:
		m.addFault("fold-without-field", "")
	default:
		// A field folded thousands of times is joined piece by piece; the size of the block bounds
		// that well enough only if pieces are not tiny, so the pieces are bounded too.
		f := &m.Headers[len(m.Headers)-1]
		if len(f.Value) > maxFolded {
			m.addFault("folded-field-limit", "limit of "+strconv.Itoa(maxFolded)+" bytes in a folded field exceeded")
			return
		}
		f.Value = strings.TrimLeft(f.Value+" "+text, " ")
	}
}

// nameOf returns what a Fault may quote of a header line: the value may be a secret.
func nameOf(line string) string {
	if i := strings.IndexByte(line, ':'); i >= 0 {
		return line[:i+1]
	}
	first, _ := word(line)
	return first
}

// maxFolded bounds a folded value, in bytes, so that joining the lines stays cheap.
const maxFolded = 8 << 10

func noteControls(m *Message, line string) {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c >= ' ' && c != 0x7f || c == '\t':
		case c == 0:
			m.addFault("nul-byte", nameOf(line))
		default:
			m.addFault("control-byte", nameOf(line))
		}
	}
}
