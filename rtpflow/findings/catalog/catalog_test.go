package catalog

import (
	"testing"

	"rtspect/rtpflow"
)

// Violations of the grammar have types of their own, or share that of their family. An unknown code has none.
func TestFindingTypeOf(t *testing.T) {
	for _, c := range []struct {
		code     string
		severity rtpflow.Severity
		family   string
		ok       bool
	}{
		{"rtp-loss", rtpflow.SevWarning, "", true},
		{"syntax-bare-lf", rtpflow.SevNote, "syntax", true},
		{"syntax-cseq-missing", rtpflow.SevWarning, "syntax", true},
		{"syntax-transport-empty", rtpflow.SevNote, "syntax", true},
		{"sdp-line-order", rtpflow.SevNote, "sdp", true},
		{"syntax", rtpflow.SevNote, "", true},
		{"syntaxes", 0, "", false},
		{"rtp-loss-", 0, "", false},
		{"", 0, "", false},
	} {
		x, ok := FindingTypeOf(c.code)
		if ok != c.ok || ok && (x.Code != c.code || x.Severity != c.severity || x.Family != c.family || x.Title == "") {
			t.Errorf("%q: %+v, %v", c.code, x, ok)
		}
	}
}

// Each kind of damage of a capture file has a type.
func TestDamageHasTypes(t *testing.T) {
	for _, kind := range []string{"cut-short", "bad-length", "bad-block", "bad-interface", "bad-time-resolution", "compression", "read-error", "trailing-data", "limit", "comments"} {
		if _, ok := FindingTypeOf("capture-" + kind); !ok {
			t.Error(kind)
		}
	}
}

// The list has one entry for a family, and groups the areas.
func TestFindingTypesAreGrouped(t *testing.T) {
	list := FindingTypes()
	if len(list) < 150 || len(list) >= len(byCode) {
		t.Fatalf("%d of %d types", len(list), len(byCode))
	}
	for i, x := range list {
		if x.Family != "" {
			t.Errorf("%s is a member of %s", x.Code, x.Family)
		}
		if i > 0 && x.area < list[i-1].area {
			t.Errorf("%s is behind %s", x.Code, list[i-1].Code)
		}
	}
}
