package asf

import (
	"slices"
	"strings"
	"testing"

	"rtspect/internal/wmsfixture"
)

func TestMediaTypes(t *testing.T) {
	for in, want := range map[string]bool{
		"application/x-wms-Logconnectstats;charset=UTF-8": true,
		" application/X-WMS-logconnectstats ; a=b":        true, "application/x-wms-Logplaystats": false, "": false,
	} {
		if IsMediaType(in, MediaTypeLogConnect) != want {
			t.Errorf("%q", in)
		}
	}
	if !IsPacketPair('P') || IsPacketPair(0) {
		t.Error("packet pairs")
	}
}

var logCases = []struct {
	in     string
	want   []LogField
	faults int
}{
	{"", nil, 0},
	{"<XML><c-os>Windows_XP</c-os></XML>", []LogField{{"c-os", "Windows_XP"}}, 0},
	{"<?xml version='1.0'?>\n<XML>\n <c-ip>\n 1.2.3.4 </c-ip>\n<!-- no --></XML>", []LogField{{"c-ip", "1.2.3.4"}}, 0},
	{"<cs(User-Agent)>a &lt;b&gt; &#65;&#x42; &amp; &bad; &#1114112;</cs(User-Agent)>", []LogField{{"cs(User-Agent)", "a <b> AB & &bad; &#1114112;"}}, 0},
	{"<a x='1'>v</A><b/><c></c>", []LogField{{"a", "v"}, {"b", ""}, {"c", ""}}, 0},
	{"<XML><a>1</a><b>cu", []LogField{{"a", "1"}, {"b", "cu"}}, 1},
	{"<XML><a>1</a><b", []LogField{{"a", "1"}}, 1},
	{"<a>1<b>2</b></a>", []LogField{{"b", "2"}}, 0},
	{"<<<<>>>>", nil, 0},
	{"<a>\xff</a>", []LogField{{"a", "\uFFFD"}}, 0},
}

func TestLog(t *testing.T) {
	for _, c := range logCases {
		got, faults := ParseLog(c.in)
		if !slices.Equal(got, c.want) || len(faults) != c.faults {
			t.Errorf("%q: %q %v", c.in, got, faults)
		}
	}
	got, faults := ParseLog(wmsfixture.LogConnect)
	if len(got) != 20 || len(faults) > 0 || !slices.Contains(got, LogField{"cs(User-Agent)", "WMPlayer/9.0.0.2980 & friends"}) {
		t.Errorf("%d %q %v", len(got), got, faults)
	}
	got, faults = ParseLog(strings.Repeat("<a>1</a>", 2*maxLogFields))
	if len(got) != maxLogFields || len(faults) != 1 {
		t.Errorf("%d fields, %v", len(got), faults)
	}
}

func FuzzLog(f *testing.F) {
	for _, c := range logCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		list, faults := ParseLog(in)
		if len(list) > maxLogFields || len(faults) > maxViolations {
			t.Error("limit exceeded")
		}
	})
}
