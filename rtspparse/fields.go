package rtspparse

import "strings"

// Field tells of one header field where it may occur.
type Field struct {
	Name              string
	Request, Response bool
	// Body says that it describes a body and occurs with one.
	Body bool
	// Methods are those with which it is used: "all", or a list with spaces.
	Methods string
	// V1 and V2 are the sections of RFC 2326 and RFC 7826 that define it; "" where none does.
	V1, V2 string
	// Other names the document that defines it where neither does.
	Other string
}

// FieldByName finds a field by its name, in any case.
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
	real   = "RealMedia, not published"
)

// Fields are the header fields of RFC 2326, 12 and RFC 7826, 18, and others in wide use.
var Fields = [...]Field{
	{"Accept", true, false, false, "DESCRIBE", "12.1", "18.1", ""},
	{"Accept-Credentials", true, false, false, "all", "", "18.2", ""},
	{"Accept-Encoding", true, false, false, "DESCRIBE", "12.2", "18.3", ""},
	{"Accept-Language", true, false, false, "DESCRIBE", "12.3", "18.4", ""},
	{"Accept-Ranges", true, true, false, "SETUP", "", "18.5", ""},
	{"Allow", false, true, false, "all", "12.4", "18.6", ""},
	{"Authentication-Info", false, true, false, "all", "", "18.7", ""},
	{"Authorization", true, false, false, "all", "12.5", "18.8", ""},
	{"Bandwidth", true, false, false, "all", "12.6", "18.9", ""},
	{"Blocksize", true, true, false, "SETUP PLAY RECORD", "12.7", "18.10", ""},
	{"Cache-Control", true, true, false, "SETUP DESCRIBE", "12.8", "18.11", ""},
	{"Conference", true, false, false, "SETUP", "12.9", "", ""},
	{"Connection", true, true, false, "all", "12.10", "18.12", ""},
	{"Connection-Credentials", false, true, false, "all", "", "18.13", ""},
	{"Content-Base", true, true, true, bodies, "12.11", "18.14", ""},
	{"Content-Encoding", true, true, true, bodies, "12.12", "18.15", ""},
	{"Content-Language", true, true, true, bodies, "12.13", "18.16", ""},
	{"Content-Length", true, true, true, bodies, "12.14", "18.17", ""},
	{"Content-Location", true, true, true, bodies, "12.15", "18.18", ""},
	{"Content-Type", true, true, true, bodies, "12.16", "18.19", ""},
	{"CSeq", true, true, false, "all", "12.17", "18.20", ""},
	{"Date", true, true, false, "all", "12.18", "18.21", ""},
	{"Expires", true, true, true, "DESCRIBE ANNOUNCE", "12.19", "18.22", ""},
	{"From", true, false, false, "all", "12.20", "18.23", ""},
	{"Host", true, false, false, "all", "12.21", "", ""},
	{"If-Match", true, false, false, "SETUP", "12.22", "18.24", ""},
	{"If-Modified-Since", true, false, false, "DESCRIBE SETUP", "12.23", "18.25", ""},
	{"If-None-Match", true, false, false, "DESCRIBE SETUP", "", "18.26", ""},
	{"Last-Modified", false, true, true, "DESCRIBE SETUP", "12.24", "18.27", ""},
	{"Location", true, true, false, "all", "12.25", "18.28", ""},
	{"Media-Properties", true, true, false, "SETUP PLAY PLAY_NOTIFY GET_PARAMETER", "", "18.29", ""},
	{"Media-Range", true, true, false, "SETUP PLAY PLAY_NOTIFY GET_PARAMETER", "", "18.30", ""},
	{"MTag", false, true, true, "DESCRIBE SETUP", "", "18.31", ""},
	{"Notify-Reason", true, false, false, "PLAY_NOTIFY", "", "18.32", ""},
	{"Pipelined-Requests", true, true, false, "all", "", "18.33", ""},
	{"Proxy-Authenticate", false, true, false, "all", "12.26", "18.34", ""},
	{"Proxy-Authentication-Info", false, true, false, "all", "", "18.35", ""},
	{"Proxy-Authorization", true, false, false, "all", "", "18.36", ""},
	{"Proxy-Require", true, false, false, "all", "12.27", "18.37", ""},
	{"Proxy-Supported", true, true, false, "all", "", "18.38", ""},
	{"Public", false, true, false, "all", "12.28", "18.39", ""},
	{"Range", true, true, false, "PLAY PAUSE RECORD PLAY_NOTIFY SETUP", "12.29", "18.40", ""},
	{"Referer", true, false, false, "all", "12.30", "", ""},
	{"Referrer", true, false, false, "all", "", "18.41", ""},
	{"Request-Status", true, false, false, "PLAY_NOTIFY", "", "18.42", ""},
	{"Require", true, false, false, "all", "12.32", "18.43", ""},
	{"Retry-After", false, true, false, "all", "12.31", "18.44", ""},
	{"RTP-Info", true, true, false, "PLAY PLAY_NOTIFY", "12.33", "18.45", ""},
	{"Scale", true, true, false, "PLAY RECORD PLAY_NOTIFY", "12.34", "18.46", ""},
	{"Seek-Style", true, true, false, "PLAY", "", "18.47", ""},
	{"Server", false, true, false, "all", "12.36", "18.48", ""},
	{"Session", true, true, false, "all", "12.37", "18.49", ""},
	{"Speed", true, true, false, "PLAY PLAY_NOTIFY", "12.35", "18.50", ""},
	{"Supported", true, true, false, "all", "", "18.51", ""},
	{"Terminate-Reason", true, false, false, "REDIRECT", "", "18.52", ""},
	{"Timestamp", true, true, false, "all", "12.38", "18.53", ""},
	{"Transport", true, true, false, "SETUP", "12.39", "18.54", ""},
	{"Unsupported", false, true, false, "all", "12.40", "18.55", ""},
	{"User-Agent", true, false, false, "all", "12.41", "18.56", ""},
	{"Vary", false, true, false, "all", "12.42", "", ""},
	{"Via", true, true, false, "all", "12.43", "18.57", ""},
	{"WWW-Authenticate", false, true, false, "all", "12.44", "18.58", ""},
	{"KeyMgmt", true, true, false, "SETUP ANNOUNCE", "", "", "RFC 4567, 4.1"},
	{"Rate-Control", true, false, false, "PLAY", "", "", onvif},
	{"Frames", true, false, false, "PLAY", "", "", onvif},
	{"Immediate", true, false, false, "PLAY", "", "", onvif},
	{"com.ses.streamID", false, true, false, "SETUP", "", "", "SAT>IP Protocol Specification"},
	{"x-sessioncookie", true, false, false, "GET POST", "", "", "Apple, Tunnelling RTSP and RTP through HTTP"},
	{"X-Playlist-Gen-Id", true, true, false, "DESCRIBE SETUP PLAY ANNOUNCE SET_PARAMETER", "", "", wms},
	{"X-Playlist-Seek-Id", true, false, false, "PLAY", "", "", wms},
	{"X-Broadcast-Id", false, true, false, "DESCRIBE", "", "", wms},
	{"X-Accept-Authentication", true, false, false, "all", "", "", wms},
	{"X-Notice", true, false, false, "SET_PARAMETER", "", "", wms},
	{"EOF", true, false, false, "SET_PARAMETER", "", "", wms},
	{"Accept-Charset", true, false, false, "DESCRIBE", "", "", "RFC 9110, 12.5.2"},
	{"ETag", false, true, true, "DESCRIBE SETUP", "", "", "RFC 9110, 8.8.3"},
	{"Pragma", true, true, false, "all", "", "", "RFC 9111, 5.4"},
	{"ClientChallenge", true, false, false, "OPTIONS", "", "", real},
	{"RealChallenge1", false, true, false, "OPTIONS", "", "", real},
	{"RealChallenge2", true, false, false, "SETUP", "", "", real},
	{"RealChallenge3", false, true, false, "SETUP", "", "", real},
	{"ClientID", true, false, false, "all", "", "", real},
	{"CompanyID", true, false, false, "OPTIONS", "", "", real},
	{"GUID", true, false, false, "OPTIONS", "", "", real},
	{"PlayerStarttime", true, false, false, "OPTIONS", "", "", real},
	{"RegionData", true, false, false, "OPTIONS DESCRIBE", "", "", real},
	{"SupportsMaximumASMBandwidth", true, false, false, "DESCRIBE", "", "", real},
	{"Language", true, false, false, "DESCRIBE", "", "", real},
}
