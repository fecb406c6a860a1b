// Package manifest is the manifest of an export: the JSON that lists its files, what was lost and damaged in them, and
// what was not written and why.
package manifest

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"rtspect/export/safe"
)

// Name is the file that lists all others of an export.
const Name = "manifest.json"

// Schema is the version of the JSON.
const Schema = "rtspect.export/1"

// Manifest lists what an export wrote, and what it did not and why.
type Manifest struct {
	Schema     string         `json:"schema"`
	Program    string         `json:"program,omitempty"`
	Captures   []CaptureEntry `json:"captures"`
	Damaged    string         `json:"damaged"` // the policy
	From       string         `json:"from,omitempty"`
	To         string         `json:"to,omitempty"`
	Files      []FileEntry    `json:"files"`
	Muxed      []MuxEntry     `json:"muxed,omitempty"`
	NotWritten []FileEntry    `json:"not_written,omitempty"`
	Notes      []string       `json:"notes,omitempty"`
	// Dir is the directory of the files.
	Dir string `json:"-"`
}

// CaptureEntry is an input.
type CaptureEntry struct {
	File     string `json:"file"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256,omitempty"`
	CutShort bool   `json:"cut_short,omitempty"`
	Snapped  int64  `json:"snapped_packets,omitempty"`
}

// FileEntry is a file, or a stream without one (Reason then says why).
type FileEntry struct {
	File         string        `json:"file,omitempty"`
	Times        string        `json:"times,omitempty"`
	Reason       string        `json:"reason,omitempty"`
	Session      string        `json:"session,omitempty"`
	Media        *int          `json:"media,omitempty"`
	Type         string        `json:"type,omitempty"`
	SSRC         string        `json:"ssrc,omitempty"`
	Direction    string        `json:"direction,omitempty"`
	Encoding     string        `json:"encoding,omitempty"`
	EncodingFrom string        `json:"encoding_from,omitempty"`
	ClockRate    int           `json:"clock_rate,omitempty"`
	PayloadTypes []int         `json:"payload_types,omitempty"`
	Packets      int64         `json:"packets"`
	Lost         int64         `json:"lost"`
	Duplicates   int64         `json:"duplicates"`
	Late         int64         `json:"late,omitempty"`
	Repaired     int64         `json:"repaired,omitempty"`
	Cut          int64         `json:"cut,omitempty"`
	Strays       int64         `json:"strays,omitempty"`
	Frames       int64         `json:"frames"`
	Keyframes    int64         `json:"keyframes,omitempty"`
	DamagedUnits int64         `json:"damaged_frames"`
	Dropped      int64         `json:"dropped_frames"`
	Kept         int64         `json:"kept_damaged_frames,omitempty"`
	Waited       int64         `json:"dropped_until_keyframe,omitempty"`
	Start        string        `json:"start,omitempty"`
	End          string        `json:"end,omitempty"`
	FirstRTPTime uint32        `json:"first_rtp_ts"`
	LastRTPTime  uint32        `json:"last_rtp_ts"`
	DurationS    float64       `json:"duration_s,omitempty"`
	Bytes        int64         `json:"bytes"`
	SHA256       string        `json:"sha256,omitempty"`
	Losses       []LossEntry   `json:"losses,omitempty"`
	MoreLosses   int64         `json:"more_losses,omitempty"`
	Damage       []DamageEntry `json:"damage,omitempty"`
	MoreDamage   int64         `json:"more_damage,omitempty"`
	Notes        []string      `json:"notes,omitempty"`
	// RepairOf says that the packets are part of another stream's file.
	RepairOf bool `json:"-"`
}

// LossEntry is a run of sequence numbers of which no packet arrived in time.
type LossEntry struct {
	FirstSeq uint16 `json:"first_seq"`
	Count    int    `json:"count"`
	Time     string `json:"time"`
}

// DamageEntry is a unit that loss touched.
type DamageEntry struct {
	RTPTime  uint32   `json:"rtp_ts"`
	FirstSeq uint16   `json:"first_seq"`
	LastSeq  uint16   `json:"last_seq"`
	LostSeqs [][2]int `json:"lost_seqs,omitempty"` // first and count of each run
	Why      string   `json:"why"`
	Action   string   `json:"action"`
}

// MuxEntry is a muxed file, or a session without one (Reason then says why).
type MuxEntry struct {
	File      string  `json:"file,omitempty"`
	Reason    string  `json:"reason,omitempty"`
	Session   string  `json:"session,omitempty"`
	Container string  `json:"container"`
	Bytes     int64   `json:"bytes"`
	SHA256    string  `json:"sha256,omitempty"`
	Start     string  `json:"start,omitempty"` // wall clock at time 0
	DurationS float64 `json:"duration_s,omitempty"`
	// Streams are its tracks in their order.
	Streams []MuxStream `json:"streams,omitempty"`
	LeftOut []MuxLeft   `json:"left_out,omitempty"`
	Steps   []MuxStep   `json:"discontinuities,omitempty"`
	Notes   []string    `json:"notes,omitempty"`
}

// MuxStream is a track of a muxed file.
type MuxStream struct {
	Media    *int     `json:"media,omitempty"`
	Type     string   `json:"type,omitempty"`
	SSRCs    []string `json:"ssrcs"`
	Encoding string   `json:"encoding"`
	// TiedBy is what its alignment with the other tracks relies on: "sender-reports", "onvif-replay" (the header
	// extension), "rtp-info" or "arrival".
	TiedBy    string  `json:"tied_by,omitempty"`
	StartS    float64 `json:"start_s"` // of its first sample in the file
	DurationS float64 `json:"duration_s"`
	Samples   int64   `json:"samples"`
	Keyframes int64   `json:"keyframes,omitempty"`
	Skipped   int64   `json:"dropped_before_keyframe,omitempty"`
	Retimed   int64   `json:"retimed,omitempty"`
	Bytes     int64   `json:"bytes"`
	Width     int     `json:"width,omitempty"`
	Height    int     `json:"height,omitempty"`
}

// MuxLeft is a stream that is not in a muxed file.
type MuxLeft struct {
	Media    *int   `json:"media,omitempty"`
	Type     string `json:"type,omitempty"`
	SSRC     string `json:"ssrc,omitempty"`
	Encoding string `json:"encoding,omitempty"`
	Reason   string `json:"reason"`
}

// MuxStep is a place where the RTP timestamps of a track restart (a seek, another SSRC): the file continues by the wall
// clock.
type MuxStep struct {
	Media   *int    `json:"media,omitempty"`
	SSRC    string  `json:"ssrc"`
	AtS     float64 `json:"at_s"`
	RTPTime uint32  `json:"rtp_ts"`
	GapS    float64 `json:"gap_s"` // from the end of what was before
	TiedBy  string  `json:"tied_by"`
}

// Reasons why there is no file.
const (
	NotSelected = "not selected"
	OnlyMuxed   = "only the muxed file was requested"
)

// TimeText is a time as manifests have it.
func TimeText(ns int64) string {
	return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.000000000Z")
}

// SSRCText is an SSRC as manifests have it.
func SSRCText(ssrc uint32) string { return fmt.Sprintf("0x%08x", ssrc) }

// JSON is the manifest as a file. Text from the capture is masked and escaped.
func (m *Manifest) JSON() ([]byte, error) {
	shown := *m
	shown.Files, shown.NotWritten = maskedFiles(m.Files), maskedFiles(m.NotWritten)
	shown.Muxed = slices.Clone(m.Muxed)
	for i := range shown.Muxed {
		shown.Muxed[i].mask()
	}
	return safe.IndentedJSON(shown)
}

// mask is for credentials in text from the capture. A manifest never shows them.
var mask safe.Mask

func maskedFiles(files []FileEntry) []FileEntry {
	files = slices.Clone(files)
	for i := range files {
		e := &files[i]
		e.Type, e.Encoding, e.Reason, e.Notes = mask.Text(e.Type), mask.Text(e.Encoding), mask.Text(e.Reason), maskedNotes(e.Notes)
	}
	return files
}

func maskedNotes(notes []string) []string {
	notes = slices.Clone(notes)
	for i, n := range notes {
		notes[i] = mask.Text(n)
	}
	return notes
}

// mask masks the text of an entry, in copies of its lists.
func (e *MuxEntry) mask() {
	e.Reason, e.Notes = mask.Text(e.Reason), maskedNotes(e.Notes)
	e.Streams, e.LeftOut = slices.Clone(e.Streams), slices.Clone(e.LeftOut)
	for i := range e.Streams {
		s := &e.Streams[i]
		s.Type, s.Encoding = mask.Text(s.Type), mask.Text(s.Encoding)
	}
	for i := range e.LeftOut {
		l := &e.LeftOut[i]
		l.Type, l.Encoding, l.Reason = mask.Text(l.Type), mask.Text(l.Encoding), mask.Text(l.Reason)
	}
}

// Paths are the files that were written, in the order of the manifest.
func (m *Manifest) Paths() (paths []string) {
	for _, f := range m.Files {
		paths = append(paths, filepath.Join(m.Dir, f.File))
	}
	return paths
}
