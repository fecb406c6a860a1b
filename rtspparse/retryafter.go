package rtspparse

import "strconv"

// RetryAfter is the value of a Retry-After field: a delay in seconds, or a date (RFC 2326, 12.31).
type RetryAfter struct {
	Seconds int64
	Date    Date
	Valid   bool
}

// ParseRetryAfter parses the value of a Retry-After field. A comment in parentheses is ignored.
func ParseRetryAfter(value string) (RetryAfter, []Violation) {
	delay, _, _ := cut(value, ';')
	if first, _ := word(delay); digits(first) {
		if n, err := strconv.ParseInt(first, 10, 64); err == nil {
			return RetryAfter{Seconds: n, Valid: true}, nil
		}
		return RetryAfter{}, []Violation{newViolation("retry-after-invalid", value)}
	}
	d, f := ParseDate(value)
	if !d.Valid {
		return RetryAfter{}, []Violation{newViolation("retry-after-invalid", value)}
	}
	return RetryAfter{Date: d, Valid: true}, f
}
