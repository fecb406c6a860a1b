package elementary

import (
	"slices"
	"strconv"

	"rtspect/depacket"
	"rtspect/export/media/manifest"
	"rtspect/rtpflow"
)

// Bounds of what a manifest says about damage.
const (
	maxDamage    = 1000  // entries of one file
	maxAllDamage = 50000 // of all files of an export
)

// damageEntry is a damaged unit.
type damageEntry struct {
	stamp       uint32
	first, last uint16
	missing     []depacket.Run
	why         string
	kept        bool
}

// lossEntry is a run of sequence numbers that never arrived.
type lossEntry struct {
	first uint16
	count int
	time  int64 // of the packet after it
}

// room reports whether a manifest has room for one more entry after so many of a file.
func (e *Env) room(n int) bool {
	if n >= maxDamage || e.entries >= maxAllDamage {
		return false
	}
	e.entries++
	return true
}

func (t *Track) noteLoss(p *depacket.Packet) {
	t.lossAt, t.hasLoss = p.LostFirst, true
	if t.Stream.env.room(len(t.lost)) {
		t.lost = append(t.lost, lossEntry{p.LostFirst, p.Lost, p.Time})
	} else {
		t.moreLost++
	}
}

func (t *Track) noteDamage(u *depacket.Unit, kept bool) {
	t.damaged++
	if kept {
		t.keptDamaged++
	} else {
		t.dropped++
	}
	if t.Stream.env.room(len(t.damage)) {
		t.damage = append(t.damage, damageEntry{u.Timestamp, u.FirstSeq, u.LastSeq, slices.Clone(u.Missing), u.Why, kept})
	} else {
		t.moreDamage++
	}
}

// finalNotes are what a user should know about a file that is complete.
func (t *Track) finalNotes() {
	note := func(text string) { t.notes = append(t.notes, text) }
	if a, ok := t.writer.(*adtsWriter); ok && a.refused > 0 {
		note("units that ADTS cannot store were left out")
	}
	if w, ok := t.writer.(*wavWriter); ok && w.note() != "" {
		note(w.note())
	}
	if d, ok := t.Media.(interface{ Described() bool }); ok && !d.Described() && t.Units > 0 {
		note("neither the stream nor the SDP has the parameter sets that decoders need")
	}
	if t.Codec.Predicted && t.Media != nil && t.keyframes == 0 && t.Units > 0 {
		note("no keyframe with which decoding could begin")
	}
	if t.moved > 0 {
		note("parameter sets between the slices of " + strconv.FormatInt(t.moved, 10) + " frames were moved before them")
	}
}

// Entry is the manifest entry of a track.
func (t *Track) Entry() manifest.FileEntry {
	s := t.Stream
	e := manifest.FileEntry{
		Reason: t.Reason, SSRC: manifest.SSRCText(s.Source.SSRC), Encoding: t.Format.Encoding, EncodingFrom: t.from,
		ClockRate: t.Format.ClockRate, Packets: t.Packets, Duplicates: t.duplicates, Frames: t.frames(), Keyframes: t.keyframes,
		DamagedUnits: t.damaged, Dropped: t.dropped, Kept: t.keptDamaged, Waited: t.waited, FirstRTPTime: t.firstStamp, LastRTPTime: t.lastStamp,
		Bytes: t.file.Bytes(), SHA256: t.file.SHA256(), MoreLosses: t.moreLost, MoreDamage: t.moreDamage, Notes: t.notes,
	}
	place(&e, s.Session, s.Media)
	switch s.Source.Direction {
	case rtpflow.ServerToClient:
		e.Direction = "server-to-client"
	case rtpflow.ClientToServer:
		e.Direction = "client-to-server"
	}
	for _, pt := range t.types {
		e.PayloadTypes = append(e.PayloadTypes, int(pt))
	}
	if t == s.main {
		t.streamCounts(&e)
	}
	if t.Packets > 0 {
		e.Start, e.End = manifest.TimeText(t.firstTime), manifest.TimeText(t.lastTime)
	}
	if t.dump == nil {
		e.DurationS = t.Clock.Seconds(t.Clock.Now)
		if w, ok := t.writer.(*wavWriter); ok {
			e.DurationS = w.seconds()
		}
	}
	t.damageEntries(&e)
	return e
}

// streamCounts adds what was counted of the whole stream.
func (t *Track) streamCounts(e *manifest.FileEntry) {
	s := t.Stream
	e.Cut, e.Repaired, e.Strays = s.truncated, s.repaired, s.order.OutOfRange
	if t.dump == nil {
		e.Late = s.order.Late
		e.Lost = max(0, s.order.Lost-s.order.Late-s.truncated)
		e.Duplicates = s.duplicates + s.order.Duplicates
	}
	if t.dump != nil || t.Packets == 0 {
		e.Lost = s.Source.Lost
	}
	e.Notes = append(e.Notes, s.skippedNotes()...)
}

func (t *Track) damageEntries(e *manifest.FileEntry) {
	for _, l := range t.lost {
		e.Losses = append(e.Losses, manifest.LossEntry{FirstSeq: l.first, Count: l.count, Time: manifest.TimeText(l.time)})
	}
	for _, d := range t.damage {
		x := manifest.DamageEntry{RTPTime: d.stamp, FirstSeq: d.first, LastSeq: d.last, Why: d.why, Action: "dropped"}
		if d.kept {
			x.Action = "kept"
		}
		for _, r := range d.missing {
			x.LostSeqs = append(x.LostSeqs, [2]int{int(r.First), r.Count})
		}
		e.Damage = append(e.Damage, x)
	}
}

// Entry is the manifest entry of a stream that has no file.
func (s *Stream) Entry() manifest.FileEntry {
	e := manifest.FileEntry{
		SSRC: manifest.SSRCText(s.Source.SSRC), Encoding: s.Source.Encoding, ClockRate: s.Source.ClockRate, Packets: s.Source.Packets,
		Lost: s.Source.Lost, Duplicates: s.Source.Duplicates, Notes: s.skippedNotes(), Reason: "no media",
	}
	place(&e, s.Session, s.Media)
	if s.repairs != nil {
		e.Reason, e.RepairOf = "retransmissions: they are part of "+s.repairs.main.Name, true
	} else if len(s.skipped) == 0 {
		e.Reason = manifest.NotSelected
	}
	return e
}

// skippedNotes are about payload types that have no media.
func (s *Stream) skippedNotes() (notes []string) {
	var types []uint8
	for pt := range s.skipped {
		types = append(types, pt)
	}
	slices.Sort(types)
	for _, pt := range types {
		notes = append(notes, strconv.FormatInt(s.skipped[pt], 10)+" packets of payload type "+strconv.Itoa(int(pt))+" are forward error correction, no media")
	}
	return notes
}

// place names session and media in an entry.
func place(e *manifest.FileEntry, s *rtpflow.Session, m *rtpflow.Media) {
	if s != nil {
		e.Session = s.ID
	}
	if m != nil {
		i := m.Index
		e.Media, e.Type = &i, m.Type
	}
}
