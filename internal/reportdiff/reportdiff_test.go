package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const testSchema = `{"properties": {
	"findings": {"items": {"$ref": "#/$defs/finding"}},
	"types": {"additionalProperties": {"type": "integer"}},
	"bytes": {"type": "integer"}
}, "$defs": {"finding": {"properties": {"code": {}, "summary": {}, "media": {}}}}}`

func compareJSON(t *testing.T, before, after string) *result {
	t.Helper()
	known, err := schemaPaths([]byte(testSchema))
	if err != nil {
		t.Fatal(err)
	}
	r := &result{fields: map[string]int{}}
	d := &jsonDiff{wording: wordingPaths[reportJSON], allowed: []string{"bytes"}, known: known, r: r, run: "json"}
	d.bytes([]byte(before), []byte(after))
	return r
}

func TestJSON(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		differences    []string // what each begins with
		prose, allowed int
		fields         []string
	}{
		{"order of keys and layout", `{"bytes": 1, "types": {"SR": 2}}`, `{"types":{"SR":2},"bytes":1}`, nil, 0, 0, nil},
		{"prose", `{"findings": [{"code": "a", "summary": "x told"}]}`, `{"findings": [{"code": "a", "summary": "x reported"}]}`, nil, 1, 0, nil},
		{
			"a value", `{"findings": [{"code": "a", "media": 1}]}`, `{"findings": [{"code": "a", "media": 2}]}`,
			[]string{"json: findings[0].media: 1 became 2"},
			0, 0, nil,
		},
		{"a number of another spelling", `{"types": {"SR": 1}}`, `{"types": {"SR": 1.0}}`, []string{"json: types.SR: 1 became 1.0"}, 0, 0, nil},
		{"a value that may differ", `{"bytes": 1}`, `{"bytes": 2}`, nil, 0, 1, nil},
		{"a new field", `{"findings": [{"code": "a"}]}`, `{"findings": [{"code": "a", "limit": 3}]}`, nil, 0, 0, []string{"findings[].limit"}},
		{
			"a field that the schema has", `{"findings": [{"code": "a"}]}`, `{"findings": [{"code": "a", "media": 3}]}`,
			[]string{"json: findings[0].media appeared"},
			0, 0, nil,
		},
		{"a key that the schema allows", `{"types": {}}`, `{"types": {"RR": 1}}`, []string{"json: types.RR appeared"}, 0, 0, nil},
		{
			"a field that is gone", `{"findings": [{"code": "a", "media": 3}]}`, `{"findings": [{"code": "a"}]}`,
			[]string{"json: findings[0].media is gone"},
			0, 0, nil,
		},
		{
			"one more", `{"findings": [{"code": "a"}, {"code": "c"}]}`, `{"findings": [{"code": "a"}, {"code": "b"}, {"code": "c"}]}`,
			[]string{"json: findings: 2 elements became 3", "json: findings[1] is new"},
			0, 0, nil,
		},
		{
			"one less, the others reworded", `{"findings": [{"code": "a", "summary": "x"}, {"code": "b", "summary": "y"}]}`, `{"findings": [{"code": "b", "summary": "z"}]}`,
			[]string{"json: findings: 2 elements became 1", "json: findings[0] is gone"},
			0, 0, nil,
		},
		{
			"another order", `{"findings": [{"code": "a", "summary": "x"}, {"code": "b"}]}`, `{"findings": [{"code": "b"}, {"code": "a", "summary": "z"}]}`,
			[]string{"json: findings: the same 2 elements in another order"},
			0, 0, nil,
		},
		{"another type", `{"bytes": 1, "types": {}}`, `{"bytes": 1, "types": []}`, []string{"json: types: {} became []"}, 0, 0, nil},
		{"no JSON", `{"bytes": 1}`, `{"bytes": `, []string{"json: new output"}, 0, 0, nil},
		{"nothing", `{"bytes": 1}`, ``, []string{"json: 12 bytes became 0"}, 0, 0, nil},
	} {
		r := compareJSON(t, c.old, c.new)
		if len(r.differences) != len(c.differences) || len(r.sentences) != c.prose || r.allowed != c.allowed ||
			!slices.Equal(slices.Sorted(maps.Keys(r.fields)), c.fields) {
			t.Errorf("%s: %q, %d sentences, %d allowed, new %v", c.name, r.differences, len(r.sentences), r.allowed, r.fields)
			continue
		}
		for i, d := range r.differences {
			if !strings.HasPrefix(d, c.differences[i]) {
				t.Errorf("%s: %s, not %s", c.name, d, c.differences[i])
			}
		}
	}
}

func TestTables(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		differences    int
		fields         int
	}{
		{"a new column in between", "a,b\n1,2\n", "a,x,b\n1,,2\n", 0, 1},
		{"a value", "a,b\n1,2\n", "a,b\n1,3\n", 1, 0},
		{"a column less", "a,b\n1,2\n", "a\n1\n", 1, 0},
		{"a row more", "a\n1\n", "a\n1\n1\n", 1, 0},
		{"no table", "a\n1\n", "", 1, 0},
	} {
		r := &result{fields: map[string]int{}}
		compareTables(r, "csv", []byte(c.old), []byte(c.new))
		if len(r.differences) != c.differences || len(r.fields) != c.fields {
			t.Errorf("%s: %q, new %v", c.name, r.differences, r.fields)
		}
	}
}

func TestFilesAndExitCodes(t *testing.T) {
	out := func(exit int, files map[string]string) outputs {
		return outputs{"export mp4": {Exit: exit, Stdout: []byte(`{"files": []}`), Files: files}}
	}
	same := map[string]string{"s1.mp4": "01", "s1.h264": "02"}
	for _, c := range []struct {
		name        string
		new         outputs
		differences int
	}{
		{"the same", out(0, same), 0},
		{"another exit code", out(2, same), 1},
		{"another content", out(0, map[string]string{"s1.mp4": "01", "s1.h264": "03"}), 1},
		{"another name", out(0, map[string]string{"s1.mp4": "01", "s1.264": "02"}), 2},
	} {
		r := &result{}
		r.compare(out(0, same), c.new, nil, &options{})
		if len(r.differences) != c.differences {
			t.Errorf("%s: %q", c.name, r.differences)
		}
	}
}

func TestKeptOutputs(t *testing.T) {
	dir := t.TempDir()
	in := input{name: "a/b.pcap", files: []string{"a/b.pcap"}}
	if err := keepOutputs(dir, in, outputs{"json": {Exit: 3, Stdout: []byte("{}")}}); err != nil {
		t.Fatal(err)
	}
	all, err := kept(dir).outputs(t.Context(), in)
	if err != nil || all["json"] == nil || all["json"].Exit != 3 || string(all["json"].Stdout) != "{}" {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := kept(dir).outputs(t.Context(), input{name: "a/c.pcap"}); err == nil {
		t.Error("outputs of another capture")
	}
}

func TestInputs(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"a_1.pcap": "\xd4\xc3\xb2\xa1", "a_2.pcap": "\xd4\xc3\xb2\xa1", "b.md": "# captures", "c": "",
		"a.truth.json": `{"files": ["a_1.pcap", "a_2.pcap"]}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list, err := findInputs([]string{dir})
	var got []string
	for _, in := range list {
		got = append(got, filepath.Base(in.name))
	}
	if want := []string{"a (joined)", "a_1.pcap", "a_2.pcap"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := findInputs([]string{t.TempDir()}); err == nil {
		t.Error("an empty directory is no error")
	}
}

func TestNumbersOfSentences(t *testing.T) {
	if a, b := numbersOf("5 of 281 (1.78 %)"), numbersOf("1.78% of 281: 5"); !slices.Equal(a, b) {
		t.Errorf("%q, %q", a, b)
	}
	if a, b := numbersOf("5 of 281"), numbersOf("5 of 280"); slices.Equal(a, b) {
		t.Error("other numbers are equal")
	}
}
