package media

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"rtspect/codec/config"
	"rtspect/export/media/container"
	"rtspect/sdpview"
)

// TestMuxSSRCChange joins two streams that follow one another on one track.
func TestMuxSSRCChange(t *testing.T) {
	var c testCapture
	for i := range 200 {
		ssrc, stamp := uint32(1), uint32(160*i)
		if i >= 100 {
			ssrc, stamp = 2, 4_000_000_000+uint32(160*i)
		}
		c.time += 19 // and the millisecond of the packet itself
		if i == 100 {
			c.time += 500
		}
		c.add(rtp{port: 5000, ssrc: ssrc, seq: uint16(i), stamp: stamp, data: bytes.Repeat([]byte{byte(i)}, 160)})
	}
	// Unassociated streams are of no media and are not joined; those of a session are (below).
	m, err := c.export(t, Options{Dir: t.TempDir(), Mux: "mkv"})
	if err != nil || len(m.Muxed) != 1 || len(m.Muxed[0].Streams) != 2 {
		t.Fatalf("%v %+v", err, m)
	}
	dir := capturesDir(t)
	m, err = exportFile(t, filepath.Join(dir, "q20_ssrc_change_udp.pcap"), Options{Dir: t.TempDir(), Mux: "mkv"})
	if err != nil {
		t.Fatal(err)
	}
	e := m.Muxed[0]
	if len(e.Streams) != 1 || len(e.Streams[0].SSRCs) != 2 || e.Streams[0].Samples != 683 || len(e.Steps) != 1 {
		t.Fatalf("%+v", e)
	}
	// 100 packets of 20 ms, then the others, the first of which came when the next was due.
	if s := e.Steps[0]; s.AtS < 1.998 || s.AtS > 2.004 || s.GapS > 0.004 || s.GapS < -0.001 || s.SSRC != "0xcafe0009" {
		t.Errorf("%+v", s)
	}
	if d := e.DurationS; d < 13.655 || d > 13.665 {
		t.Errorf("%f s long", d)
	}
}

// TestMuxMany has more streams than a file may have tracks.
func TestMuxMany(t *testing.T) {
	for _, x := range []struct {
		format string
		most   int
	}{{"mkv", container.MaxTracks}, {"mp4", container.MaxTracks}} {
		var c testCapture
		for i := range 20 {
			for s := range 40 {
				c.add(rtp{port: uint16(5000 + 2*s), ssrc: uint32(s), seq: uint16(i), stamp: uint32(160 * i), data: make([]byte, 160)})
			}
		}
		var leftOut []string
		m, err := c.export(t, Options{Dir: t.TempDir(), Mux: x.format, LeftOut: func(s string) { leftOut = append(leftOut, s) }})
		if err != nil {
			t.Fatal(err)
		}
		if e := m.Muxed[0]; len(e.Streams) != x.most || len(e.LeftOut) != 40-x.most || len(leftOut) != 40-x.most || e.File == "" {
			t.Errorf("%d streams, %d left out, %d leftOut", len(e.Streams), len(e.LeftOut), len(leftOut))
		}
	}
}

// TestMuxKeeps keeps what is there, unless leftOut otherwise.
func TestMuxKeeps(t *testing.T) {
	c, _ := pcmu(50, nil)
	dir := t.TempDir()
	name := "unassociated-00001234-mux.mkv"
	os.WriteFile(filepath.Join(dir, name), []byte("precious"), 0o666)
	if _, err := c.export(t, Options{Dir: dir, Mux: "mkv"}); err == nil || !strings.Contains(err.Error(), "file exists") {
		t.Errorf("error: %v", err)
	}
	if got := names(t, dir); len(got) != 1 || string(read(t, dir, name)) != "precious" {
		t.Errorf("%q", got)
	}
	if _, err := c.export(t, Options{Dir: dir, Mux: "mkv", MuxOnly: true, Force: true}); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 2 || len(read(t, dir, name)) < 50*160 {
		t.Errorf("%q", got)
	}
}

// film has ffmpeg code some pictures of a size as H.264.
func film(t *testing.T, size string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.h264")
	out, err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc=rate=25:size="+size, "-frames:v", "30", "-c:v", "libx264", "-bf", "2", "-g", "15", "-x264-params", "slices=1", path).CombinedOutput()
	if err != nil {
		t.Skipf("no encoder: %s", out)
	}
	return read(t, "", path)
}

// TestMuxNewParameterSets changes the size of the pictures midway.
func TestMuxNewParameterSets(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("no ffmpeg")
	}
	var c testCapture
	seq, picture := 0, 0
	for _, size := range []string{"320x240", "640x480"} {
		config.SplitNALs(film(t, size), func(n []byte) {
			slice := n[0]&0x1f == 1 || n[0]&0x1f == 5
			c.add(rtp{port: 6000, ssrc: 7, pt: 96, seq: uint16(seq), stamp: uint32(3600 * picture), marker: slice, data: n})
			seq++
			if slice {
				picture++
				c.time += 35
			}
		})
	}
	for _, format := range Containers {
		dir := t.TempDir()
		m, err := c.export(t, Options{Dir: dir, Mux: format, Formats: map[uint8]sdpview.Format{96: {PayloadType: 96, Encoding: "H264", ClockRate: 90000}}})
		if err != nil || m.Muxed[0].File == "" {
			t.Fatalf("%v %+v", err, m)
		}
		path := filepath.Join(dir, m.Muxed[0].File)
		if format == "mp4" && !bytes.Contains(read(t, "", path)[:2000], []byte("avc3")) {
			t.Error("the sample entry does not say that parameter sets are in the samples")
		}
		out, err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-i", path, "-fps_mode", "passthrough", "-autoscale", "0", "-f", "framemd5", "-").CombinedOutput()
		if err != nil {
			t.Fatal(err)
		}
		sizes := map[string]int{}
		for line := range strings.SplitSeq(string(out), "\n") {
			if f := strings.Split(line, ","); len(f) == 6 && line[0] != '#' {
				sizes[strings.TrimSpace(f[4])]++
			} else if line != "" && line[0] != '#' {
				t.Errorf("%s: %s", format, line)
			}
		}
		if sizes[strconv.Itoa(320*240*3/2)]+sizes[strconv.Itoa(320*240*3)] != 30 || len(sizes) != 2 {
			t.Errorf("%s: frames by size: %v", format, sizes)
		}
	}
}

// TestMuxGap keeps the time of what was lost: 5 of 200 packets of 20 ms.
func TestMuxGap(t *testing.T) {
	c, _ := pcmu(200, func(i int) bool { return i >= 100 && i < 105 })
	for _, format := range []string{"mkv", "mp4"} {
		dir := t.TempDir()
		m, err := c.export(t, Options{Dir: dir, Mux: format})
		if err != nil {
			t.Fatal(err)
		}
		e := m.Muxed[0]
		if s := e.Streams[0]; s.Samples != 195 || s.DurationS != 4 || s.Bytes != 195*160 || s.Retimed != 0 {
			t.Errorf("%s: %+v", format, s)
		}
		if _, err := exec.LookPath("ffprobe"); err != nil {
			continue
		}
		times := probedPackets(t, filepath.Join(dir, e.File))[0]
		if len(times) != 195 || times[99] != 1.98 || times[100] != 2.1 || times[194] != 3.98 {
			t.Errorf("%s: %d packets: %v", format, len(times), times)
		}
	}
}

// TestMuxWithoutParameterSets leaves out what nothing can decode, and says why.
func TestMuxWithoutParameterSets(t *testing.T) {
	c := video(40, nil) // whose parameter sets are made up
	for _, format := range Containers {
		dir := t.TempDir()
		m, err := c.export(t, Options{Dir: dir, Mux: format})
		if err != nil {
			t.Fatal(err)
		}
		e := m.Muxed[0]
		if e.File != "" || len(e.LeftOut) != 1 || e.LeftOut[0].Reason != "its sequence parameter set is invalid" {
			t.Errorf("%s: %+v", format, e)
		}
		if got := names(t, dir); len(got) != 2 {
			t.Errorf("%s: %q", format, got)
		}
	}
}

// muxFormats are the formats that fuzzing goes through, by payload type from 96 on.
var muxFormats = []string{
	"H264/90000", "H265/90000", "VP8/90000", "VP9/90000", "AV1/90000", "MP4V-ES/90000", "MPV/90000", "H263-1998/90000", "JPEG/90000",
	"MPEG4-GENERIC/48000/2;mode=AAC-hbr;config=1190", "MP4A-LATM/90000", "MPA/90000", "MPA-ROBUST/90000", "AC3/48000", "EAC3/48000", "OPUS/48000/2",
	"VORBIS/44100/2", "L16/44100/2", "L24/48000/1", "G722/8000", "AMR/8000", "AMR-WB/16000", "G726-32/8000", "AAL2-G726-24/8000", "MP2T/90000", "H263/90000",
}

// FuzzMux makes streams of two formats out of any bytes: steps in sequence and time, other SSRCs, any payload.
func FuzzMux(f *testing.F) {
	for i := range muxFormats {
		f.Add(byte(i), byte(i+1), byte(i%3), bytes.Repeat([]byte{0, 0, 1, 0xb3, 20, 0, 240, 3, 0x67, 66, 0x65, 0x88}, 20))
	}
	f.Fuzz(func(t *testing.T, one, two, format byte, b []byte) {
		o := Options{Dir: t.TempDir(), Mux: Containers[int(format)%3], MuxOnly: format&4 != 0, Damaged: Policy(format >> 3 % 3)}
		types := [2]byte{96 + one%byte(len(muxFormats)), 96 + two%byte(len(muxFormats))}
		for _, pt := range types {
			if err := o.AddFormat(fmt.Sprintf("%d=%s", pt, muxFormats[pt-96])); err != nil {
				t.Fatal(err)
			}
		}
		var c testCapture
		var seq [2]uint16
		var stamp [2]uint32
		for i := 0; len(b) > 4 && i < 200; i++ {
			k := int(b[0] & 1)
			seq[k] += uint16(b[0]>>1&3) >> (b[0] >> 3 & 1) // 0 to 3
			stamp[k] += uint32(b[1]) << (b[0] >> 4 & 15)
			n := min(int(b[2]), len(b)-3)
			c.time += int64(b[1] & 63)
			c.add(rtp{port: uint16(5000 + 2*k), ssrc: uint32(10 + k), pt: types[k], seq: seq[k], stamp: stamp[k], marker: b[0]&0x80 != 0, data: b[3 : 3+n]})
			seq[k]++
			b = b[3+n:]
		}
		if c.b == nil {
			return
		}
		m, err := c.export(t, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range m.Muxed {
			if e.File == "" {
				continue
			}
			if out := read(t, o.Dir, e.File); int64(len(out)) != e.Bytes || e.Container == "ts" && len(out)%188 != 0 {
				t.Errorf("%s: %d bytes, the manifest says %d", e.File, len(out), e.Bytes)
			}
		}
	})
}
