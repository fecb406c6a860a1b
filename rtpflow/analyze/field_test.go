package analyze_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// fieldStreams are captures that were made after reports from the field, with what they contain.
var fieldStreams = []struct {
	name                                  string
	media                                 int
	packets, duplicates, expected, frames int64
	must, mustNot                         string // finding codes
}{
	// PLAY, and a seek after which the numbers begin at 1 again.
	{"seek_same_sequence_numbers", 0, 244, 0, 244, 200, "", "rtp-duplicates rtp-restart"},
	// A vendor's packets of an unlisted type have the numbers of the media packets after them.
	{"uniview_pt50_shares_sequence", 0, 124, 0, 124, 100, "payload-type-unlisted", "rtp-duplicates rtp-loss rtp-restart"},
	// Two video frames with timestamps hours away.
	{"intelbras_timestamp_outliers", 0, 122, 0, 122, 100, "timestamp-outlier", "timestamp-jump"},
	// Private media whose marked packets look like RTCP, on a channel for RTP alone.
	{"pt95_marker_taken_for_rtcp", 1, 39, 0, 39, -1, "", "rtp-loss"},
}

func TestFieldStreams(t *testing.T) {
	for _, c := range fieldStreams {
		t.Run(c.name, func(t *testing.T) {
			s := analyzeFile(t, filepath.Join("../../testdata/field", c.name+".pcap")).Sessions[0]
			st := s.Media[c.media].Streams[0]
			if st.Packets != c.packets || st.Duplicates != c.duplicates || st.Expected != c.expected || st.Lost != 0 {
				t.Errorf("packets %d, duplicates %d, expected %d, lost %d", st.Packets, st.Duplicates, st.Expected, st.Lost)
			}
			if c.frames >= 0 && (st.Frames == nil || st.Frames.Count != c.frames) {
				t.Errorf("frames %+v", st.Frames)
			}
			for code := range strings.FieldsSeq(c.must) {
				if !hasFinding(s.Findings, code) {
					t.Errorf("missing: %s", code)
				}
			}
			for code := range strings.FieldsSeq(c.mustNot) {
				if hasFinding(s.Findings, code) {
					t.Errorf("false alarm: %s", code)
				}
			}
		})
	}
}
