package rtspparse

// Conference is the value of a Conference field: an identifier from outside (RFC 2326, 12.9).
type Conference struct {
	ID     string
	Params []Param // what follows a semicolon, as in an RFC 2326 example: Starttime
}

// ParseConference reads the value of a Conference field.
func ParseConference(value string) (c Conference, faults []Fault) {
	id, rest, more := cut(value, ';')
	if c.ID = id; id == "" {
		faults = addFault(faults, "conference-empty", value)
	}
	if more {
		ps, f := parseParams(rest, ';', "conference")
		c.Params, faults = ps, append(faults, f...)
	}
	return c, faults
}
