package rtspparse

// State is the state of a session, or of one stream of it, as the server keeps it (RFC 2326, A.2).
type State uint8

// The states.
const (
	Init State = iota
	Ready
	Playing
	Recording
)

// String gives the RFC's name.
func (s State) String() string { return [...]string{"Init", "Ready", "Playing", "Recording"}[s] }

// transitions is the table of RFC 2326, A.2: what a method that succeeds makes of each state. What is
// not listed is not allowed in that state. The client's table (A.1) is the same.
var transitions = [...]map[string]State{
	Init:      {"SETUP": Ready, "TEARDOWN": Init},
	Ready:     {"PLAY": Playing, "SETUP": Ready, "TEARDOWN": Init, "RECORD": Recording},
	Playing:   {"PLAY": Playing, "PAUSE": Ready, "TEARDOWN": Init, "SETUP": Playing},
	Recording: {"RECORD": Recording, "PAUSE": Ready, "TEARDOWN": Init, "SETUP": Recording},
}

// Next is the state after a method has succeeded. False says that the state does not allow the method
// in the given version ("1.0" or "2.0"); methods that have nothing to do with the state (OPTIONS,
// DESCRIBE, ANNOUNCE, GET_PARAMETER, SET_PARAMETER, REDIRECT, PLAY_NOTIFY, unknown ones) leave it as it
// is. RFC 7826, B differs in one thing: PAUSE is allowed in Ready.
func (s State) Next(method, version string) (State, bool) {
	switch method {
	case "SETUP", "PLAY", "PAUSE", "RECORD", "TEARDOWN":
	default:
		return s, true
	}
	if next, ok := transitions[s][method]; ok {
		return next, true
	}
	if version == "2.0" && s == Ready && method == "PAUSE" {
		return Ready, true
	}
	return s, false
}
