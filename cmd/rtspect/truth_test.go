package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rtspect/capture"
	"rtspect/export/report"
	"rtspect/rtpflow/analyze"
)

// NAME.truth.json beside a capture contains what an independent reader found in the file. The JSON report must say the
// same. What the truth cannot know follows from the facts in it, never from the name of a capture. RTSPECT_CAPTURES
// names a directory with more captures and their truths in made.

func TestTruth(t *testing.T) {
	folders := []string{"../../testdata/captures"}
	if more := os.Getenv("RTSPECT_CAPTURES"); more != "" {
		folders = append(folders, filepath.Join(more, "made"), filepath.Join(more, "live"))
	}
	for _, folder := range folders {
		found, err := filepath.Glob(filepath.Join(folder, "*.truth.json"))
		if err != nil || len(found) == 0 {
			t.Fatalf("no truths in %s (%v)", folder, err)
		}
		for _, path := range found {
			name := strings.TrimSuffix(filepath.Base(path), ".truth.json")
			t.Run(name, func(t *testing.T) {
				want := readTruth(t, path)
				c := comparison{T: t, want: want, got: reportOf(t, folder, want)}
				c.compare()
			})
		}
	}
}

func readTruth(t *testing.T, path string) *truth {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want truth
	decode(t, b, &want)
	return &want
}

func decode(t *testing.T, b []byte, v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		t.Fatal(err)
	}
}

func reportOf(t *testing.T, folder string, want *truth) *reported {
	t.Helper()
	files := []string{want.File}
	if len(want.Files) > 0 {
		files = slices.Clone(want.Files)
	}
	for i, n := range files {
		files[i] = filepath.Join(folder, n)
	}
	return reportOfFiles(t, files...)
}

func reportOfFiles(t *testing.T, files ...string) *reported {
	t.Helper()
	c, err := capture.Open(files...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := analyze.Analyze(c, analyze.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := report.NewWriter(&b, report.JSON, false, report.Options{})
	if err := w.Write(r); err != nil {
		t.Fatal(err)
	}
	var got reported
	decode(t, b.Bytes(), &got)
	return &got
}

// comparison compares one report with its truth.
type comparison struct {
	*testing.T
	want *truth
	got  *reported
}

func (c *comparison) compare() {
	c.captures()
	c.sessions()
	c.connections()
	c.messages()
	c.outside()
	c.rtcp()
}

// gaps reports whether TCP segments were removed from the file. The truth's counts of interleaved packets are then
// those of a reader that does not resynchronize: only rtp_whole and rtp_hit bound them.
func (c *comparison) gaps() bool { return c.want.Impairment.Whole != nil }

func (c *comparison) captures() {
	var packets, snapped, fragments int64
	for _, x := range c.got.Captures {
		packets += x.Packets
		snapped += x.Snapped
		fragments += x.Fragments
	}
	equal(c, "packets", packets, c.want.Wire.Packets)
	equal(c, "snapped packets", snapped, c.want.Wire.Truncated)
	if w := c.want.Wire; w.Fragments == 0 || w.Reassembled > 0 { // else it took for fragments what was none
		equal(c, "IP fragments", fragments, w.Fragments)
	}
}

// messages compares every request and response by method, status, time and frame. A message may be in several
// segments: the truth has the first of them, the report the last.
func (c *comparison) messages() {
	want, got := map[string]int{}, map[string]int{}
	var found []placed
	for _, s := range c.got.Sessions {
		for _, e := range s.Exchanges {
			if e.Method != "" && e.RequestFrame != 0 {
				found = append(found, placed{e.Method, e.RequestFrame, e.RequestTime})
			}
			if e.ResponseFrame != 0 && e.RequestFrame != 0 && len(e.ResponseHeaders) > 0 { // else it is cut, the truth has none
				found = append(found, placed{fmt.Sprintf("response %d to %s", e.Status, e.Method), e.ResponseFrame, e.ResponseTime})
			}
		}
	}
	for _, f := range found {
		got[f.what]++
	}
	var unmatched []int
	for i, m := range c.want.Wire.RTSP {
		if what := m.what(); what != "" {
			want[what]++
			if !takePlaced(&found, func(f placed) bool { return f.what == what && c.sameSegment(&m, f) }) {
				unmatched = append(unmatched, i)
			}
		}
	}
	for _, i := range unmatched {
		m := &c.want.Wire.RTSP[i]
		if !takePlaced(&found, func(f placed) bool { return f.what == m.what() && c.laterSegment(i, f) }) {
			c.Errorf("messages: no %s at frame %d, %s", m.what(), m.Packet, unixTime(m.Time))
		}
	}
	if slices.ContainsFunc(c.want.Wire.RTSP, func(m truthMessage) bool { return m.response() != "" && m.Answers == "" }) {
		maps.DeleteFunc(got, func(k string, _ int) bool { return strings.HasPrefix(k, "response") && want[k] == 0 })
	}
	c.sameSet("messages", got, want)
}

// placed is a message with its frame and time.
type placed struct {
	what  string
	frame int64
	time  time.Time
}

func takePlaced(list *[]placed, is func(placed) bool) bool {
	i := slices.IndexFunc(*list, is)
	if i >= 0 {
		*list = slices.Delete(*list, i, i+1)
	}
	return i >= 0
}

func (c *comparison) sameSegment(m *truthMessage, f placed) bool {
	joined := len(c.want.Files) > 1 // the truth numbers the packets of all files, the report those of each
	return f.time.Sub(unixTime(m.Time)).Abs() <= time.Microsecond && (joined || f.frame == m.Packet)
}

// laterSegment reports whether a message of the report ends after the first segment of the truth's message i and
// before the next message.
func (c *comparison) laterSegment(i int, f placed) bool {
	m := &c.want.Wire.RTSP[i]
	if c.want.Wire.Connections[m.Conn].Kind == "http-tunnel-post" {
		return true // the truth takes offsets in the decoded bytes for those in the encoded ones
	}
	for _, next := range c.want.Wire.RTSP[i+1:] {
		if next.Conn == m.Conn && next.Dir == m.Dir {
			return f.frame > m.Packet && f.frame < next.Packet
		}
	}
	return f.frame > m.Packet && f.time.Sub(unixTime(m.Time)) < time.Second
}

// sameSet compares what was counted by name and prints only what differs.
func (c *comparison) sameSet(what string, got, want map[string]int) {
	c.Helper()
	all := maps.Clone(got)
	maps.Copy(all, want)
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if got[k] != want[k] {
			c.Errorf("%s: %s: %d, truth %d", what, k, got[k], want[k])
		}
	}
}

func equal[T any](c *comparison, what string, got, want T) {
	c.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		c.Errorf("%s: %v, truth %v", what, got, want)
	}
}
