package sdpview

import (
	"bytes"
	"strings"
)

// Limits per description.
const (
	MaxMedia      = 256
	MaxAttributes = 4096     // at session level, and in each media section
	MaxLine       = 64 << 10 // bytes
	MaxParams     = 1024     // fmtp parameters per format
)

// parser parses a description line by line.
type parser struct {
	s          *Session
	m          *Media // current media section; nil at session level
	skip       bool   // in a section beyond MaxMedia
	line       int    // 1-based
	rank       int    // of the last line, within its section
	known      int    // number of lines of a known type
	seen       string // lines of type i and c that occurred in this section
	once       string // lines of type v, o, s and t that occurred anywhere
	violations map[string]int
}

// Parse parses a description. It never fails: whatever cannot be parsed is reported as a Violation.
func Parse(text []byte) *Session {
	sent := text
	p := &parser{s: new(Session), violations: make(map[string]int)}
	if rest, ok := bytes.CutPrefix(text, []byte("\xef\xbb\xbf")); ok {
		text = rest
		p.violationAt(1, ViolationBOM, "")
	}
	// Some devices include the terminator of a C string in the text.
	if rest := bytes.TrimRight(text, "\x00"); len(rest) < len(text) {
		text = rest
		p.violationAt(0, ViolationNUL, "")
	}
	if len(bytes.TrimSpace(text)) == 0 {
		p.violationAt(0, ViolationEmpty, "")
		return p.s
	}
	p.s.ConformanceError = conformance(sent)
	for len(text) > 0 {
		var line []byte
		p.line++
		line, text = p.cutLine(text)
		p.readLine(line)
	}
	p.finish()
	return p.s
}

// cutLine splits off the next line. It accepts CR LF as required by the grammar, LF alone, which all parsers
// accept (RFC 8866, 5), and CR alone.
func (p *parser) cutLine(text []byte) (line, rest []byte) {
	i := bytes.IndexAny(text, "\r\n")
	if i < 0 {
		p.violation(ViolationNoFinalEOL, "")
		return text, nil
	}
	line, rest = text[:i], text[i+1:]
	if text[i] == '\n' {
		return line, rest
	}
	if len(rest) > 0 && rest[0] == '\n' {
		return line, rest[1:]
	}
	p.violationOnce(ViolationLoneCR, "")
	return line, rest
}

// readLine parses "type=value".
func (p *parser) readLine(raw []byte) {
	if len(raw) > MaxLine {
		p.violation(ViolationLongLine, string(raw[:maxDetail]))
		p.s.Truncated = true
		raw = raw[:MaxLine]
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		p.violationOnce(ViolationNUL, string(raw[:min(len(raw), maxDetail)]))
	}
	line := string(raw)
	trimmed := strings.Trim(line, " \t")
	if trimmed == "" {
		p.violationOnce(ViolationEmptyLine, "")
		return
	}
	typ := trimmed[0]
	rest := strings.TrimLeft(trimmed[1:], " \t")
	if rest == "" || rest[0] != '=' {
		p.violation(ViolationBadLine, line)
		return
	}
	value := strings.TrimLeft(rest[1:], " \t")
	// "s= " describes a session without a name (RFC 8866, 5.3).
	if len(line) != len(value)+2 && value != "" {
		p.violationOnce(ViolationSpace, line)
	}
	if 'A' <= typ && typ <= 'Z' {
		p.violationOnce(ViolationTypeCase, line)
		typ += 'a' - 'A'
	}
	if !strings.ContainsRune(sessionOrder, rune(typ)) && typ != 'm' {
		p.violation(ViolationUnknown, line)
		return
	}
	p.known++
	p.checkOrder(typ, line)
	p.readValue(typ, value)
}

// The order of lines at session level and in a media section (RFC 8866, 5 and 9).
const (
	sessionOrder = "vosiuepcbtrzka"
	mediaOrder   = "micbka"
)

// checkOrder reports lines that are out of order.
func (p *parser) checkOrder(typ byte, line string) {
	if typ == 'm' {
		p.rank, p.seen = 0, ""
		return
	}
	order := sessionOrder
	if p.m != nil || p.skip {
		order = mediaOrder
	}
	rank := strings.IndexByte(order, typ)
	if typ == 'r' {
		rank-- // r= lines follow their t= line
	}
	if rank < p.rank {
		p.violation(ViolationOrder, line)
	}
	p.rank = max(p.rank, rank)
}

// readValue parses the value of a line of a known type.
func (p *parser) readValue(typ byte, value string) {
	if typ == 'm' {
		p.readMedia(value)
		return
	}
	if p.skip {
		return
	}
	if p.repeats(typ) {
		// A media section may have several c= lines (RFC 8866, 5.7); the first one is kept.
		if typ != 'c' || p.m == nil {
			p.violation(ViolationRepeated, string(typ)+"="+value)
		}
		return
	}
	switch typ {
	case 'o':
		p.s.Origin = value
	case 's':
		p.s.Name = value
	case 'i':
		if p.m != nil {
			p.m.Title = value
		} else {
			p.s.Info = value
		}
	case 'c':
		c := p.readConnection(value)
		if p.m != nil {
			p.m.Connection = c
		} else {
			p.s.Connection = c
		}
	case 'b':
		p.readBandwidth(value)
	case 'a':
		p.readAttribute(value)
	}
}

// repeats reports whether a line of a type that must not be repeated has occurred before.
func (p *parser) repeats(typ byte) bool {
	seen := &p.seen
	switch typ {
	case 'v', 'o', 's', 't':
		seen = &p.once
	case 'i', 'c':
	default:
		return false
	}
	if strings.IndexByte(*seen, typ) < 0 {
		*seen += string(typ)
		return false
	}
	return typ != 't' // several t= lines are valid
}

// finish completes the description: inheritance, static payload types, missing lines.
func (p *parser) finish() {
	s := p.s
	if p.known == 0 {
		p.violationAt(0, ViolationNotSDP, "")
		return
	}
	for _, m := range s.Media {
		p.finishFormats(m)
		if m.Direction == "" {
			m.Direction = s.Direction
		}
	}
	for _, typ := range "vost" {
		if !strings.ContainsRune(p.once, typ) {
			p.violationAt(0, ViolationMissing, string(typ)+"=")
		}
	}
	if len(s.Media) == 0 {
		p.violationAt(0, ViolationNoMedia, "")
	}
	for _, m := range s.Media {
		if s.ConnectionOf(m).Address == "" {
			p.violationAt(0, ViolationMissing, "c=")
			break
		}
	}
}
