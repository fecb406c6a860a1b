package rtspparse

import (
	"slices"
	"strconv"
	"strings"
)

// Origin is when and where a byte was captured: nanoseconds since 1970 and an opaque frame number, which is
// passed through.
type Origin struct {
	Time  int64
	Frame int64
}

// Header is a header field as sent.
type Header struct{ Name, Value string }

// is compares the name without case. The length is compared first because it usually differs.
func (h *Header) is(name string) bool {
	return len(h.Name) == len(name) && strings.EqualFold(h.Name, name)
}

// Headers contains the header fields in order, including duplicates, with their original case.
type Headers []Header

// Get returns the first value of a field, or "". The name is case-insensitive.
func (h Headers) Get(name string) string {
	for i := range h {
		if h[i].is(name) {
			return h[i].Value
		}
	}
	return ""
}

// Has reports whether a field is present, even if its value is empty.
func (h Headers) Has(name string) bool {
	for i := range h {
		if h[i].is(name) {
			return true
		}
	}
	return false
}

// Values returns all values of a field.
func (h Headers) Values(name string) []string {
	var v []string
	for i := range h {
		if h[i].is(name) {
			v = append(v, h[i].Value)
		}
	}
	return v
}

// Message is a request or a response.
type Message struct {
	Request bool
	// Method and URL are those of a request.
	Method, URL string
	// Status and Reason are those of a response. Status is 0 if it is not a three-digit number.
	Status  int
	Reason  string
	Version string // "1.0", "2.0", as sent
	// HTTP reports that the start line says HTTP instead of RTSP: the handshake of a tunnel.
	HTTP    bool
	Headers Headers
	Body    []byte
	// First and Last are the origins of the first and the last byte. Offset is the position in the
	// (decapsulated) stream, and Length is the number of bytes from the start line to the end of the body.
	First, Last Origin
	Offset      int64
	Length      int
	// FieldsDropped counts the header fields beyond the limit.
	FieldsDropped int
	// Violations lists the departures from the grammar.
	Violations []Violation
}

// Truncated reports whether header fields may be missing because part of the header is not in the capture.
func (m *Message) Truncated() bool {
	return slices.ContainsFunc(m.Violations, func(f Violation) bool { return f.Code == "cut-by-gap" || f.Code == "cut-by-end" })
}

// StartLineTruncated reports whether the capture contains only the start of a request line: the method, and as much of the
// URL as the snaplen left.
func (m *Message) StartLineTruncated() bool { return m.Request && m.Version == "" && m.Truncated() }

// CSeq returns the number in the CSeq field (RFC 2326, 12.17).
func (m *Message) CSeq() (n int64, ok bool) {
	v, _ := ParseCSeq(m.Headers.Get("CSeq"))
	return v.Number, v.Valid
}

// Violation returns the first violation with the code.
func (m *Message) Violation(code string) (Violation, bool) {
	for _, f := range m.Violations {
		if f.Code == code {
			return f, true
		}
	}
	return Violation{}, false
}

// CSeq is a sequence number (RFC 2326, 12.17).
type CSeq struct {
	Number int64
	Valid  bool
}

// ParseCSeq parses the value of a CSeq field.
func ParseCSeq(value string) (CSeq, []Violation) {
	v := strings.Trim(value, " \t")
	if v == "" {
		return CSeq{}, []Violation{newViolation("cseq-empty", value)}
	}
	if !digits(v) {
		return CSeq{}, []Violation{newViolation("cseq-invalid", value)}
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return CSeq{}, []Violation{newViolation("cseq-invalid", value)}
	}
	return CSeq{n, true}, nil
}

// digits reports whether s consists of one or more decimal digits.
func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
