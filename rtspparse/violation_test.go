package rtspparse

import (
	"regexp"
	"testing"
)

var kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)

// checkViolations checks the properties that the violations of every parser must have.
func checkViolations(t *testing.T, faults []Violation) {
	t.Helper()
	if len(faults) > 2*maxParams {
		t.Errorf("%d violations", len(faults))
	}
	for _, f := range faults {
		if !kebab.MatchString(f.Code) || len(f.Detail) > maxDetail {
			t.Errorf("violation %q with %d bytes of detail", f.Code, len(f.Detail))
		}
	}
}

// codes returns the codes of the violations.
func codes(faults []Violation) (list []string) {
	for _, f := range faults {
		list = append(list, f.Code)
	}
	return list
}

func TestViolationsAreRecordedOnce(t *testing.T) {
	var m Message
	for range 5 {
		m.addViolation("bare-lf", "x")
		m.addViolation("nul-byte", string(make([]byte, 500)))
	}
	if len(m.Violations) != 2 || len(m.Violations[1].Detail) != maxDetail {
		t.Errorf("%v", codes(m.Violations))
	}
	if _, ok := m.Violation("cseq-missing"); ok {
		t.Error("found a violation that was not recorded")
	}
}
