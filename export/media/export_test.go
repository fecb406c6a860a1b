package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/export/media/container"
	"rtspect/export/media/manifest"
	"rtspect/sdpview"
)

func TestExportSamples(t *testing.T) {
	c, samples := pcmu(200, func(i int) bool { return i >= 100 && i < 105 })
	dir := filepath.Join(t.TempDir(), "new", "folder")
	m, err := c.export(t, Options{Dir: dir, CloseGaps: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"manifest.json", "unassociated-00001234.wav"}, names(t, dir)); diff != "" {
		t.Errorf("folder (-want +got):\n%s", diff)
	}
	b := read(t, dir, "unassociated-00001234.wav")
	want := container.WAV{Format: 7, Channels: 1, SampleRate: 8000, BitsPerSample: 8, Bytes: int64(len(samples))}.AppendHeader(nil)
	if !bytes.Equal(b, append(want, samples...)) {
		t.Error("the file holds something else than what was sent")
	}
	f := m.Files[0]
	sum := sha256.Sum256(b)
	if f.SHA256 != hex.EncodeToString(sum[:]) || f.Bytes != int64(len(b)) {
		t.Errorf("SHA-256 %s of %d bytes", f.SHA256, f.Bytes)
	}
	capture := sha256.Sum256(c.b)
	if m.Captures[0].SHA256 != hex.EncodeToString(capture[:]) {
		t.Errorf("SHA-256 of the capture: %s", m.Captures[0].SHA256)
	}
	if f.Packets != 195 || f.Lost != 5 || f.Frames != 195 || f.Encoding != "PCMU" || f.EncodingFrom != "static" {
		t.Errorf("%+v", f)
	}
	if diff := cmp.Diff([]manifest.LossEntry{{FirstSeq: 64, Count: 5, Time: f.Losses[0].Time}}, f.Losses); diff != "" {
		t.Errorf("losses (-want +got):\n%s", diff)
	}
}

func TestExportKeepsWhatIsThere(t *testing.T) {
	c, _ := pcmu(20, nil)
	dir := t.TempDir()
	path := filepath.Join(dir, "unassociated-00001234.wav")
	os.WriteFile(path, []byte("precious"), 0o666)
	if _, err := c.export(t, Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "file exists") {
		t.Errorf("error: %v", err)
	}
	if diff := cmp.Diff([]string{"unassociated-00001234.wav"}, names(t, dir)); diff != "" || string(read(t, dir, filepath.Base(path))) != "precious" {
		t.Errorf("the folder was touched: %s", diff)
	}
	if _, err := c.export(t, Options{Dir: dir, Force: true}); err != nil {
		t.Fatal(err)
	}
	if b := read(t, dir, filepath.Base(path)); len(b) != container.WAVHeaderSize+20*160 {
		t.Errorf("%d bytes", len(b))
	}
}

func TestExportIntoNoFolder(t *testing.T) {
	c, _ := pcmu(20, nil)
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o666)
	if _, err := c.export(t, Options{Dir: file}); err == nil {
		t.Error("a file was taken for a folder")
	}
}

// nals parts an Annex B stream.
func nals(b []byte) (list []string) {
	for n := range bytes.SplitSeq(b, []byte{0, 0, 0, 1}) {
		if len(n) > 0 {
			list = append(list, fmt.Sprintf("%x", n))
		}
	}
	return list
}

func TestDamagePolicies(t *testing.T) {
	// Picture 3: its first fragment (12) is lost; picture 5 wholly (17, 18, 19).
	c := video(20, func(seq int) bool { return seq == 11 || seq >= 17 && seq <= 19 })
	count := func(o Options) (manifest.FileEntry, []string) {
		t.Helper()
		o.Dir = t.TempDir()
		m, err := c.export(t, o)
		if err != nil || len(m.Files) != 1 {
			t.Fatalf("%v %+v", err, m)
		}
		return m.Files[0], nals(read(t, o.Dir, m.Files[0].File))
	}
	drop, units := count(Options{})
	if drop.Frames != 18 || drop.DamagedUnits != 1 || drop.Dropped != 1 || drop.Lost != 4 || len(units) != 4+18 || drop.EncodingFrom != "content" {
		t.Errorf("drop: %+v %d", drop, len(units))
	}
	want := []manifest.DamageEntry{{RTPTime: 3 * 3600, FirstSeq: 12, LastSeq: 13, LostSeqs: [][2]int{{11, 1}}, Why: "the beginning of a fragmented NAL unit is lost", Action: "dropped"}}
	if diff := cmp.Diff(want, drop.Damage); diff != "" {
		t.Errorf("damage (-want +got):\n%s", diff)
	}
	for _, n := range units {
		if n[:2] == "61" && len(n) != 2*5 {
			t.Errorf("a damaged unit: %s", n)
		}
	}
	clean, units := count(Options{Damaged: Clean})
	// Pictures 0 to 2, then 10 to 19.
	if clean.Frames != 13 || clean.Waited != 5 || len(units) != 4+13 {
		t.Errorf("clean: %+v %d", clean, len(units))
	}
	c = video(20, func(seq int) bool { return seq == 12 })
	keep, units := count(Options{Damaged: Keep})
	if keep.Frames != 20 || keep.Kept != 1 || len(units) != 4+20 || units[2+3] != "618803" {
		t.Errorf("keep: %+v %v", keep, units)
	}
}

func TestTimes(t *testing.T) {
	c := video(20, func(seq int) bool { return seq == 12 })
	dir := t.TempDir()
	m, err := c.export(t, Options{Dir: dir, Times: true})
	if err != nil || m.Files[0].Times == "" {
		t.Fatalf("%v %+v", err, m)
	}
	lines := strings.Split(strings.TrimSpace(string(read(t, dir, m.Files[0].Times))), "\n")
	if len(lines) != 21 || !strings.HasPrefix(lines[1], "1,0,,,") || !strings.Contains(lines[4], "4,10800,,,") || !strings.Contains(lines[4], ",delta,true,false,0.120000,") || !strings.Contains(lines[11], ",key,false,true,0.400000,") {
		t.Errorf("%s", strings.Join(lines, "\n"))
	}
}

// A selection of nothing is an error, and no file is left that would be in the way of the next run.
func TestNothingSelected(t *testing.T) {
	c, _ := pcmu(20, nil)
	for want, o := range map[string]Options{
		`no session "s1" in the capture (1 in the capture, unassociated)`:           {Sessions: []string{"unassociated", "s1"}},
		"nothing to export: no streams selected (1 in the capture, unassociated)":   {SSRCs: []uint32{1}},
		"nothing to export: no streams selected (1 in the capture, unassociated) ":  {Media: []string{"video"}},
		"nothing to export: no streams selected (1 in the capture, unassociated)  ": {Codecs: []string{"H264"}},
	} {
		o.Dir = filepath.Join(t.TempDir(), "out")
		_, err := c.export(t, o)
		if err == nil || err.Error() != strings.TrimSpace(want) {
			t.Errorf("%v, want %s", err, want)
		}
		if _, err := os.Stat(o.Dir); err == nil {
			t.Errorf("%s: the directory is left behind", want)
		}
	}
}

func TestChoices(t *testing.T) {
	c, _ := pcmu(20, nil)
	c2 := video(20, nil)
	c.b = append(c.b, c2.b[24:]...)
	for name, x := range map[string]struct {
		o    Options
		want []string
	}{
		"all":         {Options{}, []string{"unassociated-00001234.wav", "unassociated-00005678.h264"}},
		"SSRC":        {Options{SSRCs: []uint32{0x5678}}, []string{"unassociated-00005678.h264"}},
		"codec":       {Options{Codecs: []string{"pcmu"}}, []string{"unassociated-00001234.wav"}},
		"session":     {Options{Sessions: []string{"unassociated"}}, []string{"unassociated-00001234.wav", "unassociated-00005678.h264"}},
		"time":        {Options{From: 1_700_000_000_100_000_000}, []string{"unassociated-00005678.h264"}},
		"named codec": {Options{SSRCs: []uint32{0x5678}, Formats: map[uint8]sdpview.Format{96: {PayloadType: 96, Encoding: "X-OWN", ClockRate: 1000}}}, []string{"unassociated-00005678.rtpdump"}},
	} {
		t.Run(name, func(t *testing.T) {
			x.o.Dir = t.TempDir()
			m, err := c.export(t, x.o)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range m.Files {
				got = append(got, f.File)
			}
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestManyStreams has more streams than files may be open, two of them of one SSRC.
func TestManyStreams(t *testing.T) {
	const streams, packets = 3 * 96, 60
	var c testCapture
	add := func(s, i int) {
		c.add(rtp{port: uint16(5000 + 2*s), ssrc: uint32(s / 2), seq: uint16(i), stamp: uint32(160 * i), data: bytes.Repeat([]byte{byte(s), byte(i)}, 80)})
	}
	for s := range streams { // two in a row make a stream known
		add(s, 0)
		add(s, 1)
	}
	for i := 2; i < packets; i++ {
		for s := range streams {
			add(s, i)
		}
	}
	dir := t.TempDir()
	m, err := c.export(t, Options{Dir: dir})
	if err != nil || len(m.Files) != streams {
		t.Fatalf("%v: %d files", err, len(m.Files))
	}
	seen := map[byte]bool{}
	for _, f := range m.Files {
		b := read(t, dir, f.File)[container.WAVHeaderSize:]
		if len(b) != packets*160 || f.SHA256 == "" {
			t.Fatalf("%s: %d bytes", f.File, len(b))
		}
		for i := range packets {
			if b[160*i] != b[0] || b[160*i+1] != byte(i) {
				t.Fatalf("%s: packet %d", f.File, i)
			}
		}
		seen[b[0]] = true
	}
	if len(seen) != 256 || !strings.HasSuffix(m.Files[1].File, "-2.wav") {
		t.Errorf("%d different files, %s", len(seen), m.Files[1].File)
	}
}

func TestCutPackets(t *testing.T) {
	var c testCapture
	for i := range 20 {
		cut := 0
		if i == 10 {
			cut = 50
		}
		c.add(rtp{port: 5000, ssrc: 1, seq: uint16(i), stamp: uint32(160 * i), data: make([]byte, 160), cut: cut})
	}
	m, err := c.export(t, Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if f := m.Files[0]; f.Cut != 1 || f.Lost != 0 || f.Packets != 19 || f.Bytes != container.WAVHeaderSize+20*160 { // silence in place of the one
		t.Errorf("%+v", f)
	}
}

func TestParsing(t *testing.T) {
	if f, err := ParseFormat("96=H264/90000;packetization-mode=1"); err != nil || f.Encoding != "H264" || f.ClockRate != 90000 || f.Param("packetization-mode") != "1" {
		t.Errorf("%+v %v", f, err)
	}
	if f, err := ParseFormat("97=l16/44100/2"); err != nil || f.Encoding != "L16" || f.Channels != 2 {
		t.Errorf("%+v %v", f, err)
	}
	for _, s := range []string{"", "96", "96=", "128=H264/90000", "96=H264", "96=H264/0", "96=a\nb/1"} {
		if _, err := ParseFormat(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
	for s, want := range map[string]int64{"1.5": 1_500_000_005, "1m": 60_000_000_005, "1970-01-01T00:00:01Z": 1e9} {
		if got, err := ParseTime(s, 5); err != nil || got != want {
			t.Errorf("%q: %d %v", s, got, err)
		}
	}
	if _, err := ParseTime("soon", 0); err == nil {
		t.Error("soon was taken")
	}
	if _, err := ParsePolicy("hide"); err == nil {
		t.Error("hide was taken")
	}
}
