package media

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/export/media/manifest"
)

// lossyCaptures are captures of which packets are missing, with the elementary streams that the servers sent.
var lossyCaptures = []struct{ name, video, audio string }{
	{"i01_loss1_udp", "av_h264_aac.h264", "av_h264_aac.aac"},
	{"i03_burst20_udp", "v_h264_base.h264", ""},
	{"i20_tcp_capture_gaps", "av_h264_aac.h264", "av_h264_aac.aac"},
}

// spoiled gives, by SSRC, the sequence numbers that whoever spoiled a capture took out of it or cut.
func spoiled(t *testing.T, path string) map[string][]uint16 {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	type numbers struct{ Seqs []uint16 }
	var truth struct {
		Impairment struct {
			PerSSRC map[string]map[string]numbers `json:"per_ssrc"`
			Hit     map[string]numbers            `json:"rtp_hit"`
		}
	}
	if err := json.Unmarshal(b, &truth); err != nil {
		t.Fatal(err)
	}
	list := map[string][]uint16{}
	for ssrc, acts := range truth.Impairment.PerSSRC {
		for _, n := range acts {
			list[ssrc] = append(list[ssrc], n.Seqs...)
		}
	}
	for ssrc, n := range truth.Impairment.Hit {
		list[ssrc] = n.Seqs
	}
	return list
}

// adtsFrames parts a stream of ADTS frames without CRC.
func adtsFrames(b []byte) (list [][]byte) {
	for len(b) > 7 {
		n := int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5])>>5
		list, b = append(list, b[7:min(n, len(b))]), b[min(n, len(b)):]
	}
	return list
}

// TestLossPolicies holds each way with damaged units against what was sent and what was taken away.
func TestLossPolicies(t *testing.T) {
	dir := capturesDir(t)
	for _, x := range lossyCaptures {
		for _, policy := range []Policy{Drop, Keep, Clean} {
			t.Run(x.name+"/"+policy.String(), func(t *testing.T) {
				gone := spoiled(t, filepath.Join(dir, x.name+".truth.json"))
				out := t.TempDir()
				m, err := exportFile(t, filepath.Join(dir, x.name+".pcap"), Options{Dir: out, Damaged: policy})
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range m.Files {
					checkLosses(t, f, gone[f.SSRC])
					b := read(t, out, f.File)
					switch f.Encoding {
					case "H264":
						checkSlices(t, f, slices264(b), slices264(read(t, filepath.Join(dir, "refs"), x.video)), policy)
						checkDecoder(t, filepath.Join(out, f.File), policy)
					default:
						checkFrames(t, f, adtsFrames(b), adtsFrames(read(t, filepath.Join(dir, "refs"), x.audio)), len(gone[f.SSRC]))
					}
				}
			})
		}
	}
}

// checkLosses compares the losses of a manifest with the packets that were taken away.
func checkLosses(t *testing.T, f manifest.FileEntry, gone []uint16) {
	t.Helper()
	var told []uint16
	for _, l := range f.Losses {
		for i := range l.Count {
			told = append(told, l.FirstSeq+uint16(i))
		}
	}
	if diff := cmp.Diff(gone, told); diff != "" {
		t.Errorf("%s: numbers that never came whole (-truth +manifest):\n%s", f.File, diff)
	}
	if int(f.Lost+f.Cut) != len(gone) {
		t.Errorf("%s: %d lost and %d cut of %d", f.File, f.Lost, f.Cut, len(gone))
	}
	for _, d := range f.Damage {
		for _, run := range d.LostSeqs {
			for i := range run[1] {
				if !slices.Contains(gone, uint16(run[0]+i)) {
					t.Errorf("%s: number %d is not missing", f.File, run[0]+i)
				}
			}
		}
	}
}

// checkSlices follows the slices of a file through those that were sent.
func checkSlices(t *testing.T, f manifest.FileEntry, got, sent [][]byte, policy Policy) {
	t.Helper()
	var cut, next int64
	broken := false
	for _, s := range got {
		i := slices.IndexFunc(sent[next:], func(w []byte) bool { return bytes.Equal(w, s) })
		whole := i >= 0
		if !whole {
			i = slices.IndexFunc(sent[next:], func(w []byte) bool { return len(s) > 2 && bytes.HasPrefix(w, s) })
			cut++
		}
		if i < 0 {
			t.Fatalf("a slice of %d bytes was never sent", len(s))
		}
		if broken = broken || i > 0; whole && s[0]&0x1f == 5 {
			broken = false
		}
		if broken && policy == Clean {
			t.Fatalf("slice %d follows a loss and is of no keyframe", next+int64(i))
		}
		next += int64(i) + 1
	}
	perPicture := int64(len(sent) / 150)
	if policy != Keep && (cut > 0 || f.Kept > 0 || f.Dropped != f.DamagedUnits) {
		t.Errorf("%d cut slices, %d of %d damaged units dropped", cut, f.Dropped, f.DamagedUnits)
	}
	if policy == Keep && (cut != f.Kept || f.Kept+f.Dropped != f.DamagedUnits) {
		t.Errorf("%d cut slices, %d of %d damaged units kept, %d dropped", cut, f.Kept, f.DamagedUnits, f.Dropped)
	}
	if int64(len(got)) != f.Frames*perPicture {
		t.Errorf("%d slices of %d frames", len(got), f.Frames)
	}
	if policy == Clean && f.Waited == 0 || policy != Clean && f.Waited > 0 {
		t.Errorf("%d units waited for a keyframe", f.Waited)
	}
}

// checkDecoder has ffmpeg decode a file: what is dropped is missed by others, but nothing is broken.
func checkDecoder(t *testing.T, path string, policy Policy) {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil || policy == Keep {
		return
	}
	d := decode(t, path)
	for _, line := range d.says {
		missing := strings.Contains(line, "reference picture") || strings.Contains(line, "mmco") || strings.Contains(line, "Last message repeated")
		if policy == Clean || !missing {
			t.Errorf("the decoder says: %s", line)
		}
	}
	if len(d.frames["0"]) == 0 {
		t.Error("no frame can be decoded")
	}
}

// checkFrames follows the frames of audio, one a packet, through those that were sent.
func checkFrames(t *testing.T, f manifest.FileEntry, got, sent [][]byte, lost int) {
	t.Helper()
	next, passed := 0, 0
	for n, s := range got {
		i := slices.IndexFunc(sent[next:], func(w []byte) bool { return bytes.Equal(w, s) })
		if i < 0 {
			t.Fatalf("frame %d was never sent", n)
		}
		if n > 0 {
			passed += i
		}
		next += i + 1
	}
	if passed != lost || int64(len(got)) != f.Frames {
		t.Errorf("%d frames, of the manifest %d; %d are missing among them, of %d packets", len(got), f.Frames, passed, lost)
	}
}
