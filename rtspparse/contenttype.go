package rtspparse

import "strings"

// ContentType is a media type (RFC 2326, 12.16; RFC 2068, 3.7).
type ContentType struct {
	Type   string // "application/sdp", in lower case
	Params []Param
}

// ParseContentType parses the value of a Content-Type field, or one item of an Accept field.
func ParseContentType(value string) (c ContentType, faults []Violation) {
	t, rest, more := cut(value, ';')
	c.Type = strings.ToLower(t)
	if a, b, ok := strings.Cut(c.Type, "/"); !ok || !token(a) || !token(b) {
		faults = addViolation(faults, "content-type-invalid", value)
	}
	if more {
		ps, f := parseParams(rest, ';', "content-type")
		c.Params, faults = ps, append(faults, f...)
	}
	return c, faults
}
