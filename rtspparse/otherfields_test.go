package rtspparse

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The less common fields, one test each.

func TestCacheControl(t *testing.T) {
	got, faults := ParseCacheControl("x-wms-content-size=23180160, max-age=86399,must-revalidate,,")
	want := []Param{{"x-wms-content-size", "23180160", true, false}, {"max-age", "86399", true, false}, {Name: "must-revalidate"}}
	if d := cmp.Diff(want, got); d != "" || len(faults) != 1 {
		t.Error(d, faults)
	}
}

func TestConference(t *testing.T) {
	for in, want := range map[string]string{"199702170042.SAA08642@obiwan.arl.wustl.edu%20Starr": "199702170042.SAA08642@obiwan.arl.wustl.edu%20Starr", "a;x=1": "a", "": ""} {
		got, faults := ParseConference(in)
		if got.ID != want || (want == "") != (len(faults) > 0) {
			t.Errorf("%q: %+v %v", in, got, faults)
		}
	}
}

func TestVia(t *testing.T) {
	got, faults := ParseVia("RTSP/1.0 proxy.example:554 (Foo, 1), 1.0 fred;x=1")
	want := []Via{{Protocol: "RTSP/1.0", By: "proxy.example:554", Comment: "(Foo"}, {Protocol: "1)"}, {Protocol: "1.0", By: "fred", Params: []Param{{"x", "1", true, false}}}}
	if d := cmp.Diff(want, got); d != "" || len(faults) != 1 {
		t.Error(d, faults)
	}
	if _, faults = ParseVia(""); len(faults) != 1 {
		t.Error("accepted an empty Via")
	}
}

func TestMediaProperties(t *testing.T) {
	got, faults := ParseMediaProperties(`Random-Access=2.5, Unlimited, Immutable, Scales="-20, -10, 1:4", X-Foo`)
	want := MediaProperties{RandomAccess: "Random-Access", Delta: 2.5, HasDelta: true, Content: "Immutable", Retention: "Unlimited", Scales: "-20, -10, 1:4"}
	got.Params = nil
	if d := cmp.Diff(want, got); d != "" || codes(faults)[0] != "media-properties-unknown" {
		t.Error(d, faults)
	}
	if got, _ = ParseMediaProperties("No-Seeking,Time-Duration=30,Time-Progressing"); got.RandomAccess != "No-Seeking" || got.RetentionValue != "30" || got.Content != "Time-Progressing" {
		t.Errorf("%+v", got)
	}
}

func TestSeekStyle(t *testing.T) {
	for in, want := range map[string]string{"RAP": "RAP", " corap": "CoRAP", "First-Prior;x": "First-Prior", "next": "Next"} {
		if got, faults := ParseSeekStyle(in); got != want || len(faults) > 0 {
			t.Errorf("%q: %q %v", in, got, faults)
		}
	}
	if got, faults := ParseSeekStyle("Prior"); got != "Prior" || len(faults) != 1 {
		t.Errorf("%q %v", got, faults)
	}
}

func TestContentType(t *testing.T) {
	got, faults := ParseContentType(`Application/SDP ; charset="utf-8"`)
	want := ContentType{"application/sdp", []Param{{"charset", "utf-8", true, true}}}
	if d := cmp.Diff(want, got); d != "" || len(faults) > 0 {
		t.Error(d, faults)
	}
	for _, in := range []string{"", "sdp", "a/", "a b/c"} {
		if _, faults := ParseContentType(in); len(faults) != 1 {
			t.Errorf("%q: %v", in, faults)
		}
	}
}

// FuzzOtherFields parses the same value with all of their parsers.
func FuzzOtherFields(f *testing.F) {
	for _, s := range []string{"max-age=1, x", "RTSP/1.0 h (c), 1.0 x;y", `Random-Access=2.5, Scales="1"`, "RAP", "a/b;c=d", "a@b;c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		directives, f1 := ParseCacheControl(in)
		conference, f2 := ParseConference(in)
		hops, f3 := ParseVia(in)
		m, f4 := ParseMediaProperties(in)
		_, f5 := ParseSeekStyle(in)
		c, f6 := ParseContentType(in)
		for _, f := range [][]Violation{f1, f2, f3, f4, f5, f6} {
			checkViolations(t, f)
		}
		for _, n := range []int{len(directives), len(conference.Params), len(hops), len(m.Params), len(c.Params)} {
			if n > maxParams {
				t.Errorf("%d parts kept", n)
			}
		}
	})
}
