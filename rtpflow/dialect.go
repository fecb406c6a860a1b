package rtpflow

import (
	"strings"

	"rtspect/rtspparse"
)

// dialects are the ways of speaking RTSP that the field gives a name, and what shows each in a message.
var dialects = []struct {
	name  string
	shows func(m *rtspparse.Message) bool
}{
	{"windows-media", func(m *rtspparse.Message) bool {
		return contains(m, "Supported", "com.microsoft.wm") || contains(m, "Server", "wmserver") || contains(m, "User-Agent", "wmplayer") ||
			contains(m, "User-Agent", "nsplayer") || has(m, "X-Playlist-Gen-Id")
	}},
	// ClientChallenge alone shows nothing: other clients send it to be let in by RealMedia servers.
	{"realmedia", func(m *rtspparse.Message) bool {
		return has(m, "RealChallenge1", "RealChallenge2", "RealChallenge3") || contains(m, "Transport", "x-real-rdt") || contains(m, "Transport", "x-pn-tng")
	}},
	{"sat-ip", func(m *rtspparse.Message) bool {
		return has(m, "com.ses.streamID") || m.Request && strings.Contains(m.URL, "?") && strings.Contains(m.URL, "msys=") && strings.Contains(m.URL, "freq=")
	}},
	{"onvif-replay", func(m *rtspparse.Message) bool { return contains(m, "Require", "onvif-replay") }},
	{"onvif-backchannel", func(m *rtspparse.Message) bool { return contains(m, "Require", "www.onvif.org/ver20/backchannel") }},
	{"airplay", func(m *rtspparse.Message) bool {
		return has(m, "Apple-Challenge", "Apple-Response", "Active-Remote", "DACP-ID", "Client-Instance") || contains(m, "User-Agent", "itunes") ||
			contains(m, "User-Agent", "airplay") || contains(m, "Transport", "control_port=")
	}},
	{"wifi-display", func(m *rtspparse.Message) bool {
		return contains(m, "Require", "org.wfa.wfd1.0") || contains(m, "Public", "org.wfa.wfd1.0") || strings.Contains(string(m.Body[:min(len(m.Body), 4096)]), "wfd_")
	}},
	{"quicktime", func(m *rtspparse.Message) bool {
		return has(m, "x-quicktime-options", "x-transport-options", "x-dynamic-rate")
	}},
	{"3gpp", func(m *rtspparse.Message) bool {
		return has(m, "3GPP-Adaptation", "3GPP-Link-Char", "3GPP-QoE-Metrics", "x-wap-profile")
	}},
}

func has(m *rtspparse.Message, names ...string) bool {
	for _, n := range names {
		if m.Headers.Has(n) {
			return true
		}
	}
	return false
}

// contains reports whether a field's value holds a text, in any case.
func contains(m *rtspparse.Message, name, text string) bool {
	for _, v := range m.Headers.Values(name) {
		if strings.Contains(strings.ToLower(v), text) {
			return true
		}
	}
	return false
}

// dialect names the dialects that a session's messages show, in the order of the table.
func (s *session) dialect() {
	for _, d := range dialects {
		if s.shows(d.shows) {
			s.Dialects = append(s.Dialects, d.name)
		}
	}
}

func (s *session) shows(test func(*rtspparse.Message) bool) bool {
	for _, e := range s.Exchanges {
		for _, m := range messages(e) {
			if test(m) {
				return true
			}
		}
	}
	return false
}
