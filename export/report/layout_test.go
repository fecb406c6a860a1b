package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"rtspect/export/safe"
)

func TestLayout(t *testing.T) {
	long := `"` + strings.Repeat("x", 100) + `"`
	for _, c := range [][2]string{
		{`{}`, `{}`}, {`[]`, `[]`}, {`"a,b:{}[]\"x"`, `"a,b:{}[]\"x"`},
		{`{"a":1,"b":[1,2],"c":{"d":null}}`, `{"a": 1, "b": [1, 2], "c": {"d": null}}`},
		{`{"a":` + long + `,"b":[1,[2]]}`, "{\n  \"a\": " + long + ",\n  \"b\": [1, [2]]\n}"},
		{`[["a",` + long + `],[` + long + `,1]]`, "[\n  [\"a\", " + long + "],\n  [\n    " + long + ",\n    1\n  ]\n]"},
		{`[` + long + `,{"a":[` + long + `]}]`, "[\n  " + long + ",\n  {\n    \"a\": [\n      " + long + "\n    ]\n  }\n]"},
	} {
		if got := string(new(layout).append(nil, []byte(c[0]), 0)); got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

// Strings end where they end, wherever in eight bytes that is.
func TestStringLength(t *testing.T) {
	for before := range 20 {
		for _, c := range []struct {
			inside string
			kind   markKind
		}{{"", asciiText}, {`\"`, asciiText}, {`\\`, asciiText}, {"\x7f", otherText}, {"é", otherText}, {`\u2028\"\"`, asciiText}} {
			s := `"` + strings.Repeat("a", before) + c.inside + `z",":[{"`
			if n, kind := stringLength([]byte(s)); n != len(s)-6 || kind != c.kind {
				t.Errorf("%s: %d bytes of kind %d, want %d of %d", s, n, kind, len(s)-6, c.kind)
			}
		}
	}
}

func FuzzLayout(f *testing.F) {
	f.Add(`{"a":[1,{"b":"c"}],"d":{}}`)
	f.Add(strings.Repeat("[", 300) + strings.Repeat("]", 300))
	f.Fuzz(func(t *testing.T, s string) {
		var compact, back bytes.Buffer
		if json.Compact(&compact, []byte(s)) != nil {
			new(layout).append(nil, []byte(s), 3) // what is no JSON must do no harm
			return
		}
		out := new(layout).append(nil, compact.Bytes(), 3)
		if err := json.Compact(&back, out); err != nil || !bytes.Equal(back.Bytes(), safe.AppendJSON(nil, compact.Bytes())) {
			t.Errorf("%s becomes %s (%v)", compact.Bytes(), out, err)
		}
	})
}
