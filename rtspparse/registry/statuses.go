package registry

import (
	"slices"
	"sort"
)

// Status describes an RTSP status code.
type Status struct {
	Code int
	// Reason is the reason phrase of the newest RFC that defines the code.
	Reason string
	// Methods are the methods whose responses may have the code; nil means all.
	Methods []string
	// V1 and V2 report whether RFC 2326 and RFC 7826 define it.
	V1, V2  bool
	Section string // of the newest document that defines it
	Meaning string // one sentence
}

// Allowed reports whether a response to the method may have the code.
func (s *Status) Allowed(method string) bool {
	return s.Methods == nil || slices.Contains(s.Methods, method)
}

// StatusByCode returns the status with a code.
func StatusByCode(code int) (Status, bool) {
	i := sort.Search(len(Statuses), func(i int) bool { return Statuses[i].Code >= code })
	if i < len(Statuses) && Statuses[i].Code == code {
		return Statuses[i], true
	}
	return Status{}, false
}

var (
	setup     = []string{"SETUP"}
	record    = []string{"RECORD"}
	parameter = []string{"GET_PARAMETER", "SET_PARAMETER", "SETUP"}
)

// draft2326bis is the draft with the codes that are in no RFC.
const draft2326bis = "draft-ietf-mmusic-rfc2326bis"

// Statuses contains the codes of RFC 2326, 7.1.1, and RFC 7826, 8.1.1, and two of an intermediate draft, in order.
var Statuses = [...]Status{
	{Code: 100, Reason: "Continue", V1: true, V2: true, Section: "RFC 7826, 17.1.1", Meaning: "The request is being processed; the client continues to send or wait."},
	{Code: 200, Reason: "OK", V1: true, V2: true, Section: "RFC 7826, 17.2.1", Meaning: "The request succeeded."},
	{Code: 201, Reason: "Created", Methods: record, V1: true, Section: "RFC 2326, 7.1.1", Meaning: "Recording created a new resource; its URL is in Location."},
	{Code: 250, Reason: "Low on Storage Space", Methods: record, V1: true, Section: "RFC 2326, 11.1.1", Meaning: "Recording continues, but storage space may run out."},
	{Code: 300, Reason: "Multiple Choices", V1: true, V2: true, Section: "RFC 7826, 17.3.1", Meaning: "The resource is available in several forms; the client must choose one."},
	{Code: 301, Reason: "Moved Permanently", V1: true, V2: true, Section: "RFC 7826, 17.3.2", Meaning: "The resource has a new permanent URL, given in Location."},
	{Code: 302, Reason: "Found", V1: true, V2: true, Section: "RFC 7826, 17.3.3", Meaning: "The resource is temporarily at another URL, given in Location."},
	{Code: 303, Reason: "See Other", V1: true, V2: true, Section: "RFC 7826, 17.3.4", Meaning: "The response is available at another URL, given in Location."},
	{Code: 304, Reason: "Not Modified", Methods: []string{"DESCRIBE", "SETUP"}, V1: true, V2: true, Section: "RFC 7826, 17.3.5", Meaning: "The description has not changed since the time or tag in the request."},
	{Code: 305, Reason: "Use Proxy", V1: true, V2: true, Section: "RFC 7826, 17.3.6", Meaning: "The resource is only reachable through the proxy in Location."},
	{Code: 350, Reason: "Going Away", Section: draft2326bis, Meaning: "The server is about to shut down; the client continues at the URL in Location. From a draft of RTSP/2.0, later removed."},
	{Code: 351, Reason: "Load Balancing", Section: draft2326bis, Meaning: "The server directs the client elsewhere to balance its load. From a draft of RTSP/2.0, later removed."},
	{Code: 400, Reason: "Bad Request", V1: true, V2: true, Section: "RFC 7826, 17.4.1", Meaning: "The server could not parse the request."},
	{Code: 401, Reason: "Unauthorized", V1: true, V2: true, Section: "RFC 7826, 17.4.2", Meaning: "The request requires authentication, or its credentials were rejected."},
	{Code: 402, Reason: "Payment Required", V1: true, V2: true, Section: "RFC 7826, 17.4.3", Meaning: "Reserved for future use; some servers use it to require payment or a license."},
	{Code: 403, Reason: "Forbidden", V1: true, V2: true, Section: "RFC 7826, 17.4.4", Meaning: "The server understood the request and refuses it; authentication would not help."},
	{Code: 404, Reason: "Not Found", V1: true, V2: true, Section: "RFC 7826, 17.4.5", Meaning: "There is no resource at this URL."},
	{Code: 405, Reason: "Method Not Allowed", V1: true, V2: true, Section: "RFC 7826, 17.4.6", Meaning: "The resource does not support this method; Allow lists the supported ones."},
	{Code: 406, Reason: "Not Acceptable", V1: true, V2: true, Section: "RFC 7826, 17.4.7", Meaning: "The server cannot provide content that matches the Accept fields."},
	{Code: 407, Reason: "Proxy Authentication Required", V1: true, V2: true, Section: "RFC 7826, 17.4.8", Meaning: "A proxy requires authentication."},
	{Code: 408, Reason: "Request Timeout", V1: true, V2: true, Section: "RFC 7826, 17.4.9", Meaning: "The request was not complete within the server's time limit."},
	{Code: 410, Reason: "Gone", V1: true, V2: true, Section: "RFC 7826, 17.4.10", Meaning: "The resource was permanently removed."},
	{Code: 411, Reason: "Length Required", V1: true, Section: "RFC 2326, 7.1.1", Meaning: "A request with a body must specify its length."},
	{Code: 412, Reason: "Precondition Failed", Methods: []string{"DESCRIBE", "SETUP"}, V1: true, V2: true, Section: "RFC 7826, 17.4.11", Meaning: "A condition in the request header is not met."},
	{Code: 413, Reason: "Request Message Body Too Large", V1: true, V2: true, Section: "RFC 7826, 17.4.12", Meaning: "The body of the request exceeds the server's limit."},
	{Code: 414, Reason: "Request-URI Too Long", V1: true, V2: true, Section: "RFC 7826, 17.4.13", Meaning: "The URL exceeds the server's limit."},
	{Code: 415, Reason: "Unsupported Media Type", V1: true, V2: true, Section: "RFC 7826, 17.4.14", Meaning: "The server does not support the media type of the request body."},
	{Code: 451, Reason: "Parameter Not Understood", Methods: parameter, V1: true, V2: true, Section: "RFC 7826, 17.4.15", Meaning: "The request contains an unknown parameter."},
	{Code: 452, Reason: "Illegal Conference Identifier", Methods: setup, V1: true, Section: "RFC 2326, 11.3.3", Meaning: "The conference in the request is unknown."},
	{Code: 453, Reason: "Not Enough Bandwidth", Methods: setup, V1: true, V2: true, Section: "RFC 7826, 17.4.17", Meaning: "There is not enough bandwidth for the stream, or the client announced too little."},
	{Code: 454, Reason: "Session Not Found", V1: true, V2: true, Section: "RFC 7826, 17.4.18", Meaning: "The session is unknown: never created, ended, or timed out."},
	{Code: 455, Reason: "Method Not Valid in This State", V1: true, V2: true, Section: "RFC 7826, 17.4.19", Meaning: "The method is not allowed in the current state, for example PLAY before SETUP."},
	{Code: 456, Reason: "Header Field Not Valid for Resource", V1: true, V2: true, Section: "RFC 7826, 17.4.20", Meaning: "A required header field does not apply to this resource, for example Range for a resource that is not seekable."},
	{Code: 457, Reason: "Invalid Range", Methods: []string{"PLAY", "PAUSE"}, V1: true, V2: true, Section: "RFC 7826, 17.4.21", Meaning: "The Range is invalid or outside the available media."},
	{Code: 458, Reason: "Parameter Is Read-Only", Methods: []string{"SET_PARAMETER"}, V1: true, V2: true, Section: "RFC 7826, 17.4.22", Meaning: "The parameter is read-only."},
	{Code: 459, Reason: "Aggregate Operation Not Allowed", V1: true, V2: true, Section: "RFC 7826, 17.4.23", Meaning: "The method applies to single streams only, but the URL is the aggregate URL."},
	{Code: 460, Reason: "Only Aggregate Operation Allowed", V1: true, V2: true, Section: "RFC 7826, 17.4.24", Meaning: "The method applies to the aggregate only, but the URL is that of a single stream."},
	{Code: 461, Reason: "Unsupported Transport", Methods: setup, V1: true, V2: true, Section: "RFC 7826, 17.4.25", Meaning: "The server supports none of the requested transports; clients then try another one, such as TCP."},
	{Code: 462, Reason: "Destination Unreachable", V1: true, V2: true, Section: "RFC 7826, 17.4.26", Meaning: "The server cannot reach the client's address, for example because its ports are closed."},
	{Code: 463, Reason: "Destination Prohibited", Methods: setup, V2: true, Section: "RFC 7826, 17.4.27", Meaning: "The server is not allowed to send to the requested address."},
	{Code: 464, Reason: "Data Transport Not Ready Yet", Methods: []string{"PLAY"}, V2: true, Section: "RFC 7826, 17.4.28", Meaning: "The data path is not established yet; the same request may succeed later."},
	{Code: 465, Reason: "Notification Reason Unknown", Methods: []string{"PLAY_NOTIFY"}, V2: true, Section: "RFC 7826, 17.4.29", Meaning: "The client does not know the Notify-Reason."},
	{Code: 466, Reason: "Key Management Error", Methods: setup, V2: true, Section: "RFC 7826, 17.4.30", Meaning: "The key exchange for encrypted media failed."},
	{Code: 470, Reason: "Connection Authorization Required", V2: true, Section: "RFC 7826, 17.4.31", Meaning: "A proxy asks the client to approve the certificate of the next hop."},
	{Code: 471, Reason: "Connection Credentials Not Accepted", V2: true, Section: "RFC 7826, 17.4.32", Meaning: "The certificate of the next hop is not one that the client approved."},
	{Code: 472, Reason: "Failure to Establish Secure Connection", V2: true, Section: "RFC 7826, 17.4.33", Meaning: "A proxy could not establish a secure connection to the next hop."},
	{Code: 500, Reason: "Internal Server Error", V1: true, V2: true, Section: "RFC 7826, 17.5.1", Meaning: "The server encountered an unexpected condition."},
	{Code: 501, Reason: "Not Implemented", V1: true, V2: true, Section: "RFC 7826, 17.5.2", Meaning: "The server does not implement a feature of the request, usually the method."},
	{Code: 502, Reason: "Bad Gateway", V1: true, V2: true, Section: "RFC 7826, 17.5.3", Meaning: "A proxy or gateway received an invalid response from the server."},
	{Code: 503, Reason: "Service Unavailable", V1: true, V2: true, Section: "RFC 7826, 17.5.4", Meaning: "The server is overloaded or under maintenance; Retry-After may specify for how long."},
	{Code: 504, Reason: "Gateway Timeout", V1: true, V2: true, Section: "RFC 7826, 17.5.5", Meaning: "A proxy or gateway received no response from the server in time."},
	{Code: 505, Reason: "RTSP Version Not Supported", V1: true, V2: true, Section: "RFC 7826, 17.5.6", Meaning: "The server does not support the RTSP version of the request."},
	{Code: 551, Reason: "Option Not Supported", V1: true, V2: true, Section: "RFC 7826, 17.5.7", Meaning: "The server does not support a feature in Require or Proxy-Require; Unsupported lists it."},
	{Code: 553, Reason: "Proxy Unavailable", V2: true, Section: "RFC 7826, 17.5.8", Meaning: "A proxy is overloaded or under maintenance."},
}
