package rtspparse

import "strings"

// seekStyles are the policies of RFC 7826, 18.47.
var seekStyles = [...]string{"RAP", "CoRAP", "First-Prior", "Next"}

// ParseSeekStyle parses the value of a Seek-Style field and returns the policy as spelled in the RFC.
func ParseSeekStyle(value string) (style string, faults []Violation) {
	v, _, _ := cut(value, ';')
	for _, s := range seekStyles {
		if strings.EqualFold(s, v) {
			return s, nil
		}
	}
	return v, []Violation{newViolation("seek-style-unknown", value)}
}
