package rtspparse

import "strings"

// httpHead parses the header of an HTTP message at the start of b. n is its length.
func httpHead(b []byte, scan *headScan, final bool) (m *Message, n int, v verdict) {
	block, next, v := scan.end(b, final)
	if v != yes || block > maxHead {
		if len(b) > maxHead {
			return nil, 0, no
		}
		return nil, 0, ambiguousUnless(final)
	}
	line, first, v := lineEnd(b[:next], 0, true)
	if v != yes {
		return nil, 0, no
	}
	m = &Message{Length: next}
	if !parseStartLine(m, string(b[:line])) || !m.HTTP {
		return nil, 0, no
	}
	parseFields(m, string(b[first:max(block, first)]))
	return m, next, yes
}

// httpLike reports whether b starts like the HTTP messages that tunnel RTSP.
func httpLike(b []byte) verdict {
	v := no
	for _, p := range [...]string{"GET ", "POST ", "HTTP/d.d "} {
		switch match(b, p) {
		case yes:
			return yes
		case ambiguous:
			v = ambiguous
		}
	}
	return v
}

const tunnelType = "application/x-rtsp-tunnelled"

// tunnelHalf returns which half of a tunnel an HTTP header belongs to, or Other.
func tunnelHalf(m *Message) ConnKind {
	marked := m.Headers.Has("x-sessioncookie")
	for _, name := range [...]string{"Accept", "Content-Type"} {
		marked = marked || strings.Contains(strings.ToLower(m.Headers.Get(name)), tunnelType)
	}
	switch {
	case !marked:
		return Other
	case m.Method == "POST":
		return TunnelPost
	}
	return TunnelGet
}

// upgrades reports whether an HTTP header switches the connection to WebSocket, and whether it names RTSP as
// the subprotocol.
func upgrades(m *Message) (ok, rtsp bool) {
	if !strings.EqualFold(m.Headers.Get("Upgrade"), "websocket") || !m.Request && m.Status != 101 {
		return false, false
	}
	return true, strings.Contains(strings.ToLower(m.Headers.Get("Sec-WebSocket-Protocol")), "rtsp")
}

// startOf examines b, the first bytes of a direction of a connection.
func (c *Conn) startOf(p *probe, b []byte, full bool) finding {
	blank := 0
	for blank < len(b) && (b[blank] == '\r' || b[blank] == '\n') {
		blank++
	}
	if blank == len(b) {
		return finding{v: ambiguous}
	}
	if f := c.tlsStart(b, full); f.v != no {
		return f
	}
	b = b[blank:]
	v := statusLike(b)
	if v == no {
		v = plainRequest(b)
	}
	if v == yes {
		return finding{kind: RTSP, v: yes}
	}
	switch h := httpLike(b); {
	case h == yes:
		return httpStart(p, b)
	case h == ambiguous || v == ambiguous:
		return finding{v: ambiguous}
	case p.midstream:
		return bareStart(b, full)
	}
	return finding{v: no}
}

// httpStart examines a direction that starts with an HTTP message. Most HTTP messages do not tunnel RTSP and
// are not worth parsing.
func httpStart(p *probe, b []byte) finding {
	block, n, v := p.scan.end(b, false)
	if v != yes {
		return finding{v: v.noIf(len(b) > maxHead)}
	}
	if !containsFold(b[:block], "x-sessioncookie") && !containsFold(b[:block], tunnelType) && !containsFold(b[:block], "websocket") {
		return finding{v: no}
	}
	m, _, v := httpHead(b[:n], &headScan{}, true)
	if v != yes {
		return finding{v: no}
	}
	if k := tunnelHalf(m); k != Other {
		return finding{kind: k, v: yes}
	}
	ok, rtsp := upgrades(m)
	switch {
	case !ok:
		return finding{v: no}
	case rtsp:
		return finding{kind: WebSocket, v: yes}
	}
	return finding{kind: WebSocket, v: webSocketCarries(b[n:])}
}

// noIf turns ambiguous into no if stop is true.
func (v verdict) noIf(stop bool) verdict {
	if v == ambiguous && stop {
		return no
	}
	return v
}

// containsFold reports whether b contains text, which must be in lower case, ignoring case.
func containsFold(b []byte, text string) bool {
	for i := 0; i+len(text) <= len(b); i++ {
		j := 0
		for j < len(text) && (b[i+j] == text[j] || b[i+j]|0x20 == text[j] && text[j] >= 'a') {
			j++
		}
		if j == len(text) {
			return true
		}
	}
	return false
}

// bareStart checks whether the first bytes of a direction whose start is not in the capture belong to a tunnel.
func bareStart(b []byte, full bool) finding {
	if v := webSocketRow(b); v == yes || v == ambiguous && !full {
		return finding{WebSocket, v, true}
	}
	return finding{TunnelPost, base64Carries(b), true}
}
