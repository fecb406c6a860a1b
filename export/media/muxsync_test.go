package media

import (
	"encoding/binary"
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"rtspect/capture"
)

// told is what the packets of one SSRC say of its time.
type told struct {
	first, last uint32 // RTP timestamps of the earliest and the latest picture or frame
	packets     int
	stamp       uint32 // of the first sender report
	wall        float64
	reports     int
}

// listen reads the RTP and RTCP in the datagrams of a capture, by nothing but their fixed headers.
func listen(t *testing.T, path string) map[uint32]*told {
	t.Helper()
	c, err := capture.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	be := binary.BigEndian
	list := map[uint32]*told{}
	of := func(ssrc uint32) *told {
		if list[ssrc] == nil {
			list[ssrc] = &told{}
		}
		return list[ssrc]
	}
	for {
		p, err := c.Next()
		if err != nil || p == nil {
			return list
		}
		b := p.Payload
		if p.Proto != capture.UDP || len(b) < 20 || b[0]>>6 != 2 {
			continue
		}
		if b[1] == 200 && len(b) >= 28 {
			s := of(be.Uint32(b[4:]))
			if s.reports++; s.reports == 1 {
				s.wall = float64(be.Uint32(b[8:])) + float64(be.Uint32(b[12:]))/(1<<32)
				s.stamp = be.Uint32(b[16:])
			}
		} else if b[1]&0x7f < 64 || b[1]&0x7f >= 96 {
			s, stamp := of(be.Uint32(b[8:])), be.Uint32(b[4:])
			if s.packets++; s.packets == 1 {
				s.first, s.last = stamp, stamp
			}
			if int32(stamp-s.first) < 0 {
				s.first = stamp
			}
			if int32(stamp-s.last) > 0 {
				s.last = stamp
			}
		}
	}
}

// TestMuxSync compares the times of the first and last packets in muxed files, as ffprobe reads them, with what RTP
// and the sender reports in the capture say.
func TestMuxSync(t *testing.T) {
	dir := capturesDir(t)
	if _, err := exec.LookPath("ffprobe"); err != nil {
		t.Skip("no ffprobe")
	}
	for _, name := range []string{"c01_gst_ffmpeg_udp", "c07_gst_ffmpeg_udp6", "c09_gst_openrtsp_udp", "a13_server_killed_udp", "i06_jitter_udp", "p01_ffmpeg_push_udp_gort_read_tcp", "p10_ffmpeg_push_mjpeg_pcmu_udp", "p13_ffmpeg_push_g722_g726_udp"} {
		path := filepath.Join(dir, name+".pcap")
		said := listen(t, path)
		for _, container := range Containers {
			out := t.TempDir()
			m, err := exportFile(t, path, Options{Dir: out, Mux: container})
			if err != nil {
				t.Fatal(err)
			}
			e := m.Muxed[0]
			if container != "ts" && len(e.Streams) != 2 || container == "ts" && e.File == "" {
				continue // MPEG-TS holds not all
			}
			times := probedPackets(t, filepath.Join(out, e.File))
			if d := probedDuration(t, filepath.Join(out, e.File)); container == "mkv" && math.Abs(d-e.DurationS) > 0.001 {
				t.Errorf("%s.%s: %f s long, the manifest says %f", name, container, d, e.DurationS)
			}
			var begin []float64
			for i, s := range e.Streams {
				var ssrc, rate uint32
				fmt.Sscanf(s.SSRCs[0], "0x%x", &ssrc)
				for _, f := range m.Files {
					if f.SSRC == s.SSRCs[0] {
						rate = uint32(f.ClockRate)
					}
				}
				x := said[ssrc]
				if x == nil || x.reports == 0 || s.TiedBy != "sender-reports" {
					t.Fatalf("%s: %s is tied by %s", name, s.SSRCs[0], s.TiedBy)
				}
				lo, hi := math.Inf(1), math.Inf(-1)
				for _, at := range times[i] {
					lo, hi = min(lo, at), max(hi, at)
				}
				// The last packet of sound may begin with an earlier frame than its last one.
				if want := float64(x.last-x.first) / float64(rate); math.Abs(hi-lo-want) > 0.0002 && s.Encoding != "MPEG4-GENERIC" {
					t.Errorf("%s.%s, %s: from first to last %f s, want %f", name, container, s.Encoding, hi-lo, want)
				}
				begin = append(begin, lo-(x.wall+float64(int32(x.first-x.stamp))/float64(rate)))
			}
			if len(begin) == 2 && math.Abs(begin[0]-begin[1]) > 0.001 {
				t.Errorf("%s.%s: picture and sound are %f ms further apart than the sender reports say", name, container, 1000*(begin[0]-begin[1]))
			}
		}
	}
}

// probedDuration is how long ffprobe takes a file for, in seconds.
func probedDuration(t *testing.T, path string) float64 {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	d, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
