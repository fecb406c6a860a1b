package rtspparse

import (
	"bytes"
	"strconv"
)

// bodyParts is what is known of the body being parsed.
type bodyParts struct {
	left     int64 // bytes announced and still to come
	text     bool
	sdpAt    int
	intruder intruder
}

// startMessage begins a message whose start line ends at line.
func (s *stream) startMessage(e *Event, u []byte, line, next int) result {
	m := &Message{}
	text := string(u[:line])
	if !parseStartLine(m, text) || m.HTTP && m.Request && !isRTSPMethod(m.Method) {
		return s.reject()
	}
	if m.HTTP {
		m.addFault("http-instead-of-rtsp", "HTTP/"+m.Version)
	}
	noteControls(m, text)
	s.noteLineEnd(m, u[line:next])
	s.begin(m, next, inHead)
	s.head.bareCR = u[next-1] == '\r'
	return again
}

// reject finds that no element begins here.
func (s *stream) reject() result {
	why := "bytes between messages and frames"
	if s.off == s.leftOverAt && s.leftOver != "" {
		why = s.leftOver
	}
	if s.sure {
		// The search has judged otherwise: it must not come back to the same place.
		s.junk.add(s, 1, why)
		s.skip(1)
	}
	s.startSearch(why)
	return again
}

// begin makes m the message being parsed, of which n bytes are read.
func (s *stream) begin(m *Message, n int, next state) {
	if s.junk.lines {
		m.addFault("empty-line-before", strconv.FormatInt(s.junk.n, 10)+" bytes of line ends")
		s.junk = junk{}
	}
	m.First, m.Offset = s.markOf(0), s.off
	s.msg, s.state, s.seen, s.sure = m, next, 0, false
	s.head, s.body = headScan{}, bodyParts{}
	s.take(n)
}

// startCutMessage begins a message whose start line is longer than the limit, or cut.
func (s *stream) startCutMessage(e *Event, u []byte) result {
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
	m.addFault("start-line-limit", "limit of "+strconv.Itoa(maxStartLine)+" bytes in a start line exceeded")
	s.begin(m, len(text), inLine)
	return again
}

// noteLineEnd notes a line end that is not CRLF.
func (s *stream) noteLineEnd(m *Message, end []byte) {
	switch string(end) {
	case "\n":
		m.addFault("bare-lf", "")
	case "\r":
		m.addFault("bare-cr", "")
	}
}

// take reads n bytes of the message.
func (s *stream) take(n int) {
	if n == 0 {
		return
	}
	s.msg.Length += n
	s.msg.Last = s.markOf(n - 1)
	s.skip(n)
}

// stepLine passes over the rest of a start line beyond its limit.
func (s *stream) stepLine(u []byte) result {
	_, next, v := lineEnd(u, 0, s.final)
	if v != yes {
		n := len(u)
		if u[n-1] == '\r' && !s.final {
			n--
		}
		s.take(n)
		return need
	}
	s.take(next)
	s.state = inHead
	return again
}

// stepHead reads the header fields once all of them are there.
func (s *stream) stepHead(e *Event, u []byte) result {
	block, next, v := s.head.end(u, s.final)
	if block > maxHead || v != yes && len(u) > maxHead {
		parseFields(s.msg, string(u[:maxHead]))
		s.msg.addFault("header-limit", "limit of "+strconv.Itoa(maxHead)+" bytes of header fields exceeded")
		s.take(maxHead)
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
		s.msg.addFault("no-empty-line", "")
	} else {
		s.noteLineEnd(s.msg, u[block:next])
	}
	s.take(next)
}

// stepRest passes over header fields beyond their limit.
func (s *stream) stepRest(e *Event, u []byte) result {
	block, next, v := s.head.end(u, s.final)
	if v == yes {
		s.endHead(u, block, next)
		return s.startBody(e)
	}
	n := s.head.line
	if s.head.mid {
		// The end of this line is all that matters of it, and a CR may be half of that.
		n = len(u)
		if u[n-1] == '\r' {
			n--
		}
	}
	s.take(n)
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
	case !ok && isSDP(m):
		s.state = inSDP
	default:
		s.giveMessage(e)
		return event
	}
	return again
}

// checkCSeq notes what is wrong with the CSeq field.
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
			m.Faults = append(m.Faults, f...)
		} else if v != first {
			m.addFault("cseq-conflict", v)
		}
	}
	if count == 0 && !m.HTTP {
		m.addFault("cseq-missing", "")
	}
}

// stepBody waits for a body, as far as it is kept, and looks whether it is as long as announced.
func (s *stream) stepBody(e *Event, u []byte) result {
	m, b := s.msg, &s.body
	cut, v := b.intruder.find(u, int(min(b.left, maxBody)), b.text, s.final)
	keep := int(min(b.left, maxBody))
	switch {
	case v == unsure:
		return need
	case v == yes:
		m.addFault("content-length-too-large", "Content-Length "+strconv.FormatInt(b.left, 10)+", but the body has "+strconv.Itoa(cut)+" bytes")
		s.takeBody(u[:cut])
	case len(u) < keep:
		return need
	case b.left > maxBody:
		m.addFault("body-limit", "limit of "+strconv.Itoa(maxBody)+" bytes of a body exceeded")
		s.takeBody(u[:keep])
		b.left -= maxBody
		s.state = inExcess
		return again
	default:
		s.takeBody(u[:keep])
	}
	s.giveMessage(e)
	return event
}

// takeBody reads b as the body.
func (s *stream) takeBody(b []byte) {
	s.msg.Body = append([]byte(nil), b...)
	s.take(len(b))
}

// stepSDP waits for the end of a description without a Content-Length.
func (s *stream) stepSDP(e *Event, u []byte) result {
	if s.body.sdpAt == 0 {
		switch v := match(u, "v="); {
		case v == unsure && !s.final:
			return need
		case v != yes:
			s.giveMessage(e)
			return event
		}
	}
	end, v := sdpEnd(u, &s.body.sdpAt, s.final)
	if v == unsure && len(u) <= maxBody {
		return need
	}
	if v == unsure {
		end = s.body.sdpAt
	}
	s.msg.addFault("content-length-missing", "body of "+strconv.Itoa(end)+" bytes without a Content-Length")
	s.takeBody(u[:end])
	s.giveMessage(e)
	return event
}

// stepExcess passes over a body beyond its limit.
func (s *stream) stepExcess(e *Event, u []byte) result {
	n := int(min(s.body.left, int64(len(u))))
	s.body.left -= int64(n)
	s.take(n)
	if s.body.left > 0 {
		return need
	}
	s.giveMessage(e)
	return event
}

// cutMessage gives out what there is of a message before a gap or the end; u is what is unread.
func (s *stream) cutMessage(e *Event, u []byte) {
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
		text = bytes.TrimSuffix(text, []byte("\r")) // perhaps half of a line end
		parseFields(m, string(text))
		if code == "no-empty-line" {
			checkCSeq(m)
		}
		s.take(len(u))
	case inBody:
		if code = "body-cut-by-gap"; s.ended {
			code = "content-length-beyond-end"
		}
		s.takeBody(u)
	default:
		s.take(len(u))
	}
	m.addFault(code, "")
	s.giveMessage(e)
}

// giveMessage gives out the message.
func (s *stream) giveMessage(e *Event) {
	m := s.msg
	e.Kind, e.Dir, e.Msg, e.Mark = MessageEvent, s.dir, m, m.Last
	s.msg, s.state = nil, atStart
	s.leftOverAt = s.off
	switch {
	case m.Body != nil:
		s.leftOver = "bytes left over behind a body: its Content-Length is too small"
	case m.Headers.Has("Content-Type") || m.Headers.Has("Content-Length"):
		s.leftOver = "bytes behind a message that does not announce them as its body"
	default:
		s.leftOver = ""
	}
}
