package registry

// Requirement is the level of support that is required for a method.
type Requirement uint8

// The requirement levels (RFC 2326, table 2).
const (
	Optional Requirement = iota
	Recommended
	Required
)

// String returns the term of the RFC.
func (r Requirement) String() string {
	switch r {
	case Recommended:
		return "recommended"
	case Required:
		return "required"
	}
	return "optional"
}

// Method describes an RTSP method.
type Method struct {
	Name string
	// FromClient and FromServer report who may send it.
	FromClient, FromServer bool
	Requirement            Requirement
	// V1 and V2 report whether it is defined in RTSP/1.0 and 2.0.
	V1, V2  bool
	Section string // that defines it
	Meaning string // one sentence
}

// Methods contains the eleven methods of RFC 2326, 10, and the one that RFC 7826 adds.
var Methods = [...]Method{
	{Name: "OPTIONS", FromClient: true, FromServer: true, Requirement: Required, V1: true, V2: true, Section: "RFC 2326, 10.1", Meaning: "Requests the methods that the other side supports; also used as a keep-alive."},
	{Name: "DESCRIBE", FromClient: true, Requirement: Recommended, V1: true, V2: true, Section: "RFC 2326, 10.2", Meaning: "Requests the description of a presentation, usually SDP."},
	{Name: "ANNOUNCE", FromClient: true, FromServer: true, Requirement: Optional, V1: true, Section: "RFC 2326, 10.3", Meaning: "Sends a description: from a client before recording, from a server when the description has changed."},
	{Name: "SETUP", FromClient: true, Requirement: Required, V1: true, V2: true, Section: "RFC 2326, 10.4", Meaning: "Negotiates the transport of one stream and creates the session or extends it."},
	{Name: "PLAY", FromClient: true, Requirement: Required, V1: true, V2: true, Section: "RFC 2326, 10.5", Meaning: "Starts delivery of the streams that were set up, optionally from a position."},
	{Name: "PAUSE", FromClient: true, Requirement: Recommended, V1: true, V2: true, Section: "RFC 2326, 10.6", Meaning: "Interrupts delivery or recording; the session and its resources are kept."},
	{Name: "TEARDOWN", FromClient: true, Requirement: Required, V1: true, V2: true, Section: "RFC 2326, 10.7", Meaning: "Ends a stream or the complete session and releases its resources."},
	{Name: "GET_PARAMETER", FromClient: true, FromServer: true, Requirement: Optional, V1: true, V2: true, Section: "RFC 2326, 10.8", Meaning: "Requests the values of parameters; without a body it is a keep-alive."},
	{Name: "SET_PARAMETER", FromClient: true, FromServer: true, Requirement: Optional, V1: true, V2: true, Section: "RFC 2326, 10.9", Meaning: "Sets the value of a parameter of a presentation or stream."},
	{Name: "REDIRECT", FromServer: true, Requirement: Optional, V1: true, V2: true, Section: "RFC 2326, 10.10", Meaning: "Directs the client to another server."},
	{Name: "RECORD", FromClient: true, Requirement: Optional, V1: true, Section: "RFC 2326, 10.11", Meaning: "Starts recording of the streams that the client sends, as described before."},
	{Name: "PLAY_NOTIFY", FromServer: true, Requirement: Required, V2: true, Section: "RFC 7826, 13.5", Meaning: "Notifies the client of an event of a stream being played, such as its end."},
}

// MethodByName returns the method with a name. The name is case-sensitive.
func MethodByName(name string) (Method, bool) {
	for _, m := range Methods {
		if m.Name == name {
			return m, true
		}
	}
	return Method{}, false
}
