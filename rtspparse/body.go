package rtspparse

import (
	"strconv"
	"strings"
)

const (
	// maxBody is the number of body bytes that are kept. SDP of half a megabyte exists.
	maxBody = 4 << 20
	// maxContentLength is the largest Content-Length that is accepted.
	maxContentLength = 16 << 20
)

// DefaultBodyBudget is the limit of a BodyBudget with a zero Limit.
const DefaultBodyBudget = 64 << 20

// BodyBudget limits the bytes of unfinished bodies that all connections together buffer. A body beyond it is skipped. The zero
// value is ready for use by connections of one goroutine.
type BodyBudget struct {
	Limit int64 // in bytes; 0 means DefaultBodyBudget
	// Skipped counts the bodies beyond the limit, First is the origin of the first one's message.
	Skipped int64
	First   Origin

	inUse int64
}

// take reserves n bytes and reports whether there is room.
func (b *BodyBudget) take(n int64) bool {
	limit := b.Limit
	if limit == 0 {
		limit = DefaultBodyBudget
	}
	if b.inUse+n > limit {
		return false
	}
	b.inUse += n
	return true
}

// waitForBody is called when a body needs more bytes than the n unread ones. It reserves them, or skips the body.
func (s *stream) waitForBody(n int) result {
	more := int64(n) - s.held
	if s.budget == nil || more <= 0 {
		return need
	}
	if s.budget.take(more) {
		s.held += more
		return need
	}
	if s.budget.Skipped++; s.budget.Skipped == 1 {
		s.budget.First = s.msg.First
	}
	s.msg.addViolation("body-limit", "limit of all unfinished bodies exceeded")
	left := int64(n) // a description without a Content-Length ends here
	if s.state == inBody {
		left = s.body.left
	}
	skipped := min(left, int64(n))
	s.releaseBody()
	s.consume(int(skipped))
	s.body.left, s.state = left-skipped, inExcess
	if s.pos == len(s.data) {
		s.copied, s.runs = nil, nil
	}
	return again
}

// releaseBody returns what the current body reserved.
func (s *stream) releaseBody() {
	if s.held > 0 {
		s.budget.inUse -= s.held
		s.held = 0
	}
}

// bodyLength returns the length that the Content-Length fields announce (RFC 2326, 12.14). ok is false if there
// is no acceptable one. Of several the smallest is used: data beyond it can still be found, whereas data inside
// a body would be lost.
func bodyLength(m *Message) (n int64, ok bool) {
	count := 0
	for i := range m.Headers {
		if !strings.EqualFold(m.Headers[i].Name, "Content-Length") {
			continue
		}
		v, f := ParseContentLength(m.Headers[i].Value)
		for _, f := range f {
			m.addViolation(f.Code, f.Detail)
		}
		if !v.Valid {
			continue
		}
		switch count++; {
		case count == 1:
			n, ok = v.Length, true
		case v.Length != n:
			m.addViolation("content-length-conflict", m.Headers[i].Value)
			n = min(n, v.Length)
		default:
			m.addViolation("content-length-duplicate", m.Headers[i].Value)
		}
	}
	if n > maxContentLength {
		m.addViolation("content-length-limit", "Content-Length "+strconv.FormatInt(n, 10)+" exceeds the limit of "+strconv.Itoa(maxContentLength)+" bytes and is ignored")
		return 0, false
	}
	return n, ok
}

// ContentLength is the announced length of a body in bytes.
type ContentLength struct {
	Length int64
	Valid  bool
}

// ParseContentLength parses the value of a Content-Length field (RFC 2326, 12.14).
func ParseContentLength(value string) (ContentLength, []Violation) {
	v := strings.Trim(value, " \t")
	if !digits(v) {
		return ContentLength{}, []Violation{newViolation("content-length-invalid", value)}
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		// A number of more than 64 bits is valid and exceeds the limit.
		return ContentLength{1<<63 - 1, true}, nil
	}
	return ContentLength{n, true}, nil
}

// textual reports whether the body is text, in which an interleaved frame can be recognized.
func textual(m *Message) bool {
	t := strings.ToLower(m.Headers.Get("Content-Type"))
	return strings.HasPrefix(t, "application/sdp") || strings.HasPrefix(t, "text/")
}

// embedded searches a body for the start of another message or frame.
type embedded struct {
	at   int // searched up to here
	line int // start of the current line
}

// find searches a body of n bytes. b contains its available bytes and what follows. yes means that an element
// starts at cut, so the Content-Length is too large. ambiguous means that more bytes are needed, even if the
// body is complete, because an element may start in its last bytes. Each byte is examined once.
func (s *embedded) find(b []byte, n int, text, final bool) (cut int, v verdict) {
	for ; s.at < min(len(b), n); s.at++ {
		v := no
		switch c := b[s.at]; {
		case c == '\n' || c == '\r':
			s.line = s.at + 1
		case c == '$' && text:
			v = textFrame(b[s.at:])
		case !startBytes[c]:
		case s.at == s.line:
			v = startsMessage(b[s.at:], false)
		case c == 'R':
			v = statusLike(b[s.at:])
		}
		if v == yes || v == ambiguous && !final {
			return s.at, v
		}
	}
	return 0, no
}

// textFrame reports whether a $ in text starts a frame.
func textFrame(b []byte) verdict {
	if len(b) >= 2 && !controlChannel(b[1]) {
		return no
	}
	if len(b) < frameHeader+peek {
		return ambiguous
	}
	return mediaLike(b[frameHeader:], int(b[2])<<8|int(b[3]))
}

// sdpEnd finds the end of a session description without a Content-Length: the lines of the form x=value. It
// searches line by line from *at.
func sdpEnd(b []byte, at *int, final bool) (end int, v verdict) {
	for {
		rest := b[*at:]
		switch {
		case len(rest) == 0 && final:
			return *at, yes
		case len(rest) == 0:
			return 0, ambiguous
		case !letter(rest[0]):
			return *at, yes
		case len(rest) == 1 && !final:
			return 0, ambiguous
		case len(rest) == 1 || rest[1] != '=':
			return *at, yes
		}
		_, next, v := lineEnd(rest, 0, final)
		if v != yes {
			if final || len(rest) > maxHead {
				return *at + len(rest), yes
			}
			return 0, ambiguous
		}
		*at += next
	}
}

func letter(c byte) bool { c |= 0x20; return c >= 'a' && c <= 'z' }

// IsSDP reports whether the Content-Type is application/sdp.
func (m *Message) IsSDP() bool {
	return strings.HasPrefix(strings.ToLower(m.Headers.Get("Content-Type")), "application/sdp")
}
