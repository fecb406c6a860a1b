package payload

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return b
}

// write writes a NAL unit down: header, body, and what is not usual about it.
func (n *NAL) write(header int) string {
	s := fmt.Sprintf("%x|%x", n.Header[:header], n.Body)
	if !n.Start {
		s += " continued"
	}
	if !n.End {
		s += " unfinished"
	}
	if n.Cut {
		s += " cut"
	}
	if n.DON != 0 || n.TimeOffset != 0 {
		s += fmt.Sprintf(" don %d +%d", n.DON, n.TimeOffset)
	}
	return s
}

// Payloads of RFC 6184 as its figures have them: 5.6 (single), 5.7.1 (STAP), 5.7.2 (MTAP), 5.8 (FU).
var h264Payloads = []struct {
	name, payload string
	structure     byte
	malformed     bool
	want          []string
}{
	{"single NAL unit", "65 88aa", 0, false, []string{"65|88aa"}},
	{"NAL unit of one byte", "09", 0, false, []string{"09|"}},
	{"STAP-A", "78 0002 6742 0002 68ce 0003 6588aa", H264STAPA, false, []string{"67|42", "68|ce", "65|88aa"}},
	{"STAP-A with an empty unit", "78 0000 0002 68ce", H264STAPA, false, []string{"68|ce"}},
	{"STAP-A, a unit longer than the packet", "78 0002 6742 0009 65", H264STAPA, false, []string{"67|42", "65| cut"}},
	{"STAP-A, half a size", "78 0002 6742 00", H264STAPA, true, []string{"67|42"}},
	{"STAP-B", "79 ffff 0002 419a 0002 419b", H264STAPB, false, []string{"41|9a don 65535 +0", "41|9b"}},
	{"MTAP16", "7a 0010 0002 03 0102 419a", H264MTAP16, false, []string{"41|9a don 19 +258"}},
	{"MTAP24", "7b fffe 0002 03 000304 419a", H264MTAP24, false, []string{"41|9a don 1 +772"}},
	{"FU-A, first", "7c 85 88aa", H264FUA, false, []string{"65|88aa unfinished"}},
	{"FU-A, in between", "7c 05 bb", H264FUA, false, []string{"65|bb continued unfinished"}},
	{"FU-A, last", "7c 45 cc", H264FUA, false, []string{"65|cc continued"}},
	{"FU-A without its header", "7c", H264FUA, true, nil},
	{"FU-B", "7d 81 0004 9a", H264FUB, false, []string{"61|9a unfinished don 4 +0"}},
	{"FU-B without a number", "7d 81 00", H264FUB, true, nil},
	{"undefined", "1f 00", 31, true, nil},
	{"type 0", "00 00", 0, true, nil},
	{"empty", "", 0, false, nil},
}

func TestH264(t *testing.T) {
	for _, c := range h264Payloads {
		var r H264
		var got []string
		for r.Read(unhex(t, c.payload)); r.Next(); {
			got = append(got, r.NAL.write(1))
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) || r.Structure != c.structure || r.Malformed != c.malformed {
			t.Errorf("%s: %q, structure %d, malformed %v; want %q, %d, %v", c.name, got, r.Structure, r.Malformed, c.want, c.structure, c.malformed)
		}
	}
}

// Payloads of RFC 7798: 4.4.1 (single), 4.4.2 (AP), 4.4.3 (FU), 4.4.4 (PACI).
func TestH265(t *testing.T) {
	for _, c := range []struct {
		name, payload string
		numbers       bool
		malformed     bool
		want          []string
	}{
		{"single NAL unit", "2601 ac00", false, false, []string{"2601|ac00"}},
		{"single NAL unit with a number", "2601 0007 ac00", true, false, []string{"2601|ac00 don 7 +0"}},
		{"no room for a number", "2601 0007", true, true, nil},
		{"AP", "6001 0004 40010c01 0003 420101", false, false, []string{"4001|0c01", "4201|01"}},
		{"AP with numbers", "6001 0005 0003 020111 01 0003 020122", true, false, []string{"0201|11 don 5 +0", "0201|22 don 7 +0"}},
		{"AP, a unit longer than the packet", "6001 0009 020111", false, false, []string{"0201|11 cut"}},
		{"AP, a unit without header", "6001 0001 02 0003 020111", false, true, nil},
		{"FU, first", "6201 93 ac", false, false, []string{"2601|ac unfinished"}},
		{"FU, last", "6201 53 ad", false, false, []string{"2601|ad continued"}},
		{"FU, first, with a number", "6201 93 0102 ac", true, false, []string{"2601|ac unfinished don 258 +0"}},
		{"PACI of a single NAL unit", "6401 2600 ac00", false, false, []string{"2601|ac00"}},
		{"PACI with 2 bytes of control information", "6401 2620 eeee ac00", false, false, []string{"2601|ac00"}},
		{"PACI in PACI", "6401 6400 ac00", false, true, nil},
		{"undefined", "6601 00", false, true, nil},
		{"too short", "26 01", false, true, nil},
	} {
		var r H265
		var got []string
		for r.Read(unhex(t, c.payload), c.numbers); r.Next(); {
			got = append(got, r.NAL.write(2))
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) || r.Malformed != c.malformed {
			t.Errorf("%s: %q, malformed %v; want %q, %v", c.name, got, r.Malformed, c.want, c.malformed)
		}
	}
}

// Whole is header and body in one piece wherever the payload has them so.
func TestWhole(t *testing.T) {
	var r H264
	for r.Read(unhex(t, "78 0002 6742 0003 6588aa")); r.Next(); {
		if string(r.Whole) != string(append([]byte{r.Header[0]}, r.Body...)) {
			t.Errorf("% x", r.Whole)
		}
	}
	r.Read(unhex(t, "7c 85 88aa"))
	if r.Next(); r.Whole != nil {
		t.Errorf("a fragment: % x", r.Whole)
	}
	var h H265
	h.Read(unhex(t, "2601 0007 ac00"), true)
	if h.Next(); h.Whole != nil {
		t.Errorf("with a number: % x", h.Whole)
	}
	h.Read(unhex(t, "4201 0102"), false)
	if h.Next(); string(h.Whole) != string(unhex(t, "42010102")) {
		t.Errorf("% x", h.Whole)
	}
}

// Slice headers by hand: first_mb_in_slice and slice_type are Exp-Golomb numbers.
func TestTraits(t *testing.T) {
	for _, c := range []struct {
		name string
		h265 bool
		nal  string
		want Traits
		keys bool
	}{
		{"IDR, first slice: 1 011 (I, type 2)", false, "65 b0", Coded | Reference | Key | Slice | Begins | I, true},
		{"IDR, first slice: 1 0001000 (I only, type 7)", false, "65 88", Coded | Reference | Key | Slice | Begins | I, true},
		{"second slice: 010 1 (P)", false, "41 50", Coded | Reference | Slice | P, false},
		{"B, no reference: 1 010", false, "01 a0", Coded | Slice | Begins | B, false},
		{"data partition B", false, "63 80", Coded | Reference, false},
		{"SEI, recovery point", false, "06 06", Begins | Recovery, false},
		{"SPS", false, "67 42", Begins | ParameterSet, false},
		{"slice of another layer", false, "74 000000 88", Coded | Reference, false},
		{"IDR_W_RADL, first: 1 0 1 011", true, "2601 ac", Coded | Reference | Key | Slice | Begins | I, true},
		{"TRAIL_R, second segment", true, "0201 50", Coded | Reference | Slice, false},
		{"TRAIL_N, B: 1 1 1", true, "0001 e0", Coded | Slice | Begins | B, false},
		{"VPS", true, "4001 0c", Begins | ParameterSet, false},
		{"suffix SEI", true, "5001 00", 0, false},
	} {
		var got Traits
		if c.h265 {
			var r H265
			r.Read(unhex(t, c.nal), false)
			r.Next()
			got, _ = r.NAL.H265(0)
		} else {
			var r H264
			r.Read(unhex(t, c.nal))
			r.Next()
			got, _ = r.NAL.H264()
		}
		if got != c.want || got.Keyframe() != c.keys {
			t.Errorf("%s: %011b, want %011b", c.name, got, c.want)
		}
	}
	if !(Recovery | I | Coded).Keyframe() || (Recovery | I | P).Keyframe() || (I | Coded).Keyframe() {
		t.Error("a recovery point is a keyframe only if all slices are intra")
	}
}

func TestDescribed(t *testing.T) {
	for _, c := range []struct {
		name, value, want string
		foreign           int
		byteStream        bool
	}{
		{"two sets, and what is no Base64", "Z0I=, aM4=,!,,Z0I", "[6742 68ce 6742]", 0, false},
		{"behind start codes", "AAAAAWdC,AAAAAWjO", "[6742 68ce]", 0, true},
		{"joined by a start code", "Z0IAAAABaM4=", "[6742 68ce]", 0, true},
		{"other NAL units", "6RI0VniavA==,A3cB,Z0I=", "[6742]", 2, false},
	} {
		got := DescribedH264(func(name string) string { return map[string]string{"sprop-parameter-sets": c.value}[name] })
		if fmt.Sprintf("%x", got.Sets) != c.want || got.Foreign != c.foreign || got.ByteStream != c.byteStream {
			t.Errorf("%s: %x, %d foreign, byte stream %v", c.name, got.Sets, got.Foreign, got.ByteStream)
		}
	}
	h265 := map[string]string{"sprop-vps": "QAEM", "sprop-sps": "AAAAAUIBAQ==", "sprop-pps": "QAEM"}
	got := DescribedH265(func(name string) string { return h265[name] })
	if fmt.Sprintf("%x", got.Sets) != "[40010c 420101]" || got.Foreign != 1 || !got.ByteStream {
		t.Errorf("H.265: %x, %d foreign, byte stream %v", got.Sets, got.Foreign, got.ByteStream)
	}
}
