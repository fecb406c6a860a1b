package findings

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every limit of the model has a finding, and its name is in the schema.
func TestEveryLimitIsReported(t *testing.T) {
	source, err := os.ReadFile("../limit.go")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := os.ReadFile("../../export/report/json/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`(?m)^\t\w+Limit += "([a-z-]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(names) != len(limitTypes) {
		t.Errorf("%d limits, %d findings", len(names), len(limitTypes))
	}
	for _, x := range names {
		if l, ok := limitTypes[x[1]]; !ok || !strings.HasPrefix(l.t.Code, "limit-") {
			t.Errorf("%s has no finding", x[1])
		}
		if !strings.Contains(string(schema), `"`+x[1]+`"`) {
			t.Errorf("%s is not in the schema", x[1])
		}
	}
}
