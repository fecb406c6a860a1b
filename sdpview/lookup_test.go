package sdpview

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindMedia(t *testing.T) {
	cases := []struct {
		name     string
		session  string // session-level control, "" for none
		controls string // of the media sections, separated by spaces; "-" for none
		base     string
		url      string
		want     []int
	}{
		{"relative", "*", "stream=0 stream=1", "rtsp://h/av/", "rtsp://h/av/stream=1", []int{1}},
		{"base without a slash", "*", "stream=0 stream=1", "rtsp://h/av", "rtsp://h/av/stream=1", []int{1}},
		{"absolute", "rtsp://h/av", "rtsp://h/av/trackID=0 rtsp://h/av/trackID=1", "rtsp://h/av/", "rtsp://h:554/av/trackID=1/", []int{1}},
		{"with a query", "*", "trackID=0 trackID=1", "rtsp://h/cam?channel=1&subtype=0/", "rtsp://h/cam?channel=1&subtype=0/trackID=1", []int{1}},
		{"one stream with two profiles", "*", "stream=0 stream=0 stream=1", "rtsp://h/av/", "rtsp://h/av/stream=0", []int{0, 1}},
		{"resolved by RFC 3986", "", "track0 track1", "rtsp://h:10554/tcp/av0_0", "rtsp://h:10554/tcp/track1", []int{1}},
		{"by an absolute path", "", "/av/track0 /av/track1", "rtsp://h/av/", "rtsp://h/av/track1", []int{1}},
		{"another address", "*", "track0 track1", "rtsp://10.0.0.1/av/", "rtsp://203.0.113.7:8554/av/track1", []int{1}},
		{"another address, same last segments", "*", "v/track a/track", "rtsp://10.0.0.1/av/", "rtsp://203.0.113.7/av/a/track", []int{1}},
		{"another base, same last segments", "*", "v/track a/track", "rtsp://10.0.0.1/av/", "rtsp://203.0.113.7/x/track", nil},
		{"absolute session control as base", "rtsp://h/live/", "t0 t1", "rtsp://h/other", "rtsp://h/live/t1", []int{1}},
		{"no control, one section", "", "-", "rtsp://h/av", "rtsp://h/av", []int{0}},
		{"no control, one section, another URL", "", "-", "rtsp://h/av", "rtsp://h/av/trackID=0", []int{0}},
		{"no control, two sections", "", "- -", "rtsp://h/av", "rtsp://h/av/trackID=0", nil},
		{"aggregate URL", "*", "track0 track1", "rtsp://h/av/", "rtsp://h/av/", nil},
		{"aggregate URL for a single section", "*", "track0", "rtsp://h/av/", "rtsp://h/av", []int{0}}, // openRTSP
		{"no match, one section", "*", "track0", "rtsp://h/av/", "rtsp://h/av/track9", nil},
		{"no match", "*", "track0 track1", "rtsp://h/av/", "rtsp://h/av/track9", nil},
		{"no base", "*", "track0 track1", "", "rtsp://h/av/track1", []int{1}},
		{"an empty URL", "*", "track0 track1", "rtsp://h/av/", "", nil},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			in := head
			if tc.session != "" {
				in += "a=control:" + tc.session + "\r\n"
			}
			for c := range strings.FieldsSeq(tc.controls) {
				in += "m=video 0 RTP/AVP 96\r\n"
				if c != "-" {
					in += "a=control:" + c + "\r\n"
				}
			}
			s := Parse([]byte(in))
			var got []int
			for _, m := range s.AllMediaByControl(tc.url, tc.base) {
				got = append(got, m.Index)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			m := s.MediaByControl(tc.url, tc.base)
			if (m == nil) != (len(tc.want) == 0) || m != nil && m.Index != tc.want[0] {
				t.Errorf("FindMedia = %+v", m)
			}
		})
	}
}
