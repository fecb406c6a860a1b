package rtspparse

// Requirement is how much a method has to be supported.
type Requirement uint8

// The requirements of RFC 2326, table 2.
const (
	Optional Requirement = iota
	Recommended
	Required
)

// String gives the RFC's word.
func (r Requirement) String() string {
	switch r {
	case Recommended:
		return "recommended"
	case Required:
		return "required"
	}
	return "optional"
}

// Method is one method of RTSP.
type Method struct {
	Name string
	// FromClient and FromServer say who may send it.
	FromClient, FromServer bool
	Requirement            Requirement
	// V1 and V2 say whether it belongs to RTSP/1.0 and to 2.0.
	V1, V2  bool
	Section string // where it is defined
	Meaning string // one sentence
}

// Methods are the eleven of RFC 2326, 10 and the one that RFC 7826 adds.
var Methods = [...]Method{
	{"OPTIONS", true, true, Required, true, true, "RFC 2326, 10.1", "Asks which methods the other side supports, and serves as a sign of life."},
	{"DESCRIBE", true, false, Recommended, true, true, "RFC 2326, 10.2", "Asks for the description of a presentation, as a rule in SDP."},
	{"ANNOUNCE", true, true, Optional, true, false, "RFC 2326, 10.3", "Hands over a description: a client before it records, a server when its own has changed."},
	{"SETUP", true, false, Required, true, true, "RFC 2326, 10.4", "Agrees on the transport of one stream and opens the session, or adds to it."},
	{"PLAY", true, false, Required, true, true, "RFC 2326, 10.5", "Starts the sending of the streams that were set up, from a position if one is given."},
	{"PAUSE", true, false, Recommended, true, true, "RFC 2326, 10.6", "Halts sending or recording for a while; the session and its resources stay."},
	{"TEARDOWN", true, false, Required, true, true, "RFC 2326, 10.7", "Ends a stream or the whole session and frees what it held."},
	{"GET_PARAMETER", true, true, Optional, true, true, "RFC 2326, 10.8", "Asks for the value of parameters; without any it is a sign of life."},
	{"SET_PARAMETER", true, true, Optional, true, true, "RFC 2326, 10.9", "Sets the value of a parameter of a presentation or stream."},
	{"REDIRECT", false, true, Optional, true, true, "RFC 2326, 10.10", "Tells the client to go on at another server."},
	{"RECORD", true, false, Optional, true, false, "RFC 2326, 10.11", "Starts the recording of what the client sends, as described before."},
	{"PLAY_NOTIFY", false, true, Required, false, true, "RFC 7826, 13.5", "Tells the client what has happened to a stream being played, such as its end."},
}

// MethodByName finds a method; names are compared by case.
func MethodByName(name string) (Method, bool) {
	for _, m := range Methods {
		if m.Name == name {
			return m, true
		}
	}
	return Method{}, false
}
