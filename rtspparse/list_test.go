package rtspparse

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

var listCases = []struct {
	in     string
	want   []string
	faults []string
}{
	{"OPTIONS, DESCRIBE,SETUP", []string{"OPTIONS", "DESCRIBE", "SETUP"}, nil},
	{"npt, clock;x=1", []string{"npt", "clock;x=1"}, nil},
	{`a,"b,c",,d,`, []string{"a", `"b,c"`, "d"}, []string{"list-empty-item"}},
	{"com.microsoft.wm.srvppair", []string{"com.microsoft.wm.srvppair"}, nil},
	{" ", nil, nil},
}

func TestList(t *testing.T) {
	for _, c := range listCases {
		got, faults := ParseList(c.in)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q:\n%s", c.in, d)
		}
		if d := cmp.Diff(c.faults, codes(faults)); d != "" {
			t.Errorf("%q: violations\n%s", c.in, d)
		}
	}
}

func FuzzList(f *testing.F) {
	for _, c := range listCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		items, faults := ParseList(in)
		checkViolations(t, faults)
		for _, i := range items {
			if i == "" || i != trimSpace(i) {
				t.Errorf("item %q", i)
			}
		}
		if len(items) > maxParams {
			t.Errorf("%d items", len(items))
		}
	})
}
