package rtspparse

// Parse parses one message at the start of b (a datagram of rtspu, or a test): n is the number of
// bytes used; 0 when b does not begin with a complete message. It is cheap for what is no RTSP.
func Parse(b []byte) (m *Message, n int) {
	at := 0
	for at < len(b) && at < 8 && (b[at] == '\r' || b[at] == '\n') {
		at++
	}
	if statusLike(b[at:]) != yes && plainRequest(b[at:]) != yes {
		return nil, 0
	}
	var s stream
	var e Event
	s.feed(b, Mark{})
	if !s.next(&e) && s.state == inSDP {
		s.end()
		s.next(&e)
	}
	if e.Kind != MessageEvent {
		return nil, 0
	}
	return e.Msg, int(e.Msg.Offset) + e.Msg.Length
}
