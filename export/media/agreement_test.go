package media

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/export/media/manifest"
	"rtspect/rtpflow"
	"rtspect/rtpflow/frames"
)

// agreement is what report and export count of one stream.
type agreement struct {
	report *rtpflow.Frames
	file   *manifest.FileEntry

	frames, units           int64 // of the report, and of the export
	keyframes, exportedKeys int64
	damaged, exportDamaged  int64
}

// accepted are the differences between the counts of the report and of the export that remain, because the two count
// different packets: the report those that the receiver got, the export those whose bytes it has.
var accepted = []struct {
	reason   string
	explains func(a *agreement) bool
}{
	{"packets that the capture truncated are lost for the export; the receiver got them", func(a *agreement) bool {
		return a.file.Cut > 0 && a.frames >= a.units && a.exportDamaged >= a.damaged && a.exportDamaged <= a.damaged+a.file.Cut && a.exportedKeys <= a.keyframes
	}},
	{"retransmissions repair units of the export, which the report counts as they arrived", func(a *agreement) bool {
		return a.file.Repaired > 0 && a.exportDamaged <= a.damaged && a.frames <= a.units && a.keyframes <= a.exportedKeys
	}},
}

func (a *agreement) equal() bool {
	return a.frames == a.units && a.keyframes == a.exportedKeys && a.damaged == a.exportDamaged
}

// TestReportAndExportAgree compares the counts of access units, keyframes and damaged units in the report with those in the
// manifest, for every stream of every capture: both read payloads with the same code (package payload), one as the packets
// pass, the other to rebuild the units.
func TestReportAndExportAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a while")
	}
	dirs := []string{"../../testdata/captures", "../../testdata/made-up"}
	full := os.Getenv("RTSPECT_CAPTURES")
	if full != "" {
		for _, d := range []string{"made", "live", "field", "public"} {
			dirs = append(dirs, filepath.Join(full, d))
		}
	}
	compared, used := map[string]int{}, map[string]int{}
	for _, path := range captureFiles(dirs) {
		for _, a := range agreements(t, path) {
			compared[a.file.Encoding]++
			if a.equal() {
				continue
			}
			reason := ""
			for _, x := range accepted {
				if x.explains(&a) {
					reason = x.reason
					break
				}
			}
			used[reason]++
			if reason == "" {
				t.Errorf("%s, %s: the report has %d frames, %d keyframes, %d damaged; the export %d, %d, %d", filepath.Base(path), a.file.File,
					a.frames, a.keyframes, a.damaged, a.units, a.exportedKeys, a.exportDamaged)
			}
		}
	}
	if compared["H264"] < 10 {
		t.Errorf("compared: %v", compared)
	}
	if full == "" {
		return
	}
	for _, c := range codec.Rows() {
		if c.Inspect.New != nil && c.Depacketize.New != nil && compared[c.Name] == 0 {
			t.Logf("no stream of %s", c.Name)
		}
	}
	for _, x := range accepted {
		if used[x.reason] == 0 {
			t.Errorf("not needed any more: %s", x.reason)
		}
	}
}

// captureFiles are the captures below directories.
func captureFiles(dirs []string) (list []string) {
	for _, dir := range dirs {
		filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && capture.Sniff(path) {
				list = append(list, path)
			}
			return nil
		})
	}
	return list
}

// agreements exports a capture and pairs the files with the streams of the report.
func agreements(t *testing.T, path string) (list []agreement) {
	t.Helper()
	open := func() (*capture.Capture, error) { return capture.Open(path) }
	c, err := open()
	if err != nil {
		return nil // of no use to anybody
	}
	c.Close()
	r := analyzeFile(t, path)
	m, err := Export(open, r, Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(path, err)
	}
	for _, s := range r.Sessions {
		for _, media := range s.Media {
			for _, st := range media.Streams {
				for i := range m.Files {
					if f := &m.Files[i]; f.Session == s.ID && *f.Media == media.Index && f.SSRC == manifest.SSRCText(st.SSRC) && f.Direction == directions[st.Direction] && !otherStart(f, st) {
						list = appendAgreement(list, st, f)
					}
				}
			}
		}
	}
	return list
}

// otherStart reports whether a file is that of another stream with the same SSRC, such as one of a connection that its
// session has left.
func otherStart(f *manifest.FileEntry, st *rtpflow.Stream) bool {
	start, err := time.Parse(time.RFC3339Nano, f.Start)
	return err == nil && (start.UnixNano() < st.Start-1e9 || start.UnixNano() > st.End)
}

var directions = map[rtpflow.Direction]string{rtpflow.ServerToClient: "server-to-client", rtpflow.ClientToServer: "client-to-server"}

func appendAgreement(list []agreement, st *rtpflow.Stream, f *manifest.FileEntry) []agreement {
	c := codec.Of(f.Encoding)
	if st.Frames == nil || st.Frames.Encoding != f.Encoding || c.Inspect.New == nil || c.Depacketize.New == nil || len(f.PayloadTypes) != 1 {
		return list
	}
	a := agreement{
		report: st.Frames, file: f, frames: st.Frames.Count, units: f.Frames + f.Dropped,
		damaged: st.Frames.Damaged + st.Frames.Cut, exportDamaged: f.DamagedUnits,
	}
	if v := st.Frames.Video; v != nil && st.Frames.Kind == frames.Video && v.Keyframes != nil {
		a.keyframes, a.exportedKeys = *v.Keyframes, f.Keyframes
	}
	return append(list, a)
}
