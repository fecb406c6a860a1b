package sdpview

import (
	"strconv"
	"strings"
)

// readMedia starts a media section with the value of an m= line (RFC 8866, 5.14): media port["/"count] protocol
// format...
func (p *parser) readMedia(value string) {
	if len(p.s.Media) >= MaxMedia {
		if !p.skip {
			p.violation(ViolationManyMedia, value)
		}
		p.s.MediaDropped++
		p.s.Truncated, p.skip, p.m = true, true, nil
		return
	}
	m := &Media{Index: len(p.s.Media)}
	p.m = m
	p.s.Media = append(p.s.Media, m)

	f := strings.Fields(value)
	if len(f) > 0 {
		m.Type = strings.ToLower(f[0])
		f = f[1:]
	}
	// If the port is empty, the protocol takes its place.
	if len(f) > 0 && looksLikeProtocol(f[0]) {
		p.violation(ViolationPort, value)
	} else if len(f) > 0 {
		p.readPort(m, f[0])
		f = f[1:]
	}
	if len(f) > 0 {
		m.Protocol = f[0]
		f = f[1:]
		if isRTP(m.Protocol) && m.Protocol != strings.ToUpper(m.Protocol) {
			p.violation(ViolationProtocolCase, m.Protocol)
		}
	}
	if len(f) == 0 {
		p.violation(ViolationMedia, value)
	}
	m.FormatText = strings.Join(f, " ")
	p.readFormats(m, f)
}

// looksLikeProtocol distinguishes "RTP/AVP" from the port "5000/2".
func looksLikeProtocol(s string) bool {
	i := strings.IndexByte(s, '/')
	if i <= 0 {
		return false
	}
	_, err := strconv.ParseInt(s[:i], 10, 64)
	return err != nil && (s[0]|0x20) >= 'a' && (s[0]|0x20) <= 'z'
}

// isRTP reports whether the formats of a protocol are payload types. RAW/RAW/UDP (MPEG transport streams
// without RTP, from VLC and set-top boxes) reuses payload type 33.
func isRTP(protocol string) bool {
	u := strings.ToUpper(protocol)
	return strings.Contains(u, "RTP/") || strings.HasPrefix(u, "RAW/")
}

func (p *parser) readPort(m *Media, s string) {
	port, count, two := strings.Cut(s, "/")
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		p.violation(ViolationPort, s)
	}
	if err == nil {
		m.Port = int(n)
	}
	if !two {
		return
	}
	if n, err = strconv.ParseUint(count, 10, 16); err != nil || n == 0 {
		p.violation(ViolationPort, s)
		return
	}
	m.PortCount = int(n)
}

// readFormats parses the payload types of an m= line.
func (p *parser) readFormats(m *Media, fields []string) {
	for _, s := range fields {
		pt, ok := parsePayloadType(s)
		switch {
		case !ok && isRTP(m.Protocol):
			p.violation(ViolationPayloadType, s)
		case !ok:
			// Other protocols have other formats; see FormatText.
		case m.Format(pt) != nil:
			p.violation(ViolationPTRepeated, s)
		default:
			m.Formats = append(m.Formats, Format{PayloadType: pt})
		}
	}
}

// parsePayloadType parses a number from 0 to 127.
func parsePayloadType(s string) (uint8, bool) {
	n, err := strconv.ParseUint(s, 10, 7)
	return uint8(n), err == nil
}
