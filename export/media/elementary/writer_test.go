package elementary

import (
	"encoding/binary"
	"io"
	"testing"

	"rtspect/codec"
	"rtspect/depacket"
	"rtspect/export/media/store"
	"rtspect/sdpview"
)

// written returns the file that a writer makes of units of these times, each of one byte.
func written(t *testing.T, f sdpview.Format, duration uint32, times ...int64) []byte {
	t.Helper()
	s, err := store.New(t.TempDir(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Discard()
	out := s.Create()
	w := newWriter(codec.Of(f.Encoding), &f, nil, nil)
	for i, at := range times {
		w.unit(out, &depacket.Unit{Data: []byte{byte(i)}, Duration: duration, Width: 320, Height: 240}, at)
	}
	w.finish(out)
	if err := s.Finish(); err != nil {
		t.Fatal(err)
	}
	in, err := out.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	b, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOggGap(t *testing.T) {
	b := written(t, sdpview.Format{Encoding: "OPUS", ClockRate: 48000, Channels: 2}, 960, 0, 960, 48000, 48960)
	var granules []int64
	for len(b) > 0 {
		n := 27 + int(b[26])
		for _, l := range b[27:n] {
			n += int(l)
		}
		granules = append(granules, int64(binary.LittleEndian.Uint64(b[6:])))
		b = b[n:]
	}
	// Two pages of headers, one up to the gap, one after it.
	if len(granules) != 4 || granules[2] != 1920 || granules[3] != 49920 {
		t.Errorf("positions %v", granules)
	}
}

func TestIVFTimes(t *testing.T) {
	b := written(t, sdpview.Format{Encoding: "VP8", ClockRate: 90000}, 0, 0, 3600, 90000)
	le := binary.LittleEndian
	if le.Uint16(b[12:]) != 320 || le.Uint16(b[14:]) != 240 || le.Uint32(b[24:]) != 3 {
		t.Errorf("header % x", b[:32])
	}
	for i, want := range []uint64{0, 3600, 90000} {
		if got := le.Uint64(b[32+13*i+4:]); got != want {
			t.Errorf("frame %d at %d", i, got)
		}
	}
}
