package payload

import (
	"fmt"
	"testing"
)

// Payloads of formats with one frame header a packet, by hand after the figures of their RFCs.
func TestFrames(t *testing.T) {
	mpeg := func(b []byte) (Frame, bool) { f, _, ok := MPEGVideo(b); return f, ok }
	plus := func(b []byte) (Frame, bool) { f, _, ok := H263Plus(b); return f, ok }
	visual := func(b []byte) (Frame, bool) { f, _ := MPEG4Visual(b, len(b)); return f, true }
	jpeg := func(b []byte) (Frame, bool) { h, ok := JPEG(b); return h.Frame, ok }
	for _, c := range []struct {
		name    string
		read    func([]byte) (Frame, bool)
		payload string
		want    Frame
		ok      bool
	}{
		{"VP8, keyframe", VP8, "10 500200 9d012a 4001f000", Frame{Coded | Begins | Reference | Key | I, 1, 0, 320, 240}, true},
		{"VP8, picture ID of 15 bits, TL0PICIDX, TID", VP8, "b0 e0 8001 07 20 51", Frame{Coded | Begins | P, 6, 0, 0, 0}, true},
		{"VP8, second partition", VP8, "01 aa", Frame{Coded | Reference, 1, 0, 0, 0}, true},
		{"VP8, nothing but a descriptor", VP8, "90 80 01", Frame{Coded | Begins | Malformed, 3, 0, 0, 0}, false},
		{"VP9, keyframe", VP9, "88 01 824983422013f00ef0", Frame{Coded | Begins | Reference | Key | I, 2, 0, 0, 0}, true},
		{"VP9, continued", VP9, "84 01 aa", Frame{Coded | Reference, 2, 0, 0, 0}, true},
		{"MPEG-2, I, sequence header", mpeg, "04002100 00000000 000001b3", Frame{Coded | Begins | Reference | Key | I, 8, 0, 0, 0}, true},
		{"MPEG-1, B, a slice begins", mpeg, "00011b00 00000101", Frame{Coded | B, 4, 1, 0, 0}, true},
		{"MPEG-1, the type in the picture header alone", mpeg, "00000000 00000100 000f", Frame{Coded | Begins | Reference | Key | I, 4, 0, 0, 0}, true},
		{"MPEG-1, no data", mpeg, "00000000", Frame{Coded | Malformed, 4, 0, 0, 0}, false},
		{"MPEG-4 Visual, P", visual, "000001b6 50", Frame{Coded | Begins | Reference | P, 0, 0, 0, 0}, true},
		{"MPEG-4 Visual, headers only", visual, "000001b0 01", Frame{Begins, 0, 0, 0, 0}, true},
		{"MPEG-4 Visual, inside a VOP", visual, "aabbccdd", Frame{Coded | Reference, 0, 0, 0, 0}, true},
		{"H.263, mode A, I, CIF", H263, "00600000 00008002", Frame{Coded | Begins | Reference | Key | I, 4, 0, 352, 288}, true},
		{"H.263, mode B, P", H263, "80000000 80000000 aa", Frame{Coded | Reference | P, 8, 0, 0, 0}, true},
		{"H.263, mode C without data", H263, "c0000000 00000000 00000000", Frame{Coded | Malformed, 12, 0, 0, 0}, false},
		{"H.263+, I, QCIF", plus, "0400 800208", Frame{Coded | Begins | Reference | Key | I, 2, 0, 176, 144}, true},
		{"H.263+, VRC and an extra header of 2 bytes", plus, "0610 aa bbcc 800208", Frame{Coded | Begins | Reference | Key | I, 5, 0, 176, 144}, true},
		{"H.261, CIF", H261, "00000000 00010008", Frame{Coded | Begins | Reference, 4, 0, 352, 288}, true},
		{"JPEG, first fragment", jpeg, "00000000 01321e14 aa", Frame{Coded | Begins | Key, 8, 0, 240, 160}, true},
		{"JPEG, restart markers, later fragment", jpeg, "00000040 41321e14 0001ffff aa", Frame{Coded, 12, 0, 0, 0}, true},
		{"JPEG, tables", jpeg, "00000000 01ff1e14 00000002 1122 aa", Frame{Coded | Begins | Key, 14, 0, 240, 160}, true},
		{"JPEG, tables longer than the packet", jpeg, "00000000 01ff1e14 00000009 1122", Frame{Coded | Begins | Key, 12, 0, 240, 160}, false},
		{"uncompressed, first line", RawVideo, "0000 0010 0000 0000", Frame{Coded | Begins, 0, 0, 0, 0}, true},
		{"Theora, keyframe", Theora, "aabbcc 01 0004 00", Frame{Coded | Begins | Reference | Key | I, 6, 0, 0, 0}, true},
		{"Theora, last fragment", Theora, "aabbcc c0 0004 aa", Frame{Coded | Reference, 6, 0, 0, 0}, true},
	} {
		got, ok := c.read(unhex(t, c.payload))
		if c.name == "VP9, keyframe" {
			got.Width, got.Height = 0, 0 // see TestCodecs of rtpflow/frames
		}
		if got != c.want || ok != c.ok {
			t.Errorf("%s: %+v %v, want %+v %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

// The aggregation header of AV1 is Z, Y, W (2 bits), N.
func TestAV1(t *testing.T) {
	for _, c := range []struct {
		name, payload string
		malformed     bool
		want          string
	}{
		{"two elements, the last without size", "20 02 0a00 3011", false, "[0a00 key][3011]"},
		{"sizes for all", "00 02 0a00 02 3011", false, "[0a00 key][3011]"},
		{"one that goes on", "50 30aa", false, "[30aa begins unfinished]"},
		{"the rest of one", "90 bb", false, "[bb continues]"},
		{"a tile group without its frame", "10 20aa", false, "[20aa]"},
		{"longer than the packet", "00 09 30aa", false, "[30aa begins cut]"},
		{"a size without end", "00 ffffffffffff", true, ""},
		{"no element", "00", false, ""},
	} {
		var r AV1
		got := ""
		for r.Read(unhex(t, c.payload)); r.Next(); {
			s := fmt.Sprintf("%x", r.Data)
			switch t := r.Traits(); {
			case t&Key != 0:
				s += " key"
			case t&Begins != 0:
				s += " begins"
			}
			if r.Continues {
				s += " continues"
			}
			if r.Unfinished {
				s += " unfinished"
			}
			if r.Cut {
				s += " cut"
			}
			got += "[" + s + "]"
		}
		if got != c.want || r.Malformed != c.malformed {
			t.Errorf("%s: %s %v, want %s %v", c.name, got, r.Malformed, c.want, c.malformed)
		}
	}
}

func params(list ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(list); i += 2 {
			if list[i] == name {
				return list[i+1]
			}
		}
		return ""
	}
}

// AU headers of RFC 3640, 3.3.6: 13 bits of size, 3 of index.
func TestMPEG4Generic(t *testing.T) {
	hbr := params("mode", "AAC-hbr")
	for _, c := range []struct {
		name    string
		param   func(string) string
		payload string
		lost    int // bytes that were not captured
		want    string
		ok      bool
	}{
		{"two access units", hbr, "0020 0010 0018 aabb ccddee", 0, "[aabb][ccddee]", true},
		{"interleaved: 1 left out", hbr, "0020 0010 0011 aabb ccdd", 0, "[aabb][ccdd skip 1]", true},
		{"a fragment", hbr, "0010 0020 aabb", 0, "[aabb of 4]", true},
		{"the second longer than the packet", hbr, "0020 0010 0020 aabb cc", 0, "[aabb][cc cut]", true},
		{"only the beginning captured", hbr, "0020 0010 0018 aabb", 3, "[aabb][]", true},
		{"headers longer than the packet", hbr, "0080 0010 aabb", 0, "", false},
		{"no header section", hbr, "00", 0, "", false},
		{"no headers", params("mode", "generic"), "aabbcc", 0, "[aabbcc]", true},
		{"no headers, constant size", params("mode", "generic", "constantsize", "2"), "aabbccdd", 0, "[aabb][ccdd]", true},
		{"auxiliary section of 8 bits", params("mode", "generic", "auxiliarydatasizelength", "8"), "08 ff aabb", 0, "[aabb]", true},
		// One header of 3 bits, then headers of no bits: without end, were it not for the guard.
		{"headers without bits", params("mode", "generic", "indexlength", "3"), "0010 0000 aabb", 0, "[aabb]", true},
	} {
		h := NewAUHeaders(c.param)
		b := unhex(t, c.payload)
		var g MPEG4Generic
		ok := g.Read(&h, b, len(b)+c.lost)
		got := ""
		for n := 0; ok && g.Next(); n++ {
			if n > 100 {
				t.Fatalf("%s: it does not end", c.name)
			}
			s := fmt.Sprintf("%x", g.Data)
			if g.Skip > 0 {
				s += fmt.Sprintf(" skip %d", g.Skip)
			}
			if g.Fragment {
				s += fmt.Sprintf(" of %d", g.Size)
			}
			if g.Cut {
				s += " cut"
			}
			got += "[" + s + "]"
		}
		if got != c.want || ok != c.ok {
			t.Errorf("%s: %s %v, want %s %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

func TestAudioHeaders(t *testing.T) {
	if h, ok := AC3([]byte{1, 2, 0x0b}, false); !ok || h != (AC3Header{Frames: 2, Fragment: true, First: true}) {
		t.Errorf("AC-3: %+v %v", h, ok)
	}
	if h, ok := AC3([]byte{3, 2, 0x0b}, false); !ok || h != (AC3Header{Frames: 2, Fragment: true}) {
		t.Errorf("AC-3: %+v %v", h, ok)
	}
	if h, ok := AC3([]byte{0, 6, 0x0b}, true); !ok || h != (AC3Header{Frames: 6, First: true}) {
		t.Errorf("E-AC-3: %+v %v", h, ok)
	}
	if a := NewAMR(params("interleaving", "4")); a != (AMR{Aligned: true, Interleaved: true}) {
		t.Errorf("AMR: %+v", a)
	}
	if a := NewAMR(params("crc", "0", "octet-align", "0")); a != (AMR{}) {
		t.Errorf("AMR: %+v", a)
	}
	if h, ok := Xiph([]byte{1, 2, 3, 0x93}); !ok || h != (XiphHeader{0x010203, 2, 1, 3}) {
		t.Errorf("Vorbis: %+v %v", h, ok)
	}
	if !BeginsXML([]byte("\xef\xbb\xbf \n<a>")) || BeginsXML([]byte("a<")) || !BeginsKLV([]byte("\x06\x0e\x2b\x34")) || !BeginsGzip([]byte{0x1f, 0x8b}) {
		t.Error("documents")
	}
}

// FuzzPayloads reads any bytes in every format: nothing may panic or go on without end, and no header may be longer
// than the payload where it is said to be all there.
func FuzzPayloads(f *testing.F) {
	for _, c := range h264Payloads {
		f.Add(unhex(f, c.payload), uint8(3))
	}
	f.Add([]byte{0x00, 0x20, 0x00, 0x10, 0x00, 0x18, 1, 2, 3, 4, 5}, uint8(77))
	f.Fuzz(func(t *testing.T, b []byte, flags uint8) {
		limit := 8*len(b) + 8
		count := func(what string, n *int) {
			if *n++; *n > limit {
				t.Fatalf("%s does not end", what)
			}
		}
		n := 0
		var h264 H264
		for h264.Read(b); h264.Next(); count("H.264", &n) {
			h264.NAL.H264()
		}
		n = 0
		var h265 H265
		for h265.Read(b, flags&1 != 0); h265.Next(); count("H.265", &n) {
			h265.NAL.H265(int(flags >> 5))
		}
		n = 0
		var av1 AV1
		for av1.Read(b); av1.Next(); count("AV1", &n) {
			av1.Traits()
		}
		h := AUHeaders{Size: int(flags & 7), Index: int(flags >> 3 & 3), IndexDelta: int(flags >> 5 & 1), RandomAccess: flags&0x40 != 0, Auxiliary: int(flags >> 7 * 8)}
		h.init()
		n = 0
		var g MPEG4Generic
		for ok := g.Read(&h, b, len(b)+int(flags)); ok && g.Next(); count("AAC", &n) {
		}
		for _, read := range []func([]byte) (Frame, bool){
			VP8, VP9, H263, H261, RawVideo, Theora,
			func(b []byte) (Frame, bool) { f, _, ok := MPEGVideo(b); return f, ok },
			func(b []byte) (Frame, bool) { f, _, ok := H263Plus(b); return f, ok },
			func(b []byte) (Frame, bool) { f, _ := MPEG4Visual(b, len(b)); return f, true },
			func(b []byte) (Frame, bool) { h, ok := JPEG(b); return h.Frame, ok },
		} {
			if f, ok := read(b); ok && f.Header > len(b) || f.Width < 0 || f.Height < 0 {
				t.Errorf("%+v %v of %d bytes", f, ok, len(b))
			}
		}
	})
}
