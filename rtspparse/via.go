package rtspparse

import (
	"strconv"
	"strings"
)

// Via is one hop of a Via field (RFC 2326, 12.43; RFC 2068, 14.44; RFC 7826, 18.57).
type Via struct {
	Protocol string // "RTSP/1.0", or only the version
	By       string // host, port or pseudonym
	Comment  string // including the parentheses
	Params   []Param
}

// ParseVia parses the value of a Via field.
func ParseVia(value string) (hops []Via, faults []Violation) {
	items, faults := ParseList(value)
	for _, item := range items {
		spec, rest, more := cut(item, ';')
		var v Via
		v.Protocol, spec = word(spec)
		v.By, v.Comment = word(spec)
		if more {
			v.Params, _ = parseParams(rest, ';', "via")
		}
		if v.By == "" || v.Comment != "" && !strings.HasPrefix(v.Comment, "(") {
			faults = addViolation(faults, "via-invalid", item)
		}
		hops = append(hops, v)
	}
	if len(hops) == 0 {
		faults = addViolation(faults, "via-invalid", strconv.Itoa(len(value))+" bytes")
	}
	return hops, faults
}
