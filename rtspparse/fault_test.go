package rtspparse

import (
	"regexp"
	"testing"
)

var kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)

// checkFaults checks what holds for the faults of every parser.
func checkFaults(t *testing.T, faults []Fault) {
	t.Helper()
	if len(faults) > 2*maxParams {
		t.Errorf("%d faults", len(faults))
	}
	for _, f := range faults {
		if !kebab.MatchString(f.Code) || len(f.Detail) > maxDetail {
			t.Errorf("fault %q with %d bytes of detail", f.Code, len(f.Detail))
		}
	}
}

// codes lists the codes of faults.
func codes(faults []Fault) (list []string) {
	for _, f := range faults {
		list = append(list, f.Code)
	}
	return list
}

func TestFaultsAreNotedOnce(t *testing.T) {
	var m Message
	for i := 0; i < 5; i++ {
		m.addFault("bare-lf", "x")
		m.addFault("nul-byte", string(make([]byte, 500)))
	}
	if len(m.Faults) != 2 || len(m.Faults[1].Detail) != maxDetail {
		t.Errorf("%v", codes(m.Faults))
	}
	if _, ok := m.Fault("cseq-missing"); ok {
		t.Error("a fault that was never noted")
	}
}
