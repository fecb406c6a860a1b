package sdpview

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// show returns the media of a description as text, one line per section.
func show(s *Session) []string {
	var out []string
	for _, m := range s.Media {
		var b strings.Builder
		fmt.Fprintf(&b, "%s %d %s", m.Type, m.Port, m.Protocol)
		for _, f := range m.Formats {
			fmt.Fprintf(&b, " %d=%s", f.PayloadType, showFormat(f))
			if f.Unlisted {
				b.WriteString("(unlisted)")
			}
		}
		if m.Control != "" {
			b.WriteString(" " + m.Control)
		}
		if m.Direction != "" {
			b.WriteString(" " + m.Direction)
		}
		out = append(out, b.String())
	}
	return out
}

func showFormat(f Format) string {
	if f.Channels > 0 {
		return fmt.Sprintf("%s/%d/%d", f.Encoding, f.ClockRate, f.Channels)
	}
	return fmt.Sprintf("%s/%d", f.Encoding, f.ClockRate)
}

// codes returns the violations as code@line.
func codes(s *Session) []string {
	var out []string
	for _, f := range s.Violations {
		out = append(out, fmt.Sprintf("%s@%d", f.Code, f.Line))
	}
	return out
}

// head is a simple description up to the media sections: five lines.
const head = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=x\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"

type parseCase struct {
	name   string
	in     string
	media  []string
	faults []string
}

var parseCases = []parseCase{
	{"gst-rtsp-server", fixtures["gst-rtsp-server"], []string{"video 0 RTP/AVPF 96=H264/90000 97=RTX/90000 stream=0", "audio 0 RTP/AVP 0=PCMU/8000 stream=1"}, nil},
	{"live555", fixtures["live555"], []string{"video 0 RTP/AVP 32=/0 track1", "audio 0 RTP/AVP 14=/0 track2"}, nil},
	{"ffmpeg", fixtures["ffmpeg"], []string{"video 0 RTP/AVP 96=H265/90000 streamid=0", "audio 0 RTP/AVP 97=AAL2-G726-32/8000 streamid=1"}, nil},
	{"vlc", fixtures["vlc"], []string{"audio 0 RTP/AVP 96=MPEG4-GENERIC/48000/2 rtsp://10.0.0.1:8554/av/trackID=0 recvonly"}, nil},
	{
		"windows media", fixtures["windows-media"],
		[]string{"audio 0 RTP/AVP 96=X-ASF-PF/1000 audio recvonly", "application 0 RTP/AVP 97=X-WMS-RTX/1000 rtx recvonly"},
		[]string{"line-order@7"},
	},
	{
		"onvif camera", fixtures["onvif-camera"],
		[]string{
			"video 0 RTP/AVP 96=H264/90000 trackID=0 recvonly", "audio 0 RTP/AVP 8=PCMA/8000 trackID=1 recvonly",
			"application 0 RTP/AVP 107=VND.ONVIF.METADATA/90000 trackID=4 recvonly", "audio 0 RTP/AVP 0=PCMU/8000 8=PCMA/8000 trackID=5 sendonly",
		},
		[]string{"fmtp-separator@21"},
	},
	{"sat>ip", fixtures["satip"], []string{"video 0 RTP/AVP 33=/0 stream=1 sendonly"}, nil},
	{
		"c=IN without an address", fixtures["bare-in"],
		[]string{"video 0 RTP/AVP 105=H264/90000 rtsp://10.0.0.1/media/video1/video recvonly"},
		[]string{"connection@5", "missing-line@0", "missing-line@0"},
	},
	{"RAW/RAW/UDP", fixtures["raw-udp"], []string{"video 0 RAW/RAW/UDP 33=/0 trackID=1"}, nil},

	{"LF only", strings.ReplaceAll(fixtures["live555"], "\r", ""), []string{"video 0 RTP/AVP 32=/0 track1", "audio 0 RTP/AVP 14=/0 track2"}, nil},
	{"CR only", strings.ReplaceAll(head+"m=audio 0 RTP/AVP 8\r\n", "\n", ""), []string{"audio 0 RTP/AVP 8=/0"}, []string{"lone-cr@1"}},
	{"no final line end", head + "m=audio 0 RTP/AVP 8", []string{"audio 0 RTP/AVP 8=/0"}, []string{"no-final-eol@6"}},
	{"empty lines", "v=0\r\n\r\no=- 1 1 IN IP4 h\r\ns=x\r\nt=0 0\r\nc=IN IP4 h\r\nm=audio 0 RTP/AVP 8\r\n\r\n", []string{"audio 0 RTP/AVP 8=/0"}, []string{"empty-line@2", "line-order@6"}},
	{"byte order mark", "\xef\xbb\xbf" + head + "m=audio 0 RTP/AVP 8\r\n", []string{"audio 0 RTP/AVP 8=/0"}, []string{"bom@1"}},
	{"NUL at the end", head + "m=audio 0 RTP/AVP 8\r\n\x00\x00", []string{"audio 0 RTP/AVP 8=/0"}, []string{"nul@0"}},
	{"media only", "m=audio 0 RTP/AVP 8\r\n", []string{"audio 0 RTP/AVP 8=/0"}, []string{"missing-line@0", "missing-line@0", "missing-line@0", "missing-line@0", "missing-line@0"}},
	{"media before session lines", "m=audio 0 RTP/AVP 8\r\n" + head, []string{"audio 0 RTP/AVP 8=/0"}, []string{"line-order@2", "line-order@3", "line-order@4", "line-order@6"}},
	{"unknown lines", head + "n=foo\r\nm=audio 0 RTP/AVP 8\r\n", []string{"audio 0 RTP/AVP 8=/0"}, []string{"unknown-line@6"}},
	{"invalid lines", head + "hello\r\n=\r\n==\r\nm=audio 0 RTP/AVP 8\r\n", []string{"audio 0 RTP/AVP 8=/0"}, []string{"bad-line@6", "bad-line@7", "unknown-line@8"}},
	{"spaces everywhere", " v = 0 \r\no=- 1 1 IN IP4 h\r\ns= \r\nc=IN IP4 h\r\nt=0 0 \r\n m =  audio  0\tRTP/AVP 96 \r\na = rtpmap : 96  L16 / 44100 / 2 \r\na=control: t \r\n", []string{"audio 0 RTP/AVP 96=L16/44100/2 t"}, []string{"spaces@1"}},
	{"upper-case types", strings.ToUpper(head) + "M=audio 0 RTP/AVP 8\r\n", []string{"audio 0 RTP/AVP 8=/0"}, []string{"line-case@1"}},
	{"repeated session lines", head + "s=y\r\nm=audio 0 RTP/AVP 8\r\n", []string{"audio 0 RTP/AVP 8=/0"}, []string{"line-order@6", "repeated-line@6"}},
	{"empty", "", nil, []string{"empty@0"}},
	{"blank", "\r\n \r\n", nil, []string{"empty@0"}},
	{"no media", "v=0\r\n", nil, []string{"missing-line@0", "missing-line@0", "missing-line@0", "no-media@0"}},
	{"other text", "<html>\r\n", nil, []string{"bad-line@1", "not-sdp@0"}},

	{"fields missing", head + "m=\r\nm=video\r\nm=video 0\r\nm=video 0 RTP/AVP\r\n", []string{" 0 ", "video 0 ", "video 0 ", "video 0 RTP/AVP"}, []string{"media-line@6", "media-line@7", "media-line@8", "media-line@9"}},
	{"port missing", head + "m=video  RTP/AVP 96\r\n", []string{"video 0 RTP/AVP 96=/0"}, []string{"media-port@6"}},
	{
		"ports", head + "m=video -1 RTP/AVP 96\r\nm=video 65536 RTP/AVP 96\r\nm=video x RTP/AVP 96\r\nm=video 5000/0 RTP/AVP 96\r\nm=video 5000/-3 RTP/AVP 96\r\nm=video 5000/4000000000 RTP/AVP 96\r\nm=video 5000/2 RTP/AVP 96\r\n",
		[]string{"video 0 RTP/AVP 96=/0", "video 0 RTP/AVP 96=/0", "video 0 RTP/AVP 96=/0", "video 5000 RTP/AVP 96=/0", "video 5000 RTP/AVP 96=/0", "video 5000 RTP/AVP 96=/0", "video 5000 RTP/AVP 96=/0"},
		[]string{"media-port@6", "media-port@7", "media-port@8", "media-port@9", "media-port@10", "media-port@11"},
	},
	{"lower-case protocol and upper-case type", head + "m=VIDEO 0 rtp/avp 26\r\n", []string{"video 0 rtp/avp 26=/0"}, []string{"protocol-case@6"}},
	{"protocol without payload types", head + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", []string{"application 9 UDP/DTLS/SCTP"}, nil},
	{
		"payload types", head + "m=video 0 RTP/AVP 999 -1 4294967296 x 128 127 96 96 0096\r\n",
		[]string{"video 0 RTP/AVP 127=/0 96=/0"},
		[]string{"payload-type@6", "payload-type@6", "payload-type@6", "payload-type@6", "payload-type@6", "payload-type-repeated@6", "payload-type-repeated@6"},
	},
	{"reserved static numbers", head + "m=audio 0 RTP/AVP 1 2 19 35 72\r\n", []string{"audio 0 RTP/AVP 1=/0 2=/0 19=/0 35=/0 72=/0"}, nil},
	{"direction of the session and of the media", "v=0\r\no=- 1 1 IN IP4 h\r\ns=x\r\nc=IN IP4 h\r\nt=0 0\r\na=recvonly\r\nm=audio 0 RTP/AVP 0\r\nm=audio 0 RTP/AVP 8\r\na=SendOnly\r\n", []string{"audio 0 RTP/AVP 0=/0 recvonly", "audio 0 RTP/AVP 8=/0 sendonly"}, nil},
	{"control twice", head + "m=audio 0 RTP/AVP 0\r\na=control:a\r\na=control:b\r\n", []string{"audio 0 RTP/AVP 0=/0 a"}, []string{"control-repeated@8"}},
	{"attributes without a name", head + "a=\r\na=:x\r\nm=audio 0 RTP/AVP 0\r\na=control:\r\n", []string{"audio 0 RTP/AVP 0=/0"}, []string{"attribute@6", "attribute@7"}},
	{"rtpmap in the session part", head + "a=rtpmap:96 H264/90000\r\na=fmtp:96 a=b\r\nm=video 0 RTP/AVP 96\r\n", []string{"video 0 RTP/AVP 96=/0"}, []string{"attribute-misplaced@6", "attribute-misplaced@7"}},
}

func TestParse(t *testing.T) {
	for _, tc := range parseCases {
		t.Run(tc.name, func(t *testing.T) {
			s := Parse([]byte(tc.in))
			if diff := cmp.Diff(tc.media, show(s)); diff != "" {
				t.Errorf("media (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.faults, codes(s)); diff != "" {
				t.Errorf("violations (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSessionPart(t *testing.T) {
	s := Parse([]byte(fixtures["gst-rtsp-server"]))
	if s.Name != "Session streamed with GStreamer" || s.Info != "rtsp-server" || s.Origin != "- 1188340656180883 1 IN IP4 10.0.0.1" ||
		s.Control != "*" || s.Range != "npt=now-" || s.Direction != "" || s.Truncated {
		t.Errorf("session: %+v", s)
	}
	m := s.Media[0]
	if v, ok := m.Attribute("framerate"); v != "25" || !ok {
		t.Errorf("a=framerate: %q, %v", v, ok)
	}
	if _, ok := m.Attribute("rtcp-mux"); ok {
		t.Error("found an absent attribute")
	}
	if f := m.Format(97); f == nil || f.Param("APT") != "96" {
		t.Errorf("format 97: %+v", f)
	}
	if m.Format(98) != nil || m.Index != 0 || s.Media[1].Index != 1 {
		t.Error("Format or Index is wrong")
	}
	if diff := cmp.Diff([]Bandwidth{{"AS", 400}}, m.Bandwidth); diff != "" {
		t.Errorf("bandwidth (-want +got):\n%s", diff)
	}
}

func TestTitles(t *testing.T) {
	s := Parse([]byte(head + "m=audio 0 RTP/AVP 0\r\ni=left\r\ni=again\r\nm=audio 0 RTP/AVP 0\r\ni=right\r\n"))
	if s.Info != "" || s.Media[0].Title != "left" || s.Media[1].Title != "right" {
		t.Errorf("titles %q %q %q", s.Info, s.Media[0].Title, s.Media[1].Title)
	}
	if diff := cmp.Diff([]string{"repeated-line@8"}, codes(s)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}
