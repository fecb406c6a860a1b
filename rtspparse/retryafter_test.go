package rtspparse

import (
	"testing"
	"time"
)

var retryCases = map[string]RetryAfter{
	"120":                           {Seconds: 120, Valid: true},
	"120 (maintenance)":             {Seconds: 120, Valid: true},
	"60;duration=3":                 {Seconds: 60, Valid: true},
	"Fri, 31 Dec 1999 23:59:59 GMT": {Date: Date{time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC).UnixNano(), true}, Valid: true},
	"99999999999999999999":          {},
	"soon":                          {},
	"":                              {},
}

func TestRetryAfter(t *testing.T) {
	for in, want := range retryCases {
		got, faults := ParseRetryAfter(in)
		if got != want || want.Valid != (len(faults) == 0) {
			t.Errorf("%q: %+v %v", in, got, faults)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for in := range retryCases {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		r, faults := ParseRetryAfter(in)
		checkViolations(t, faults)
		if r.Seconds < 0 || !r.Valid && len(faults) == 0 {
			t.Errorf("%+v", r)
		}
	})
}
