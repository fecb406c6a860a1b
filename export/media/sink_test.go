package media

import (
	"bytes"
	"encoding/binary"
	"testing"

	"rtspect/depacket"
	"rtspect/sdpview"
)

// sinkFile gives what a sink writes for units of these times, each of one byte.
func sinkFile(t *testing.T, f sdpview.Format, duration uint32, times ...int64) []byte {
	t.Helper()
	c, ok := newCodec(f, nil)
	if !ok {
		t.Fatalf("no codec for %s", f.Encoding)
	}
	s, err := newStore(t.TempDir(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer s.discard()
	out := s.create()
	for i, at := range times {
		c.sink.unit(out, &depacket.Unit{Data: []byte{byte(i)}, Duration: duration, Width: 320, Height: 240}, at)
	}
	c.sink.finish(out)
	return bytes.Clone(out.buf)
}

func TestOggGap(t *testing.T) {
	b := sinkFile(t, sdpview.Format{Encoding: "OPUS", ClockRate: 48000, Channels: 2}, 960, 0, 960, 48000, 48960)
	var granules []int64
	for len(b) > 0 {
		n := 27 + int(b[26])
		for _, l := range b[27:n] {
			n += int(l)
		}
		granules = append(granules, int64(binary.LittleEndian.Uint64(b[6:])))
		b = b[n:]
	}
	// Two pages of headers, one up to the gap, one from it on.
	if len(granules) != 4 || granules[2] != 1920 || granules[3] != 49920 {
		t.Errorf("positions %v", granules)
	}
}

func TestIVFTimes(t *testing.T) {
	b := sinkFile(t, sdpview.Format{Encoding: "VP8", ClockRate: 90000}, 0, 0, 3600, 90000)
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

func TestEveryEncodingOfTheTable(t *testing.T) {
	for encoding, extension := range map[string]string{
		"H264": "h264", "H265": "h265", "MP4V-ES": "m4v", "MPV": "m2v", "H263": "h263", "H263-1998": "h263", "H263-2000": "h263", "JPEG": "mjpeg",
		"VP8": "ivf", "VP9": "ivf", "AV1": "ivf", "MPEG4-GENERIC": "aac", "MP4A-LATM": "aac", "MPA": "mp3", "MPA-ROBUST": "mp3", "AC3": "ac3", "EAC3": "eac3",
		"OPUS": "opus", "VORBIS": "ogg", "SPEEX": "spx", "PCMU": "wav", "PCMA": "wav", "L8": "wav", "L16": "wav", "L24": "wav", "G722": "g722",
		"G726-16": "g726", "G726-40": "g726", "AAL2-G726-32": "g726", "GSM": "gsm", "AMR": "amr", "AMR-WB": "amr", "MP2T": "ts", "SMPTE336M": "klv",
		"VND.ONVIF.METADATA": "xml",
	} {
		if c, ok := newCodec(sdpview.Format{Encoding: encoding, ClockRate: 8000}, nil); !ok || c.extension != extension || c.make == nil || c.sink == nil {
			t.Errorf("%s: %v %q", encoding, ok, c.extension)
		}
	}
	for _, encoding := range []string{"", "G729", "TELEPHONE-EVENT", "X-ASF-PF", "G726-7", "RTX"} {
		if _, ok := newCodec(sdpview.Format{Encoding: encoding, ClockRate: 8000}, nil); ok {
			t.Errorf("%q has a codec", encoding)
		}
	}
}
