package media

import (
	"encoding/binary"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// sent has ffmpeg code something and send it as RTP to this process, and gives the capture of it.
func sent(t *testing.T, pt int, coder ...string) testCapture {
	t.Helper()
	for _, pace := range []string{"0", "2", "1"} {
		if c, whole := sentOnce(t, pt, append([]string{"-readrate", pace}, coder...)...); whole {
			return c
		}
	}
	t.Skip("the system drops what ffmpeg sends to this process")
	panic("unreachable")
}

// sentOnce says whether it got every packet: on a busy machine the socket's buffer may overflow.
func sentOnce(t *testing.T, pt int, coder ...string) (c testCapture, whole bool) {
	t.Helper()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Skip(err)
	}
	defer conn.Close()
	conn.SetReadBuffer(4 << 20)
	to := "rtp://" + conn.LocalAddr().String() + "?pkt_size=1400"
	args := append([]string{"-nostdin", "-v", "error"}, coder...)
	cmd := exec.Command("ffmpeg", append(args, "-payload_type", strconv.Itoa(pt), "-f", "rtp", to)...)
	done := make(chan []byte)
	go func() {
		out, _ := cmd.CombinedOutput()
		done <- out
	}()
	b := make([]byte, 64<<10)
	ended, first, last := false, true, uint16(0)
	whole = true
	for {
		conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
		n, err := conn.Read(b)
		if err != nil {
			if ended {
				return c, whole
			}
			select {
			case out := <-done:
				if ended = true; len(c.b) == 0 && len(out) > 0 {
					t.Skipf("it cannot be coded here: %s", out)
				}
			default:
			}
			continue
		}
		if n > 12 && int(b[1]&0x7f) == pt {
			be := binary.BigEndian
			seq := be.Uint16(b[2:])
			whole = whole && (first || seq == last+1)
			first, last = false, seq
			c.add(rtp{port: 5000, ssrc: 9, pt: b[1] & 0x7f, marker: b[1]&0x80 != 0, seq: seq, stamp: be.Uint32(b[4:]), data: slices.Clone(b[12:n])})
		}
	}
}

// packetsOf is a capture of payloads, each so many ticks after the one before.
func packetsOf(ticks int, payloads ...[]byte) (c testCapture) {
	for i, p := range payloads {
		c.time += 19
		c.add(rtp{port: 5000, ssrc: 9, pt: 96, seq: uint16(i), stamp: uint32(i * ticks), marker: true, data: p})
	}
	return c
}

// coded has ffmpeg code something and parts it in frames of a fixed size, each behind a header.
func coded(t *testing.T, size int, head []byte, coder ...string) (list [][]byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "coded")
	if out, err := exec.Command("ffmpeg", append(append([]string{"-nostdin", "-v", "error"}, coder...), path)...).CombinedOutput(); err != nil {
		t.Skipf("it cannot be coded here: %s", out)
	}
	for b := read(t, "", path); len(b) >= size; b = b[size:] {
		list = append(list, append(slices.Clone(head), b[:size]...))
	}
	return list
}

// TestMuxCodecs muxes codecs that no capture has, and finds the frames that the elementary stream has.
func TestMuxCodecs(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("no ffmpeg")
	}
	picture := func(codec string, more ...string) []string {
		return append([]string{"-f", "lavfi", "-i", "testsrc=size=352x288:rate=25", "-frames:v", "12", "-c:v", codec}, more...)
	}
	sound := func(codec string, more ...string) []string {
		return append([]string{"-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1", "-c:a", codec}, more...)
	}
	noise := func(n int, first byte) (list [][]byte) { // frames of AMR, octet-aligned
		r := rand.New(rand.NewPCG(1, 2))
		for range 50 {
			b := []byte{0xf0, first}
			for range n {
				b = append(b, byte(r.Uint32()))
			}
			list = append(list, b)
		}
		return list
	}
	for _, x := range []struct {
		format  string // of payload type 96
		in      string // containers that hold it
		video   bool
		capture func(t *testing.T) testCapture
	}{
		{"MPV/90000", "mp4 mkv ts", true, func(t *testing.T) testCapture { return sent(t, 96, picture("mpeg1video", "-bf", "2")...) }},
		{"H263-1998/90000", "mp4 mkv", true, func(t *testing.T) testCapture { return sent(t, 96, picture("h263p")...) }},
		{"MP4V-ES/90000", "mp4 mkv ts", true, func(t *testing.T) testCapture { return sent(t, 96, picture("mpeg4", "-bf", "2")...) }},
		{"VP8/90000", "mp4 mkv", true, func(t *testing.T) testCapture { return sent(t, 96, picture("libvpx")...) }},
		{"H265/90000", "mp4 mkv ts", true, func(t *testing.T) testCapture {
			return sent(t, 96, picture("libx265", "-x265-params", "log-level=none:bframes=3")...)
		}},
		{"MPA/90000", "mp4 mkv ts", false, func(t *testing.T) testCapture { return sent(t, 96, sound("mp2")...) }},
		{"PCMA/8000", "mp4 mkv", false, func(t *testing.T) testCapture { return sent(t, 96, sound("pcm_alaw", "-ar", "8000")...) }},
		{"L24/48000/2", "mp4 mkv", false, func(t *testing.T) testCapture { return sent(t, 96, sound("pcm_s24be", "-ac", "2")...) }},
		{"L8/48000", "mp4 mkv", false, func(t *testing.T) testCapture { return sent(t, 96, sound("pcm_u8")...) }},
		{"EAC3/48000", "mp4 mkv ts", false, func(t *testing.T) testCapture {
			return packetsOf(1536, coded(t, 768, []byte{0, 1}, sound("eac3", "-b:a", "192k", "-f", "eac3")...)...)
		}},
		{"AMR/8000;octet-align=1", "mp4 mkv", false, func(*testing.T) testCapture { return packetsOf(160, noise(31, 0x3c)...) }},
		{"AMR-WB/16000;octet-align=1", "mp4 mkv", false, func(*testing.T) testCapture { return packetsOf(320, noise(60, 0x44)...) }},
		{"G726-24/8000", "mkv", false, func(t *testing.T) testCapture {
			return packetsOf(160, coded(t, 60, nil, sound("g726le", "-ar", "8000", "-code_size", "3", "-f", "g726le")...)...)
		}},
	} {
		t.Run(strings.ReplaceAll(x.format, "/", "-"), func(t *testing.T) {
			c := x.capture(t)
			for _, format := range Containers {
				dir := t.TempDir()
				o := Options{Dir: dir, Mux: format}
				if err := o.AddFormat("96=" + x.format); err != nil {
					t.Fatal(err)
				}
				m, err := c.export(t, o)
				if err != nil {
					t.Fatal(err)
				}
				e := m.Muxed[0]
				if holds := strings.Contains(x.in, format); holds != (e.File != "") {
					t.Errorf("%s: %+v", format, e)
				}
				if e.File == "" {
					continue
				}
				got, says := streamFrames(filepath.Join(dir, e.File), "0:0", x.video)
				elementary := filepath.Join(dir, m.Files[0].File)
				input := decoderInput[filepath.Ext(elementary)]
				if strings.HasPrefix(x.format, "G726") {
					input = []string{"-f", "g726le", "-code_size", "3", "-sample_rate", "8000"}
				}
				want, _ := streamFrames(elementary, "0:0", x.video, input...)
				if strings.HasPrefix(x.format, "MPA") && format == "mp4" { // its reader takes another decoder
					got, want = got[:1], want[:1]
				}
				if says != "" || len(got) == 0 || len(want) == 0 || !slices.Equal(got, want) || !x.video && got[0] == "0" {
					t.Errorf("%s: %d frames, the elementary stream has %d; %s", format, len(got), len(want), says)
				}
			}
		})
	}
}
