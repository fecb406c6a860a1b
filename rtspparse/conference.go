package rtspparse

// Conference is the value of a Conference field: an external identifier (RFC 2326, 12.9).
type Conference struct {
	ID     string
	Params []Param // parameters after a semicolon, as in an example of RFC 2326: Starttime
}

// ParseConference parses the value of a Conference field.
func ParseConference(value string) (c Conference, faults []Violation) {
	id, rest, more := cut(value, ';')
	if c.ID = id; id == "" {
		faults = addViolation(faults, "conference-empty", value)
	}
	if more {
		ps, f := parseParams(rest, ';', "conference")
		c.Params, faults = ps, append(faults, f...)
	}
	return c, faults
}
