package rtspparse

// wrapping is what RTSP is wrapped in: the halves of an HTTP tunnel, or WebSocket.
type wrapping struct {
	kind    ConnKind
	half    [2]half
	scratch []byte // decoded bytes of the present input
	// The last request and answer of the wrapping's own handshake, and the cookie.
	request, response *Message
	cookie            string
}

// half is one direction of a wrapped connection.
type half struct {
	mode   mode
	head   window // an HTTP header being gathered
	scan   headScan
	skip   int64 // bytes of an HTTP body to be skipped
	off    int64 // bytes seen
	base64 base64Decoder
	ws     webSocketDecoder
	misfit int // base64 digits to be skipped behind a gap
}

type mode uint8

const (
	modeHead   mode = iota // an HTTP header
	modeRaw                // RTSP as it is
	modeBase64             // RTSP in base64
	modeFrames             // WebSocket
)

// newWrapping begins a wrapping. A half is bare where its handshake is not in the capture.
func newWrapping(k ConnKind, bare ...bool) *wrapping {
	w := &wrapping{kind: k}
	for dir := range w.half {
		switch h := &w.half[dir]; {
		case k == WebSocket && (bare[0] || bare[1]):
			h.mode = modeFrames
		case k == TunnelPost && bare[dir]:
			h.mode = modeBase64
		}
	}
	return w
}

// pass unwraps an input for its stream. Bytes that belong to the wrapping itself and make no sense
// there are given out as junk.
func (w *wrapping) pass(s *stream, in *input, e *Event) (junk bool) {
	h := &w.half[in.dir]
	switch in.act {
	case feedData:
		bad := h.base64.bad + h.ws.bad
		w.data(s, h, in)
		h.off += int64(len(in.data))
		if bad = h.base64.bad + h.ws.bad - bad; bad > 0 {
			e.Kind, e.Dir, e.Skipped, e.Mark, e.Offset = JunkEvent, in.dir, bad, in.mark, h.off-int64(len(in.data))
			e.Blame = NoBlame
			e.Detail = "bytes in the POST half of a tunnel that are not base64"
			if h.mode == modeFrames {
				e.Detail = "bytes that belong to no WebSocket frame"
			}
			return true
		}
	case feedGap, feedJunk:
		h.off += in.gap
		h.gap(s, in)
	case feedEnd:
		s.end()
	}
	return false
}

func (w *wrapping) data(s *stream, h *half, in *input) {
	b := in.data
	w.scratch = w.scratch[:0]
	for len(b) > 0 {
		switch h.mode {
		case modeRaw:
			s.feed(b, in.mark)
			return
		case modeBase64:
			n := min(h.misfit, len(b))
			h.misfit -= n
			w.scratch = h.base64.decode(w.scratch[:0], b[n:])
			s.feed(w.scratch, in.mark)
			return
		case modeFrames:
			var n int
			// What was fed before from this input has not been read yet: it stays where it is.
			from := len(w.scratch)
			w.scratch, n = h.ws.decode(w.scratch, b)
			s.feed(w.scratch[from:], in.mark)
			if b = b[n:]; len(b) > 0 {
				h.mode = modeHead
			}
		default:
			b = w.gather(h, b, in)
		}
	}
}

// gather adds bytes to a header, and returns those behind it.
func (w *wrapping) gather(h *half, b []byte, in *input) []byte {
	n := int(min(h.skip, int64(len(b))))
	h.skip -= int64(n)
	if b = b[n:]; len(b) == 0 {
		return nil
	}
	h.head.feed(b, in.mark)
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
	case unsure:
		h.head.keep()
		return nil
	case no:
		b = append([]byte(nil), u...)
		h.mode, h.head, h.scan = modeRaw, window{}, headScan{}
		if w.kind == WebSocket {
			if h.mode = modeFrames; b[0] == 'G' || b[0] == 'H' {
				h.ws.lose()
			}
		}
		return b
	}
	m.First, m.Last, m.Offset = h.head.markOf(0), h.head.markOf(n-1), h.head.off
	h.head.skip(n)
	rest := h.head.unread()
	h.head = window{off: h.head.off + int64(len(rest))}
	h.scan = headScan{}
	w.enter(h, m)
	return rest
}

// enter draws the consequences of an HTTP header.
func (w *wrapping) enter(h *half, m *Message) {
	if m.Request {
		w.request = m
		if c := m.Headers.Get("x-sessioncookie"); c != "" {
			w.cookie = c
		}
		switch ok, _ := upgrades(m); {
		case ok:
			h.mode = modeFrames
		case m.Method == "POST" && tunnels(m) == TunnelPost:
			h.mode = modeBase64
		}
		return
	}
	w.response = m
	ok, _ := upgrades(m)
	switch {
	case ok:
		h.mode = modeFrames
	case m.Status/100 == 2 && w.kind == TunnelGet:
		h.mode = modeRaw
	case m.Status/100 != 1:
		h.skip, _ = bodyLength(m)
	}
}

// gap goes over missing bytes.
func (h *half) gap(s *stream, in *input) {
	switch h.mode {
	case modeRaw:
		s.cut(in.gap, in.mark)
	case modeBase64:
		var n int64
		n, h.misfit = h.base64.gap(in.gap + int64(h.misfit))
		s.cut(n, in.mark)
	case modeFrames:
		s.cut(h.ws.gap(in.gap), in.mark)
	default:
		if h.skip >= in.gap {
			h.skip -= in.gap
			return
		}
		h.head, h.scan, h.skip = window{}, headScan{}, 0
		h.mode = modeRaw
		s.cut(in.gap, in.mark)
	}
}

// Cookie is the x-sessioncookie of an HTTP tunnel.
func (c *Conn) Cookie() string {
	if c.wrap == nil {
		return ""
	}
	return c.wrap.cookie
}

// HTTP returns the request and the answer by which a tunnel or WebSocket was opened, the last of
// each where there were several (an answer of 401, and another try); nil where not seen.
func (c *Conn) HTTP() (request, response *Message) {
	if c.wrap == nil {
		return nil, nil
	}
	return c.wrap.request, c.wrap.response
}
