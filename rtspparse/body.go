package rtspparse

import (
	"strconv"
	"strings"
)

const (
	// maxBody is how much of a body is kept, in bytes; SDP of half a megabyte exists.
	maxBody = 4 << 20
	// maxBelieved is the greatest Content-Length that is believed at all.
	maxBelieved = 16 << 20
)

// bodyLength returns the length that the Content-Length fields announce (RFC 2326, 12.14); false
// where there is none to be believed. Of several the smallest counts: what it leaves over is found
// again, while what is swallowed is lost.
func bodyLength(m *Message) (n int64, ok bool) {
	count := 0
	for i := range m.Headers {
		if !strings.EqualFold(m.Headers[i].Name, "Content-Length") {
			continue
		}
		v, f := ParseContentLength(m.Headers[i].Value)
		for _, f := range f {
			m.addFault(f.Code, f.Detail)
		}
		if !v.Valid {
			continue
		}
		switch count++; {
		case count == 1:
			n, ok = v.Length, true
		case v.Length != n:
			m.addFault("content-length-conflict", m.Headers[i].Value)
			n = min(n, v.Length)
		default:
			m.addFault("content-length-duplicate", m.Headers[i].Value)
		}
	}
	if n > maxBelieved {
		m.addFault("content-length-limit", "Content-Length "+strconv.FormatInt(n, 10)+" is beyond the limit of "+strconv.Itoa(maxBelieved)+" bytes and not believed")
		return 0, false
	}
	return n, ok
}

// ContentLength is the announced length of a body, in bytes.
type ContentLength struct {
	Length int64
	Valid  bool
}

// ParseContentLength reads the value of a Content-Length field (RFC 2326, 12.14).
func ParseContentLength(value string) (ContentLength, []Fault) {
	v := strings.Trim(value, " \t")
	if !digits(v) {
		return ContentLength{}, []Fault{fault("content-length-invalid", value)}
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		// More digits than 64 bits hold: a number all the same, and a limit exceeded.
		return ContentLength{1<<63 - 1, true}, nil
	}
	return ContentLength{n, true}, nil
}

// textual says whether the body is text, in which an interleaved frame stands out.
func textual(m *Message) bool {
	t := strings.ToLower(m.Headers.Get("Content-Type"))
	return strings.HasPrefix(t, "application/sdp") || strings.HasPrefix(t, "text/")
}

// intruder looks in a body for the start of another message or frame.
type intruder struct {
	at   int // up to where it has looked
	line int // where the current line starts
}

// find looks in a body of n bytes, of which b holds those that are here, and what follows. With
// yes, something begins at cut, so that the Content-Length was too large; with unsure, more bytes
// are needed, even if the body is whole: something may begin in its last ones. No byte is looked at
// twice.
func (s *intruder) find(b []byte, n int, text, final bool) (cut int, v verdict) {
	for ; s.at < min(len(b), n); s.at++ {
		v := no
		switch c := b[s.at]; {
		case c == '\n' || c == '\r':
			s.line = s.at + 1
		case c == '$' && text:
			v = textFrame(b[s.at:])
		case !huntBytes[c]:
		case s.at == s.line:
			v = startsMessage(b[s.at:], false)
		case c == 'R':
			v = statusLike(b[s.at:])
		}
		if v == yes || v == unsure && !final {
			return s.at, v
		}
	}
	return 0, no
}

// textFrame says whether a $ in text begins a frame.
func textFrame(b []byte) verdict {
	if len(b) >= 2 && !controlChannel(b[1]) {
		return no
	}
	if len(b) < frameHeader+peek {
		return unsure
	}
	return mediaLike(b[frameHeader:], int(b[2])<<8|int(b[3]))
}

// sdpEnd finds the end of a description that came without a Content-Length: the lines of the form
// x=value. It searches line by line from *at on.
func sdpEnd(b []byte, at *int, final bool) (end int, v verdict) {
	for {
		rest := b[*at:]
		switch {
		case len(rest) == 0 && final:
			return *at, yes
		case len(rest) == 0:
			return 0, unsure
		case !letter(rest[0]):
			return *at, yes
		case len(rest) == 1 && !final:
			return 0, unsure
		case len(rest) == 1 || rest[1] != '=':
			return *at, yes
		}
		_, next, v := lineEnd(rest, 0, final)
		if v != yes {
			if final || len(rest) > maxHead {
				return *at + len(rest), yes
			}
			return 0, unsure
		}
		*at += next
	}
}

func letter(c byte) bool { c |= 0x20; return c >= 'a' && c <= 'z' }

// isSDP says whether a message announces a description.
func isSDP(m *Message) bool {
	return strings.HasPrefix(strings.ToLower(m.Headers.Get("Content-Type")), "application/sdp")
}
