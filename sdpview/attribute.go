package sdpview

import "strings"

// readAttribute parses the value of an a= line (RFC 8866, 5.13): name or name:value.
func (p *parser) readAttribute(text string) {
	name, value, _ := strings.Cut(text, ":")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if name == "" {
		p.violation(ViolationAttribute, "a="+text)
		return
	}
	list, control, direction := &p.s.Attributes, &p.s.Control, &p.s.Direction
	if p.m != nil {
		list, control, direction = &p.m.Attributes, &p.m.Control, &p.m.Direction
	}
	if len(*list) >= MaxAttributes {
		p.tooMany("a=" + text)
		return
	}
	switch lower := strings.ToLower(name); lower {
	case "control":
		if _, again := attribute(*list, name); again {
			p.violation(ViolationControl, "a="+text)
		} else {
			*control = value
		}
	case "range":
		if p.m == nil && p.s.Range == "" {
			p.s.Range = value
		}
	case "sendrecv", "sendonly", "recvonly", "inactive":
		if *direction == "" {
			*direction = lower
		}
	case "rtpmap":
		if p.m != nil {
			p.readRtpmap(p.m, value)
		} else {
			p.violation(ViolationMisplaced, "a="+text)
		}
	case "fmtp":
		if p.m != nil {
			p.readFmtp(p.m, value)
		} else {
			p.violation(ViolationMisplaced, "a="+text)
		}
	}
	*list = append(*list, Attribute{name, value})
}

func (p *parser) tooMany(line string) {
	p.s.AttributesDropped++
	p.s.Truncated = true
	p.violationOnce(ViolationManyAttr, line)
}

// format returns the format of a payload type that an attribute refers to. If the m= line does not list it,
// format adds it as unlisted.
func (m *Media) format(pt uint8) *Format {
	if f := m.Format(pt); f != nil {
		return f
	}
	m.Formats = append(m.Formats, Format{PayloadType: pt, Unlisted: true})
	return &m.Formats[len(m.Formats)-1]
}
