package sdpview

import "testing"

func TestSameURL(t *testing.T) {
	cases := []struct {
		a, b string
		want bool
	}{
		{"rtsp://h/a", "rtsp://h/a", true},
		{"rtsp://h/a", "rtsp://h/a/", true},
		{"rtsp://h", "rtsp://h/", true},
		{"rtsp://h/a", "RTSP://H/a", true},
		{"rtsp://h/a", "rtsp://h:554/a", true},
		{"rtsps://h/a", "rtsps://h:322/a", true},
		{"rtsp://h/a", "rtsp://user:p:ss@h/a", true},
		{"rtsp://user@h:554/a/", "rtsp://h/a", true},
		{"rtsp://[2001:DB8::1]/a", "rtsp://[2001:db8::1]:554/a", true},
		{"rtsp://h/a?x=1", "rtsp://h/a?x=1/", true},
		{"rtsp://h/a/?x=1", "rtsp://h/a?x=1", true},
		{"rtsp://h/a%20b", "rtsp://h/a b", true},
		{"rtsp://h/track%3d1", "rtsp://h/track=1", true},
		{"rtsp://h/a%2", "rtsp://h/a%2", true},
		{"track1", "track1/", true},
		{"rtsp://h/a", "rtsp://h/A", false},
		{"rtsp://h/a", "rtsp://h/b", false},
		{"rtsp://h/a", "rtsp://h/a/b", false},
		{"rtsp://h/a", "rtsp://h:8554/a", false},
		{"rtsp://h/a", "rtsp://g/a", false},
		{"rtsp://h/a", "rtsps://h/a", false},
		{"rtsp://h/a?x=1", "rtsp://h/a?x=2", false},
		{"rtsp://h/a?x=1", "rtsp://h/a", false},
		{"rtsp://[2001:db8::1]/a", "rtsp://[2001:db8::2]/a", false},
		{"rtsp://h/a%4g", "rtsp://h/aO", false},
		{"rtsp://h/a", "/a", false},
		{"", "rtsp://h/", false},
	}
	for _, tc := range cases {
		if got := SameURL(tc.a, tc.b); got != tc.want {
			t.Errorf("SameURL(%q, %q) = %v", tc.a, tc.b, got)
		}
		if got := SameURL(tc.b, tc.a); got != tc.want {
			t.Errorf("SameURL(%q, %q) = %v", tc.b, tc.a, got)
		}
	}
}
