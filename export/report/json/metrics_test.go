package json

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// docs/metrics.md defines every measured number of the report.
func TestMetricsAreDefined(t *testing.T) {
	text, err := os.ReadFile("../../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	defined := map[string]bool{}
	for _, quoted := range regexp.MustCompile("`[^`\n]+`").FindAllString(string(text), -1) {
		for _, name := range regexp.MustCompile(`\w+`).FindAllString(quoted, -1) {
			defined[name] = true
		}
	}
	var schema map[string]any
	if err := json.Unmarshal(Schema, &schema); err != nil {
		t.Fatal(err)
	}
	numbers := 0
	var walk func(node any, name, path string)
	walk = func(node any, name, path string) {
		n, ok := node.(map[string]any)
		if !ok {
			return
		}
		if n["type"] == "number" && name != "" {
			if numbers++; !defined[name] {
				t.Errorf("%s is not defined in docs/metrics.md", strings.TrimPrefix(path, "."))
			}
		}
		for _, group := range []string{"properties", "$defs"} {
			members, _ := n[group].(map[string]any)
			for k, v := range members {
				walk(v, k, path+"."+k)
			}
		}
		walk(n["items"], name, path)
		walk(n["additionalProperties"], name, path)
	}
	walk(schema, "", "")
	if numbers < 100 {
		t.Errorf("only %d numbers in the schema", numbers)
	}
}
