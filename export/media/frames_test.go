package media

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"rtspect/export/media/manifest"
	"rtspect/rtpflow"
	"rtspect/rtpflow/frames"
)

// probed is what ffprobe finds in a file: pictures by type, and what the parameter sets say.
type probed struct {
	Frames []struct {
		Key  int    `json:"key_frame"`
		Type string `json:"pict_type"`
	}
	Streams []struct {
		Profile       string
		Width, Height int
		Level         int
		Rate          string `json:"r_frame_rate"`
		SampleRate    string `json:"sample_rate"`
		Channels      int
	}
}

func probe(t *testing.T, path string) (p probed) {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "quiet", "-of", "json", "-show_streams", "-show_frames", "-show_entries",
		"frame=key_frame,pict_type:stream=profile,width,height,level,r_frame_rate,sample_rate,channels", path).Output()
	if err != nil {
		t.Errorf("ffprobe: %v", err)
	}
	if err := json.Unmarshal(out, &p); err != nil {
		t.Error(err)
	}
	return p
}

// probable are the files whose frames ffprobe counts as the RTP payloads do.
func probable(name string) bool {
	switch filepath.Ext(name) {
	case ".h264", ".h265", ".m4v", ".m2v", ".mjpeg", ".ivf", ".aac", ".ac3", ".mp3":
		return true
	}
	return false
}

// TestFramesAgainstDecoder compares the access units that the analysis finds in RTP payloads with what a decoder
// finds in the exported files, of all streams from which nothing is missing.
func TestFramesAgainstDecoder(t *testing.T) {
	if _, err := exec.LookPath("ffprobe"); err != nil {
		t.Skip("no ffprobe")
	}
	if testing.Short() {
		t.Skip("it takes a while")
	}
	captures, _ := filepath.Glob("../../testdata/captures/*.pcap*")
	if dir := os.Getenv("RTSPECT_CAPTURES"); dir != "" {
		captures, _ = filepath.Glob(filepath.Join(dir, "made", "*.pcap*"))
	}
	compared := map[string]int{}
	known := map[string]probed{} // files that are the same are probed once
	for _, c := range captures {
		out := t.TempDir()
		m, err := exportFile(t, c, Options{Dir: out})
		if err != nil {
			t.Fatal(err)
		}
		streams := streamsOf(t, c)
		for _, f := range m.Files {
			st := streams[f.Session+f.SSRC+f.Direction]
			if st != nil && st.TS != nil && f.Lost == 0 {
				t.Run(filepath.Base(c)+"/"+f.File, func(t *testing.T) { compareTransport(t, st.TS, filepath.Join(out, f.File)) })
				compared["MP2T"]++
			}
			if st == nil || st.Frames == nil || f.Lost > 0 || !probable(f.File) || strings.HasPrefix(filepath.Base(c), "p14_") {
				continue
			}
			p, ok := known[f.SHA256]
			if !ok {
				p = probe(t, filepath.Join(out, f.File))
				known[f.SHA256] = p
			}
			t.Run(filepath.Base(c)+"/"+f.File, func(t *testing.T) { compareFrames(t, st, f, p) })
			compared[st.Encoding]++
		}
	}
	if os.Getenv("RTSPECT_CAPTURES") != "" {
		for _, name := range []string{"H264", "H265", "VP8", "VP9", "AV1", "MP4V-ES", "MPV", "JPEG", "MPEG4-GENERIC", "MP4A-LATM", "MPA", "AC3", "MP2T"} {
			if compared[name] == 0 {
				t.Errorf("no stream of %s was compared", name)
			}
		}
	}
}

// streamsOf analyses a capture; its streams by session, SSRC and direction as the manifest names them.
func streamsOf(t *testing.T, path string) map[string]*rtpflow.Stream {
	t.Helper()
	list := map[string]*rtpflow.Stream{}
	for _, s := range analyzeFile(t, path).Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				list[s.ID+fmt.Sprintf("0x%08x", st.SSRC)+map[rtpflow.Direction]string{rtpflow.ServerToClient: "server-to-client", rtpflow.ClientToServer: "client-to-server"}[st.Direction]] = st
			}
		}
	}
	return list
}

func compareFrames(t *testing.T, st *rtpflow.Stream, f manifest.FileEntry, p probed) {
	got := st.Frames
	if got.Damaged != 0 || got.Missing != nil && *got.Missing != 0 {
		t.Errorf("%d damaged, %v missing of a stream without loss", got.Damaged, *got.Missing)
	}
	// What is cut, the export drops; of MPEG audio and AC-3 it counts packets, and a marker bit that live555 sets
	// too early parts a picture of MPEG video for it.
	if n := got.Count - got.Cut; n != f.Frames && st.Encoding != "MPA" && st.Encoding != "AC3" && st.Encoding != "MPV" {
		t.Errorf("%d frames of which %d are cut, the export has %d", got.Count, got.Cut, f.Frames)
	}
	if n := int64(len(p.Frames)); n != got.Count-got.Cut && got.Video != nil && got.Video.BeforeKeyframe == 0 {
		t.Errorf("%d frames of which %d are cut, the decoder gives %d", got.Count, got.Cut, n)
	}
	if len(p.Streams) != 1 {
		t.Fatalf("%d streams", len(p.Streams))
	}
	if got.Kind == frames.Audio {
		compareAudio(t, got, p)
		return
	}
	v := got.Video
	types := map[string]int64{}
	keys := int64(0)
	for _, x := range p.Frames {
		types[x.Type]++
		keys += int64(x.Key)
	}
	s := p.Streams[0]
	if v.BeforeKeyframe == 0 && got.Cut == 0 {
		if v.Keyframes == nil || *v.Keyframes != keys {
			t.Errorf("keyframes %v, the decoder finds %d", v.Keyframes, keys)
		}
		if want := [3]int64{types["I"], types["P"], types["B"]}; v.Types && st.Encoding != "AV1" && [3]int64{v.I, v.P, v.B} != want {
			t.Errorf("I %d P %d B %d, the decoder says %v", v.I, v.P, v.B, want)
		}
	}
	if v.Parameters.Width != s.Width || v.Parameters.Height != s.Height {
		t.Errorf("%dx%d, the decoder says %dx%d", v.Parameters.Width, v.Parameters.Height, s.Width, s.Height)
	}
	switch st.Encoding {
	case "H264", "H265":
		if v.Parameters.Profile != s.Profile || v.Parameters.LevelIDC != s.Level {
			t.Errorf("%s level %d, the decoder says %s level %d", v.Parameters.Profile, v.Parameters.LevelIDC, s.Profile, s.Level)
		}
		num, den, _ := strings.Cut(s.Rate, "/")
		a, _ := strconv.ParseFloat(num, 64)
		b, _ := strconv.ParseFloat(den, 64)
		if v.Parameters.FrameRate == 0 || math.Abs(v.Parameters.FrameRate-a/b) > 1e-3 {
			t.Errorf("the parameter sets say %v frames a second, the decoder %s", v.Parameters.FrameRate, s.Rate)
		}
	}
}

func compareAudio(t *testing.T, got *rtpflow.Frames, p probed) {
	a, s := got.Audio, p.Streams[0]
	if !got.Guessed && (strconv.Itoa(a.SampleRate) != s.SampleRate || a.Channels != s.Channels) {
		t.Errorf("%d Hz, %d channels; the decoder says %s Hz, %d channels", a.SampleRate, a.Channels, s.SampleRate, s.Channels)
	}
	if n := int64(len(p.Frames)); n > got.Count || n < got.Count-2 { // a decoder may keep the last ones
		t.Errorf("%d frames, the decoder gives %d", got.Count, n)
	}
}

// compareTransport counts the packets of an exported transport stream by their PIDs, and the breaks in their
// continuity counters, in the plainest way.
func compareTransport(t *testing.T, got *frames.TSSummary, path string) {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	packets, breaks := map[int]int64{}, int64(0)
	last := map[int]byte{}
	for ; len(b) >= 188; b = b[188:] {
		pid := int(b[1]&0x1f)<<8 | int(b[2])
		packets[pid]++
		if b[3]&0x10 == 0 || pid == 0x1fff {
			continue
		}
		if c, ok := last[pid]; ok && (c+1)&15 != b[3]&15 {
			breaks++
		}
		last[pid] = b[3] & 15
	}
	sum := got.Null
	for _, p := range got.PIDs {
		sum += p.Packets
		if packets[p.PID] != p.Packets && got.NotCaptured == 0 {
			t.Errorf("PID %d: %d packets, want %d", p.PID, p.Packets, packets[p.PID])
		}
	}
	if sum != got.Packets || breaks != got.ContinuityErrors || got.ContinuityByLoss != 0 {
		t.Errorf("%d packets, %d by PID; %d continuity errors, want %d", got.Packets, sum, got.ContinuityErrors, breaks)
	}
}
