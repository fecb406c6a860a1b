package media

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// capturesDir is where the made captures are.
func capturesDir(t *testing.T) string {
	dir := os.Getenv("RTSPECT_CAPTURES")
	if dir == "" {
		t.Skip("RTSPECT_CAPTURES names no folder of captures")
	}
	return filepath.Join(dir, "made")
}

// slices are the NAL units of an Annex B stream that hold slices of H.264.
func slices264(b []byte) (list [][]byte) {
	for n := range bytes.SplitSeq(b, []byte{0, 0, 1}) {
		if len(n) > 0 && n[0]&0x1f >= 1 && n[0]&0x1f <= 5 {
			list = append(list, bytes.TrimRight(n, "\x00"))
		}
	}
	return list
}

// TestCapturesVideo compares what comes out of captures with what went into the server. missing is how
// many slices are not in the file, damaged how many access units the loss touched.
func TestCapturesVideo(t *testing.T) {
	dir := capturesDir(t)
	for _, x := range []struct {
		capture, file, reference string
		missing, damaged, lost   int64
	}{
		{"c01_gst_ffmpeg_udp.pcap", "s1-m0-2a49edd8.h264", "av_h264_aac.h264", 0, 0, 0},
		{"c02_gst_ffmpeg_tcp.pcap", "s1-m0-d7cd7a9b.h264", "av_h264_aac.h264", 0, 0, 0},
		{"i01_loss1_udp.pcap", "s1-m0-68a00170.h264", "av_h264_aac.h264", 2, 2, 2},
		{"i06_jitter_udp.pcap", "s1-m0-df994f88.h264", "av_h264_aac.h264", 0, 0, 0},
		{"i20_tcp_capture_gaps.pcap", "s1-m0-d7cd7a9b.h264", "av_h264_aac.h264", 9, 7, 8},
		{"i31_every_packet_twice_udp.pcap", "s1-m0-2a49edd8.h264", "av_h264_aac.h264", 0, 0, 0},
	} {
		t.Run(x.capture, func(t *testing.T) {
			out := t.TempDir()
			m, err := exportFile(t, filepath.Join(dir, x.capture), Options{Dir: out})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range m.Files {
				if f.File == x.file && (f.DamagedUnits != x.damaged || f.Lost != x.lost) {
					t.Errorf("%d damaged, %d lost", f.DamagedUnits, f.Lost)
				}
			}
			got, want := slices264(read(t, out, x.file)), slices264(read(t, filepath.Join(dir, "refs"), x.reference))
			var missing int64
			for len(want) > 0 {
				if len(got) > 0 && bytes.Equal(got[0], want[0]) {
					got = got[1:]
				} else {
					missing++
				}
				want = want[1:]
			}
			if missing != x.missing || len(got) > 0 {
				t.Errorf("%d slices are missing, %d were never sent", missing, len(got))
			}
		})
	}
}

// TestCapturesRepair puts retransmissions in their places: of 33 packets lost on the way 32 came again.
func TestCapturesRepair(t *testing.T) {
	dir := capturesDir(t)
	out := t.TempDir()
	m, err := exportFile(t, filepath.Join(dir, "r01_avpf_nack_rtx.pcap"), Options{Dir: out})
	if err != nil {
		t.Fatal(err)
	}
	if f := m.Files[0]; len(m.Files) != 1 || f.Repaired != 32 || f.Lost != 1 || f.Frames != 149 {
		t.Errorf("%d files; %+v", len(m.Files), f)
	}
	if len(m.NotWritten) != 1 || m.NotWritten[0].Encoding != "RTX" {
		t.Errorf("%+v", m.NotWritten)
	}
}
