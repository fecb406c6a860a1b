package catalog

import "testing"

func TestThresholdSet(t *testing.T) {
	for _, c := range []struct {
		text string
		want float64 // of SlowResponse; 0 for an error
	}{
		{"slow-answer=2", 2},
		{"slow-answer=2.5s", 2.5},
		{"slow-answer=2 s", 2},
		{"slow-answer=500ms", 0.5},
		{"slow-answer=1%", 0},
		{"slow-answer=-1", 0},
		{"slow-answer=", 0},
		{"slow-answer=soon", 0},
		{"slow-answer=1e400", 0},
		{"slow-answer", 0},
		{"Slow-Answer=1", 0},
		{"=1", 0},
	} {
		th := DefaultThresholds()
		err := th.Set(c.text)
		if (err != nil) != (c.want == 0) {
			t.Errorf("%q: error %v", c.text, err)
		}
		if err == nil && th.SlowResponse != c.want {
			t.Errorf("%q: %v, want %v", c.text, th.SlowResponse, c.want)
		}
		if err != nil && th != DefaultThresholds() {
			t.Errorf("%q: refused, but a threshold changed", c.text)
		}
	}
}

// A threshold without a name, a default or a meaning is useless, and so is one that no finding depends on.
func TestThresholdTable(t *testing.T) {
	used := map[string]bool{}
	for _, x := range FindingTypes() {
		for _, name := range x.Thresholds {
			used[name] = true
		}
	}
	names := map[string]bool{}
	for _, x := range AllThresholds() {
		if names[x.Name] || x.Name == "" || x.Default <= 0 || x.Meaning == "" {
			t.Errorf("%q is incomplete, or defined twice", x.Name)
		}
		names[x.Name] = true
		if !used[x.Name] {
			t.Errorf("%s: no finding depends on it", x.Name)
		}
		delete(used, x.Name)
	}
	for name := range used {
		t.Errorf("a finding depends on threshold %s, which does not exist", name)
	}
}
