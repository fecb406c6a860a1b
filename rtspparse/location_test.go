package rtspparse

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

var locationCases = []struct {
	in     string
	want   Location
	faults []string
}{
	{"rtsp://10.77.40.1:8554/av", Location{URL: "rtsp://10.77.40.1:8554/av", Scheme: "rtsp", Host: "10.77.40.1", Port: 8554, Path: "/av"}, nil},
	{"RTSP://cam/a?x=1&y=/z", Location{URL: "RTSP://cam/a?x=1&y=/z", Scheme: "rtsp", Host: "cam", Port: 554, Path: "/a", Query: "x=1&y=/z"}, nil},
	{"rtsps://[fd00::1]/a", Location{URL: "rtsps://[fd00::1]/a", Scheme: "rtsps", Host: "fd00::1", Port: 322, Path: "/a"}, nil},
	{"rtsp://[fd00::1]:8554", Location{URL: "rtsp://[fd00::1]:8554", Scheme: "rtsp", Host: "fd00::1", Port: 8554}, nil},
	{"rtsp://admin:p@ss@h:554/a", Location{URL: "rtsp://admin:p@ss@h:554/a", Scheme: "rtsp", UserInfo: true, Host: "h", Port: 554, Path: "/a"}, nil},
	{"rtsp://rtsp://h/a", Location{URL: "rtsp://rtsp://h/a", Scheme: "rtsp", Host: "h", Port: 554, Path: "/a"}, []string{"url-scheme-twice"}},
	{" <rtsp://h/a b> ", Location{URL: "rtsp://h/a b", Scheme: "rtsp", Host: "h", Port: 554, Path: "/a b"}, []string{"url-enclosed", "url-with-space"}},
	{"trackID=1", Location{URL: "trackID=1", Path: "trackID=1"}, nil},
	{"*", Location{URL: "*", Path: "*"}, nil},
	{"rtsp://h:99999/", Location{URL: "rtsp://h:99999/", Scheme: "rtsp", Host: "h", Port: 554, Path: "/"}, []string{"url-port-invalid"}},
	{"rtsp:///a", Location{URL: "rtsp:///a", Scheme: "rtsp", Port: 554, Path: "/a"}, []string{"url-without-host"}},
	{"foo://h", Location{URL: "foo://h", Scheme: "foo", Host: "h"}, nil},
	{"", Location{}, []string{"url-empty"}},
}

func TestLocation(t *testing.T) {
	for _, c := range locationCases {
		got, faults := ParseLocation(c.in)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q:\n%s", c.in, d)
		}
		if d := cmp.Diff(c.faults, codes(faults)); d != "" {
			t.Errorf("%q: violations\n%s", c.in, d)
		}
	}
}

func FuzzLocation(f *testing.F) {
	for _, c := range locationCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		l, faults := ParseLocation(in)
		checkViolations(t, faults)
		if l.Port < 0 || l.Port > 65535 {
			t.Errorf("port %d", l.Port)
		}
		for _, f := range faults {
			if len(f.Detail) > 20 {
				t.Errorf("%+v quotes the URL", f)
			}
		}
	})
}
