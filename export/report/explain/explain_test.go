package explain

import "testing"

// Every word is explained, and nothing else is.
func TestExplain(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range Words() {
		text, ok := Explain(w.Word)
		if !ok || text == "" || w.Title == "" || seen[text] {
			t.Errorf("%s: %q", w.Word, text)
		}
		seen[text] = true
	}
	if len(seen) < 250 {
		t.Errorf("only %d words", len(seen))
	}
	for _, word := range []string{"", "299", "nonsense", "play-", ":"} {
		if text, ok := Explain(word); ok {
			t.Errorf("%q is explained: %s", word, text)
		}
	}
}
