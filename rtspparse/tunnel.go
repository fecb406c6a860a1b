package rtspparse

// tunnel is the encapsulation of RTSP: the halves of an HTTP tunnel, or WebSocket.
type tunnel struct {
	kind    ConnKind
	half    [2]half
	decoded []byte // decoded bytes of the current input
	// The last request and response of the tunnel's handshake, and the cookie.
	request, response *Message
	cookie            string
}

// half is one direction of a tunneled connection.
type half struct {
	mode       mode
	head       buffer // an incomplete HTTP header
	scan       headScan
	skip       int64 // remaining bytes of an HTTP body
	off        int64 // bytes seen
	base64     base64Decoder
	ws         webSocketDecoder
	skipDigits int // base64 digits to skip after a gap
}

type mode uint8

const (
	modeHead   mode = iota // an HTTP header
	modeRaw                // RTSP without encoding
	modeBase64             // RTSP in base64
	modeFrames             // WebSocket
)

// newTunnel returns a tunnel. A half is bare if its handshake is not in the capture.
func newTunnel(k ConnKind, bare ...bool) *tunnel {
	t := &tunnel{kind: k}
	for dir := range t.half {
		switch h := &t.half[dir]; {
		case k == WebSocket && (bare[0] || bare[1]):
			h.mode = modeFrames
		case k == TunnelPost && bare[dir]:
			h.mode = modeBase64
		}
	}
	return t
}

// pass decapsulates an input for its stream. Invalid bytes of the tunnel itself are emitted as unparsed.
func (t *tunnel) pass(s *stream, in *input, e *Event) (junk bool) {
	h := &t.half[in.dir]
	switch in.act {
	case feedData:
		bad := h.base64.bad + h.ws.bad
		t.data(s, h, in)
		h.off += int64(len(in.data))
		if bad = h.base64.bad + h.ws.bad - bad; bad > 0 {
			e.Kind, e.Dir, e.Skipped, e.Origin, e.Offset = UnparsedEvent, in.dir, bad, in.origin, h.off-int64(len(in.data))
			e.LengthHint = NoHint
			e.Detail = "invalid base64 in the POST half of a tunnel"
			if h.mode == modeFrames {
				e.Detail = "bytes outside WebSocket frames"
			}
			return true
		}
	case feedGap, feedDiscarded:
		h.off += in.gap
		h.gap(s, in)
	case feedEnd:
		s.end()
	}
	return false
}

func (t *tunnel) data(s *stream, h *half, in *input) {
	b := in.data
	t.decoded = t.decoded[:0]
	for len(b) > 0 {
		switch h.mode {
		case modeRaw:
			s.feed(b, in.origin)
			return
		case modeBase64:
			n := min(h.skipDigits, len(b))
			h.skipDigits -= n
			t.decoded = h.base64.decode(t.decoded[:0], b[n:])
			s.feed(t.decoded, in.origin)
			return
		case modeFrames:
			var n int
			// Bytes fed before from this input have not been read yet and must stay in place.
			from := len(t.decoded)
			t.decoded, n = h.ws.decode(t.decoded, b)
			s.feed(t.decoded[from:], in.origin)
			if b = b[n:]; len(b) > 0 {
				h.mode = modeHead
			}
		default:
			b = t.readHeader(h, b, in)
		}
	}
}

// readHeader adds bytes to an HTTP header and returns the bytes after it.
func (t *tunnel) readHeader(h *half, b []byte, in *input) []byte {
	n := int(min(h.skip, int64(len(b))))
	h.skip -= int64(n)
	if b = b[n:]; len(b) == 0 {
		return nil
	}
	h.head.feed(b, in.origin)
	u := h.head.unread()
	for len(u) > 0 && h.scan == (headScan{}) && (u[0] == '\r' || u[0] == '\n') {
		h.head.skip(1)
		u = h.head.unread()
	}
	v := httpLike(u)
	var m *Message
	if v == yes {
		m, n, v = httpHead(u, &h.scan, false)
	}
	switch v {
	case ambiguous:
		h.head.keep()
		return nil
	case no:
		b = append([]byte(nil), u...)
		h.mode, h.head, h.scan = modeRaw, buffer{}, headScan{}
		if t.kind == WebSocket {
			if h.mode = modeFrames; b[0] == 'G' || b[0] == 'H' {
				h.ws.loseSync()
			}
		}
		return b
	}
	m.First, m.Last, m.Offset = h.head.originOf(0), h.head.originOf(n-1), h.head.off
	h.head.skip(n)
	rest := h.head.unread()
	h.head = buffer{off: h.head.off + int64(len(rest))}
	h.scan = headScan{}
	t.enter(h, m)
	return rest
}

// enter sets the mode according to an HTTP header.
func (t *tunnel) enter(h *half, m *Message) {
	if m.Request {
		t.request = m
		if c := m.Headers.Get("x-sessioncookie"); c != "" {
			t.cookie = c
		}
		switch ok, _ := upgrades(m); {
		case ok:
			h.mode = modeFrames
		case m.Method == "POST" && tunnelHalf(m) == TunnelPost:
			h.mode = modeBase64
		}
		return
	}
	t.response = m
	ok, _ := upgrades(m)
	switch {
	case ok:
		h.mode = modeFrames
	case m.Status/100 == 2 && t.kind == TunnelGet:
		h.mode = modeRaw
	case m.Status/100 != 1:
		h.skip, _ = bodyLength(m)
	}
}

// gap skips missing bytes.
func (h *half) gap(s *stream, in *input) {
	switch h.mode {
	case modeRaw:
		s.addGap(in.gap, in.origin)
	case modeBase64:
		var n int64
		n, h.skipDigits = h.base64.gap(in.gap + int64(h.skipDigits))
		s.addGap(n, in.origin)
	case modeFrames:
		s.addGap(h.ws.gap(in.gap), in.origin)
	default:
		if h.skip >= in.gap {
			h.skip -= in.gap
			return
		}
		h.head, h.scan, h.skip = buffer{}, headScan{}, 0
		h.mode = modeRaw
		s.addGap(in.gap, in.origin)
	}
}

// Cookie returns the x-sessioncookie of an HTTP tunnel.
func (c *Conn) Cookie() string {
	if c.tunnel == nil {
		return ""
	}
	return c.tunnel.cookie
}

// HTTP returns the request and the response of the tunnel or WebSocket handshake, the last ones if there were
// several (a 401 response and a retry), or nil if they were not seen.
func (c *Conn) HTTP() (request, response *Message) {
	if c.tunnel == nil {
		return nil, nil
	}
	return c.tunnel.request, c.tunnel.response
}
