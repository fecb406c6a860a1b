package media

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rtspect/export/media/manifest"
	"rtspect/internal/ordered"
)

// undecodableFile is a file of which a decoder complains.
type undecodableFile struct {
	capture, file string
	says          string // all that it says, a pattern for each line; empty if it says nothing and gives nothing
	why           string
}

// undecodable are the files of captures that are not whole, with what a decoder says of them and why it is
// right.
var undecodable = []undecodableFile{
	{"a27_live555_server_many.pcap", "s2-m0-fa072d1f.ts", `error while decoding MB`, "the client's TEARDOWN cuts the last picture"},
	{"q15_satip_vlc.pcap", "s1-m0-cafe0001.ts", `error while decoding MB`, "the client's TEARDOWN cuts the last picture"},
	{"q22_raw_udp_ts.pcap", "s1-m0-raw.ts", `Input buffer exhausted|Error while decoding stream #0:1`, "the client's TEARDOWN cuts the last audio frame"},
	{"c20_vlcserver_ffmpeg_udp.pcap", "s1-m1-9ab1f706.h264", `co located POCs unavailable|mmco: unref short failure`, "the client joins a running stream amid a picture: references are missing up to the first keyframe"},
	{"p01_ffmpeg_push_udp_gort_read_tcp.pcap", "s2-m0-af7ae680.h264", `mmco: unref short failure`, "the reader joins a running stream: references are missing up to the first keyframe"},
	{"p19_gort_play_ws_tunnel.pcap", "s2-m0-344c3787.h264", `mmco: unref short failure`, "the reader joins a running stream: references are missing up to the first keyframe"},
	{"k50_codec_av1_push_udp_read_tcp.pcap", "s2-m0-ad2a2f11.ivf", `No sequence header available|Failed to (read|parse)|Error (parsing OBU data|while decoding stream)`, "the reader joins a running stream: no sequence header before the first keyframe"},
	{"p14_ffmpeg_push_ts_mp2t_udp.pcap", "s1-m0-379473ae.h264", ``, "the sender leaves out all NAL units that do not fit a packet, the IDR pictures among them: there is nothing to begin with"},
	{"i20_tcp_capture_gaps.pcap", "s1-m0-d7cd7a9b.h264", `reference picture missing|Missing reference picture|mmco: unref short failure`, "pictures that others refer to are lost"},
	{"i28_udp_all_edited.pcap", "s1-m0-2a49edd8.h264", `mmco: unref short failure|Last message repeated`, "pictures that others refer to are lost"},
	{"i24_midstream_tcp.pcap", "s1-m0-d7cd7a9b.h264", midway, "the capture begins midway: the parameter sets were only in the SDP"},
	{"i25_midstream_udp.pcap", "s1-m1-2a49edd8.h264", midway, "the capture begins midway: the parameter sets were only in the SDP"},
	{"l28_split_files_2.pcap", "unassociated-d7cd7a9b.h264", midway, "the second part of a capture: the parameter sets were only in the SDP"},
	{"l28_split_files_3.pcap", "s1-m1-d7cd7a9b.h264", midway, "the third part of a capture: the parameter sets were only in the SDP"},
}

const midway = `non-existing PPS|Last message repeated|decode_slice_header error|no frame!|Error while decoding stream|Could not find codec parameters|Consider increasing|unspecified size|Cannot determine format|Error marking filters`

// decoderInput are the options without which ffmpeg cannot know what a file holds.
var decoderInput = map[string][]string{
	".g722": {"-f", "g722"}, ".g726": {"-f", "g726le", "-code_size", "4", "-sample_rate", "8000"}, ".gsm": {"-f", "gsm"}, ".m2v": {"-f", "mpegvideo"},
	".ul": {"-f", "mulaw", "-sample_rate", "8000", "-channels", "1"}, ".s16be": {"-f", "s16be", "-sample_rate", "44100", "-channels", "2"},
	".h263": {"-f", "h263"},
}

// decoded is what ffmpeg makes of a file: the hashes of the decoded frames of each stream in it, and what it
// says.
type decoded struct {
	frames map[string][]string
	says   []string
}

func decodable(name string) bool {
	switch filepath.Ext(name) {
	case ".xml", ".klv", ".rtpdump", ".raw", ".json", ".csv", ".gz":
		return false
	}
	return true
}

// decode lets ffmpeg decode a file. What is no more than samples comes as one frame.
func decode(t *testing.T, path string) (d decoded) {
	t.Helper()
	args := append([]string{"-nostdin", "-v", "error", "-threads", "1"}, decoderInput[filepath.Ext(path)]...)
	args = append(args, "-i", path, "-threads", "1")
	samples := false
	switch filepath.Ext(path) {
	case ".wav", ".ul", ".s16be":
		samples = true
		args = append(args, "-f", "s16le", "-")
	case ".aac": // noise substitution makes samples depend on all frames before: the coded frames are compared
		args = append(args, "-f", "null", "/dev/null", "-c", "copy", "-f", "framemd5", "-")
	case ".ts":
		args = append(args, "-map", "0", "-f", "framemd5", "-")
	default:
		args = append(args, "-f", "framemd5", "-")
	}
	c := exec.Command("ffmpeg", args...)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	if err := c.Run(); err != nil {
		if _, ok := errors.AsType[*exec.ExitError](err); !ok {
			t.Error(err)
		}
	}
	d.frames = map[string][]string{}
	if samples {
		sum := md5.Sum(out.Bytes())
		if out.Len() > 0 {
			d.frames["0"] = []string{hex.EncodeToString(sum[:])}
		}
	} else {
		for line := range strings.SplitSeq(out.String(), "\n") {
			if f := strings.Split(line, ","); len(f) > 1 && line[0] != '#' {
				d.frames[f[0]] = append(d.frames[f[0]], strings.TrimSpace(f[len(f)-1]))
			}
		}
	}
	for line := range strings.SplitSeq(strings.TrimSpace(said.String()), "\n") {
		if line != "" {
			d.says = append(d.says, line)
		}
	}
	return d
}

// exported is a file of an export, to be decoded.
type exported struct {
	capture, dir string
	entry        manifest.FileEntry
}

// TestDecode has ffmpeg decode every file of every capture there is. It must say nothing but of the files
// in the list above, and of them nothing else. Where a capture has references, the decoded frames are
// theirs.
func TestDecode(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("no ffmpeg")
	}
	if testing.Short() {
		t.Skip("it takes a while")
	}
	captures, _ := filepath.Glob("../../testdata/captures/*.pcap*")
	refs := ""
	if dir := os.Getenv("RTSPECT_CAPTURES"); dir != "" {
		captures, _ = filepath.Glob(filepath.Join(dir, "made", "*.pcap*"))
		refs = filepath.Join(dir, "made")
	}
	var files []exported
	bySum := map[string]int{} // files that are the same are decoded once
	var unique []int
	for _, c := range captures {
		out := t.TempDir()
		m, err := exportFile(t, c, Options{Dir: out})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range m.Files {
			if !decodable(f.File) {
				continue
			}
			if _, ok := bySum[f.SHA256]; !ok {
				bySum[f.SHA256] = len(files)
				unique = append(unique, len(files))
			}
			files = append(files, exported{c, out, f})
		}
	}
	if len(files) < len(captures)/2 {
		t.Fatalf("%d files of %d captures", len(files), len(captures))
	}
	results := map[string]decoded{}
	ordered.Run(len(unique), runtime.GOMAXPROCS(0), func(i int) decoded {
		f := files[unique[i]]
		return decode(t, filepath.Join(f.dir, f.entry.File))
	}, func(i int, d decoded) error {
		results[files[unique[i]].entry.SHA256] = d
		return nil
	})
	references := referenceFrames{dir: refs, of: map[string]decoded{}}
	seen := map[string]bool{}
	for _, f := range files {
		seen[filepath.Base(f.capture)+"/"+f.entry.File] = true
		d := results[f.entry.SHA256]
		t.Run(filepath.Base(f.capture)+"/"+f.entry.File, func(t *testing.T) {
			checkDecoded(t, f, d)
			references.compare(t, f, d)
		})
	}
	if refs == "" {
		return
	}
	for _, x := range undecodable {
		if !seen[x.capture+"/"+x.file] {
			t.Errorf("%s has no file %s", x.capture, x.file)
		}
	}
	for _, f := range files {
		cleaned(t, f)
	}
	if references.compared < 90 {
		t.Errorf("only %d files were compared with a reference", references.compared)
	}
}

// checkDecoded compares what the decoder says with what is expected.
func checkDecoded(t *testing.T, f exported, d decoded) {
	for _, x := range undecodable {
		if x.capture != filepath.Base(f.capture) || x.file != f.entry.File {
			continue
		}
		expected := regexp.MustCompile(x.says)
		for _, line := range d.says {
			if x.says == "" || !expected.MatchString(line) {
				t.Errorf("the decoder says also: %s", line)
			}
		}
		if len(d.says) == 0 && len(d.frames["0"]) > 0 {
			t.Errorf("it is decoded without an error though %s", x.why)
		}
		return
	}
	if len(d.says) > 0 {
		t.Errorf("%d lines of the decoder: %s", len(d.says), d.says[0])
	}
	if len(d.frames["0"]) == 0 {
		t.Error("no frame can be decoded")
	}
}

// cleaned exports a stream of the list above without what its decoder would miss, and finds that it says nothing
// of the rest, or that the manifest says why.
func cleaned(t *testing.T, f exported) {
	if i := slices.IndexFunc(undecodable, func(x undecodableFile) bool {
		return x.capture == filepath.Base(f.capture) && x.file == f.entry.File
	}); i < 0 || filepath.Ext(f.entry.File) == ".ts" {
		return
	}
	out := t.TempDir()
	ssrc, _ := strconv.ParseUint(f.entry.SSRC, 0, 32)
	m, err := exportFile(t, f.capture, Options{Dir: out, Damaged: Clean, SSRCs: []uint32{uint32(ssrc)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range m.Files {
		if e.File != f.entry.File {
			continue
		}
		d := decode(t, filepath.Join(out, e.File))
		sets := strings.Contains(strings.Join(e.Notes, "\n"), "parameter sets that decoders need")
		if len(d.says) > 0 != sets {
			t.Errorf("%s/%s, clean: the decoder says %q, the manifest %q", filepath.Base(f.capture), e.File, d.says, e.Notes)
		}
	}
	for _, e := range m.NotWritten {
		if e.Packets > 0 && e.Reason != "no complete keyframe" {
			t.Errorf("%s: %s", f.capture, e.Reason)
		}
	}
}

// referenceFrames are the decoded frames of elementary streams from which servers made packets.
type referenceFrames struct {
	dir      string
	of       map[string]decoded
	compared int
}

// reference is what the truth of a capture knows of the origin of a stream.
type reference struct {
	Reference string
	Skipped   int `json:"reference_frames_skipped_at_start"`
	Missing   int `json:"missing_at_end"`
}

func (r *referenceFrames) find(t *testing.T, f exported) (x reference, ok bool) {
	path, _, _ := strings.Cut(f.capture, ".pcap")
	b, err := os.ReadFile(path + ".truth.json")
	if err != nil {
		return x, false
	}
	var truth struct {
		Checks map[string]reference `json:"reference_check"`
	}
	if err := json.Unmarshal(b, &truth); err != nil {
		t.Fatal(err)
	}
	for key, x := range truth.Checks {
		if strings.HasSuffix(key, " "+f.entry.SSRC) && !strings.HasSuffix(x.Reference, "frames") {
			return x, true
		}
	}
	return x, false
}

// undecided is how many frames of a reference more than what was not sent may be missing: a decoder does not show
// pictures of which it has no reference, at the beginning, or of which it waits for the next, at the end.
const undecided = 4

// compare finds the decoded frames of a file among those of its reference.
func (r *referenceFrames) compare(t *testing.T, f exported, d decoded) {
	if r.dir == "" {
		return
	}
	x, ok := r.find(t, f)
	if !ok || len(d.frames) == 0 || f.entry.Lost > 0 {
		return
	}
	want, ok := r.of[x.Reference]
	if !ok {
		want = decode(t, filepath.Join(r.dir, x.Reference))
		r.of[x.Reference] = want
	}
	r.compared++
	for stream, w := range want.frames {
		got := d.frames[stream]
		if n := sameFrames(got, w, x.Skipped+x.Missing+undecided); n < len(got) || n == 0 {
			t.Errorf("stream %s: of %d frames the last %d equal those of the reference, %d, of which it skips %d and %d", stream, len(got), n, len(w), x.Skipped, x.Missing)
		}
	}
}

// sameFrames is the number of frames of got, counted from its end, that stand in want in the same order. Of
// want only so many may be passed over: those that were not sent, before, behind and, where the end is cut and
// pictures were to be shown later than decoded, among them.
func sameFrames(got, want []string, passed int) (n int) {
	w := len(want)
	for n < len(got) {
		g := got[len(got)-1-n]
		i := w - 1
		for i >= 0 && want[i] != g {
			i--
		}
		if i < 0 || w-1-i > passed {
			break
		}
		passed -= w - 1 - i
		w = i
		n++
	}
	if w > passed && n == len(got) {
		return 0
	}
	return n
}
