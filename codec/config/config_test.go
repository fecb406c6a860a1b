package config

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"testing"

	"rtspect/bitstream"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Headers that encoders wrote, of pictures of 322×182 where nothing else is said, so that cropping counts; and the
// records that another muxer made of them.
const (
	sps264      = "6764000dacd941519e226c0440000003004000000c83c50a6580"
	pps264      = "68ebe3cb22c0"
	sps264Deep  = "677a000db6cd941519e222f011000003000100000300320f142996" // 4:2:2, 10 bits
	sps264Field = "67640028acd94078044fde0220000003002000000643e2c5b2c0"   // 1920×1080, interlaced
	vps265      = "40010c01ffff02200000030090000003000003003c95980921"
	sps265      = "42010102200000030090000003000003003ca00a480b9c94d96566924caf016808000003000800000300c840" // 10 bits
	pps265      = "4401c172b46240"
	av1Unit     = "12000a0b000000043d06d4daf9404032a6" // 10 bits
)

func TestSizes(t *testing.T) {
	for name, x := range map[string]struct {
		parse func(b []byte) (Video, bool)
		in    string
		want  string
	}{
		"H.264":             {ParseSPS264, sps264, "322x182 8"},
		"H.264, 4:2:2":      {ParseSPS264, sps264Deep, "322x182 10"},
		"H.264, interlaced": {ParseSPS264, sps264Field, "1920x1080 8"},
		"H.265":             {ParseSPS265, sps265, "322x182 10"},
		"H.263":             {ParseH263, "000080020c041e73e80c0070", "352x288 0"},
		"H.263+":            {ParseH263, "000080021ce82100109422e480", "324x184 0"},
		"JPEG":              {ParseJPEGSize, "ffd8ffe000104a46494600010200000100010000ffc000110800b601420301220002110003", "322x182 0"},
		"VP9":               {ParseVP9, "b124c1a10200a0805ab011c120e0c2c00045807f", "322x182 10"},
		"MPEG-4": {
			func(b []byte) (Video, bool) { v, _, ok := ParseVOL(b); return v, ok },
			"000001b001000001b58913000001000000012000c48d8800cd0a1416d443000001b24c61766335392e33372e313030000001b300", "322x182 0",
		},
		"MPEG-2": {
			func(b []byte) (Video, bool) { v, second, _, ok := ParseMPEGVideo(b); return v, ok && second },
			"000001b31420b613ffffe018000001b5148a00010000000001b8000800400000010000", "322x182 0",
		},
		"MPEG-1": {
			func(b []byte) (Video, bool) { v, second, _, ok := ParseMPEGVideo(b); return v, ok && !second },
			"000001b31420b613ffffe018000001b80008004000000100000ffff8", "322x182 0",
		},
		"AV1": {func(b []byte) (Video, bool) { v, _, ok := ParseAV1(b); return v, ok }, av1Unit, "322x182 10"},
	} {
		b := unhex(t, x.in)
		v, ok := x.parse(b)
		if got := fmt.Sprintf("%dx%d %d", v.Width, v.Height, v.BitDepth); !ok || got != x.want {
			t.Errorf("%s: %s, %v, want %s", name, got, ok, x.want)
		}
		for n := range len(b) / 2 { // cut short it is none, and does no harm
			if v, ok := x.parse(b[:n]); ok && v.Width*v.Height != 322*182 && n < 4 {
				t.Errorf("%s, %d bytes: %+v", name, n, v)
			}
		}
	}
}

func TestRecords(t *testing.T) {
	sps, pps := unhex(t, sps264), unhex(t, pps264)
	h, _ := ParseSPS264(sps)
	record(t, "avcC", AppendAVCC(nil, h, [][]byte{sps}, [][]byte{pps}), "0164000dffe1001a"+sps264+"010006"+pps264+"fdf8f800")
	deep := unhex(t, sps264Deep)
	h, _ = ParseSPS264(deep)
	record(t, "avcC, 4:2:2", AppendAVCC(nil, h, [][]byte{deep}, [][]byte{pps}), "017a000dffe1001b"+sps264Deep+"010006"+pps264+"fefafa00")
	s := unhex(t, sps265)
	h, _ = ParseSPS265(s)
	record(t, "hvcC", AppendHVCC(nil, h, [][]byte{unhex(t, vps265)}, [][]byte{s}, [][]byte{unhex(t, pps265)}, false),
		"0102200000009000000000003cf000fcfdfafa00000f032000010019"+vps265[:50]+"210001002c"+sps265+"2200010007"+pps265)
	h, sequence, _ := ParseAV1(unhex(t, av1Unit))
	record(t, "av1C", AppendAV1C(nil, h, sequence), "81004c000a0b000000043d06d4daf94040")
	h, _ = ParseVP9(unhex(t, "b124c1a10200a0805ab011c120e0c2c00045807f"))
	record(t, "vpcC", AppendVPCC(nil, h), "01000000030ba40202020000")
	f, _ := ParseAC3Frame(unhex(t, "0b771ffa5c40ebf8403eff76"))
	record(t, "dac3", AppendDAC3(nil, f), "503dc0")
	if f.Channels != 6 || f.SampleRate != 44100 || f.Size != 1672 && f.Size != 1670 {
		t.Errorf("AC-3: %+v", f)
	}
	f, _ = ParseAC3Frame(unhex(t, "0b7701ff3f87c00020480000"))
	record(t, "dec3", AppendDEC3(nil, f, 256000), "0800200f00")
	if f.Channels != 6 || f.SampleRate != 48000 || f.Size != 1024 || f.Samples != 1536 {
		t.Errorf("E-AC-3: %+v", f)
	}
	record(t, "AudioSpecificConfig", AppendAudioConfig(nil, bitstream.AudioConfig{ObjectType: 2, SampleRate: 44100, Channels: 2, FrameSamples: 1024}), "1210")
}

func record(t *testing.T, name string, got []byte, want string) {
	t.Helper()
	if hex.EncodeToString(got) != want {
		t.Errorf("%s: %x, want %s", name, got, want)
	}
}

func TestSplitNALs(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		"000001":                       "",
		"0000000167":                   "67 ",
		"00000001670000000168":         "67 68 ",
		"000001670102000001680000":     "670102 68 ",
		"ff0000016700000300000168":     "67000003 68 ",
		"00000001674200000165880000ff": "6742 65880000ff ",
	} {
		got := ""
		SplitNALs(unhex(t, in), func(n []byte) { got += hex.EncodeToString(n) + " " })
		if got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// TestVorbisBlocks reads the modes at the end of a setup header that an encoder wrote: two, the second of long
// blocks; the identification header says 256 and 2048.
func TestVorbisBlocks(t *testing.T) {
	ident := unhex(t, "01766f72626973000000000144ac0000000000008038010000000000b801")
	setup := append(append([]byte("\x05vorbis"), bytes.Repeat([]byte{0xa5}, 40)...), unhex(t, "120000000000000000000404040000000000020000000404")...)
	v, ok := NewVorbisBlocks(ident, setup)
	if !ok || fmt.Sprint(v.sizes) != "[256 2048]" || fmt.Sprint(v.long) != "[false true]" {
		t.Fatalf("%v %+v", ok, v)
	}
	got := ""
	for _, first := range []byte{0x5c, 0x9a, 0xde, 0xde, 0x5c, 0x01} {
		got += fmt.Sprint(v.Samples([]byte{first}), " ")
	}
	if got != "0 576 1024 1024 576 0 " {
		t.Errorf("samples: %s", got)
	}
}

// FuzzHeaders gives any bytes to all that reads headers.
func FuzzHeaders(f *testing.F) {
	for _, s := range []string{sps264, sps264Deep, sps264Field, sps265, av1Unit, "0b771ffa5c40ebf8403eff76", "b124c1a10200a0805ab011c120e0c2c00045807f"} {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, parse := range []func([]byte) (Video, bool){ParseSPS264, ParseSPS265, ParseVP9, ParseJPEGSize, ParseH263} {
			if v, ok := parse(b); ok && (v.Width <= 0 || v.Height <= 0) {
				t.Errorf("%+v", v)
			}
		}
		ParseAV1(b)
		ParseVOL(b)
		ParseMPEGVideo(b)
		if a, ok := ParseAC3Frame(b); ok && (a.Size < 8 || a.SampleRate == 0 || a.Channels == 0) {
			t.Errorf("%+v", a)
		}
		if v, ok := NewVorbisBlocks(b, b); ok {
			v.Samples(b)
		}
		SplitNALs(b, func(n []byte) {
			if len(n) == 0 {
				t.Error("an empty NAL unit")
			}
		})
	})
}
