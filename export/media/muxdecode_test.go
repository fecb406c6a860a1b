package media

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"rtspect/export/media/manifest"
	"rtspect/internal/ordered"
)

// undecodableMux are the muxed files of captures that are not whole, with what a decoder says of them. A
// transport stream that is copied has the faults of the elementary file.
var undecodableMux = []undecodableFile{
	{"a27_live555_server_many.pcap", "s2.ts", `error while decoding MB`, "the client's TEARDOWN cuts the last picture"},
	{"q15_satip_vlc.pcap", "s1.ts", `error while decoding MB`, "the client's TEARDOWN cuts the last picture"},
	{"q22_raw_udp_ts.pcap", "s1.ts", `Input buffer exhausted|Error while decoding stream #0:1`, "the client's TEARDOWN cuts the last audio frame"},
	{"p14_ffmpeg_push_ts_mp2t_udp.pcap", "s1", ``, "no IDR picture: nothing to begin with"},
	{"i20_tcp_capture_gaps.pcap", "s1", `reference picture missing|Missing reference picture|mmco: unref short failure`, "pictures that others refer to are lost"},
	{"i28_udp_all_edited.pcap", "s1", `mmco: unref short failure|Last message repeated`, "pictures that others refer to are lost"},
}

// muxedFile is a muxed file, to be decoded and compared with the elementary streams beside it.
type muxedFile struct {
	capture, dir string
	entry        manifest.MuxEntry
	elementary   []manifest.FileEntry // by stream
}

// streamFrames are the hashes of the decoded frames of one stream of a file; of sound, of all of it.
func streamFrames(path, stream string, video bool, input ...string) (frames []string, says string) {
	args := append([]string{"-nostdin", "-v", "error", "-threads", "1"}, input...)
	args = append(args, "-i", path, "-map", stream, "-threads", "1")
	if video {
		args = append(args, "-fps_mode", "passthrough", "-f", "framemd5", "-")
	} else {
		args = append(args, "-f", "s16le", "-")
	}
	c := exec.Command("ffmpeg", args...)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	c.Run()
	if !video {
		return []string{strconv.Itoa(out.Len()), out.String()}, said.String()
	}
	for line := range strings.SplitSeq(out.String(), "\n") {
		if f := strings.Split(line, ","); len(f) > 1 && line[0] != '#' {
			frames = append(frames, strings.TrimSpace(f[len(f)-1]))
		}
	}
	return frames, said.String()
}

// muxedFiles muxes all captures; files that have the same elementary streams are there once for each
// container.
func muxedFiles(t *testing.T, captures []string) (files []muxedFile) {
	for _, container := range Containers {
		seen := map[string]bool{}
		for _, c := range captures {
			out := t.TempDir()
			m, err := exportFile(t, c, Options{Dir: out, Mux: container})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range m.Muxed {
				if e.File == "" {
					continue
				}
				f := muxedFile{capture: c, dir: out, entry: e}
				key := ""
				for _, s := range e.Streams {
					i := slices.IndexFunc(m.Files, func(f manifest.FileEntry) bool {
						return f.Session == e.Session && f.Encoding == s.Encoding && (len(s.SSRCs) == 0 || f.SSRC == s.SSRCs[0])
					})
					f.elementary = append(f.elementary, m.Files[i])
					key += m.Files[i].SHA256
				}
				if !seen[key] {
					files = append(files, f)
				}
				seen[key] = true
			}
		}
	}
	return files
}

// TestMuxDecode has ffmpeg decode the muxed files of all captures in each container. It must say nothing but of the
// files in the list above, and the frames must be those of the elementary streams.
func TestMuxDecode(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("no ffmpeg")
	}
	if testing.Short() {
		t.Skip("it takes a while")
	}
	captures, _ := filepath.Glob("../../testdata/captures/*.pcap*")
	least := 10
	if dir := os.Getenv("RTSPECT_CAPTURES"); dir != "" {
		captures, _ = filepath.Glob(filepath.Join(dir, "made", "*.pcap*"))
		least = 120
	}
	files := muxedFiles(t, captures)
	if len(files) < least {
		t.Fatalf("%d files of %d captures", len(files), len(captures))
	}
	type result struct{ problems []string }
	ordered.Run(len(files), runtime.GOMAXPROCS(0), func(i int) result {
		return result{checkMuxed(&files[i])}
	}, func(i int, r result) error {
		for _, p := range r.problems {
			t.Errorf("%s/%s: %s", filepath.Base(files[i].capture), files[i].entry.File, p)
		}
		return nil
	})
}

// frameCache keeps what was decoded: each elementary stream is in three muxed files.
type frameCache struct{ sync.Map }

var elementaryFrames frameCache

func (c *frameCache) of(sum string, decode func() []string) []string {
	if v, ok := c.Load(sum); ok {
		return v.([]string)
	}
	v := decode()
	c.Store(sum, v)
	return v
}

// checkMuxed decodes a muxed file and the elementary streams that are in it.
func checkMuxed(f *muxedFile) (problems []string) {
	expected := ""
	for _, x := range undecodableMux {
		if x.capture == filepath.Base(f.capture) && strings.HasPrefix(f.entry.File, x.file) {
			expected = "^$|" + x.says
			if x.says == "" {
				return nil // nothing can be decoded
			}
		}
	}
	path := filepath.Join(f.dir, f.entry.File)
	for i, s := range f.entry.Streams {
		if s.Encoding == "MP2T" {
			a, _ := os.ReadFile(path)
			b, _ := os.ReadFile(filepath.Join(f.dir, f.elementary[i].File))
			if !bytes.Equal(a, b) {
				problems = append(problems, "it is not the transport stream as it came")
			}
			continue
		}
		got, says := streamFrames(path, "0:"+strconv.Itoa(i), s.Width > 0)
		for line := range strings.SplitSeq(strings.TrimSpace(says), "\n") {
			if line != "" && (expected == "" || !regexp.MustCompile(expected).MatchString(line)) {
				problems = append(problems, "the decoder says: "+line)
			}
		}
		elementary := filepath.Join(f.dir, f.elementary[i].File)
		input := decoderInput[filepath.Ext(elementary)]
		if strings.HasPrefix(s.Encoding, "AAL2-") { // the other order of bits
			input = append([]string{"-f", "g726"}, input[2:]...)
		}
		want := elementaryFrames.of(f.elementary[i].SHA256, func() []string {
			frames, _ := streamFrames(elementary, "0:0", s.Width > 0, input...)
			return frames
		})
		if len(s.SSRCs) > 1 || s.Skipped > 0 { // not the whole of one elementary stream
			if len(got) == 0 {
				problems = append(problems, "no frame of "+s.Encoding)
			}
			continue
		}
		if s.Width == 0 {
			problems = append(problems, compareSound(s.Encoding, got, want)...)
		} else if !slices.Equal(got, want) || len(got) == 0 {
			problems = append(problems, strconv.Itoa(len(got))+" frames of "+s.Encoding+" are not the "+strconv.Itoa(len(want))+" of the elementary stream")
		}
	}
	return problems
}

// compareSound compares decoded sound. A reader of .mp3 takes a first frame that holds the encoder's settings
// for a header and leaves out its delay at both ends; one of Opus in MPEG-TS takes a usual delay of the encoder for granted, in samples of 2
// bytes.
func compareSound(encoding string, got, want []string) []string {
	short, long := want[1], got[1]
	switch {
	case len(got[1]) == 0:
		return []string{"no sound of " + encoding}
	case got[1] == want[1]:
		return nil
	case encoding == "MPA" && len(long)-len(short) <= 2*1152*2*2 && strings.Contains(long, short[len(short)/8:len(short)/8*7]):
		return nil
	case encoding == "OPUS" && len(long)-len(short) <= 312*2*2 && len(long) > len(short) && strings.HasSuffix(long, short[len(short)/2:]):
		return nil
	}
	return []string{"the sound of " + encoding + " is not that of the elementary stream: " + got[0] + " bytes, " + want[0]}
}

// probedPackets are the times and sizes of the packets of each stream of a file, as ffprobe reads them.
func probedPackets(t *testing.T, path string) (times map[int][]float64) {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "packet=stream_index,pts_time", "-of", "json", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Packets []struct {
			Stream int    `json:"stream_index"`
			PTS    string `json:"pts_time"`
		}
	}
	if err := json.Unmarshal(out, &p); err != nil {
		t.Fatal(err)
	}
	times = map[int][]float64{}
	for _, x := range p.Packets {
		s, err := strconv.ParseFloat(x.PTS, 64)
		if err != nil {
			t.Fatalf("%s: a packet without a time: %q", path, x.PTS)
		}
		times[x.Stream] = append(times[x.Stream], s)
	}
	return times
}
