package bitstream

import (
	"encoding/hex"
	"math"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// parameterCases are parameter sets written by x264, x265, libaom and ffmpeg, with the values that ffprobe
// reports.
var parameterCases = []struct {
	name  string
	parse func([]byte) (Video, bool)
	hex   string
	want  Video
}{
	{"H.264 Main", H264SPS, "674d4014eca0a0fd80880000030008000003019078a14cb0", Video{320, 240, "Main", "2", 77, 20, 25, false}},
	{"H.264 Constrained Baseline", H264SPS, "6742c014da0507ec0440000003004000000c83c50aa8", Video{320, 240, "Constrained Baseline", "2", 66, 20, 25, false}},
	{"H.264 4:2:2, cropped, interlaced", H264SPS, "677a0028bcd94078044fcb808800001f4800075300f8b16cb0", Video{1920, 1080, "High 4:2:2", "4", 122, 40, 30000. / 1001, true}},
	{"H.264 4:4:4", H264SPS, "67f4000a919b28589d8088000003000800000300f078912cb0", Video{176, 144, "High 4:4:4 Predictive", "1", 244, 10, 15, false}},
	{"H.264 10 bits", H264SPS, "676e0020a6cd9405005bb011000003000100000300640f183196", Video{1280, 720, "High 10", "3.2", 110, 32, 50, false}},
	{"H.265 Main", H265SPS, "42010101600000030090000003000003003ca00a080f16595952930bc05a020000030002000003003210", Video{320, 240, "Main", "2", 1, 60, 25, false}},
	{"H.265 Main 10, cropped", H265SPS, "420101022000000300900000030000030078a003c08010e4d96566924caf01680800001f480002ee0040", Video{1920, 1080, "Main 10", "4", 2, 120, 24000. / 1001, false}},
	{"AV1", AV1Sequence, "0a0b000000043cffbcdaf90040", Video{Width: 320, Height: 240, Profile: "Main", Level: "2.0"}},
	{"AV1 720p", AV1Sequence, "0a0b0000002d4cffb3ccaf9004", Video{Width: 1280, Height: 720, Profile: "Main", Level: "3.1"}},
	{"MPEG-2", MPEGSequence, "000001b32d024013ffffe018000001b5148a00010000000001b8", Video{Width: 720, Height: 576, Profile: "Main", Level: "Main", FrameRate: 25}},
	{"MPEG-1", MPEGSequence, "000001b316012013ffffe018000001b8000800400000", Video{Width: 352, Height: 288, Profile: "MPEG-1", FrameRate: 25}},
	{"MPEG-2, matrices", MPEGSequence, "000001b32d024013ffffe01a1012203022141624324050423426181a283644526070625446382a1c1e2c3a4856647280827466584a3c2e3e4c5a68768486786a5c4e5e6c7a888a7c6e7e8c8f08091018110a0b12192028211a130c0d141b22293038312a231c150e0f161d242b323940413a332c251e171f262d343b42433c352e272f363d44453e373f4647000001b5148a00010000000001b8", Video{Width: 720, Height: 576, Profile: "Main", Level: "Main", FrameRate: 25}},
	{"MPEG-2, matrices and stuffing", MPEGSequence, "000001b32d024013ffffe01a1012203022141624324050423426181a283644526070625446382a1c1e2c3a4856647280827466584a3c2e3e4c5a68768486786a5c4e5e6c7a888a7c6e7e8c8f08091018110a0b12192028211a130c0d141b22293038312a231c150e0f161d242b323940413a332c251e171f262d343b42433c352e272f363d44453e373f4647000000000001b5148a00010000", Video{Width: 720, Height: 576, Profile: "Main", Level: "Main", FrameRate: 25}},
	{"MPEG-1, matrices", MPEGSequence, "000001b32d024013ffffe01a1012203022141624324050423426181a283644526070625446382a1c1e2c3a4856647280827466584a3c2e3e4c5a68768486786a5c4e5e6c7a888a7c6e7e8c8f08091018110a0b12192028211a130c0d141b22293038312a231c150e0f161d242b323940413a332c251e171f262d343b42433c352e272f363d44453e373f4647000001b800080040", Video{Width: 720, Height: 576, Profile: "MPEG-1", FrameRate: 25}},
	{"MPEG-1 or -2, truncated", MPEGSequence, "000001b32d024013ffffe01a1012203022141624324050423426181a28364452", Video{Width: 720, Height: 576, FrameRate: 25}},
	{"MPEG-4 Simple", MPEG4VOL, "000001b001000001b58913000001000000012000c48d8800cd0b04241443", Video{Width: 352, Height: 288, Profile: "Simple", Level: "1", ProfileIDC: 1}},
}

func TestParameterSets(t *testing.T) {
	for _, c := range parameterCases {
		got, ok := c.parse(unhex(t, c.hex))
		if math.Abs(got.FrameRate-c.want.FrameRate) < 1e-9 {
			got.FrameRate = c.want.FrameRate
		}
		if !ok || got != c.want {
			t.Errorf("%s: %+v %v, want %+v", c.name, got, ok, c.want)
		}
	}
}

// The expected values are the encoder settings, confirmed by parsing the parameter sets by hand.
func TestCoding(t *testing.T) {
	for _, c := range []struct {
		name  string
		parse func([]byte) (Video, Coding, bool)
		hex   string
		want  Coding
	}{
		{"H.264", H264Coding, "6742c014da0507ec0440000003004000000c83c50aa8", Coding{Profile: 66, Compatibility: 0xc0, Level: 20, ChromaFormat: 1, BitDepth: 8, ChromaDepth: 8}},
		{"H.264 4:2:2", H264Coding, "677a000db6cd941519e222f011000003000100000300320f142996", Coding{Profile: 122, Level: 13, ChromaFormat: 2, BitDepth: 10, ChromaDepth: 10}},
		{"H.264 4:4:4", H264Coding, "67f4000a919b28589d8088000003000800000300f078912cb0", Coding{Profile: 244, Level: 10, ChromaFormat: 3, BitDepth: 8, ChromaDepth: 8}},
		{
			"H.265 Main 10", H265Coding, "42010102200000030090000003000003003ca00a480b9c94d96566924caf016808000003000800000300c840",
			Coding{Profile: 2, Level: 60, ChromaFormat: 1, BitDepth: 10, ChromaDepth: 10, General: [12]byte{0x02, 0x20, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 0x3c}, Layers: 1, Nested: true},
		},
		{"AV1, 10 bits", AV1Coding, "0a0b000000043d06d4daf94040", Coding{BitDepth: 10, SubX: true, SubY: true}},
		{"VP9, 10 bits", VP9Coding, "b124c1a10200a0805ab011c120e0c2c00045807f", Coding{Profile: 3, BitDepth: 10, ChromaFormat: 2}},
	} {
		if _, got, ok := c.parse(unhex(t, c.hex)); !ok || got != c.want {
			t.Errorf("%s: %+v %v, want %+v", c.name, got, ok, c.want)
		}
	}
}

// A truncated parameter set is rejected wherever it is truncated, and no input makes a parser fail.
func TestTruncatedParameterSets(t *testing.T) {
	for _, c := range parameterCases {
		b := unhex(t, c.hex)
		for n := range b {
			if v, ok := c.parse(b[:n]); ok && (v.Width != c.want.Width || v.Height != c.want.Height) {
				t.Errorf("%s truncated to %d bytes: %+v", c.name, n, v)
			}
		}
	}
}

func FuzzParameterSets(f *testing.F) {
	for _, c := range parameterCases {
		f.Add(unhex(f, c.hex))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, parse := range []func([]byte) (Video, bool){H264SPS, H265SPS, AV1Sequence, MPEG4VOL, MPEGSequence} {
			v, ok := parse(b)
			if ok && (v.Width < 0 || v.Height < 0 || v.Width > 1<<17 || v.Height > 1<<17 || math.IsNaN(v.FrameRate) || v.FrameRate < 0) {
				t.Errorf("%+v of % x", v, b)
			}
		}
		for _, parse := range []func([]byte) (Video, Coding, bool){H264Coding, H265Coding, AV1Coding, VP9Coding} {
			if _, c, ok := parse(b); ok && (c.BitDepth < 8 || c.Profile < 0 || c.Layers > 8) {
				t.Errorf("%+v of % x", c, b)
			}
		}
		H265ExtraBits(b)
		OpusPacket(b)
		VP9Header(b)
		H263Intra(b)
		ParseAudioFrame(b)
		var c LATMConfig
		c.Read(&Bits{B: b})
		ReadAudioConfig(&Bits{B: b})
		LEB128(b)
	})
}

// The table of RFC 6716, 3.1.
func TestOpusPacket(t *testing.T) {
	for _, c := range []struct {
		hex     string
		samples int
		stereo  bool
		ok      bool
	}{
		{"00", 480, false, true},      // SILK, 10 ms, one frame
		{"1c", 2880, true, true},      // SILK, 60 ms, stereo
		{"78", 960, false, true},      // hybrid, 20 ms
		{"80", 120, false, true},      // CELT, 2.5 ms
		{"fc", 960, true, true},       // CELT, 20 ms, stereo
		{"fd00", 1920, true, true},    // two frames
		{"fb03", 2880, false, true},   // three frames of 20 ms
		{"fb3f", 60480, false, false}, // longer than 120 ms
		{"fb", 0, false, false},
		{"", 0, false, false},
	} {
		samples, stereo, ok := OpusPacket(unhex(t, c.hex))
		if ok != c.ok || ok && (samples != c.samples || stereo != c.stereo) {
			t.Errorf("%s: %d samples, stereo %v, %v", c.hex, samples, stereo, ok)
		}
	}
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		profile, constraints, level byte
		want                        string
	}{{66, 0xd0, 11, "1b"}, {66, 0xc0, 11, "1.1"}, {100, 0, 9, "1b"}, {100, 0x10, 11, "1.1"}, {100, 0, 51, "5.1"}, {77, 0, 30, "3"}} {
		if got := H264Level(c.profile, c.constraints, c.level); got != c.want {
			t.Errorf("level %d of profile %d: %s, want %s", c.level, c.profile, got, c.want)
		}
	}
}
