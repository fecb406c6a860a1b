package rtspparse

import (
	"bytes"
	"strconv"
)

// bodyParts is the state of the body being parsed.
type bodyParts struct {
	left     int64 // announced bytes that have not been read yet
	text     bool
	sdpAt    int
	embedded embedded
}

// startMessage starts a message whose start line ends at line.
func (s *stream) startMessage(u []byte, line, next int) result {
	m := &Message{}
	text := string(u[:line])
	if !parseStartLine(m, text) || m.HTTP && m.Request && !isRTSPMethod(m.Method) {
		return s.reject()
	}
	if m.HTTP {
		m.addViolation("http-instead-of-rtsp", "HTTP/"+m.Version)
	}
	checkControlBytes(m, text)
	s.checkLineEnd(m, u[line:next])
	s.begin(m, next, inHead)
	s.head.bareCR = u[next-1] == '\r'
	return again
}

// reject handles bytes at which no element starts.
func (s *stream) reject() result {
	why := "bytes between messages and frames"
	if s.off == s.leftOverAt && s.leftOver != "" {
		why = s.leftOver
	}
	if s.confirmed {
		// The search found an element here. Skip a byte so that it does not find it again.
		s.unparsed.add(s, 1, why)
		s.skip(1)
	}
	s.startSearch(why)
	return again
}

// begin makes m the current message, of which n bytes have been read.
func (s *stream) begin(m *Message, n int, next state) {
	if s.unparsed.lines {
		m.addViolation("empty-line-before", strconv.FormatInt(s.unparsed.n, 10)+" bytes of line ends")
		s.unparsed = unparsed{}
	}
	m.First, m.Offset = s.originOf(0), s.off
	s.msg, s.state, s.seen, s.confirmed = m, next, 0, false
	s.head, s.body = headScan{}, bodyParts{}
	s.consume(n)
}

// startTruncated starts a message whose start line is truncated or exceeds the limit.
func (s *stream) startTruncated(u []byte) result {
	m := &Message{}
	text := string(u[:min(len(u), maxStartLine)])
	whole := len(text) == len(u)
	switch {
	case whole && s.ended && parseStartLine(m, text) && !m.HTTP && m.Version != "":
	case startsMessage(u, true) != yes:
		return s.reject()
	default:
		*m = Message{}
		if m.Method, m.URL = word(text); m.Method != "" && text[:5] != "RTSP/" {
			m.Request = true
		} else {
			m.Method, m.URL = "", ""
			parseStatusLine(m, text[5:])
		}
	}
	if whole {
		s.begin(m, len(u), inHead)
		return again
	}
	m.addViolation("start-line-limit", "limit of "+strconv.Itoa(maxStartLine)+" bytes in a start line exceeded")
	s.begin(m, len(text), inLine)
	return again
}

// checkLineEnd records a line end that is not CRLF.
func (s *stream) checkLineEnd(m *Message, end []byte) {
	switch string(end) {
	case "\n":
		m.addViolation("bare-lf", "")
	case "\r":
		m.addViolation("bare-cr", "")
	}
}

// consume reads n bytes of the message.
func (s *stream) consume(n int) {
	if n == 0 {
		return
	}
	s.msg.Length += n
	s.msg.Last = s.originOf(n - 1)
	s.skip(n)
}

// stepLine skips the rest of a start line beyond its limit.
func (s *stream) stepLine(u []byte) result {
	_, next, v := lineEnd(u, 0, s.final)
	if v != yes {
		n := len(u)
		if u[n-1] == '\r' && !s.final {
			n--
		}
		s.consume(n)
		return need
	}
	s.consume(next)
	s.state = inHead
	return again
}

// stepHead parses the header fields once all of them are available.
func (s *stream) stepHead(e *Event, u []byte) result {
	block, next, v := s.head.end(u, s.final)
	if block > maxHead || v != yes && len(u) > maxHead {
		parseFields(s.msg, string(u[:maxHead]))
		s.msg.addViolation("header-limit", "limit of "+strconv.Itoa(maxHead)+" bytes of header fields exceeded")
		s.consume(maxHead)
		s.head = headScan{mid: u[maxHead-1] != '\n'}
		s.state = inRest
		return again
	}
	if v != yes {
		return need
	}
	parseFields(s.msg, string(u[:block]))
	s.endHead(u, block, next)
	return s.startBody(e)
}

// endHead reads the empty line.
func (s *stream) endHead(u []byte, block, next int) {
	if next == block {
		s.msg.addViolation("no-empty-line", "")
	} else {
		s.checkLineEnd(s.msg, u[block:next])
	}
	s.consume(next)
}

// stepRest skips header fields beyond their limit.
func (s *stream) stepRest(e *Event, u []byte) result {
	block, next, v := s.head.end(u, s.final)
	if v == yes {
		s.endHead(u, block, next)
		return s.startBody(e)
	}
	n := s.head.line
	if s.head.mid {
		// Only the end of this line matters, and a CR may be the first half of it.
		n = len(u)
		if u[n-1] == '\r' {
			n--
		}
	}
	s.consume(n)
	s.head.line, s.head.seen = 0, max(s.head.seen-n, 0)
	if !s.head.mid && len(u)-n > maxStartLine {
		s.head.mid = true
		return again
	}
	return need
}

// startBody decides what follows the header.
func (s *stream) startBody(e *Event) result {
	m := s.msg
	checkCSeq(m)
	n, ok := bodyLength(m)
	s.body = bodyParts{left: n, text: textual(m)}
	switch {
	case ok && n > 0:
		s.state = inBody
	case !ok && m.IsSDP():
		s.state = inSDP
	default:
		s.emitMessage(e)
		return event
	}
	return again
}

// checkCSeq records violations of the CSeq field.
func checkCSeq(m *Message) {
	first, count := "", 0
	for i := range m.Headers {
		if len(m.Headers[i].Name) != 4 || !bytes.EqualFold([]byte(m.Headers[i].Name), []byte("CSeq")) {
			continue
		}
		v := m.Headers[i].Value
		if count++; count == 1 {
			first = v
			_, f := ParseCSeq(v)
			m.Violations = append(m.Violations, f...)
		} else if v != first {
			m.addViolation("cseq-conflict", v)
		}
	}
	if count == 0 && !m.HTTP {
		m.addViolation("cseq-missing", "")
	}
}

// stepBody waits for the body, up to the limit, and checks whether its length is as announced.
func (s *stream) stepBody(e *Event, u []byte) result {
	m, b := s.msg, &s.body
	cut, v := b.embedded.find(u, int(min(b.left, maxBody)), b.text, s.final)
	keep := int(min(b.left, maxBody))
	switch {
	case v == ambiguous:
		return s.waitForBody(len(u))
	case v == yes:
		m.addViolation("content-length-too-large", "Content-Length "+strconv.FormatInt(b.left, 10)+", but the body has "+strconv.Itoa(cut)+" bytes")
		s.consumeBody(u[:cut])
	case len(u) < keep:
		return s.waitForBody(len(u))
	case b.left > maxBody:
		m.addViolation("body-limit", "limit of "+strconv.Itoa(maxBody)+" bytes of a body exceeded")
		s.consumeBody(u[:keep])
		b.left -= maxBody
		s.state = inExcess
		return again
	default:
		s.consumeBody(u[:keep])
	}
	s.emitMessage(e)
	return event
}

// consumeBody reads b as the body.
func (s *stream) consumeBody(b []byte) {
	s.msg.Body = append([]byte(nil), b...)
	s.releaseBody()
	s.consume(len(b))
}

// stepSDP waits for the end of a session description without a Content-Length.
func (s *stream) stepSDP(e *Event, u []byte) result {
	if s.body.sdpAt == 0 {
		switch v := match(u, "v="); {
		case v == ambiguous && !s.final:
			return need
		case v != yes:
			s.emitMessage(e)
			return event
		}
	}
	end, v := sdpEnd(u, &s.body.sdpAt, s.final)
	if v == ambiguous && len(u) <= maxBody {
		return s.waitForBody(len(u))
	}
	if v == ambiguous {
		end = s.body.sdpAt
	}
	s.msg.addViolation("content-length-missing", "body of "+strconv.Itoa(end)+" bytes without a Content-Length")
	s.consumeBody(u[:end])
	s.emitMessage(e)
	return event
}

// stepExcess skips a body beyond its limit.
func (s *stream) stepExcess(e *Event, u []byte) result {
	n := int(min(s.body.left, int64(len(u))))
	s.body.left -= int64(n)
	s.consume(n)
	if s.body.left > 0 {
		return need
	}
	s.emitMessage(e)
	return event
}

// emitTruncated emits the available part of a message before a gap or the end. u contains the unread bytes.
func (s *stream) emitTruncated(e *Event, u []byte) {
	m := s.msg
	code := "cut-by-gap"
	if s.ended {
		code = "cut-by-end"
	}
	switch s.state {
	case inHead:
		text := u
		if s.ended && len(u) > 0 {
			code = "no-empty-line"
		} else if i := bytes.LastIndexAny(u, "\r\n"); !s.ended {
			text = u[:i+1]
		}
		text = bytes.TrimSuffix(text, []byte("\r")) // may be half of a line end
		parseFields(m, string(text))
		if code == "no-empty-line" {
			checkCSeq(m)
		}
		s.consume(len(u))
	case inBody:
		if code = "body-cut-by-gap"; s.ended {
			code = "content-length-beyond-end"
		}
		s.consumeBody(u)
	default:
		s.consume(len(u))
	}
	m.addViolation(code, "")
	s.emitMessage(e)
}

// emitMessage emits the current message.
func (s *stream) emitMessage(e *Event) {
	m := s.msg
	e.Kind, e.Dir, e.Msg, e.Origin = MessageEvent, s.dir, m, m.Last
	s.msg, s.state = nil, atStart
	s.leftOverAt = s.off
	switch {
	case m.Body != nil:
		s.leftOver = "bytes after a body: its Content-Length is too small"
	case m.Headers.Has("Content-Type") || m.Headers.Has("Content-Length"):
		s.leftOver = "bytes after a message that does not announce them as its body"
	default:
		s.leftOver = ""
	}
}
