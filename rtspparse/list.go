package rtspparse

import "strconv"

// ParseList parses a comma-separated list: Public, Allow, Require, Proxy-Require, Supported, Unsupported,
// Accept-Ranges, Content-Encoding, Content-Language and others (RFC 2326, 12). Items keep their case and
// parameters.
func ParseList(value string) (items []string, faults []Violation) {
	for more := trimSpace(value) != ""; more; {
		var item string
		item, value, more = cut(value, ',')
		switch {
		case item == "":
			faults = addViolation(faults, "list-empty-item", item)
		case len(items) == maxParams:
			return items, addViolation(faults, "list-limit", "limit of "+strconv.Itoa(maxParams)+" list items exceeded")
		default:
			items = append(items, item)
		}
	}
	return items, faults
}
