package bitstream

import "testing"

func TestProfileLevel(t *testing.T) {
	for _, c := range []struct{ profile, level, want string }{
		{"High", "4.1", "High@L4.1"},
		{"Main", "5 high tier", "Main@L5 high tier"},
		{"Main", "Main", "Main@Main"},
		{"Main", "", "Main"},
		{"", "3", "L3"},
		{"", "", ""},
	} {
		v := Video{Profile: c.profile, Level: c.level}
		if got := v.ProfileLevel(); got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.profile, c.level, got, c.want)
		}
	}
}
