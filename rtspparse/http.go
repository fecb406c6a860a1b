package rtspparse

import "strings"

// httpHead parses the header of an HTTP message at the start of b; n is its length.
func httpHead(b []byte, scan *headScan, final bool) (m *Message, n int, v verdict) {
	block, next, v := scan.end(b, final)
	if v != yes || block > maxHead {
		if len(b) > maxHead {
			return nil, 0, no
		}
		return nil, 0, unsureUnless(final)
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

// httpLike says whether b begins as the HTTP messages do that wrap RTSP.
func httpLike(b []byte) verdict {
	v := no
	for _, p := range [...]string{"GET ", "POST ", "HTTP/d.d "} {
		switch match(b, p) {
		case yes:
			return yes
		case unsure:
			v = unsure
		}
	}
	return v
}

const tunnelType = "application/x-rtsp-tunnelled"

// tunnels says whether an HTTP header belongs to a tunnel, and which half of it.
func tunnels(m *Message) ConnKind {
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

// upgrades says whether an HTTP header turns the connection to WebSocket, and whether it names
// RTSP as what that carries.
func upgrades(m *Message) (ok, rtsp bool) {
	if !strings.EqualFold(m.Headers.Get("Upgrade"), "websocket") || !m.Request && m.Status != 101 {
		return false, false
	}
	return true, strings.Contains(strings.ToLower(m.Headers.Get("Sec-WebSocket-Protocol")), "rtsp")
}

// startOf judges b, the first bytes of a direction of a connection.
func (c *Conn) startOf(l *look, b []byte, full bool) finding {
	blank := 0
	for blank < len(b) && (b[blank] == '\r' || b[blank] == '\n') {
		blank++
	}
	if blank == len(b) {
		return finding{v: unsure}
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
		return httpStart(l, b)
	case h == unsure || v == unsure:
		return finding{v: unsure}
	case l.midway:
		return bareStart(b, full)
	}
	return finding{v: no}
}

// httpStart judges a direction that begins with an HTTP message. Most of them are no wrapping of
// RTSP, and not worth parsing.
func httpStart(l *look, b []byte) finding {
	block, n, v := l.scan.end(b, false)
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
	if k := tunnels(m); k != Other {
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

// noIf makes no of unsure, where waiting has to end.
func (v verdict) noIf(stop bool) verdict {
	if v == unsure && stop {
		return no
	}
	return v
}

// containsFold looks for a text of lower-case letters in any case.
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

// bareStart judges the first bytes of a direction whose beginning is not in the capture for a
// wrapping that goes on.
func bareStart(b []byte, full bool) finding {
	if v := webSocketRow(b); v == yes || v == unsure && !full {
		return finding{WebSocket, v, true}
	}
	return finding{TunnelPost, base64Carries(b), true}
}
