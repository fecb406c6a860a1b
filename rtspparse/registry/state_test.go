package registry

import "testing"

// TestStateTable checks the table of RFC 2326, A.2, and that nothing else is allowed.
func TestStateTable(t *testing.T) {
	allowed := map[State]map[string]State{
		Init:      {"SETUP": Ready, "TEARDOWN": Init},
		Ready:     {"PLAY": Playing, "SETUP": Ready, "TEARDOWN": Init, "RECORD": Recording},
		Playing:   {"PLAY": Playing, "PAUSE": Ready, "TEARDOWN": Init, "SETUP": Playing},
		Recording: {"RECORD": Recording, "PAUSE": Ready, "TEARDOWN": Init, "SETUP": Recording},
	}
	for _, s := range []State{Init, Ready, Playing, Recording} {
		for _, m := range []string{"SETUP", "PLAY", "PAUSE", "RECORD", "TEARDOWN"} {
			want, ok := allowed[s][m]
			if !ok {
				want = s
			}
			if got, yes := s.Next(m, "1.0"); got != want || yes != ok {
				t.Errorf("%s in %s: %s %v, want %s %v", m, s, got, yes, want, ok)
			}
		}
		for _, m := range []string{"OPTIONS", "DESCRIBE", "ANNOUNCE", "GET_PARAMETER", "SET_PARAMETER", "REDIRECT", "PLAY_NOTIFY", "FOO"} {
			if got, ok := s.Next(m, "1.0"); got != s || !ok {
				t.Errorf("%s in %s changes the state to %s (%v)", m, s, got, ok)
			}
		}
	}
	if got, ok := Ready.Next("PAUSE", "2.0"); got != Ready || !ok {
		t.Errorf("RTSP/2.0 must allow PAUSE in Ready: %s %v", got, ok)
	}
}
