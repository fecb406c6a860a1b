package codec

import (
	"fmt"
	"testing"

	"rtspect/depacket"
	"rtspect/sdpview"
)

// TestRows checks that every column of every row has either content or a reason why it has none, and not both.
func TestRows(t *testing.T) {
	names := map[string]bool{}
	types := map[uint8]string{}
	for _, c := range Rows() {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			if names[name] || name == "" {
				t.Errorf("%q is in the table twice, or empty", name)
			}
			names[name] = true
			if Of(name) != c {
				t.Errorf("%s does not lead to its row", name)
			}
		}
		for _, s := range c.Static {
			if types[s.PayloadType] != "" {
				t.Errorf("payload type %d is %s and %s", s.PayloadType, types[s.PayloadType], c.Name)
			}
			types[s.PayloadType] = c.Name
		}
		checkRow(t, c)
	}
}

func checkRow(t *testing.T, c *Codec) {
	t.Helper()
	column := func(name string, filled bool, refusal string) {
		t.Helper()
		if filled == (refusal != "") {
			t.Errorf("%s: column %s has content %v and the reason %q", c.Name, name, filled, refusal)
		}
	}
	media := c.Depacketize.New != nil
	column("Inspect", c.Inspect.New != nil, c.Inspect.Refusal)
	column("Depacketize", media, c.Depacketize.Refusal)
	column("Browser", c.Browser.MIME != "", c.Browser.Refusal)
	contained := 0
	for _, x := range append([]Coding{c.Coding}, c.Variants...) {
		column("MP4", x.MP4.Name != "", x.MP4.Refusal)
		column("Matroska", x.Matroska.ID != "", x.Matroska.Refusal)
		column("TS", x.TS.Type != 0 || x.TS.Whole, x.TS.Refusal)
		if x.MP4.Name != "" && len(x.MP4.Name) != 4 || x.MP4.Config != "" && len(x.MP4.Config) != 4 {
			t.Errorf("%s: box names %q and %q", c.Name, x.MP4.Name, x.MP4.Config)
		}
		if x.MP4.Name != "" || x.Matroska.ID != "" || x.TS.Type != 0 {
			contained++
		}
	}
	if packed := c.Samples.Packing != NotPacked; packed != (contained > 0) || contained > 0 && !media {
		t.Errorf("%s: packing %d for %d containers", c.Name, c.Samples.Packing, contained)
	}
	if (c.Samples.Packing == AccessUnits) != (c.Samples.Header != nil) {
		t.Errorf("%s: access units need a header, and nothing else does", c.Name)
	}
	if media != (c.File.Extension != "") || media && c.File.Format == Rtpdump {
		t.Errorf("%s: file %+v", c.Name, c.File)
	}
	if (c.File.Format == IVF) != (len(c.File.FourCC) == 4) || (c.File.Format == WAV) != (c.File.Tag != 0) {
		t.Errorf("%s: FourCC %q, tag %d", c.Name, c.File.FourCC, c.File.Tag)
	}
	if c.Kind == Unknown || c.ParameterSets == 0 || media && c.ClockRate == 0 {
		t.Errorf("%s: kind %d, parameter sets %d, clock rate %d", c.Name, c.Kind, c.ParameterSets, c.ClockRate)
	}
	f := sdpview.Format{Encoding: c.Name, ClockRate: c.ClockRate, Channels: 1}
	if c.Inspect.New != nil && c.Inspect.New(&f) == nil {
		t.Errorf("%s: no tracker for a format without parameters", c.Name)
	}
	if media {
		d, note := c.Depacketize.New(Format{Format: &f}, &depacket.Pool{}, func(*depacket.Unit) {})
		if d == nil && note == "" {
			t.Errorf("%s: neither a depacketizer nor a reason", c.Name)
		}
	}
}

// TestEVRC asks what happens to an encoding that nothing but its name is known of, and to one without a row.
func TestEVRC(t *testing.T) {
	for _, name := range []string{"EVRC", "NO-SUCH-CODEC", ""} {
		c := Of(name)
		if c.Inspect.Refusal == "" || c.Depacketize.Refusal == "" || c.MP4.Refusal == "" || c.Browser.Refusal == "" || c.File.Format != Rtpdump {
			t.Errorf("%q: %+v", name, c)
		}
		if Tracker(&sdpview.Format{Encoding: name}) != nil {
			t.Errorf("%q has a tracker", name)
		}
	}
}

func TestOf(t *testing.T) {
	for name, want := range map[string]string{"HEVC": "H265", "H263-2000": "H263-1998", "X-ASF-PF-2": "X-ASF-PF", "X-NEWFEC": "PARITYFEC", "X-WMS-RTX": "RTX"} {
		if got := Of(name).Name; got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func TestStaticFormat(t *testing.T) {
	// RFC 3551, tables 4 and 5.
	want := map[uint8]string{
		0: "PCMU/8000/1", 3: "GSM/8000/1", 4: "G723/8000/1", 5: "DVI4/8000/1", 6: "DVI4/16000/1", 7: "LPC/8000/1", 8: "PCMA/8000/1",
		9: "G722/8000/1", 10: "L16/44100/2", 11: "L16/44100/1", 12: "QCELP/8000/1", 13: "CN/8000/1", 14: "MPA/90000/0", 15: "G728/8000/1",
		16: "DVI4/11025/1", 17: "DVI4/22050/1", 18: "G729/8000/1", 25: "CELB/90000/0", 26: "JPEG/90000/0", 28: "NV/90000/0", 31: "H261/90000/0",
		32: "MPV/90000/0", 33: "MP2T/90000/0", 34: "H263/90000/0",
	}
	for pt := range 256 {
		f, ok := StaticFormat(uint8(pt))
		text := ""
		if ok {
			text = fmt.Sprintf("%s/%d/%d", f.Encoding, f.ClockRate, f.Channels)
		}
		if text != want[uint8(pt)] || ok != (text != "") || ok && (!f.Static || f.PayloadType != uint8(pt)) {
			t.Errorf("%d: %q, want %q (%+v)", pt, text, want[uint8(pt)], f)
		}
	}
}

func TestParseSDP(t *testing.T) {
	const head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
	for _, c := range []struct{ name, types, attributes, want string }{
		{"no rtpmap", "10", "", "10 L16/44100/2 static"},
		{"its own rtpmap", "0", "a=rtpmap:0 pcmu/8000\r\n", "0 PCMU/8000/0"},
		{"another encoding", "26", "a=rtpmap:26 H264/90000\r\n", "26 H264/90000/0"},
		{"an rtpmap without a rate", "0", "a=rtpmap:0 PCMU\r\n", "0 PCMU/8000/0"},
		{"an rtpmap of another encoding without a rate", "0", "a=rtpmap:0 X\r\n", "0 X/0/0"},
		{"fmtp alone", "33", "a=fmtp:33 x=y\r\n", "33 MP2T/90000/0 static"},
		{"fmtp of a type that is not listed", "96", "a=fmtp:33 x=y\r\n", "96 /0/0 33 /0/0"},
		{"a reserved number", "35", "", "35 /0/0"},
	} {
		s := ParseSDP([]byte(head + "m=audio 0 RTP/AVP " + c.types + "\r\n" + c.attributes))
		got := ""
		for _, f := range s.Media[0].Formats {
			got += fmt.Sprintf(" %d %s/%d/%d", f.PayloadType, f.Encoding, f.ClockRate, f.Channels)
			if f.Static {
				got += " static"
			}
		}
		if got != " "+c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestFiles lists the files that encodings become.
func TestFiles(t *testing.T) {
	for encoding, extension := range map[string]string{
		"H264": "h264", "H265": "h265", "MP4V-ES": "m4v", "MPV": "m2v", "H263": "h263", "H263-1998": "h263", "H263-2000": "h263", "JPEG": "mjpeg",
		"VP8": "ivf", "VP9": "ivf", "AV1": "ivf", "MPEG4-GENERIC": "aac", "MP4A-LATM": "aac", "MPA": "mp3", "MPA-ROBUST": "mp3", "AC3": "ac3", "EAC3": "eac3",
		"OPUS": "opus", "VORBIS": "ogg", "SPEEX": "spx", "PCMU": "wav", "PCMA": "wav", "L8": "wav", "L16": "wav", "L24": "wav", "G722": "g722",
		"G726-16": "g726", "G726-40": "g726", "AAL2-G726-32": "g726", "GSM": "gsm", "AMR": "amr", "AMR-WB": "amr", "MP2T": "ts", "SMPTE336M": "klv",
		"VND.ONVIF.METADATA": "xml", "": "", "G729": "", "TELEPHONE-EVENT": "", "G726-7": "", "RTX": "",
	} {
		if c := Of(encoding); c.File.Extension != extension || (c.Depacketize.New != nil) != (extension != "") {
			t.Errorf("%s: %q", encoding, c.File.Extension)
		}
	}
}

// The only fmtp line of a media belongs to its only format, whatever payload type it names; of several nothing is assumed.
func TestFmtpOfAnotherPayloadType(t *testing.T) {
	for _, c := range []struct{ name, sdp, want string }{
		{"the only one", "m=audio 0 RTP/AVP 104\r\na=rtpmap:104 MPEG4-GENERIC/16000\r\na=fmtp:97 config=1408\r\n", "1408"},
		{"its own", "m=audio 0 RTP/AVP 104\r\na=rtpmap:104 MPEG4-GENERIC/16000\r\na=fmtp:104 config=1210\r\na=fmtp:97 config=1408\r\n", "1210"},
		{"of two formats", "m=audio 0 RTP/AVP 104 0\r\na=rtpmap:104 MPEG4-GENERIC/16000\r\na=fmtp:97 config=1408\r\n", ""},
		{"of another format", "m=audio 0 RTP/AVP 104\r\na=rtpmap:104 MPEG4-GENERIC/16000\r\na=rtpmap:97 OPUS/48000\r\na=fmtp:97 config=1408\r\n", ""},
	} {
		f := ParseSDP([]byte("v=0\r\n" + c.sdp)).Media[0].Format(104)
		if got := f.Param("config"); got != c.want || (f.FmtpFrom != nil) != (c.want == "1408") {
			t.Errorf("%s: config %q from %v, want %q", c.name, got, f.FmtpFrom, c.want)
		}
	}
}

// The video size that attributes of a media give.
func TestSizes(t *testing.T) {
	for text, want := range map[string][2]int{
		"a=x-dimensions:320,240":      {320, 240},
		"a=framesize:26 640-480":      {640, 480},
		"a=framesize:96 640-480":      {},
		"a=x-dimensions:0,240":        {},
		"a=x-dimensions: 1920 , 1080": {1920, 1080},
		"a=framesize:26 99999999-1":   {},
		"a=framesize:26":              {},
	} {
		f := ParseSDP([]byte("v=0\r\nm=video 0 RTP/AVP 26\r\n" + text + "\r\n")).Media[0].Format(26)
		if f.Width != want[0] || f.Height != want[1] {
			t.Errorf("%s: %dx%d", text, f.Width, f.Height)
		}
	}
}
