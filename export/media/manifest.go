package media

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"sort"
	"strconv"
	"time"

	"rtspect/rtpflow"
)

// ManifestName is the file that lists all others of an export.
const ManifestName = "manifest.json"

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
	dir        string
}

// CaptureEntry is an input.
type CaptureEntry struct {
	File     string `json:"file"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256,omitempty"`
	CutShort bool   `json:"cut_short,omitempty"`
	Snapped  int64  `json:"snapped_packets,omitempty"`
}

// FileEntry is a file, or what became none (Reason then says why).
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

// notChosen is the reason of streams that the options left out.
const notChosen = "not chosen"

// LossEntry is a run of sequence numbers of which no packet came in time.
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

func timeText(ns int64) string {
	return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.000000000Z")
}

// entry tells of a track.
func (t *track) entry() FileEntry {
	s := t.s
	e := FileEntry{Reason: t.reason, SSRC: ssrcText(s.src.SSRC), Encoding: t.format.Encoding, EncodingFrom: t.from,
		ClockRate: t.format.ClockRate, Packets: t.packets, Duplicates: t.duplicates, Frames: t.frames(), Keyframes: t.keyframes,
		DamagedUnits: t.damaged, Dropped: t.dropped, Kept: t.kept, Waited: t.waited, FirstRTPTime: t.firstStamp, LastRTPTime: t.lastStamp,
		Bytes: t.file.bytes, SHA256: t.file.sum, MoreLosses: t.moreLost, MoreDamage: t.moreDamage, Notes: t.notes}
	e.place(s.session, s.media)
	switch s.src.Direction {
	case rtpflow.ServerToClient:
		e.Direction = "server-to-client"
	case rtpflow.ClientToServer:
		e.Direction = "client-to-server"
	}
	for _, pt := range t.types {
		e.PayloadTypes = append(e.PayloadTypes, int(pt))
	}
	if t == s.main {
		e.Cut, e.Repaired, e.Strays = s.cut, s.repaired, s.order.strays
		if t.dump == nil {
			e.Late = s.order.late
			e.Lost = max(0, s.order.lost-s.order.late-s.cut)
			e.Duplicates = s.duplicates + s.order.duplicates
		}
		if t.dump != nil || t.packets == 0 {
			e.Lost = s.src.Lost
		}
	}
	if t.packets > 0 {
		e.Start, e.End = timeText(t.firstTime), timeText(t.lastTime)
	}
	if t.clock.rate > 0 && t.dump == nil {
		e.DurationS = float64(t.clock.now) / float64(t.clock.rate)
	}
	t.damageEntries(&e)
	return e
}

func (t *track) damageEntries(e *FileEntry) {
	for _, l := range t.lost {
		e.Losses = append(e.Losses, LossEntry{l.first, l.count, timeText(l.time)})
	}
	for _, d := range t.damage {
		x := DamageEntry{RTPTime: d.stamp, FirstSeq: d.first, LastSeq: d.last, Why: d.why, Action: "dropped"}
		if d.kept {
			x.Action = "kept"
		}
		for _, r := range d.missing {
			x.LostSeqs = append(x.LostSeqs, [2]int{int(r.First), r.Count})
		}
		e.Damage = append(e.Damage, x)
	}
}

// place names session and media.
func (e *FileEntry) place(s *rtpflow.Session, m *rtpflow.Media) {
	if s != nil {
		e.Session = s.ID
	}
	e.Media, e.Type = mediaOf(m)
}

// entry tells of a stream that has no file of its own.
func (s *stream) entry() FileEntry {
	e := FileEntry{SSRC: ssrcText(s.src.SSRC), Encoding: s.src.Encoding, ClockRate: s.src.ClockRate, Packets: s.src.Packets,
		Lost: s.src.Lost, Duplicates: s.src.Duplicates, Notes: s.skippedNotes(), Reason: "no media"}
	e.place(s.session, s.media)
	if s.repairs != nil {
		e.Reason, e.RepairOf = "retransmissions: they are part of "+s.repairs.main.name, true
	} else if len(s.skipped) == 0 {
		e.Reason = notChosen
	}
	return e
}

// json is the manifest as a file.
func (m *Manifest) json() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(m)
	return b.Bytes(), err
}

// Paths are the files that were written, in the order of the manifest.
func (m *Manifest) Paths() (paths []string) {
	for _, f := range m.Files {
		paths = append(paths, filepath.Join(m.dir, f.File))
	}
	return paths
}

// skippedNotes tells of payload types that are no media.
func (s *stream) skippedNotes() (notes []string) {
	var types []int
	for pt := range s.skipped {
		types = append(types, int(pt))
	}
	sort.Ints(types)
	for _, pt := range types {
		notes = append(notes, strconv.FormatInt(s.skipped[uint8(pt)], 10)+" packets of payload type "+strconv.Itoa(pt)+" are forward error correction, no media")
	}
	return notes
}

func ssrcText(ssrc uint32) string { return fmt.Sprintf("0x%08x", ssrc) }

// mediaOf is how a manifest names a media.
func mediaOf(m *rtpflow.Media) (index *int, typ string) {
	if m == nil {
		return nil, ""
	}
	i := m.Index
	return &i, m.Type
}

// micro rounds seconds to microseconds.
func micro(s float64) float64 { return math.Round(s*1e6) / 1e6 }
