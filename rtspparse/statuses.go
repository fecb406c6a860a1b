package rtspparse

import (
	"slices"
	"sort"
)

// Status is one status code of RTSP.
type Status struct {
	Code int
	// Reason is the reason phrase of the newest RFC that defines the code.
	Reason string
	// Methods are those whose answers may carry it; nil for all.
	Methods []string
	// V1 and V2 say whether RFC 2326 and RFC 7826 define it.
	V1, V2  bool
	Section string // where the newest of them defines it
	Meaning string // one sentence
}

// Allowed says whether an answer to the method may carry the code.
func (s *Status) Allowed(method string) bool {
	return s.Methods == nil || slices.Contains(s.Methods, method)
}

// StatusByCode finds a status code.
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

// draft2326bis is where codes stand that no RFC has taken up.
const draft2326bis = "draft-ietf-mmusic-rfc2326bis"

// Statuses are the codes of RFC 2326, 7.1.1 and RFC 7826, 8.1.1, and two of a draft between them, in order.
var Statuses = [...]Status{
	{100, "Continue", nil, true, true, "RFC 7826, 17.1.1", "The request is being worked on; the client goes on sending or waiting."},
	{200, "OK", nil, true, true, "RFC 7826, 17.2.1", "The request was done."},
	{201, "Created", record, true, false, "RFC 2326, 7.1.1", "The recording has made a new resource, whose URL stands in Location."},
	{250, "Low on Storage Space", record, true, false, "RFC 2326, 11.1.1", "The recording goes on, but space for it may run out."},
	{300, "Multiple Choices", nil, true, true, "RFC 7826, 17.3.1", "The resource is offered in several forms, of which the client has to choose."},
	{301, "Moved Permanently", nil, true, true, "RFC 7826, 17.3.2", "The resource has a new URL for good, given in Location."},
	{302, "Found", nil, true, true, "RFC 7826, 17.3.3", "The resource is at another URL for the time being, given in Location."},
	{303, "See Other", nil, true, true, "RFC 7826, 17.3.4", "The answer is to be had at another URL, given in Location."},
	{304, "Not Modified", []string{"DESCRIBE", "SETUP"}, true, true, "RFC 7826, 17.3.5", "The description has not changed since the time or tag that the request named."},
	{305, "Use Proxy", nil, true, true, "RFC 7826, 17.3.6", "The resource can be reached only through the proxy given in Location."},
	{350, "Going Away", nil, false, false, draft2326bis, "The server is about to stop; the client goes on at the URL in Location. Of a draft of RTSP/2.0, gone since."},
	{351, "Load Balancing", nil, false, false, draft2326bis, "The server sends the client elsewhere to share its load. Of a draft of RTSP/2.0, gone since."},
	{400, "Bad Request", nil, true, true, "RFC 7826, 17.4.1", "The server could not make sense of the request's syntax."},
	{401, "Unauthorized", nil, true, true, "RFC 7826, 17.4.2", "The request needs authentication, or the one it carried was refused."},
	{402, "Payment Required", nil, true, true, "RFC 7826, 17.4.3", "Kept for later use; some servers ask for payment or a licence by it."},
	{403, "Forbidden", nil, true, true, "RFC 7826, 17.4.4", "The server has understood the request and refuses it; authentication would not help."},
	{404, "Not Found", nil, true, true, "RFC 7826, 17.4.5", "The server knows nothing at this URL."},
	{405, "Method Not Allowed", nil, true, true, "RFC 7826, 17.4.6", "The resource does not take this method; Allow lists those that it takes."},
	{406, "Not Acceptable", nil, true, true, "RFC 7826, 17.4.7", "The server has nothing of the kind that the Accept fields ask for."},
	{407, "Proxy Authentication Required", nil, true, true, "RFC 7826, 17.4.8", "A proxy on the way needs authentication first."},
	{408, "Request Timeout", nil, true, true, "RFC 7826, 17.4.9", "The request was not complete within the time that the server waits."},
	{410, "Gone", nil, true, true, "RFC 7826, 17.4.10", "The resource was here and has been removed for good."},
	{411, "Length Required", nil, true, false, "RFC 2326, 7.1.1", "A request with a body must say its length."},
	{412, "Precondition Failed", []string{"DESCRIBE", "SETUP"}, true, true, "RFC 7826, 17.4.11", "A condition that the request made in its header does not hold."},
	{413, "Request Message Body Too Large", nil, true, true, "RFC 7826, 17.4.12", "The request's body is larger than the server takes."},
	{414, "Request-URI Too Long", nil, true, true, "RFC 7826, 17.4.13", "The URL is longer than the server takes."},
	{415, "Unsupported Media Type", nil, true, true, "RFC 7826, 17.4.14", "The server does not understand the type of the request's body."},
	{451, "Parameter Not Understood", parameter, true, true, "RFC 7826, 17.4.15", "The request holds a parameter that the server does not know."},
	{452, "Illegal Conference Identifier", setup, true, false, "RFC 2326, 11.3.3", "The server does not know the conference named in the request."},
	{453, "Not Enough Bandwidth", setup, true, true, "RFC 7826, 17.4.17", "There is no bandwidth left for the stream, or the client announced too little."},
	{454, "Session Not Found", nil, true, true, "RFC 7826, 17.4.18", "The session named is not known: never opened, ended, or timed out."},
	{455, "Method Not Valid in This State", nil, true, true, "RFC 7826, 17.4.19", "The request comes at the wrong moment, such as PLAY before SETUP."},
	{456, "Header Field Not Valid for Resource", nil, true, true, "RFC 7826, 17.4.20", "A required header field makes no sense for this resource, such as a Range where no seeking is possible."},
	{457, "Invalid Range", []string{"PLAY", "PAUSE"}, true, true, "RFC 7826, 17.4.21", "The Range lies outside of what there is, or cannot be understood."},
	{458, "Parameter Is Read-Only", []string{"SET_PARAMETER"}, true, true, "RFC 7826, 17.4.22", "The parameter can be read but not set."},
	{459, "Aggregate Operation Not Allowed", nil, true, true, "RFC 7826, 17.4.23", "The method works on single streams only, and the URL is that of the whole."},
	{460, "Only Aggregate Operation Allowed", nil, true, true, "RFC 7826, 17.4.24", "The method works on the whole only, and the URL is that of a single stream."},
	{461, "Unsupported Transport", setup, true, true, "RFC 7826, 17.4.25", "The server offers none of the transports asked for; clients then try another, such as TCP."},
	{462, "Destination Unreachable", nil, true, true, "RFC 7826, 17.4.26", "The server cannot send to the client's address, as it may be when its ports are closed."},
	{463, "Destination Prohibited", setup, false, true, "RFC 7826, 17.4.27", "The server is not allowed to send to the address that the client asked for."},
	{464, "Data Transport Not Ready Yet", []string{"PLAY"}, false, true, "RFC 7826, 17.4.28", "The way for the data is not open yet; the same request may succeed later."},
	{465, "Notification Reason Unknown", []string{"PLAY_NOTIFY"}, false, true, "RFC 7826, 17.4.29", "The client does not know the Notify-Reason that the server gave."},
	{466, "Key Management Error", setup, false, true, "RFC 7826, 17.4.30", "The exchange of keys for encrypted media has failed."},
	{470, "Connection Authorization Required", nil, false, true, "RFC 7826, 17.4.31", "A proxy asks the client to approve the certificate of the next hop."},
	{471, "Connection Credentials Not Accepted", nil, false, true, "RFC 7826, 17.4.32", "The next hop's certificate is not among those that the client approved."},
	{472, "Failure to Establish Secure Connection", nil, false, true, "RFC 7826, 17.4.33", "A proxy could not open a secure connection to the next hop."},
	{500, "Internal Server Error", nil, true, true, "RFC 7826, 17.5.1", "The server failed in a way that it did not foresee."},
	{501, "Not Implemented", nil, true, true, "RFC 7826, 17.5.2", "The server does not have what the request needs, as a rule the method."},
	{502, "Bad Gateway", nil, true, true, "RFC 7826, 17.5.3", "A proxy or gateway got a bad answer from the server behind it."},
	{503, "Service Unavailable", nil, true, true, "RFC 7826, 17.5.4", "The server is overloaded or being maintained; Retry-After may say for how long."},
	{504, "Gateway Timeout", nil, true, true, "RFC 7826, 17.5.5", "A proxy or gateway got no answer in time from the server behind it."},
	{505, "RTSP Version Not Supported", nil, true, true, "RFC 7826, 17.5.6", "The server does not speak the version of RTSP that the request names."},
	{551, "Option Not Supported", nil, true, true, "RFC 7826, 17.5.7", "The server lacks an option that Require or Proxy-Require asks for; Unsupported names it."},
	{553, "Proxy Unavailable", nil, false, true, "RFC 7826, 17.5.8", "A proxy cannot serve the request because of its own load or maintenance."},
}
