package json

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestIndent(t *testing.T) {
	long := `"` + strings.Repeat("x", 100) + `"`
	for _, c := range [][2]string{
		{`{}`, `{}`},
		{`[]`, `[]`},
		{`"a,b:{}[]\"x\\"`, `"a,b:{}[]\"x\\"`},
		{`{"a":1,"b":[1,2],"c":{"d":null}}`, `{"a": 1, "b": [1, 2], "c": {"d": null}}`},
		{`{"a":` + long + `,"b":[1,[2]]}`, "{\n  \"a\": " + long + ",\n  \"b\": [1, [2]]\n}"},
		{`[["a",` + long + `],[` + long + `,1]]`, "[\n  [\"a\", " + long + "],\n  [" + long + ", 1]\n]"},
		{`[{"b":` + long + `},{"a":[` + long + `]}]`, "[\n  {\n    \"b\": " + long + "\n  },\n  {\n    \"a\": [" + long + "]\n  }\n]"},
		{`{"a":{"b":[0` + strings.Repeat(",1", 100) + `]},"c":{}}`, "{\n  \"a\": {\n    \"b\": [0" + strings.Repeat(", 1", 100) + "]\n  },\n  \"c\": {}\n}"},
	} {
		if got := string(appendIndented(nil, []byte(c[0]), 0)); got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
	if got, want := string(appendIndented(nil, []byte(`[{"a":`+long+`}]`), 2)), "[\n      {\n        \"a\": "+long+"\n      }\n    ]"; got != want {
		t.Errorf("at level 2\n got %s\nwant %s", got, want)
	}
}

// Whitespace is all that is added, and malformed input is copied without a panic.
func FuzzIndent(f *testing.F) {
	f.Add(`{"a":[1,{"b":"c"}],"d":{}}`)
	f.Add(strings.Repeat("[", 300) + strings.Repeat("]", 300))
	f.Add(`]}"\`)
	f.Fuzz(func(t *testing.T, s string) {
		appendIndented(nil, []byte(s), 3)
		var compact, back bytes.Buffer
		if json.Compact(&compact, []byte(s)) != nil {
			return
		}
		out := appendIndented(nil, compact.Bytes(), 3)
		if err := json.Compact(&back, out); err != nil || !bytes.Equal(back.Bytes(), compact.Bytes()) {
			t.Errorf("%s becomes %s (%v)", compact.Bytes(), out, err)
		}
	})
}
