//home: rtpflow/findings/catalog

package rtpflow

import "testing"

func TestThresholdSet(t *testing.T) {
	for _, c := range []struct {
		text string
		want float64 // of SlowAnswer; 0 for an error
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
		if err == nil && th.SlowAnswer != c.want {
			t.Errorf("%q: %v, want %v", c.text, th.SlowAnswer, c.want)
		}
		if err != nil && th != DefaultThresholds() {
			t.Errorf("%q: refused, yet something changed", c.text)
		}
	}
}

// A threshold without a name, a default, a meaning or a kind of finding would be of no use, and two of
// one field a trap.
func TestThresholdTable(t *testing.T) {
	names, fields := map[string]bool{}, map[*float64]string{}
	var th Thresholds
	for _, x := range AllThresholds() {
		f := x.field(&th)
		if names[x.Name] || fields[f] != "" {
			t.Errorf("%s: its name or its field is another's (%s)", x.Name, fields[f])
		}
		names[x.Name], fields[f] = true, x.Name
		if x.Default <= 0 || x.Meaning == "" || len(x.Codes) == 0 {
			t.Errorf("%s is not complete", x.Name)
		}
		for _, code := range x.Codes {
			if _, ok := KindOf(code); !ok {
				t.Errorf("%s: no kind of finding %s", x.Name, code)
			}
		}
	}
}
