package sdpview

import (
	"bytes"
	"strings"
)

// Limits of one description.
const (
	MaxMedia      = 256
	MaxAttributes = 4096     // in the session part, and in each media section
	MaxLine       = 64 << 10 // bytes
	MaxParams     = 1024     // fmtp parameters of one format
)

// parser reads one description line by line.
type parser struct {
	s      *Session
	m      *Media // the section that lines belong to; nil in the session part
	skip   bool   // in a section beyond MaxMedia
	line   int    // 1-based
	rank   int    // of the last line, within its part
	known  int    // lines of a known type
	seen   string // of "ic", which may come once in each part, those seen in this one
	once   string // of "vost", those seen anywhere
	faults map[string]int
}

// Parse reads a description. It never fails: what cannot be understood is a Fault.
func Parse(text []byte) *Session {
	sent := text
	p := &parser{s: new(Session), faults: make(map[string]int)}
	if rest, ok := bytes.CutPrefix(text, []byte("\xef\xbb\xbf")); ok {
		text = rest
		p.faultAt(1, FaultBOM, "")
	}
	// Some devices count the terminator of a C string as text.
	if rest := bytes.TrimRight(text, "\x00"); len(rest) < len(text) {
		text = rest
		p.faultAt(0, FaultNUL, "")
	}
	if len(bytes.TrimSpace(text)) == 0 {
		p.faultAt(0, FaultEmpty, "")
		return p.s
	}
	p.s.Conformance = conformance(sent)
	for len(text) > 0 {
		var line []byte
		p.line++
		line, text = p.cutLine(text)
		p.readLine(line)
	}
	p.finish()
	return p.s
}

// cutLine takes the next line off: CR LF by the grammar, LF alone which every reader takes (RFC
// 8866, 5), and CR alone.
func (p *parser) cutLine(text []byte) (line, rest []byte) {
	i := bytes.IndexAny(text, "\r\n")
	if i < 0 {
		p.fault(FaultNoFinalEOL, "")
		return text, nil
	}
	line, rest = text[:i], text[i+1:]
	if text[i] == '\n' {
		return line, rest
	}
	if len(rest) > 0 && rest[0] == '\n' {
		return line, rest[1:]
	}
	p.faultOnce(FaultLoneCR, "")
	return line, rest
}

// readLine reads "type=value".
func (p *parser) readLine(raw []byte) {
	if len(raw) > MaxLine {
		p.fault(FaultLongLine, string(raw[:maxDetail]))
		p.s.Truncated = true
		raw = raw[:MaxLine]
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		p.faultOnce(FaultNUL, string(raw[:min(len(raw), maxDetail)]))
	}
	line := string(raw)
	trimmed := strings.Trim(line, " \t")
	if trimmed == "" {
		p.faultOnce(FaultEmptyLine, "")
		return
	}
	typ := trimmed[0]
	rest := strings.TrimLeft(trimmed[1:], " \t")
	if rest == "" || rest[0] != '=' {
		p.fault(FaultBadLine, line)
		return
	}
	value := strings.TrimLeft(rest[1:], " \t")
	// "s= " is how a session without a name is described (RFC 8866, 5.3).
	if len(line) != len(value)+2 && value != "" {
		p.faultOnce(FaultSpace, line)
	}
	if 'A' <= typ && typ <= 'Z' {
		p.faultOnce(FaultTypeCase, line)
		typ += 'a' - 'A'
	}
	if !strings.ContainsRune(sessionOrder, rune(typ)) && typ != 'm' {
		p.fault(FaultUnknown, line)
		return
	}
	p.known++
	p.checkOrder(typ, line)
	p.readValue(typ, value)
}

// The order of lines in the session part and in a media section (RFC 8866, 5 and 9).
const (
	sessionOrder = "vosiuepcbtrzka"
	mediaOrder   = "micbka"
)

// checkOrder notes lines out of order, once for each part.
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
		rank-- // r= lines follow their own t= line
	}
	if rank < p.rank {
		p.fault(FaultOrder, line)
	}
	p.rank = max(p.rank, rank)
}

// readValue reads the value of a line of a known type.
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
			p.fault(FaultRepeated, string(typ)+"="+value)
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

// repeats reports whether a line of this type came before where only one may be.
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
	return typ != 't' // several times of activity are as the grammar has it
}

// finish does what takes the whole text: inheritance, static payload types, missing lines.
func (p *parser) finish() {
	s := p.s
	if p.known == 0 {
		p.faultAt(0, FaultNotSDP, "")
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
			p.faultAt(0, FaultMissing, string(typ)+"=")
		}
	}
	if len(s.Media) == 0 {
		p.faultAt(0, FaultNoMedia, "")
	}
	for _, m := range s.Media {
		if s.ConnectionOf(m).Address == "" {
			p.faultAt(0, FaultMissing, "c=")
			break
		}
	}
}
