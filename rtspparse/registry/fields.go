package registry

import "strings"

// Field describes a header field.
type Field struct {
	Name              string
	Request, Response bool
	// Body reports that the field describes a body and occurs only with one.
	Body bool
	// Methods lists the methods with which the field is used, separated by spaces, or is "all".
	Methods string
	// V1 and V2 are the sections of RFC 2326 and RFC 7826 that define the field, or "".
	V1, V2 string
	// Other is the document that defines the field if neither RFC does.
	Other string

	meaning string
}

// Meaning describes the purpose of the field in one sentence.
func (f Field) Meaning() string { return f.meaning }

// FieldByName returns the field with a name. The name is case-insensitive.
func FieldByName(name string) (Field, bool) {
	for _, f := range Fields {
		if strings.EqualFold(f.Name, name) {
			return f, true
		}
	}
	return Field{}, false
}

const (
	bodies = "DESCRIBE ANNOUNCE GET_PARAMETER SET_PARAMETER"
	onvif  = "ONVIF Streaming Specification"
	wms    = "[MS-RTSP]"
	rdt    = "RealMedia, not published"
)

// Fields contains the header fields of RFC 2326, 12, and RFC 7826, 18, and others in wide use.
var Fields = [...]Field{
	{Name: "Accept", Request: true, Methods: "DESCRIBE", V1: "12.1", V2: "18.1", meaning: "Types of session description that the client accepts, such as application/sdp."},
	{Name: "Accept-Credentials", Request: true, Methods: "all", V2: "18.2", meaning: "How the client wants proxies to verify certificates on the path."},
	{Name: "Accept-Encoding", Request: true, Methods: "DESCRIBE", V1: "12.2", V2: "18.3", meaning: "Content encodings of the description that the client accepts."},
	{Name: "Accept-Language", Request: true, Methods: "DESCRIBE", V1: "12.3", V2: "18.4", meaning: "Preferred languages of the description."},
	{Name: "Accept-Ranges", Request: true, Response: true, Methods: "SETUP", V2: "18.5", meaning: "Supported range units: npt, smpte, clock."},
	{Name: "Allow", Response: true, Methods: "all", V1: "12.4", V2: "18.6", meaning: "Methods that the resource supports; in a 405 response, the valid alternatives."},
	{Name: "Authentication-Info", Response: true, Methods: "all", V2: "18.7", meaning: "Proof of the server's identity after authentication, and the next nonce."},
	{Name: "Authorization", Request: true, Methods: "all", V1: "12.5", V2: "18.8", meaning: "The client's credentials for the server."},
	{Name: "Bandwidth", Request: true, Methods: "all", V1: "12.6", V2: "18.9", meaning: "The client's available bandwidth, in bits per second."},
	{Name: "Blocksize", Request: true, Response: true, Methods: "SETUP PLAY RECORD", V1: "12.7", V2: "18.10", meaning: "Packet size that the client prefers, in bytes without RTP and lower-layer headers; only a hint to the server."},
	{Name: "Cache-Control", Request: true, Response: true, Methods: "SETUP DESCRIBE", V1: "12.8", V2: "18.11", meaning: "How long, and by whom, the media may be cached."},
	{Name: "Conference", Request: true, Methods: "SETUP", V1: "12.9", meaning: "The conference that the session belongs to; it cannot be changed."},
	{Name: "Connection", Request: true, Response: true, Methods: "all", V1: "12.10", V2: "18.12", meaning: "Whether the connection stays open after the response: close or keep-alive."},
	{Name: "Connection-Credentials", Response: true, Methods: "all", V2: "18.13", meaning: "Certificates of the next hop, for approval by the client."},
	{Name: "Content-Base", Request: true, Response: true, Body: true, Methods: bodies, V1: "12.11", V2: "18.14", meaning: "Base URL for relative control URLs in the description; takes precedence over Content-Location and the request URL."},
	{Name: "Content-Encoding", Request: true, Response: true, Body: true, Methods: bodies, V1: "12.12", V2: "18.15", meaning: "Encoding (compression) of the body."},
	{Name: "Content-Language", Request: true, Response: true, Body: true, Methods: bodies, V1: "12.13", V2: "18.16", meaning: "Language of the body."},
	{Name: "Content-Length", Request: true, Response: true, Body: true, Methods: bodies, V1: "12.14", V2: "18.17", meaning: "Length of the body in bytes."},
	{Name: "Content-Location", Request: true, Response: true, Body: true, Methods: bodies, V1: "12.15", V2: "18.18", meaning: "URL of the body itself."},
	{Name: "Content-Type", Request: true, Response: true, Body: true, Methods: bodies, V1: "12.16", V2: "18.19", meaning: "Media type of the body."},
	{Name: "CSeq", Request: true, Response: true, Methods: "all", V1: "12.17", V2: "18.20", meaning: "Sequence number of a request, repeated in the response; each sender counts separately."},
	{Name: "Date", Request: true, Response: true, Methods: "all", V1: "12.18", V2: "18.21", meaning: "Time at which the message was generated."},
	{Name: "Expires", Request: true, Response: true, Body: true, Methods: "DESCRIBE ANNOUNCE", V1: "12.19", V2: "18.22", meaning: "Time after which the description is stale."},
	{Name: "From", Request: true, Methods: "all", V1: "12.20", V2: "18.23", meaning: "E-mail address of the person responsible for the client."},
	{Name: "Host", Request: true, Methods: "all", V1: "12.21", meaning: "Host name of the server; meaningless in RTSP because the URL contains it."},
	{Name: "If-Match", Request: true, Methods: "SETUP", V1: "12.22", V2: "18.24", meaning: "Performs the SETUP only if the description still has this tag."},
	{Name: "If-Modified-Since", Request: true, Methods: "DESCRIBE SETUP", V1: "12.23", V2: "18.25", meaning: "Requests the description only if it changed since then; otherwise the response is 304."},
	{Name: "If-None-Match", Request: true, Methods: "DESCRIBE SETUP", V2: "18.26", meaning: "Requests the description only if it does not have this tag."},
	{Name: "Last-Modified", Response: true, Body: true, Methods: "DESCRIBE SETUP", V1: "12.24", V2: "18.27", meaning: "Time of the last change of the description."},
	{Name: "Location", Request: true, Response: true, Methods: "all", V1: "12.25", V2: "18.28", meaning: "URL to use instead; with a 3xx response, REDIRECT or 201."},
	{Name: "Media-Properties", Request: true, Response: true, Methods: "SETUP PLAY PLAY_NOTIFY GET_PARAMETER", V2: "18.29", meaning: "Whether the media is seekable, dynamic or live."},
	{Name: "Media-Range", Request: true, Response: true, Methods: "SETUP PLAY PLAY_NOTIFY GET_PARAMETER", V2: "18.30", meaning: "Time range for which media is currently available."},
	{Name: "MTag", Response: true, Body: true, Methods: "DESCRIBE SETUP", V2: "18.31", meaning: "Version tag of the description."},
	{Name: "Notify-Reason", Request: true, Methods: "PLAY_NOTIFY", V2: "18.32", meaning: "Reason of the notification: end of stream, changed media properties or changed scale."},
	{Name: "Pipelined-Requests", Request: true, Response: true, Methods: "all", V2: "18.33", meaning: "Associates requests that are sent before the session has an identifier."},
	{Name: "Proxy-Authenticate", Response: true, Methods: "all", V1: "12.26", V2: "18.34", meaning: "Authentication challenge of a proxy."},
	{Name: "Proxy-Authentication-Info", Response: true, Methods: "all", V2: "18.35", meaning: "Proof of a proxy's identity after authentication."},
	{Name: "Proxy-Authorization", Request: true, Methods: "all", V2: "18.36", meaning: "The client's credentials for a proxy."},
	{Name: "Proxy-Require", Request: true, Methods: "all", V1: "12.27", V2: "18.37", meaning: "Features that proxies on the path must support."},
	{Name: "Proxy-Supported", Request: true, Response: true, Methods: "all", V2: "18.38", meaning: "Features that all proxies on the path support."},
	{Name: "Public", Response: true, Methods: "all", V1: "12.28", V2: "18.39", meaning: "Methods that the server supports."},
	{Name: "Range", Request: true, Response: true, Methods: "PLAY PAUSE RECORD PLAY_NOTIFY SETUP", V1: "12.29", V2: "18.40", meaning: "Time range to play or record: npt in seconds, smpte in frames, clock in UTC."},
	{Name: "Referer", Request: true, Methods: "all", V1: "12.30", meaning: "Where the client obtained the URL."},
	{Name: "Referrer", Request: true, Methods: "all", V2: "18.41", meaning: "Where the client obtained the URL."},
	{Name: "Request-Status", Request: true, Methods: "PLAY_NOTIFY", V2: "18.42", meaning: "Final status of a request that took a long time."},
	{Name: "Require", Request: true, Methods: "all", V1: "12.32", V2: "18.43", meaning: "Features that the server must support; otherwise it responds with 551."},
	{Name: "Retry-After", Response: true, Methods: "all", V1: "12.31", V2: "18.44", meaning: "When to retry after a 503 response or a redirection."},
	{Name: "RTP-Info", Request: true, Response: true, Methods: "PLAY PLAY_NOTIFY", V1: "12.33", V2: "18.45", meaning: "Sequence number and RTP timestamp of the first packet of each stream, which relate RTP timestamps to normal play time."},
	{Name: "Scale", Request: true, Response: true, Methods: "PLAY RECORD PLAY_NOTIFY", V1: "12.34", V2: "18.46", meaning: "Viewing rate: 1 is normal, 2 is double speed, negative is reverse."},
	{Name: "Seek-Style", Request: true, Response: true, Methods: "PLAY", V2: "18.47", meaning: "Where playback starts relative to the requested position: at a random access point, at the next one, or exactly there."},
	{Name: "Server", Response: true, Methods: "all", V1: "12.36", V2: "18.48", meaning: "Product and version of the server."},
	{Name: "Session", Request: true, Response: true, Methods: "all", V1: "12.37", V2: "18.49", meaning: "Session identifier, and the session timeout in seconds."},
	{Name: "Speed", Request: true, Response: true, Methods: "PLAY PLAY_NOTIFY", V1: "12.35", V2: "18.50", meaning: "Delivery rate of the data, without changing the viewing rate."},
	{Name: "Supported", Request: true, Response: true, Methods: "all", V2: "18.51", meaning: "Features that the sender supports."},
	{Name: "Terminate-Reason", Request: true, Methods: "REDIRECT", V2: "18.52", meaning: "Why the server ends the session."},
	{Name: "Timestamp", Request: true, Response: true, Methods: "all", V1: "12.38", V2: "18.53", meaning: "Time at which the client sent the request, for round-trip measurement."},
	{Name: "Transport", Request: true, Response: true, Methods: "SETUP", V1: "12.39", V2: "18.54", meaning: "Transport alternatives in order of preference, and the selected one: profile, lower transport, ports or channels, SSRC."},
	{Name: "Unsupported", Response: true, Methods: "all", V1: "12.40", V2: "18.55", meaning: "Features that the server does not support."},
	{Name: "User-Agent", Request: true, Methods: "all", V1: "12.41", V2: "18.56", meaning: "Product and version of the client."},
	{Name: "Vary", Response: true, Methods: "all", V1: "12.42", meaning: "Request fields that the response depends on."},
	{Name: "Via", Request: true, Response: true, Methods: "all", V1: "12.43", V2: "18.57", meaning: "Proxies on the path."},
	{Name: "WWW-Authenticate", Response: true, Methods: "all", V1: "12.44", V2: "18.58", meaning: "Authentication challenge of the server: accepted schemes with realm and nonce."},
	{Name: "KeyMgmt", Request: true, Response: true, Methods: "SETUP ANNOUNCE", Other: "RFC 4567, 4.1", meaning: "SRTP keys in MIKEY format."},
	{Name: "Rate-Control", Request: true, Methods: "PLAY", Other: onvif, meaning: "no requests a recording as fast as it can be sent."},
	{Name: "Frames", Request: true, Methods: "PLAY", Other: onvif, meaning: "Requests all frames of a recording, only intra and predicted frames, or only intra frames."},
	{Name: "Immediate", Request: true, Methods: "PLAY", Other: onvif, meaning: "yes interrupts the current delivery and starts the new one at once."},
	{Name: "com.ses.streamID", Response: true, Methods: "SETUP", Other: "SAT>IP Protocol Specification", meaning: "Stream number on the server."},
	{Name: "x-sessioncookie", Request: true, Methods: "GET POST", Other: "Apple, Tunneling RTSP and RTP through HTTP", meaning: "Associates the two connections of an HTTP tunnel."},
	{Name: "X-Playlist-Gen-Id", Request: true, Response: true, Methods: "DESCRIBE SETUP PLAY ANNOUNCE SET_PARAMETER", Other: wms, meaning: "Identifier of the server's playlist entry; the client repeats it."},
	{Name: "X-Playlist-Seek-Id", Request: true, Methods: "PLAY", Other: wms, meaning: "Playlist entry in which PLAY seeks."},
	{Name: "X-Broadcast-Id", Response: true, Methods: "DESCRIBE", Other: wms, meaning: "0 for on-demand content, otherwise a live broadcast."},
	{Name: "X-Accept-Authentication", Request: true, Methods: "all", Other: wms, meaning: "Authentication schemes that the client supports."},
	{Name: "X-Notice", Request: true, Methods: "SET_PARAMETER", Other: wms, meaning: "Server notice: 2101 is the end of the stream."},
	{Name: "EOF", Request: true, Methods: "SET_PARAMETER", Other: wms, meaning: "Whether this was the last entry of the playlist."},
	{Name: "Accept-Charset", Request: true, Methods: "DESCRIBE", Other: "RFC 9110, 12.5.2", meaning: "Character sets that the client accepts."},
	{Name: "ETag", Response: true, Body: true, Methods: "DESCRIBE SETUP", Other: "RFC 9110, 8.8.3", meaning: "Version tag of the description."},
	{Name: "Pragma", Request: true, Response: true, Methods: "all", Other: "RFC 9111, 5.4", meaning: "Nonstandard directives, such as initiate-session."},
	{Name: "ClientChallenge", Request: true, Methods: "OPTIONS", Other: rdt, meaning: "Challenge with which a RealMedia client verifies the server; other clients send it to gain access."},
	{Name: "RealChallenge1", Response: true, Methods: "OPTIONS", Other: rdt, meaning: "The server's challenge, or its response to the client's."},
	{Name: "RealChallenge2", Request: true, Methods: "SETUP", Other: rdt, meaning: "The client's response to RealChallenge1."},
	{Name: "RealChallenge3", Response: true, Methods: "SETUP", Other: rdt, meaning: "The server's final message of the challenge exchange."},
	{Name: "ClientID", Request: true, Methods: "all", Other: rdt, meaning: "Operating system, version and language of the client."},
	{Name: "CompanyID", Request: true, Methods: "OPTIONS", Other: rdt, meaning: "Vendor of the client."},
	{Name: "GUID", Request: true, Methods: "OPTIONS", Other: rdt, meaning: "Identifier of this client."},
	{Name: "PlayerStarttime", Request: true, Methods: "OPTIONS", Other: rdt, meaning: "Start time of the client by its own clock."},
	{Name: "RegionData", Request: true, Methods: "OPTIONS DESCRIBE", Other: rdt, meaning: "Region number of the client."},
	{Name: "SupportsMaximumASMBandwidth", Request: true, Methods: "DESCRIBE", Other: rdt, meaning: "Whether the client can be asked to use the highest bit rate."},
	{Name: "Language", Request: true, Methods: "DESCRIBE", Other: rdt, meaning: "Language of the client."},
}
