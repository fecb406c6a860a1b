package rtspparse

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Range is the value of a Range field (RFC 2326, 12.29 and 3.5-3.7; RFC 7826, 18.40).
type Range struct {
	// Unit is "npt", "smpte", "smpte-25", "smpte-30-drop" or "clock", in lower case.
	Unit       string
	Start, End RangePoint
	// Time is when the operation takes effect, as sent; "" if absent.
	Time   string
	Params []Param
}

// RangePoint is one end of a Range.
type RangePoint struct {
	Set  bool
	Text string // as sent
	Now  bool   // npt "now"
	// Seconds is an npt or smpte position in seconds (smpte without frames and subframes).
	Seconds float64
	// Frames and Subframes are the smpte frames and subframes (0 to 99 hundredths).
	Frames, Subframes int
	// Clock is a clock time in nanoseconds since 1970.
	Clock int64
}

// ParseRange parses the value of a Range field.
func ParseRange(value string) (r Range, faults []Violation) {
	spec, rest, more := cut(value, ';')
	if more {
		ps, f := parseParams(rest, ';', "range")
		r.Params, faults = ps, f
		r.Time = ps.value("time")
	}
	unit, span, ok := strings.Cut(spec, "=")
	r.Unit = strings.ToLower(trimSpace(unit))
	if !ok {
		return r, addViolation(faults, "range-invalid", value)
	}
	parse := pointParser(r.Unit)
	if parse == nil {
		return r, addViolation(faults, "range-unit-unknown", value)
	}
	start, end, dash := strings.Cut(trimSpace(span), "-")
	if !dash {
		faults = addViolation(faults, "range-without-dash", value)
	}
	for _, p := range [...]struct {
		text string
		to   *RangePoint
	}{{trimSpace(start), &r.Start}, {trimSpace(end), &r.End}} {
		if p.text == "" {
			continue
		}
		if *p.to, ok = parse(p.text); !ok {
			faults = addViolation(faults, "range-invalid", value)
		}
		p.to.Text, p.to.Set = p.text, ok
	}
	if !r.Start.Set && !r.End.Set {
		faults = addViolation(faults, "range-invalid", value)
	}
	return r, faults
}

func pointParser(unit string) func(string) (RangePoint, bool) {
	switch {
	case unit == "npt":
		return parseNPT
	case unit == "clock":
		return parseClock
	case unit == "smpte", strings.HasPrefix(unit, "smpte-"):
		return parseSMPTE
	}
	return nil
}

// parseNPT parses "now", seconds, or hours:minutes:seconds (RFC 2326, 3.6).
func parseNPT(s string) (p RangePoint, ok bool) {
	if strings.EqualFold(s, "now") {
		return RangePoint{Now: true}, true
	}
	p.Seconds, ok = sexagesimal(s)
	return p, ok
}

// sexagesimal parses up to three numbers separated by colons. The last one may have a fraction.
func sexagesimal(s string) (sum float64, ok bool) {
	for i := 0; ; i++ {
		part, rest, more := strings.Cut(s, ":")
		whole, fraction, _ := strings.Cut(part, ".")
		if i == 3 || !digits(whole) || more && len(part) != len(whole) || fraction != "" && !digits(fraction) {
			return 0, false
		}
		v, err := strconv.ParseFloat(part, 64)
		if err != nil || math.IsInf(v, 0) {
			return 0, false
		}
		sum = sum*60 + v
		if !more {
			return sum, true
		}
		s = rest
	}
}

// parseSMPTE parses hours:minutes:seconds[:frames[.subframes]] (RFC 2326, 3.5).
func parseSMPTE(s string) (p RangePoint, ok bool) {
	parts := strings.SplitN(s, ":", 4)
	if len(parts) < 3 {
		return p, false
	}
	if p.Seconds, ok = sexagesimal(strings.Join(parts[:3], ":")); !ok || len(parts) == 3 {
		return p, ok
	}
	frames, sub, hasSub := strings.Cut(parts[3], ".")
	if p.Frames, ok = small(frames); ok && hasSub {
		p.Subframes, ok = small(sub)
	}
	return p, ok
}

func small(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && digits(s) && n < 1000
}

// parseClock parses 19961108T143720.25Z (RFC 2326, 3.7).
func parseClock(s string) (p RangePoint, ok bool) {
	t, err := time.Parse("20060102T150405Z", strings.ToUpper(s))
	if err != nil || t.Year() < 1678 || t.Year() > 2261 {
		return p, false
	}
	p.Clock = t.UnixNano()
	return p, true
}
