package capture

import (
	"fmt"
	"testing"
)

func TestTimeRegressions(t *testing.T) {
	_, f := readAll(t, timed(5, 6, 2, 3, 9, 8, 1))
	if f.TimeRegressions != 3 || f.MaxTimeRegression != 7000 || f.FirstTimeRegression != 3 || f.Start != 1000 || f.End != 9000 {
		t.Errorf("%d times, by up to %d, first in %d; %d to %d", f.TimeRegressions, f.MaxTimeRegression, f.FirstTimeRegression, f.Start, f.End)
	}
	if _, f = readAll(t, timed(5, 5, 6)); f.TimeRegressions != 0 {
		t.Error("equal times counted as a regression")
	}
	if _, f = readAll(t, timed()); f.HasTime {
		t.Error("time range without packets")
	}
}

func TestLinkTypesSeen(t *testing.T) {
	data := ngLE.section()
	for i := range LinkType(100) {
		data = append(data, ngLE.iface(300+i, 0)...)
	}
	data = append(data, ngLE.iface(linkEthernet, 0)...)
	for i := range uint32(202) {
		data = append(data, ngLE.enhanced(i%101, micros, frame4)...)
	}
	packets, f := readAll(t, data)
	if len(packets) != 202 || len(f.LinkTypes) != maxLinkTypes || f.Damage[0].Kind != "limit" || f.LinkTypes[0] != "LINKTYPE_300" || f.LinkTypes[63] != "LINKTYPE_363" {
		t.Errorf("%d packets, link types %v", len(packets), f.LinkTypes)
	}
	r12 := layers(ngLE.section(), ngLE.iface(12, 0), ngLE.iface(101, 0), ngLE.enhanced(0, 1, ip4(17, nil)), ngLE.enhanced(1, 1, ip4(17, nil)))
	if _, f = readAll(t, r12); fmt.Sprint(f.LinkTypes) != "[RAW]" {
		t.Errorf("duplicate name: %v", f.LinkTypes)
	}
}

func TestClipText(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"", 4, ""},
		{"abcd", 4, "abcd"},
		{"abcde", 4, "abcd"},
		{"abcä", 4, "abc"},
		{"ab\u20ac", 4, "ab"},
		{"ab\U0001f4f7", 5, "ab"},
		{"ab\U0001f4f7", 6, "ab\U0001f4f7"},
		{"a\xffb", 4, "a\ufffdb"},
		{"\xff\xff\xff\xff\xff", 4, "\ufffd"},
		{"eth0\x00\x00", 6, "eth0"},
	} {
		if got := clipText([]byte(c.in), c.n); got != c.want {
			t.Errorf("%q, %d: %q, want %q", c.in, c.n, got, c.want)
		}
	}
}
