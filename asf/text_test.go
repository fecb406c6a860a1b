package asf

import (
	"strings"
	"testing"
)

func TestDecodeText(t *testing.T) {
	long := strings.Repeat("x\x00", maxText+10)
	for _, c := range []struct{ in, want, fault string }{
		{"", "", ""},
		{"a\x00b\x00", "ab", ""},
		{"a\x00\x00\x00b\x00", "a", ""},
		{"\x02\x26", "☂", ""},
		{"\x3d\xd8\x00\xde", "😀", ""},
		{"\x3d\xd8a\x00", "\uFFFDa", ViolationText},
		{"\x3d\xd8", "\uFFFD", ViolationText},
		{"\x00\xdea\x00", "\uFFFDa", ViolationText},
		{"a\x00b", "a\uFFFD", ViolationText},
		{long, strings.Repeat("x", maxText), ViolationLongText},
	} {
		got, fault := decodeText([]byte(c.in))
		if got != c.want || fault != c.fault {
			t.Errorf("%.20q: %.20q %s, want %.20q %s", c.in, got, fault, c.want, c.fault)
		}
	}
}
