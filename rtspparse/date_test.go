package rtspparse

import (
	"testing"
	"time"
)

var dateCases = []struct {
	in    string
	want  time.Time
	fault string
}{
	{"Tue, 18 Nov 2003 15:57:05 GMT", time.Date(2003, 11, 18, 15, 57, 5, 0, time.UTC), ""},
	{"Wed, Feb 04 1970 03:25:10 GMT", time.Date(1970, 2, 4, 3, 25, 10, 0, time.UTC), "date-odd"},
	{"Tuesday, 18-Nov-03 15:57:05 GMT", time.Date(2003, 11, 18, 15, 57, 5, 0, time.UTC), "date-odd"},
	{"Tue Nov  8 15:57:05 2003", time.Date(2003, 11, 8, 15, 57, 5, 0, time.UTC), "date-odd"},
	{"Tue, 18 Nov 2003 15:57:05 +0800", time.Date(2003, 11, 18, 7, 57, 5, 0, time.UTC), "date-odd"},
	{"Sat,  6 Apr 2024 11:15:00 GMT", time.Date(2024, 4, 6, 11, 15, 0, 0, time.UTC), "date-odd"},
	{"2024-04-06T11:15:00Z", time.Date(2024, 4, 6, 11, 15, 0, 0, time.UTC), "date-odd"},
	{"Tue, 18 Nov 2003 15:57:05", time.Date(2003, 11, 18, 15, 57, 5, 0, time.UTC), "date-odd"},
	{"0", time.Time{}, "date-invalid"},
	{"", time.Time{}, "date-invalid"},
	{"Mon, 01 Jan 0001 00:00:00 GMT", time.Time{}, "date-invalid"},
}

func TestDate(t *testing.T) {
	for _, c := range dateCases {
		got, faults := ParseDate(c.in)
		code := ""
		if len(faults) > 0 {
			code = faults[0].Code
		}
		if code != c.fault || got.Valid == c.want.IsZero() || got.Valid && got.Time != c.want.UnixNano() {
			t.Errorf("%q: %v %v", c.in, got, code)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, c := range dateCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		d, faults := ParseDate(in)
		checkViolations(t, faults)
		if !d.Valid && (d.Time != 0 || len(faults) == 0) {
			t.Errorf("%+v", d)
		}
	})
}
