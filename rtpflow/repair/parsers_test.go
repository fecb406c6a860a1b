package repair

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// numbers returns the numbers of a group in the order of Each.
func (g *Group) numbers() (list []uint16) {
	g.Each(func(d int64) { list = append(list, g.Base+uint16(d)) })
	return list
}

// parsed returns the result of a parser as text.
func parsed(kind string, b []byte, wireLen int) string {
	switch kind {
	case "rtx":
		if osn, ok := ParseRTX(b); ok {
			return fmt.Sprint(osn)
		}
	case "ulpfec":
		if f, ok := ParseULPFEC(b, wireLen); ok {
			return fmt.Sprintf("%v long=%v levels=%d length=%d exact=%v", f.numbers(), f.Long, f.Levels, f.ProtectionLength, f.Exact)
		}
	case "parity":
		if f, ok := ParseParityFEC(b); ok {
			return fmt.Sprintf("%v extended=%v row=%v", f.numbers(), f.Extended, f.Row)
		}
	case "flexfec":
		if f, ok := ParseFlexFEC(b); ok {
			return fmt.Sprintf("%v ssrc=%x,%v again=%v %dx%d", f.numbers(), f.SSRC, f.HasSSRC, f.Retransmission, f.Columns, f.Rows)
		}
	case "flexfec-03":
		if f, ok := ParseFlexFEC03(b); ok {
			return fmt.Sprintf("%v ssrc=%x", f.numbers(), f.SSRC)
		}
	case "red":
		var dst [MaxBlocks]Block
		if n, ok := ParseRED(b, wireLen, &dst); ok {
			var list []string
			for _, x := range dst[:n] {
				list = append(list, fmt.Sprintf("%d@%d:%d/%d=%x", x.PayloadType, x.Offset, len(x.Data), x.Length, x.Data))
			}
			return strings.Join(list, " ")
		}
	}
	return "no"
}

// parserCases are payloads written by hand from the diagrams in the specifications.
var parserCases = []struct {
	kind, bytes string
	more        int // bytes of the payload beyond the captured ones
	want        string
}{
	{"rtx", "0fab 5c81", 0, "4011"},
	{"rtx", "ffff", 0, "65535"},
	{"rtx", "0f", 0, "no"},
	{"rtx", "", 0, "no"},

	// RFC 5109, 7.3 and 7.4: E L P X CC | M PT | SN base | TS recovery | length recovery || protection
	// length | mask. Mask 1010 0000 0000 0001 from 65534: 65534, 0 and 13.
	{"ulpfec", "00 60 fffe 00000000 0010  0002 a001  aabb", 0, "[65534 0 13] long=false levels=1 length=2 exact=true"},
	// L = 1: 48 bits, here the first and the last.
	{"ulpfec", "40 60 0064 00000000 0010  0001 8000 00000001  cc", 0, "[100 147] long=true levels=1 length=1 exact=true"},
	// Two levels: 2 bytes of three packets, then 3 bytes of one.
	{"ulpfec", "00 60 0001 00000000 0010  0002 e000 aabb  0003 8000 ccddee", 0, "[1 2 3] long=false levels=2 length=2 exact=true"},
	{"ulpfec", "00 60 0001 00000000 0010  0002 e000 aabbcc", 0, "[1 2 3] long=false levels=1 length=2 exact=false"},
	{"ulpfec", "00 60 0001 00000000 0010  0005 e000", 5, "[1 2 3] long=false levels=1 length=5 exact=true"},
	{"ulpfec", "00 60 0001 00000000 0010  0005 e000 aabb", 0, "no"}, // exceeds the payload
	{"ulpfec", "80 60 0001 00000000 0010  0002 e000 aabb", 0, "no"}, // E
	{"ulpfec", "00 60 0001 00000000 0010  0002 0000 aabb", 0, "no"}, // protects nothing
	{"ulpfec", "40 60 0001 00000000 0010  0000 8000 0000", 0, "no"}, // truncated mask
	{"ulpfec", "00 60 0001 00000000 0010", 0, "no"},

	// RFC 2733, 6: SN base | length recovery | E PT recovery | mask (24) | TS recovery.
	{"parity", "000a 0000 00 800001 00000000", 0, "[10 33] extended=false row=false"},
	{"parity", "000a 0000 00 000000 00000000", 0, "no"},
	// SMPTE 2022-1: E = 1, mask 0, then N D type index | offset | NA | SNBase ext. A column of 4 rows in a
	// matrix of 5 columns, across the wrap; a row of 5.
	{"parity", "fffb 0000 a1 000000 00000000 00 05 04 00", 0, "[65531 0 5 10] extended=true row=false"},
	{"parity", "fffe 0000 a1 000000 00000000 40 01 05 00", 0, "[65534 65535 0 1 2] extended=true row=true"},
	{"parity", "fffe 0000 a1 000000 00000000 40 01 00 00", 0, "no"}, // NA 0
	{"parity", "fffe 0000 a1 000000 00000000 40 00 05 00", 0, "no"}, // offset 0
	{"parity", "fffe 0000 a1 000000 00000000 48 01 05 00", 0, "no"}, // type 1 is not XOR
	{"parity", "fffe 0000 a1 000000 00000000 c0 01 05 00", 0, "no"}, // N
	{"parity", "fffe 0000 a1 000100 00000000 40 01 05 00", 0, "no"}, // a mask together with offset and NA
	{"parity", "fffe 0000 a1 000000 00000000 40 01", 0, "no"},

	// RFC 8627, 4.2.2.1: R F P X CC | M PT | length | TS | SN base | k mask(15); k = 1: k mask(31); k = 1: mask(64).
	{"flexfec", "00 60 0000 00000000 0064 4001", 0, "[100 114] ssrc=0,false again=false 0x0"},
	{"flexfec", "00 60 0000 00000000 0064 c000 40000001", 0, "[100 115 145] ssrc=0,false again=false 0x0"},
	{"flexfec", "00 60 0000 00000000 0064 8000 80000000 8000000000000001", 0, "[146 209] ssrc=0,false again=false 0x0"},
	{"flexfec", "00 60 0000 00000000 0064 8000 80000000 80000000", 0, "no"},
	{"flexfec", "00 60 0000 00000000 0064 0000", 0, "no"},
	// 4.2.2.2: L columns, D rows: a row, a row of a matrix, a column of 3.
	{"flexfec", "40 60 0000 00000000 0064 04 00", 0, "[100 101 102 103] ssrc=0,false again=false 4x0"},
	{"flexfec", "40 60 0000 00000000 0064 04 01", 0, "[100 101 102 103] ssrc=0,false again=false 4x1"},
	{"flexfec", "40 60 0000 00000000 0064 04 03", 0, "[100 104 108] ssrc=0,false again=false 4x3"},
	{"flexfec", "40 60 0000 00000000 0064 00 03", 0, "no"},
	// 4.2.2.3: a retransmission, R = 1.
	{"flexfec", "80 60 0064 00000001 cafe0001", 0, "[100] ssrc=cafe0001,true again=true 0x0"},
	{"flexfec", "c0 60 0064 00000001 cafe0001", 0, "no"},
	{"flexfec", "00 60 0000 00000000 0064", 0, "no"},

	// draft-03, 4.2: … | SSRC count, 3 reserved bytes | SSRC | SN base | k = 1: mask(15) and no more.
	{"flexfec-03", "00 60 0000 00000000 01000000 cafe0001 0064 c001", 0, "[100 114] ssrc=cafe0001"},
	{"flexfec-03", "00 60 0000 00000000 01000000 cafe0001 0064 4000 c0000001", 0, "[100 115 145] ssrc=cafe0001"},
	{"flexfec-03", "00 60 0000 00000000 01000000 cafe0001 0064 0000 00000000 c000000000000001", 0, "[146 208] ssrc=cafe0001"},
	{"flexfec-03", "00 60 0000 00000000 02000000 cafe0001 0064 c001", 0, "no"},
	{"flexfec-03", "00 60 0000 00000000 01000001 cafe0001 0064 c001", 0, "no"},
	{"flexfec-03", "00 60 0000 00000000 01000000 cafe0001 0064 4000", 0, "no"},

	// RFC 2198, 3: F = 1 | PT | offset (14) | length (10), …, F = 0 | PT, then the blocks.
	{"red", "6f aabb", 0, "111@0:2/2=aabb"},
	{"red", "ef 0f00 02  6f  1122 aabbcc", 0, "111@960:2/2=1122 111@0:3/3=aabbcc"},
	{"red", "ef 1e00 01  ef 0f00 02  6f  77 1122 aabbcc", 0, "111@1920:1/1=77 111@960:2/2=1122 111@0:3/3=aabbcc"},
	{"red", "ef ffff ff 6f 00", 1023, "111@16383:1/1023=00 111@0:0/1="},
	{"red", "ef 0f00 09  6f  1122", 0, "no"}, // exceeds the payload
	{"red", "ef 0f00", 0, "no"},
	{"red", "ef 0f00 00", 0, "no"},
	{"red", "", 0, "no"},
	{"red", strings.Repeat("ef000000", MaxBlocks) + "6f", 0, "no"},
}

func TestParsers(t *testing.T) {
	for _, c := range parserCases {
		b := unhex(t, c.bytes)
		if got := parsed(c.kind, b, len(b)+c.more); got != c.want {
			t.Errorf("%s %s:\n got %s\nwant %s", c.kind, c.bytes, got, c.want)
		}
	}
}

var parserKinds = []string{"rtx", "ulpfec", "parity", "flexfec", "flexfec-03", "red"}

// FuzzParsers checks that the parsers accept any input and that their results lie within the payload.
func FuzzParsers(f *testing.F) {
	for _, c := range parserCases {
		b := unhex(f, c.bytes)
		f.Add(byte(slices.Index(parserKinds, c.kind)), b, uint16(c.more))
	}
	f.Fuzz(func(t *testing.T, kind byte, b []byte, more uint16) {
		wireLen := len(b) + int(more)
		parsed(parserKinds[int(kind)%len(parserKinds)], b, wireLen)
		var dst [MaxBlocks]Block
		n, ok := ParseRED(b, wireLen, &dst)
		total := 0
		for _, x := range dst[:n] {
			total += x.Length
			if len(x.Data) > x.Length {
				t.Fatalf("a block of %d bytes has %d", x.Length, len(x.Data))
			}
		}
		if ok && total > wireLen {
			t.Fatalf("blocks of %d bytes in a payload of %d", total, wireLen)
		}
		if f, ok := ParseULPFEC(b, wireLen); ok && (f.Size() == 0 || f.span() > 47) {
			t.Fatalf("%+v", f)
		}
		if f, ok := ParseFlexFEC(b); ok && f.Size() == 0 {
			t.Fatalf("%+v", f)
		}
	})
}

func TestStepper(t *testing.T) {
	var s StepEstimator
	if _, ok := s.Seq(5, 960); ok {
		t.Error("number returned before the first packet")
	}
	begin := uint32(0xfffffc40)
	s.Add(65534, begin)
	s.Add(0, begin+2*960) // one is missing, both wrap
	for _, c := range []struct {
		offset uint16
		want   uint16
		ok     bool
	}{{960, 65535, true}, {1920, 65534, true}, {0, 0, false}, {1000, 0, false}} {
		if got, ok := s.Seq(0, c.offset); got != c.want || ok != c.ok {
			t.Errorf("offset %d: %d %v", c.offset, got, ok)
		}
	}
	s.Add(65535, begin+960) // late
	s.Add(1, begin+3*960)
	if got, ok := s.Seq(1, 1920); got != 65535 || !ok {
		t.Errorf("after a late packet: %d %v", got, ok)
	}
}
