package payload

import (
	"fmt"
	"testing"
)

// Senders that pass the byte stream format to their packetizer as one NAL unit: every NAL unit behind a start code counts.
func TestByteStream(t *testing.T) {
	for _, c := range []struct {
		name, payload string
		h265          bool
		joined        bool
		want          []string
	}{
		{"SPS, PPS and IDR slice as one", "6742 00000001 68ce 000001 6588aa", false, true, []string{"67|42", "68|ce", "65|88aa"}},
		{"the same as the first fragment", "7c87 42 00000001 68ce 000001 6588aa", false, true, []string{"67|42", "68|ce", "65|88aa unfinished"}},
		{"in an aggregation packet", "78 0007 6742 000001 68ce 0002 419a", false, true, []string{"67|42", "68|ce", "41|9a"}},
		{"a start code before all", "00000001 6588aa", false, true, []string{"65|88aa"}},
		{"a start code of three bytes before all", "000001 6742 000001 6588", false, true, []string{"67|42", "65|88"}},
		{"a start code cut by the fragment header", "1c80 000001 6588aa", false, true, []string{"65|88aa unfinished"}},
		{"no header behind the start code", "6588 000001 ff", false, false, []string{"65|88000001ff"}},
		{"inside a later fragment", "7c05 00000001 6588aa", false, false, []string{"65|000000016588aa continued unfinished"}},
		{"emulation prevention", "6588 00000301 41", false, false, []string{"65|880000030141"}},
		{"H.265, VPS, SPS and IDR", "40010c 00000001 420101 000001 2601ac", true, true, []string{"4001|0c", "4201|01", "2601|ac"}},
		{"H.265, first fragment", "6201a0 0c 00000001 420101 000001 2601ac", true, true, []string{"4001|0c", "4201|01", "2601|ac unfinished"}},
		{"H.265, a start code before all", "00000001 2601ac", true, true, []string{"2601|ac"}},
	} {
		var got []string
		var joined bool
		if c.h265 {
			var r H265
			for r.Read(unhex(t, c.payload), false); r.Next(); {
				got = append(got, r.NAL.write(2))
			}
			joined = r.ByteStream
		} else {
			var r H264
			for r.Read(unhex(t, c.payload)); r.Next(); {
				got = append(got, r.NAL.write(1))
			}
			joined = r.ByteStream
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) || joined != c.joined {
			t.Errorf("%s: %q, byte stream %v; want %q, %v", c.name, got, joined, c.want, c.joined)
		}
	}
}

// A parameter set that a fragmentation unit begins with is complete, but not in one piece.
func TestInOnePiece(t *testing.T) {
	var r H264
	var buffer []byte
	r.Read(unhex(t, "7c87 42 00000001 68ce 000001 6588aa"))
	for _, want := range []string{"6742", "68ce", ""} {
		if r.Next(); fmt.Sprintf("%x", r.InOnePiece(&buffer, 1)) != want {
			t.Errorf("% x, want %s", buffer, want)
		}
	}
}
