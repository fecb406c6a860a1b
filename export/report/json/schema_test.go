package json

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rtspect/export/report/internal/sample"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// write writes reports with one of the constructors.
func write(t testing.TB, newWriter view.NewWriter, o view.Options, reports ...*rtpflow.Report) string {
	t.Helper()
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	w := newWriter(out, len(reports) != 1, o)
	for _, r := range reports {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// compileSchema compiles the schema with formats asserted. Strict closes every object, so that a field that the schema
// does not describe is an error.
func compileSchema(t testing.TB, strict bool) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		t.Fatal(err)
	}
	if strict {
		closeObjects(doc)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:rtspect:report:1", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:rtspect:report:1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// closeObjects sets additionalProperties to false wherever properties are listed.
func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["properties"].(map[string]any); ok && v["type"] == "object" {
			v["additionalProperties"] = false
		}
		for _, x := range v {
			closeObjects(x)
		}
	case []any:
		for _, x := range v {
			closeObjects(x)
		}
	}
}

func validate(t testing.TB, schema *jsonschema.Schema, report string) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(report))
	if err != nil {
		t.Fatalf("%v in\n%s", err, report)
	}
	if err := schema.Validate(v); err != nil {
		t.Error(err)
	}
}

func TestSchemaDescribesTheSample(t *testing.T) {
	for _, strict := range []bool{false, true} {
		schema := compileSchema(t, strict)
		for _, newWriter := range []view.NewWriter{NewReports, NewReportLines} {
			validate(t, schema, write(t, newWriter, view.Options{}, sample.Report()))
			validate(t, schema, write(t, newWriter, view.Options{Series: true}, sample.Joined()))
			validate(t, schema, write(t, newWriter, view.Options{}, sample.Empty()))
		}
	}
}

// Real reports keep to the schema, and the schema describes every field that they have.
func TestSchemaDescribesCaptures(t *testing.T) {
	dirs := []string{"../../../testdata/captures", "../../../testdata/made-up"}
	if more := os.Getenv("RTSPECT_CAPTURES"); more != "" {
		dirs = append(dirs, filepath.Join(more, "made"), filepath.Join(more, "public"))
	}
	schema := compileSchema(t, true)
	for _, dir := range dirs {
		for _, path := range sample.Captures(t, dir) {
			t.Run(filepath.Base(path), func(t *testing.T) {
				validate(t, schema, write(t, NewReports, view.Options{Series: true}, sample.Analyze(t, path)))
			})
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := compileSchema(t, false)
	good := write(t, NewReports, view.Options{}, sample.Report())
	for _, c := range [][2]string{
		{`"rtspect.report/1"`, `"rtspect.report/2"`},
		{`"2026-11-21T08:24:03.862340000Z"`, `"2026-13-21T08:24:03.862340000Z"`},
		{`"2026-11-21T08:24:03.862340000Z"`, `"2026-11-21T08:24:03.862Z"`},
		{`"0x2a49edd8"`, `"0x2A49EDD8"`},
		{`"client": "10.77.10.2:48512"`, `"client": "10.77.10.2"`},
		{`"severity": "error"`, `"severity": "fatal"`},
		{`"lost": 12`, `"lost": -1`},
		{`"first_frame": 18`, `"first_frame": 0`},
	} {
		bad := strings.Replace(good, c[0], c[1], 1)
		if bad == good {
			t.Fatalf("the sample has no %s", c[0])
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(v) == nil {
			t.Errorf("%s passes", c[1])
		}
	}
}

func TestSchemaIsJSON(t *testing.T) {
	if !json.Valid(Schema) || !bytes.HasSuffix(Schema, []byte("}\n")) {
		t.Error("schema.json is not JSON text that ends in a newline")
	}
}
