package rtspparse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCut(t *testing.T) {
	for _, c := range []struct{ in, part, rest string }{
		{"a;b", "a", "b"},
		{` a = "x;y" ;b`, `a = "x;y"`, "b"},
		{`"x\";y";b`, `"x\";y"`, "b"},
		{`"never closed;b`, `"never closed`, "b"},
		{"", "", ""},
		{";", "", ""},
	} {
		part, rest, _ := cut(c.in, ';')
		if part != c.part || rest != c.rest {
			t.Errorf("%q: %q %q", c.in, part, rest)
		}
	}
}

func TestParams(t *testing.T) {
	got, faults := parseParams(`a=1; B = "x \"y\"; z" ;;c;d=`, ';', "x")
	want := params{{"a", "1", true, false}, {"B", `x "y"; z`, true, true}, {"c", "", false, false}, {"d", "", true, false}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"x-empty-parameter"}, codes(faults)); d != "" {
		t.Error(d)
	}
	if p, ok := got.get("b"); !ok || p.Value != `x "y"; z` || got.value("e") != "" {
		t.Error("parameter names must be case-insensitive")
	}
	got, faults = parseParams(strings.Repeat("a;", 1000), ';', "x")
	if len(got) != maxParams || codes(faults)[0] != "x-limit" {
		t.Errorf("%d parameters, %v", len(got), codes(faults))
	}
}
