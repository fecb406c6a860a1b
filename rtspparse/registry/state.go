package registry

// State is the state of a session, or of one of its streams, on the server (RFC 2326, A.2).
type State uint8

// The states.
const (
	Init State = iota
	Ready
	Playing
	Recording
)

// String returns the name in the RFC.
func (s State) String() string { return [...]string{"Init", "Ready", "Playing", "Recording"}[s] }

// transitions is the state table of RFC 2326, A.2: the state after a successful method. Methods that are not
// listed are not allowed in that state. The client's table (A.1) is the same.
var transitions = [...]map[string]State{
	Init:      {"SETUP": Ready, "TEARDOWN": Init},
	Ready:     {"PLAY": Playing, "SETUP": Ready, "TEARDOWN": Init, "RECORD": Recording},
	Playing:   {"PLAY": Playing, "PAUSE": Ready, "TEARDOWN": Init, "SETUP": Playing},
	Recording: {"RECORD": Recording, "PAUSE": Ready, "TEARDOWN": Init, "SETUP": Recording},
}

// Next returns the state after a successful method. ok is false if the state does not allow the method in the
// given version ("1.0" or "2.0"). Methods that do not affect the state (OPTIONS, DESCRIBE, ANNOUNCE,
// GET_PARAMETER, SET_PARAMETER, REDIRECT, PLAY_NOTIFY and unknown ones) leave it unchanged. RFC 7826, B, has
// one difference: PAUSE is allowed in Ready.
func (s State) Next(method, version string) (next State, ok bool) {
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
