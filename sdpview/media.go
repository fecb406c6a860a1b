package sdpview

import (
	"strconv"
	"strings"
)

// readMedia begins a section with the value of an m= line (RFC 8866, 5.14):
// media port["/"count] protocol format...
func (p *parser) readMedia(value string) {
	if len(p.s.Media) >= MaxMedia {
		if !p.skip {
			p.fault(FaultManyMedia, value)
		}
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
	// A port left empty brings the protocol in its place.
	if len(f) > 0 && looksLikeProtocol(f[0]) {
		p.fault(FaultPort, value)
	} else if len(f) > 0 {
		p.readPort(m, f[0])
		f = f[1:]
	}
	if len(f) > 0 {
		m.Protocol = f[0]
		f = f[1:]
		if isRTP(m.Protocol) && m.Protocol != strings.ToUpper(m.Protocol) {
			p.fault(FaultProtocolCase, m.Protocol)
		}
	}
	if len(f) == 0 {
		p.fault(FaultMedia, value)
	}
	m.FormatText = strings.Join(f, " ")
	p.readFormats(m, f)
}

// looksLikeProtocol tells "RTP/AVP" from the port "5000/2".
func looksLikeProtocol(s string) bool {
	i := strings.IndexByte(s, '/')
	if i <= 0 {
		return false
	}
	_, err := strconv.ParseInt(s[:i], 10, 64)
	return err != nil && (s[0]|0x20) >= 'a' && (s[0]|0x20) <= 'z'
}

// isRTP reports whether a protocol lists payload types. RAW/RAW/UDP (MPEG transport streams without
// RTP, from VLC and set-top boxes) borrows the number 33.
func isRTP(protocol string) bool {
	u := strings.ToUpper(protocol)
	return strings.Contains(u, "RTP/") || strings.HasPrefix(u, "RAW/")
}

func (p *parser) readPort(m *Media, s string) {
	port, count, two := strings.Cut(s, "/")
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		p.fault(FaultPort, s)
	}
	if err == nil {
		m.Port = int(n)
	}
	if !two {
		return
	}
	if n, err = strconv.ParseUint(count, 10, 16); err != nil || n == 0 {
		p.fault(FaultPort, s)
		return
	}
	m.PortCount = int(n)
}

// readFormats reads the payload types of an m= line.
func (p *parser) readFormats(m *Media, fields []string) {
	for _, s := range fields {
		pt, ok := parsePayloadType(s)
		switch {
		case !ok && isRTP(m.Protocol):
			p.fault(FaultPayloadType, s)
		case !ok:
			// Other protocols list what they like; FormatText has it.
		case m.Format(pt) != nil:
			p.fault(FaultPTRepeated, s)
		default:
			m.Formats = append(m.Formats, Format{PayloadType: pt})
		}
	}
}

// parsePayloadType reads a number from 0 to 127.
func parsePayloadType(s string) (uint8, bool) {
	n, err := strconv.ParseUint(s, 10, 7)
	return uint8(n), err == nil
}
