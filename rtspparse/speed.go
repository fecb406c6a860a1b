package rtspparse

import (
	"math"
	"strconv"
	"strings"
)

// Scale is the value of a Scale field: the rate of viewing, negative for reverse (RFC 2326, 12.34).
type Scale struct {
	Rate  float64
	Valid bool
}

// ParseScale reads the value of a Scale field.
func ParseScale(value string) (Scale, []Fault) {
	v, ok := decimal(space(value))
	if !ok {
		return Scale{}, []Fault{fault("scale-invalid", value)}
	}
	return Scale{v, true}, nil
}

// Speed is the value of a Speed field: how fast data are delivered (RFC 2326, 12.35), in RTSP 2.0
// a range (RFC 7826, 18.50); else both bounds are the same.
type Speed struct {
	Lower, Upper float64
	Valid        bool
}

// ParseSpeed reads the value of a Speed field.
func ParseSpeed(value string) (s Speed, faults []Fault) {
	v := space(value)
	lower, upper := v, v
	if i := strings.IndexByte(v, '-'); i > 0 {
		lower, upper = space(v[:i]), space(v[i+1:])
	}
	a, okA := decimal(lower)
	b, okB := decimal(upper)
	if !okA || !okB {
		return Speed{}, []Fault{fault("speed-invalid", value)}
	}
	return Speed{a, b, true}, nil
}

// decimal reads a decimal number with a sign, and nothing that only computers write.
func decimal(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "+-.0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsInf(v, 0)
}
