package rtspparse

// Parse parses a message at the start of b, for example a datagram of RTSP over UDP. n is the number of bytes
// used, or 0 if b does not start with a complete message. Parse is cheap for data that is not RTSP.
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
	s.feed(b, Origin{})
	if !s.next(&e) && s.state == inSDP {
		s.end()
		s.next(&e)
	}
	if e.Kind != MessageEvent {
		return nil, 0
	}
	return e.Msg, int(e.Msg.Offset) + e.Msg.Length
}
