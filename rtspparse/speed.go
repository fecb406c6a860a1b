package rtspparse

import (
	"math"
	"strconv"
	"strings"
)

// Scale is the value of a Scale field: the viewing rate, negative for reverse (RFC 2326, 12.34).
type Scale struct {
	Rate  float64
	Valid bool
}

// ParseScale parses the value of a Scale field.
func ParseScale(value string) (Scale, []Violation) {
	v, ok := decimal(trimSpace(value))
	if !ok {
		return Scale{}, []Violation{newViolation("scale-invalid", value)}
	}
	return Scale{v, true}, nil
}

// Speed is the value of a Speed field: the delivery rate (RFC 2326, 12.35). In RTSP 2.0 it may be a range (RFC
// 7826, 18.50); otherwise both bounds are equal.
type Speed struct {
	Lower, Upper float64
	Valid        bool
}

// ParseSpeed parses the value of a Speed field.
func ParseSpeed(value string) (s Speed, faults []Violation) {
	v := trimSpace(value)
	lower, upper := v, v
	if i := strings.IndexByte(v, '-'); i > 0 {
		lower, upper = trimSpace(v[:i]), trimSpace(v[i+1:])
	}
	a, okA := decimal(lower)
	b, okB := decimal(upper)
	if !okA || !okB {
		return Speed{}, []Violation{newViolation("speed-invalid", value)}
	}
	return Speed{a, b, true}, nil
}

// decimal parses a signed decimal number and rejects notations such as exponents.
func decimal(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "+-.0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsInf(v, 0)
}
