package sdpview

import (
	"testing"
	"unicode/utf8"
)

// FuzzParse checks properties that apply to any text.
func FuzzParse(f *testing.F) {
	for _, s := range fixtures {
		f.Add([]byte(s))
	}
	for _, tc := range parseCases {
		f.Add([]byte(tc.in))
	}
	for _, tc := range rtpmapCases {
		f.Add([]byte(head + "m=audio 0 RTP/AVP " + tc.list + "\r\n" + tc.lines))
	}
	for _, tc := range fmtpCases {
		f.Add([]byte(head + "m=video 0 RTP/AVP 96\r\n" + tc.lines))
	}
	for _, tc := range connectionCases {
		f.Add([]byte("c=" + tc.line + "\r\n"))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		s := Parse(in)
		if len(s.Media) > MaxMedia || len(s.Attributes) > MaxAttributes || len(s.Violations) > maxViolations {
			t.Fatalf("%d media, %d attributes, %d violations", len(s.Media), len(s.Attributes), len(s.Violations))
		}
		for i, m := range s.Media {
			if m.Index != i || len(m.Attributes) > MaxAttributes || m.Port < 0 || m.Port > 65535 || m.PortCount < 0 || m.PortCount > 65535 {
				t.Fatalf("media %d: %+v", i, m)
			}
			checkFormats(t, m)
		}
		for _, x := range s.Violations {
			if x.Code == "" || x.Line < 0 || len(x.Detail) > maxDetail {
				t.Fatalf("violation %+v", x)
			}
		}
		if utf8.Valid(in) && len(in) < 200 {
			url := string(in)
			s.AllMediaByControl(url, "rtsp://h/a")
			if !SameURL(url, url) || SameURL(url, "rtsp://h/a") != SameURL("rtsp://h/a", url) {
				t.Fatalf("SameURL(%q)", url)
			}
			Resolve(BaseURL(url, url, url), url)
		}
	})
}

func checkFormats(t *testing.T, m *Media) {
	seen := make(map[uint8]bool)
	for _, f := range m.Formats {
		if seen[f.PayloadType] || f.PayloadType > 127 || f.ClockRate < 0 || f.ClockRate > maxClockRate || f.Channels < 0 || f.Channels > 255 {
			t.Fatalf("format %+v", f)
		}
		seen[f.PayloadType] = true
		if len(f.Fmtp) > MaxParams || len(f.FmtpText) > MaxLine {
			t.Fatalf("%d parameters, %d bytes", len(f.Fmtp), len(f.FmtpText))
		}
	}
}
