package capture

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		overrun        bool
	}{
		{"none", "", "", false},
		{"end", "\x00\x00\x00\x00\x02\x00\x00\x00", "", false},
		{"padded", "\x02\x00\x03\x00abc\x00\x03\x00\x00\x00\x00\x00\x00\x00", `2"abc" 3""`, false},
		{"no end", "\x02\x00\x04\x00eth0", `2"eth0"`, false},
		{"last without padding", "\x02\x00\x01\x00e", `2"e"`, false},
		{"too short for an option", "\x02\x00\x01", "", false},
		{"overrun", "\x02\x00\x01\x00e\x00\x00\x00\x03\x00\x05\x00abcd", `2"e"`, true},
		{"overrun by all", "\x02\x00\xff\xff", "", true},
	} {
		o := options{b: []byte(c.in), order: binary.LittleEndian}
		var got []string
		for o.next() {
			got = append(got, fmt.Sprintf("%d%q", o.code, o.value))
		}
		if s := strings.Join(got, " "); s != c.want || o.overrun != c.overrun {
			t.Errorf("%s: %s %v, want %s %v", c.name, s, o.overrun, c.want, c.overrun)
		}
	}
}
