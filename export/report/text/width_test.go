package text

import "testing"

func TestColumns(t *testing.T) {
	for s, want := range map[string]int{"abc": 3, "日本": 4, "e\u0301": 1, "×…→": 3, "🎥": 2} {
		if got := columns(s); got != want {
			t.Errorf("%q has %d columns, not %d", s, want, got)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"日本語", 5, "日本…"}, {"日本語", 4, "日…"}} {
		if got := shorten(c.in, c.n); got != c.want || columns(got) > c.n {
			t.Errorf("shorten(%q, %d) = %q", c.in, c.n, got)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, s := range []string{"", "short", "a long line with spaces to break at", "averyveryverylongwordwithoutanyspaces", "日本語日本語日本語日本語", "    leading"} {
		for _, l := range wrap(s, 12) {
			if columns(l) > 12 {
				t.Errorf("wrap(%q) gives %q", s, l)
			}
		}
	}
	if got := wrap("one two three four", 12); len(got) != 2 || got[0] != "one two" || got[1] != "three four" {
		t.Errorf("%q", got)
	}
}
