package analyze_test

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

// tsharkRow is a stream as tshark -z rtp,streams prints it.
type tsharkRow struct {
	packets, lost, percent                 string
	maxDelta, meanJitter, maxJitter, start string
}

var tsharkLine = regexp.MustCompile(`^\s*([\d.]+)\s+[\d.]+\s+(\S+)\s+(\d+)\s+(\S+)\s+(\d+)\s+0x([0-9A-F]{8})\s+.*?\s(\d+)\s+(-?\d+) \((-?[\d.]+)%\)\s+\S+\s+\S+\s+(\S+)\s+\S+\s+(\S+)\s+(\S+)`)

// tshark runs tshark over a capture and gives its streams by their ends and SSRC.
func tshark(t *testing.T, file string) map[string]tsharkRow {
	t.Helper()
	out, err := exec.Command("tshark", "-q", "-n", "-z", "rtp,streams", "-r", file).Output()
	if err != nil {
		t.Skipf("tshark: %v", err)
	}
	rows := map[string]tsharkRow{}
	for line := range strings.Lines(string(out)) {
		if m := tsharkLine.FindStringSubmatch(line); m != nil {
			rows[fmt.Sprintf("%s %s %s %s %s", m[2], m[3], m[4], m[5], strings.ToLower(m[6]))] = tsharkRow{m[7], m[8], m[9], m[10], m[11], m[12], m[1]}
		}
	}
	return rows
}

// What --wireshark-stats gives is what tshark prints, to its last digit.
func TestWiresharkStats(t *testing.T) {
	dir := os.Getenv("RTSPECT_CAPTURES")
	if dir == "" {
		t.Skip("RTSPECT_CAPTURES names no directory")
	}
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("no tshark here")
	}
	compared, rated := 0, 0
	for _, name := range []string{
		"c01_gst_ffmpeg_udp", "i01_loss1_udp", "i03_burst20_udp", "i04_dup_udp", "i05_reorder_udp", "i06_jitter_udp", "i08_seqwrap_udp",
		"i28_udp_all_edited", "k07_codec_mjpeg", "k09_codec_mp2t", "k10_codec_mp3", "k13_codec_pcmu", "k15_codec_g722", "k26_codec_gsm",
	} {
		file := filepath.Join(dir, "made", name+".pcap")
		rows := tshark(t, file)
		for _, st := range wiresharkStreams(t, file) {
			row, ok := rows[fmt.Sprintf("%s %d %s %d %08x", st.Source.Addr, st.Source.Port, st.Destination.Addr, st.Destination.Port, st.SSRC)]
			if !ok {
				continue // tshark did not take it for RTP
			}
			compared++
			if st.Wireshark.MaxJitterMS != nil {
				rated++
			}
			compareTshark(t, name, st, row)
		}
	}
	if compared < 20 || rated < 5 {
		t.Errorf("%d streams compared, %d with jitter", compared, rated)
	}
}

func wiresharkStreams(t *testing.T, file string) (list []*rtpflow.Stream) {
	c, err := capture.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := analyze.Analyze(c, analyze.Options{Wireshark: true})
	if err != nil {
		t.Fatal(err)
	}
	list = r.Unassociated.Streams
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			list = append(list, m.Streams...)
		}
	}
	return list
}

func compareTshark(t *testing.T, name string, st *rtpflow.Stream, row tsharkRow) {
	t.Helper()
	w := st.Wireshark
	if n := strconv.FormatInt(st.Packets, 10); n != row.packets {
		t.Errorf("%s: stream %08x: %s packets, tshark %s", name, st.SSRC, n, row.packets)
	}
	if n := strconv.FormatInt(w.Lost, 10); n != row.lost || fmt.Sprintf("%.1f", w.LostPercent) != row.percent {
		t.Errorf("%s: stream %08x: %d lost (%.1f %%), tshark %s (%s %%)", name, st.SSRC, w.Lost, w.LostPercent, row.lost, row.percent)
	}
	same := func(what string, got float64, want string) {
		x, err := strconv.ParseFloat(want, 64)
		if err != nil || math.Abs(got-x) > 0.00051 {
			t.Errorf("%s: stream %08x: %s %.4f, tshark %s", name, st.SSRC, what, got, want)
		}
	}
	same("longest delta", w.MaxDeltaMS, row.maxDelta)
	if w.MaxJitterMS != nil {
		same("mean jitter", *w.MeanJitterMS, row.meanJitter)
		same("highest jitter", *w.MaxJitterMS, row.maxJitter)
	} else if row.maxJitter != "0.000" {
		t.Errorf("%s: stream %08x: no jitter, tshark %s", name, st.SSRC, row.maxJitter)
	}
}
