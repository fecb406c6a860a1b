package rtspparse

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

var sessionCases = []struct {
	in     string
	want   Session
	faults []string
}{
	{"12345678", Session{ID: "12345678"}, nil},
	{"4581E0AE;timeout=65", Session{ID: "4581E0AE", Timeout: 65, HasTimeout: true, Params: []Param{{"timeout", "65", true, false}}}, nil},
	{" 1234 ; Timeout = 60 ", Session{ID: "1234", Timeout: 60, HasTimeout: true, Params: []Param{{"Timeout", "60", true, false}}}, nil},
	{"1;timeout=0", Session{ID: "1", HasTimeout: true, Params: []Param{{"timeout", "0", true, false}}}, nil},
	{"1;timeout=-5", Session{ID: "1", Params: []Param{{"timeout", "-5", true, false}}}, []string{"session-timeout-invalid"}},
	{"1;timeout=99999999999999999999", Session{ID: "1", Params: []Param{{"timeout", "99999999999999999999", true, false}}}, []string{"session-timeout-invalid"}},
	{"gQV6+hPVz-pvETFg;x", Session{ID: "gQV6+hPVz-pvETFg", Params: []Param{{Name: "x"}}}, nil},
	{`"abc"`, Session{ID: "abc"}, []string{"session-quoted"}},
	{"../../etc/passwd", Session{ID: "../../etc/passwd"}, nil},
	{"", Session{}, []string{"session-empty"}},
	{";timeout=1;", Session{Timeout: 1, HasTimeout: true, Params: []Param{{"timeout", "1", true, false}}}, []string{"session-empty", "session-empty-parameter"}},
}

func TestSession(t *testing.T) {
	for _, c := range sessionCases {
		got, faults := ParseSession(c.in)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q:\n%s", c.in, d)
		}
		if d := cmp.Diff(c.faults, codes(faults)); d != "" {
			t.Errorf("%q: violations\n%s", c.in, d)
		}
	}
}

func FuzzSession(f *testing.F) {
	for _, c := range sessionCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s, faults := ParseSession(in)
		checkViolations(t, faults)
		if s.Timeout < 0 || s.Timeout != 0 && !s.HasTimeout || s.ID == "" && len(faults) == 0 {
			t.Errorf("%+v", s)
		}
	})
}
