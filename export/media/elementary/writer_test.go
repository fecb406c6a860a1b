package elementary

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"

	"rtspect/codec"
	"rtspect/depacket"
	"rtspect/export/media/container"
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
	w := newWriter(codec.Of(f.Encoding), &f, nil, nil, nil)
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

// wav returns the samples of a WAV file of three units of 160 samples at these times, and what its writer says of gaps.
func wav(t *testing.T, encoding string, room *int64, times ...int64) ([]byte, *wavWriter) {
	t.Helper()
	s, err := store.New(t.TempDir(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Discard()
	out := s.Create()
	w := newWriter(codec.Of(encoding), &sdpview.Format{Encoding: encoding, ClockRate: 8000}, nil, nil, room).(*wavWriter)
	size := 160 * int(w.frame())
	for i, at := range times {
		w.unit(out, &depacket.Unit{Data: bytes.Repeat([]byte{byte(i + 1)}, size)}, at)
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
	if err != nil || len(b) < container.WAVHeaderSize {
		t.Fatal(err)
	}
	return b[container.WAVHeaderSize:], w
}

// A WAV file keeps the time line: silence stands for what is missing, so that the two legs of a call can be aligned.
func TestWAVTimeLine(t *testing.T) {
	for _, c := range []struct {
		encoding string
		silence  byte
		frame    int
	}{{"PCMU", 0xff, 1}, {"PCMA", 0xd5, 1}, {"L8", 0x80, 1}, {"L16", 0, 2}} {
		room := int64(1 << 20)
		b, w := wav(t, c.encoding, &room, 0, 480, 643) // 320 samples are missing; 3 ticks are no gap
		gap := b[160*c.frame : 480*c.frame]
		if len(b) != 800*c.frame || !bytes.Equal(gap, bytes.Repeat([]byte{c.silence}, 320*c.frame)) || b[480*c.frame] != 2 || b[640*c.frame] != 3 {
			t.Errorf("%s: %d bytes, gap % x...", c.encoding, len(b), gap[:4])
		}
		if w.note() != "gaps filled with silence: 1 (0.040 s)" || w.seconds() != 0.1 || room != int64(1<<20-320*c.frame) {
			t.Errorf("%s: %q, %f s, room for %d", c.encoding, w.note(), w.seconds(), room)
		}
	}
	if b, w := wav(t, "PCMU", nil, 0, 480, 640); len(b) != 480 || w.note() != "gaps were closed up: the file is shorter than the recording" {
		t.Errorf("without silence: %d bytes, %q", len(b), w.note())
	}
	room := int64(1 << 40)
	if b, w := wav(t, "PCMU", &room, 0, 2*3600*8000, 2*3600*8000+160); len(b) != 480 || w.closed != 2 {
		t.Errorf("after two hours: %d bytes, %d gaps closed up", len(b), w.closed)
	}
}
