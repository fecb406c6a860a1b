package sdpview

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each case is the payload types of an m= line and the attributes that follow it.
var rtpmapCases = []struct {
	name, list, lines string
	want              string
	faults            []string
}{
	{"RFC 8866, 6.6", "99", "a=rtpmap:99 h263-1998/90000\r\n", "99=H263-1998/90000", nil},
	{"channels", "98", "a=rtpmap:98 L16/11025/2\r\n", "98=L16/11025/2", nil},
	{"no channels after the slash", "98", "a=rtpmap:98 L16/11025/\r\n", "98=L16/11025", []string{"channels@7"}},
	{"too many channels", "98", "a=rtpmap:98 opus/48000/999\r\n", "98=OPUS/48000", []string{"channels@7"}},
	{"more after them", "98", "a=rtpmap:98 L16/8000/2/x\r\n", "98=L16/8000/2", nil},
	{"a static number without rtpmap", "10", "", "10=/0", nil},
	{"a static number with its own rtpmap", "0", "a=rtpmap:0 pcmu/8000\r\n", "0=PCMU/8000", nil},
	{"a static number with another encoding", "26", "a=rtpmap:26 H264/90000\r\n", "26=H264/90000", nil},
	{"a static number whose rtpmap says no rate", "0", "a=rtpmap:0 PCMU\r\n", "0=PCMU/0", []string{"clock-rate@7"}},
	{"a static number with fmtp alone", "33", "a=fmtp:33 x=y\r\n", "33=/0", nil},
	{"clock rate 0", "96", "a=rtpmap:96 H264/0\r\n", "96=H264/0", []string{"clock-rate@7"}},
	{"clock rate negative", "96", "a=rtpmap:96 H264/-90000\r\n", "96=H264/0", []string{"clock-rate@7"}},
	{"clock rate with a plus", "96", "a=rtpmap:96 H264/+90000\r\n", "96=H264/0", []string{"clock-rate@7"}},
	{"clock rate huge", "96", "a=rtpmap:96 H264/99999999999999999999\r\n", "96=H264/0", []string{"clock-rate@7"}},
	{"clock rate implausible", "96", "a=rtpmap:96 H264/100000001\r\n", "96=H264/0", []string{"clock-rate@7"}},
	{"clock rate 1", "96", "a=rtpmap:96 H264/1\r\n", "96=H264/1", nil},
	{"clock rate in words", "96", "a=rtpmap:96 H264/fast\r\n", "96=H264/0", []string{"clock-rate@7"}},
	{"clock rate with a fraction", "96", "a=rtpmap:96 H264/90000.5\r\n", "96=H264/0", []string{"clock-rate@7"}},
	{"clock rate missing", "96", "a=rtpmap:96 H264/\r\n", "96=H264/0", []string{"clock-rate@7"}},
	{"clock rate and slash missing", "96", "a=rtpmap:96 H264\r\n", "96=H264/0", []string{"clock-rate@7"}},
	{"G722 at its sampling rate", "9", "a=rtpmap:9 G722/16000\r\n", "9=G722/16000", []string{"clock-rate-g722@7"}},
	{"encoding missing", "96", "a=rtpmap:96\r\n", "96=/0", []string{"rtpmap@7"}},
	{"encoding empty", "96", "a=rtpmap:96 /90000\r\n", "96=/0", []string{"rtpmap@7"}},
	{"all missing", "96", "a=rtpmap:\r\na=rtpmap\r\n", "96=/0", []string{"payload-type@7", "payload-type@8"}},
	{"payload type above 127", "96", "a=rtpmap:128 H264/90000\r\n", "96=/0", []string{"payload-type@7"}},
	{"payload type negative", "96", "a=rtpmap:-1 H264/90000\r\n", "96=/0", []string{"payload-type@7"}},
	{"twice: the first counts", "96", "a=rtpmap:96 H264/90000\r\na=rtpmap:96 PCMU/8000\r\n", "96=H264/90000", []string{"rtpmap-repeated@8"}},
	{"not in the m= line", "96", "a=rtpmap:97 rtx/90000\r\n", "96=/0 97=RTX/90000(unlisted)", []string{"rtpmap-unlisted@7"}},
	{"a static number not in the m= line", "96", "a=rtpmap:0 PCMU/8000\r\n", "96=/0 0=PCMU/8000(unlisted)", []string{"rtpmap-unlisted@7"}},
	{"fmtp before its rtpmap", "96", "a=fmtp:97 apt=96\r\na=rtpmap:97 rtx/90000\r\n", "96=/0 97=RTX/90000(unlisted)", []string{"rtpmap-unlisted@8"}},
	{"fmtp for nothing", "96", "a=fmtp:97 apt=96\r\n", "96=/0 97=/0(unlisted)", []string{"fmtp-unlisted@0"}},
	{"tab and spaces", "96", "a=rtpmap: 96 \t MPEG4-generic / 48000 / 2 \r\n", "96=MPEG4-GENERIC/48000/2", []string{"spaces@7"}},
}

func TestRtpmap(t *testing.T) {
	for _, tc := range rtpmapCases {
		t.Run(tc.name, func(t *testing.T) {
			s := Parse([]byte(head + "m=audio 0 RTP/AVP " + tc.list + "\r\n" + tc.lines))
			if diff := cmp.Diff([]string{"audio 0 RTP/AVP " + tc.want}, show(s)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.faults, codes(s)); diff != "" {
				t.Errorf("violations (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEncodingText(t *testing.T) {
	s := Parse([]byte(head + "m=audio 0 RTP/AVP 96 8\r\na=rtpmap:96 mpeg4-generic/48000\r\n"))
	f := s.Media[0].Formats
	if f[0].EncodingText != "mpeg4-generic" || f[0].Encoding != "MPEG4-GENERIC" || f[1].EncodingText != "" {
		t.Errorf("formats %+v", f)
	}
}
