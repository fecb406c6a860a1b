package rtspparse

import "strconv"

// Size is the value of a Blocksize field in bytes (RFC 2326, 12.7), or of a Bandwidth field in bits per second
// (12.6).
type Size struct {
	Value int64
	Valid bool
}

// ParseBlocksize parses the value of a Blocksize field.
func ParseBlocksize(value string) (Size, []Violation) { return parseSize(value, "blocksize-invalid") }

// ParseBandwidth parses the value of a Bandwidth field.
func ParseBandwidth(value string) (Size, []Violation) { return parseSize(value, "bandwidth-invalid") }

func parseSize(value, code string) (Size, []Violation) {
	v := trimSpace(value)
	n, err := strconv.ParseInt(v, 10, 64)
	if !digits(v) || err != nil {
		return Size{}, []Violation{newViolation(code, value)}
	}
	return Size{n, true}, nil
}
