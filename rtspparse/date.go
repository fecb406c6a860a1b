package rtspparse

import (
	"strings"
	"time"
)

// dateLayouts are the date formats in use: first RFC 1123, the only valid one (RFC 2326, 12.18), then those of
// HTTP and of some servers.
var dateLayouts = [...]string{
	"Mon, 02 Jan 2006 15:04:05 GMT",
	"Monday, 02-Jan-06 15:04:05 GMT",
	"Mon Jan _2 15:04:05 2006",
	"Mon, Jan 02 2006 15:04:05 GMT", // LIVE555
	"Mon, _2 Jan 2006 15:04:05 GMT",
	"Mon, 02 Jan 2006 15:04:05 -0700",
	"Mon, 02 Jan 2006 15:04:05 MST",
	"Mon, 02 Jan 2006 15:04:05",
	"02 Jan 2006 15:04:05 GMT",
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02 15:04:05",
}

// Date is a date and time in nanoseconds since 1970.
type Date struct {
	Time  int64
	Valid bool
}

// ParseDate parses the value of a Date, Expires, Last-Modified or If-Modified-Since field. A named zone other
// than GMT is treated as GMT.
func ParseDate(value string) (Date, []Violation) {
	v := strings.Join(strings.Fields(value), " ")
	for i, layout := range dateLayouts {
		t, err := time.Parse(layout, v)
		if err != nil || t.Year() < 1678 || t.Year() > 2261 {
			continue
		}
		d := Date{t.UnixNano(), true}
		if i > 0 {
			return d, []Violation{newViolation("date-odd", value)}
		}
		return d, nil
	}
	return Date{}, []Violation{newViolation("date-invalid", value)}
}
