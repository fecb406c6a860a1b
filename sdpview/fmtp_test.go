package sdpview

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

var fmtpCases = []struct {
	name, lines string
	want        []Param
	text        string
	faults      []string
}{
	{
		"RFC 6184, 8.2.1", "a=fmtp:96 profile-level-id=42A01E; packetization-mode=1; sprop-parameter-sets=Z0IACpZTBYmI,aMljiA==\r\n",
		[]Param{{"profile-level-id", "42A01E"}, {"packetization-mode", "1"}, {"sprop-parameter-sets", "Z0IACpZTBYmI,aMljiA=="}},
		"profile-level-id=42A01E; packetization-mode=1; sprop-parameter-sets=Z0IACpZTBYmI,aMljiA==", nil,
	},
	{"odd spacing", "a=fmtp:96   a=1 ;b = 2;;c=3 ; \r\n", []Param{{"a", "1"}, {"b", "2"}, {"c", "3"}}, "a=1 ;b = 2;;c=3 ;", []string{"spaces@7"}},
	{"no value", "a=fmtp:96 0-16\r\n", []Param{{"0-16", ""}}, "0-16", nil},
	{"no value and more", "a=fmtp:96 0-15,66,70; x\r\n", []Param{{"0-15,66,70", ""}, {"x", ""}}, "0-15,66,70; x", nil},
	{"empty value", "a=fmtp:96 sprop-parameter-sets=\r\n", []Param{{"sprop-parameter-sets", ""}}, "sprop-parameter-sets=", nil},
	{"quoted", "a=fmtp:96 mode-set=\"0,1,2\";octet-align=0\r\n", []Param{{"mode-set", "0,1,2"}, {"octet-align", "0"}}, "mode-set=\"0,1,2\";octet-align=0", nil},
	{"quote not closed", "a=fmtp:96 m=\"0;n=\"\r\n", []Param{{"m", "\"0"}, {"n", "\""}}, "m=\"0;n=\"", nil},
	{"base64 with a space", "a=fmtp:96 sprop-parameter-sets=Z0IA== , aM48gA==\r\n", []Param{{"sprop-parameter-sets", "Z0IA== , aM48gA=="}}, "sprop-parameter-sets=Z0IA== , aM48gA==", nil},
	{"base64 after a space", "a=fmtp:96 sprop-parameter-sets=Z0IA==, aM48gA==;x=1\r\n", []Param{{"sprop-parameter-sets", "Z0IA==, aM48gA=="}, {"x", "1"}}, "sprop-parameter-sets=Z0IA==, aM48gA==;x=1", nil},
	{"parted by spaces", "a=fmtp:96 DecoderTag=h3c-v3 RTCP=0\r\n", []Param{{"DecoderTag", "h3c-v3"}, {"RTCP", "0"}}, "DecoderTag=h3c-v3 RTCP=0", []string{"fmtp-separator@7"}},
	{"two lines", "a=fmtp:96 a=1\r\na=fmtp:96 b=2\r\n", []Param{{"a", "1"}, {"b", "2"}}, "a=1; b=2", []string{"fmtp-repeated@8"}},
	{"bare", "a=fmtp:96\r\n", nil, "", []string{"fmtp@7"}},
	{"bare with a space", "a=fmtp:96 \r\n", nil, "", []string{"spaces@7", "fmtp@7"}},
	{"without payload type", "a=fmtp:\r\na=fmtp:x=1\r\na=fmtp:200 x=1\r\n", nil, "", []string{"fmtp@7", "fmtp@8", "fmtp@9"}},
}

func TestFmtp(t *testing.T) {
	for _, tc := range fmtpCases {
		t.Run(tc.name, func(t *testing.T) {
			s := Parse([]byte(head + "m=video 0 RTP/AVP 96\r\n" + tc.lines))
			f := s.Media[0].Formats[0]
			if diff := cmp.Diff(tc.want, f.Fmtp); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if f.FmtpText != tc.text {
				t.Errorf("text %q, want %q", f.FmtpText, tc.text)
			}
			if diff := cmp.Diff(tc.faults, codes(s)); diff != "" {
				t.Errorf("violations (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParam(t *testing.T) {
	f := Format{Fmtp: []Param{{"SizeLength", "13"}, {"sizelength", "14"}}}
	if v := f.Param("sizelength"); v != "13" {
		t.Errorf("case-insensitive name: %q", v)
	}
	if v := f.Param("mode"); v != "" {
		t.Errorf("absent parameter: %q", v)
	}
}
