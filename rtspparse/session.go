package rtspparse

import "strconv"

// Session is the value of a Session field (RFC 2326, 12.37; RFC 7826, 18.49).
type Session struct {
	ID string
	// Timeout is in seconds, valid if HasTimeout.
	Timeout    int
	HasTimeout bool
	// Params contains all parameters, including the timeout.
	Params []Param
}

// DefaultTimeout is the timeout in seconds of a session that does not specify one.
const DefaultTimeout = 60

// ParseSession parses the value of a Session field.
func ParseSession(value string) (s Session, faults []Violation) {
	id, rest, more := cut(value, ';')
	s.ID = id
	if text, ok := unquote(id); ok {
		s.ID = text
		faults = addViolation(faults, "session-quoted", id)
	}
	if s.ID == "" {
		faults = addViolation(faults, "session-empty", value)
	}
	if !more {
		return s, faults
	}
	ps, f := parseParams(rest, ';', "session")
	faults = append(faults, f...)
	s.Params = ps
	if p, ok := ps.get("timeout"); ok {
		n, err := strconv.Atoi(p.Value)
		if !digits(p.Value) || err != nil {
			return s, addViolation(faults, "session-timeout-invalid", p.Value)
		}
		s.Timeout, s.HasTimeout = n, true
	}
	return s, faults
}
