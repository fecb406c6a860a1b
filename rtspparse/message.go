package rtspparse

import (
	"slices"
	"strconv"
	"strings"
)

// Mark says when and where a byte was captured: nanoseconds since 1970, and an opaque frame number
// that is handed through.
type Mark struct {
	Time  int64
	Frame int64
}

// Header is one header field as sent.
type Header struct{ Name, Value string }

// is compares the name as ASCII without case; the length goes first, because it nearly always differs.
func (h *Header) is(name string) bool {
	return len(h.Name) == len(name) && strings.EqualFold(h.Name, name)
}

// Headers keeps the fields in their order, with duplicates and in their case.
type Headers []Header

// Get returns the first value of a field, in any case ("" if absent).
func (h Headers) Get(name string) string {
	for i := range h {
		if h[i].is(name) {
			return h[i].Value
		}
	}
	return ""
}

// Has reports whether a field is there at all, be its value empty.
func (h Headers) Has(name string) bool {
	for i := range h {
		if h[i].is(name) {
			return true
		}
	}
	return false
}

// Values returns every value of a field.
func (h Headers) Values(name string) []string {
	var v []string
	for i := range h {
		if h[i].is(name) {
			v = append(v, h[i].Value)
		}
	}
	return v
}

// Message is one request or response.
type Message struct {
	Request bool
	// Method and URL of a request.
	Method, URL string
	// Status and Reason of a response. Status is 0 where it is no number of three digits.
	Status  int
	Reason  string
	Version string // "1.0", "2.0", as sent after the slash
	// HTTP says that the start line names HTTP instead of RTSP: the handshake of a wrapping.
	HTTP    bool
	Headers Headers
	Body    []byte
	// First and Last mark the segment with the first and the last byte; Offset is the position in
	// the (unwrapped) stream, Length the bytes from start line to body.
	First, Last Mark
	Offset      int64
	Length      int
	// Faults lists where it departs from the grammar.
	Faults []Fault
}

// Cut reports whether header fields may be missing, because the capture misses part of the head.
func (m *Message) Cut() bool {
	return slices.ContainsFunc(m.Faults, func(f Fault) bool { return f.Code == "cut-by-gap" || f.Code == "cut-by-end" })
}

// CSeq returns the CSeq header's number (RFC 2326, 12.17).
func (m *Message) CSeq() (n int64, ok bool) {
	v, _ := ParseCSeq(m.Headers.Get("CSeq"))
	return v.Number, v.Valid
}

// Fault returns the first fault with the code.
func (m *Message) Fault(code string) (Fault, bool) {
	for _, f := range m.Faults {
		if f.Code == code {
			return f, true
		}
	}
	return Fault{}, false
}

// CSeq is a sequence number (RFC 2326, 12.17).
type CSeq struct {
	Number int64
	Valid  bool
}

// ParseCSeq reads the value of a CSeq field.
func ParseCSeq(value string) (CSeq, []Fault) {
	v := strings.Trim(value, " \t")
	if v == "" {
		return CSeq{}, []Fault{fault("cseq-empty", value)}
	}
	if !digits(v) {
		return CSeq{}, []Fault{fault("cseq-invalid", value)}
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return CSeq{}, []Fault{fault("cseq-invalid", value)}
	}
	return CSeq{n, true}, nil
}

// digits reports whether s is one or more decimal digits.
func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
