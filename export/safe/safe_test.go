package safe

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"plain text, größer, 日本語, 🎥", "plain text, größer, 日本語, 🎥"},
		{"\x1b]0;owned\x07", `\x1b]0;owned\x07`},
		{"a\nb\rc\td", `a\nb\rc\td`},
		{"\x00\x7f", `\x00\x7f`},
		{"\u009b2J", `\u009b2J`},
		{"\x9b2J", `\x9b2J`},
		{"gnp.\u202eexe", `gnp.\u202eexe`},
		{"a\u200b\ufeff\u2066\u00ad", `a\u200b\ufeff\u2066\u00ad`},
		{"a\u2028b\u2029\u0085", `a\u2028b\u2029\u0085`},
		{"\xff\xfeok\xe2\x80", `\xff\xfeok\xe2\x80`},
		{"\U000e0041\ufe0f\u3164", `\U000e0041\ufe0f\u3164`},
		{"\ufffd", "\ufffd"},
	} {
		if got := Line(c.in); got != c.want {
			t.Errorf("Line(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestCell(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"a=b", "a=b"},
		{"=1+1", "'=1+1"},
		{"+1", "'+1"},
		{"-2+3", "'-2+3"},
		{"@SUM(1)", "'@SUM(1)"},
		{"\t=1", `\t=1`},
		{"\r=1", `\r=1`},
		{"＝1", "'＝1"},
		{"rtsp://x", "rtsp://x"},
	} {
		if got := Cell(c.in); got != c.want {
			t.Errorf("Cell(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "abc…[1 bytes cut]"}, {"aäöü", 4, "aä…[4 bytes cut]"}, {"\x80\x80\x80\x80\x80\x80", 5, "\x80…[5 bytes cut]"}, {"äö", 0, "…[4 bytes cut]"},
	} {
		if got := Cut(c.in, c.limit); got != c.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

func TestAppendJSON(t *testing.T) {
	value := "a\x7f\u0085\u009b\u202e\u2066\u200b\ufeff\U000e0041 größer 日本 🎥 \xff"
	got, err := AppendJSON([]byte("x"), value)
	if err != nil {
		t.Fatal(err)
	}
	got = got[1:]
	if want := `"a\u007f\u0085\u009b\u202e\u2066\u200b\ufeff\udb40\udc41 größer 日本 🎥 \ufffd"`; string(got) != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	var back string
	if err := json.Unmarshal(got, &back); err != nil || back != strings.ToValidUTF8(value, "\ufffd") {
		t.Errorf("reads back as %q, %v", back, err)
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\x1b\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		for _, got := range []string{Line(s), Cell(s), Line(Cut(s, 5))} {
			if !utf8.ValidString(got) || strings.ContainsFunc(got, Hazard) {
				t.Errorf("%q: got %q", s, got)
			}
		}
		encoded, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var want, back string
		out, err := AppendJSON(nil, s)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(string(out), Hazard) {
			t.Errorf("%q: got %s", s, out)
		}
		if json.Unmarshal(encoded, &want) != nil || json.Unmarshal(out, &back) != nil || want != back {
			t.Errorf("%s reads back as %q, want %q", out, back, want)
		}
	})
}

func TestPlainTextDoesNotAllocate(t *testing.T) {
	s := "rtsp://10.0.0.1:8554/live/stream=0"
	if n := testing.AllocsPerRun(100, func() { Line(s); Mask{}.Text(s); Mask{}.Header("Content-Base", s) }); n > 1 {
		t.Errorf("%v allocations for text without credentials", n)
	}
}
