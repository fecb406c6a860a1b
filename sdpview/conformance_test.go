package sdpview

import (
	"strings"
	"testing"
)

func TestConformance(t *testing.T) {
	cases := []struct {
		name, in string
		complain bool
	}{
		{"gst-rtsp-server", fixtures["gst-rtsp-server"], false},
		{"live555", fixtures["live555"], false},
		{"attributes before the times", fixtures["windows-media"], true},
		{"an unknown line", head + "n=x\r\n", true},
		{"no version", "m=audio 0 RTP/AVP 0\r\n", true},
		{"longer than is checked", head + strings.Repeat("a=x\r\n", maxConformance/5) + "n=x\r\n", false},
	}
	for _, tc := range cases {
		s := Parse([]byte(tc.in))
		if got := s.ConformanceError != ""; got != tc.complain {
			t.Errorf("%s: %q", tc.name, s.ConformanceError)
		}
		if len(s.ConformanceError) > maxMessage {
			t.Errorf("%s: %d bytes", tc.name, len(s.ConformanceError))
		}
	}
}
