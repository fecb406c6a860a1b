package rtspparse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var rtpInfoCases = []struct {
	in     string
	want   []RTPInfo
	faults []string
}{
	{"url=rtsp://h/av/stream=0;seq=14461;rtptime=4229334391, url=rtsp://h/av/stream=1;seq=25582;rtptime=21247613", []RTPInfo{
		{URL: "rtsp://h/av/stream=0", Seq: 14461, HasSeq: true, RTPTime: 4229334391, HasRTPTime: true},
		{URL: "rtsp://h/av/stream=1", Seq: 25582, HasSeq: true, RTPTime: 21247613, HasRTPTime: true},
	}, nil},
	{"url=trackID=1;rtptime=0", []RTPInfo{{URL: "trackID=1", HasRTPTime: true}}, nil},
	{"url=rtsp://h/a,b;c?x=1,2;seq=0", []RTPInfo{{URL: "rtsp://h/a,b;c?x=1,2", HasSeq: true}}, nil},
	{"url=rtsp://h/?a=1;b=2;seq=7", []RTPInfo{{URL: "rtsp://h/?a=1;b=2", Seq: 7, HasSeq: true}}, nil},
	{"url=rtsp://h;seq=1;rtptime=2;ntptime=3;x", []RTPInfo{{URL: "rtsp://h", Seq: 1, HasSeq: true, RTPTime: 2, HasRTPTime: true, Params: []Param{{"ntptime", "3", true, false}, {Name: "x"}}}}, nil},
	{"URL=rtsp://h; Seq=1; RTPTIME=2", []RTPInfo{{URL: "rtsp://h", Seq: 1, HasSeq: true, RTPTime: 2, HasRTPTime: true}}, nil},
	{`url="rtsp://h/a" ssrc=0D12F123:seq=12345;rtptime=345, url="rtsp://h/b" ssrc=4FAD8726:seq=1;rtptime=2 ssrc=1:seq=3`, []RTPInfo{
		{URL: "rtsp://h/a", Seq: 12345, HasSeq: true, RTPTime: 345, HasRTPTime: true, SSRC: 0x0d12f123, HasSSRC: true},
		{URL: "rtsp://h/b", Seq: 1, HasSeq: true, RTPTime: 2, HasRTPTime: true, SSRC: 0x4fad8726, HasSSRC: true},
		{URL: "rtsp://h/b", Seq: 3, HasSeq: true, SSRC: 1, HasSSRC: true},
	}, nil},
	{"url=rtsp://h;seq=65536;rtptime=-1", []RTPInfo{{URL: "rtsp://h", RTPTime: 0xffffffff, HasRTPTime: true}}, []string{"rtp-info-seq-invalid", "rtp-info-rtptime-invalid"}},
	{"rtsp://h/x;seq=9", []RTPInfo{{URL: "rtsp://h/x", Seq: 9, HasSeq: true}}, []string{"rtp-info-without-url"}},
	{"url=;seq=", []RTPInfo{{}}, []string{"rtp-info-seq-invalid"}},
	{"url=a,", []RTPInfo{{URL: "a"}}, nil},
	{"", nil, []string{"rtp-info-empty"}},
}

func TestRTPInfo(t *testing.T) {
	for _, c := range rtpInfoCases {
		got, faults := ParseRTPInfo(c.in)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q:\n%s", c.in, d)
		}
		if d := cmp.Diff(c.faults, codes(faults)); d != "" {
			t.Errorf("%q: violations\n%s", c.in, d)
		}
	}
	got, faults := ParseRTPInfo(strings.Repeat("url=a,", 5000))
	if len(got) != maxParams || len(faults) == 0 {
		t.Errorf("%d streams, %v", len(got), codes(faults))
	}
}

func FuzzRTPInfo(f *testing.F) {
	for _, c := range rtpInfoCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		infos, faults := ParseRTPInfo(in)
		checkViolations(t, faults)
		if len(infos) > maxParams || len(infos) == 0 && len(faults) == 0 {
			t.Errorf("%d streams", len(infos))
		}
		for _, r := range infos {
			if len(r.Params) > maxParams || !r.HasSeq && r.Seq != 0 && len(faults) == 0 {
				t.Errorf("%+v", r)
			}
		}
	})
}
