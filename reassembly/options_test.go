package reassembly

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadOptions(t *testing.T) {
	cases := []struct {
		name, in string
		want     Stats
	}{
		{"none", "", Stats{}},
		{"all", "\x02\x04\x05\xb4\x01\x03\x03\x05\x04\x02\x08\x0a12345678\x00", Stats{MSS: 1460, WindowScale: 5, HasWindowScale: true, SACKPermitted: true, TimestampOK: true}},
		{"shift limited to 14 (RFC 7323, 2.3)", "\x03\x03\xff", Stats{WindowScale: 14, HasWindowScale: true}},
		{"length 0", "\x02\x00\x00\x00", Stats{}},
		{"length 1", "\x02\x01\x00\x00", Stats{}},
		{"length exceeds the options", "\x02\xff\x00\x00", Stats{}},
		{"wrong length of a known kind", "\x02\x03\x05\x04\x02", Stats{SACKPermitted: true}},
		{"kind without length", "\x04\x02\x03", Stats{SACKPermitted: true}},
		{"end of list", "\x00\x02\x04\x05\xb4", Stats{}},
		{"unknown kind", "\xfe\x04ab\x04\x02", Stats{SACKPermitted: true}},
	}
	for _, tc := range cases {
		var s Stats
		s.readOptions([]byte(tc.in))
		if diff := cmp.Diff(tc.want, s); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}
