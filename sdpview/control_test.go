package sdpview

import "testing"

func TestBase(t *testing.T) {
	const request = "rtsp://h/a"
	cases := []struct{ base, location, want string }{
		{"rtsp://b/", "rtsp://l/", "rtsp://b/"},
		{"", "rtsp://l/x", "rtsp://l/x"},
		{"", "", request},
		{" rtsp://b/ ", "", "rtsp://b/"},
		{"RTSPS://b", "", "RTSPS://b"},
		{"rtsp://rtsp://b/", "rtsp://l/", "rtsp://l/"}, // some cameras
		{"rtsp:///a", "", request},
		{"rtsp://", "", request},
		{"rtsp:// b/", "", request},
		{"192.168.1.10:554/stream0/", "", request}, // other cameras
		{"/a/", "a", request},
		{"rtsp:/b/", "", request},
		{"rtsp://b/?u=rtsp://c/", "", "rtsp://b/?u=rtsp://c/"},
		{"rtsp://[2001:db8::1]:8554/a", "", "rtsp://[2001:db8::1]:8554/a"},
		{"1rtsp://b/", "", request},
	}
	for _, tc := range cases {
		if got := BaseURL(tc.base, tc.location, request); got != tc.want {
			t.Errorf("Base(%q, %q) = %q, want %q", tc.base, tc.location, got, tc.want)
		}
	}
	if got := BaseURL("x", "y", " * "); got != "*" {
		t.Errorf("only the request URL: %q", got)
	}
}

func TestResolve(t *testing.T) {
	cases := []struct{ base, control, want string }{
		{"rtsp://h/a/", "trackID=1", "rtsp://h/a/trackID=1"},
		{"rtsp://h/a", "trackID=1", "rtsp://h/a/trackID=1"}, // live555, ffmpeg, GStreamer; not RFC 3986
		{"rtsp://h/a.mp4", "stream=0", "rtsp://h/a.mp4/stream=0"},
		{"rtsp://h", "track1", "rtsp://h/track1"},
		{"rtsp://h/a", "*", "rtsp://h/a"},
		{"rtsp://h/a/", "", "rtsp://h/a/"},
		{"rtsp://h/a", "rtsp://other:8554/b", "rtsp://other:8554/b"},
		{"rtsp://h/a", "RTSP://other/b", "RTSP://other/b"},
		{"rtsp://h/a?x=1", "trackID=1", "rtsp://h/a?x=1/trackID=1"},
		{"rtsp://h/a?x=1&proto=Onvif/", "trackID=1", "rtsp://h/a?x=1&proto=Onvif/trackID=1"},
		{"rtsp://h/a", "?track=1", "rtsp://h/a?track=1"},
		{"rtsp://h/a?x=1", "?track=1", "rtsp://h/a?track=1"},
		{"rtsp://h/a", "/track1", "rtsp://h/a/track1"},
		{"rtsp://h/a/", "/track1", "rtsp://h/a/track1"},
		{"rtsp://h/a", "../b", "rtsp://h/a/../b"},
		{"rtsp://h/a", " track1 ", "rtsp://h/a/track1"},
		{"rtsp://h/a", "mailto:x", "rtsp://h/a/mailto:x"}, // no "//": not a URL
		{"", "track1", "track1"},
		{"", "*", ""},
	}
	for _, tc := range cases {
		if got := Resolve(tc.base, tc.control); got != tc.want {
			t.Errorf("Resolve(%q, %q) = %q, want %q", tc.base, tc.control, got, tc.want)
		}
	}
}
