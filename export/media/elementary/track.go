package elementary

import (
	"rtspect/codec"
	"rtspect/depacket"
	"rtspect/export/media/clock"
	"rtspect/export/media/store"
	"rtspect/sdpview"
)

// Listener follows the units of a track, on their way into a muxed file.
type Listener interface {
	// Packet takes the packets before they are depacketized.
	Packet(p *depacket.Packet)
	// Unit takes a unit that is kept. time is in ticks since the first unit, restarts how often the sender's clock
	// has restarted.
	Unit(u *depacket.Unit, time int64, restarts int)
	// Parameters takes parameter sets.
	Parameters(u *depacket.Unit, time int64)
}

// Track is the payloads of one format of a stream, on their way into one file.
type Track struct {
	Stream *Stream
	Format sdpview.Format
	Codec  *codec.Codec
	// Name is the name of the file, without extension.
	Name string
	// Reason is why there is no file.
	Reason string
	// Media is the depacketizer, nil for packets that are kept as they are.
	Media          depacket.Depacketizer
	Clock          clock.Ticks
	Packets, Units int64

	// from is what named the encoding: "sdp", "static", "option", "content", "".
	from      string
	types     []uint8
	extension string
	writer    writer
	dump      *dump // in place of writer and Media
	file      *store.File
	times     *timeTable
	notes     []string
	listener  Listener
	counts
}

// counts is what the manifest says of a track.
type counts struct {
	duplicates                    int64
	keyframes                     int64
	damaged, dropped, keptDamaged int64
	further                       int64 // frames in units that have several, the first of each left out
	moved                         int64 // units in which parameter sets were moved
	waited                        int64 // units left out until a keyframe
	damage                        []damageEntry
	moreDamage                    int64
	lost                          []lossEntry
	moreLost                      int64
	firstTime, lastTime           int64
	firstStamp, lastStamp         uint32
	lastSeq                       uint16 // of the latest unit
	waiting                       bool   // for a keyframe
	lossAt                        uint16
	hasLoss                       bool
	restarted                     bool
	restartAt                     uint16
	restartStamp                  uint32
	pending                       depacket.Packet // loss before packets of other types
}

func newTrack(s *Stream, f sdpview.Format, from string) *Track {
	t := &Track{Stream: s, Format: f, Codec: codec.Of(f.Encoding), from: from, types: []uint8{f.PayloadType}}
	t.Clock.Rate = int64(f.ClockRate)
	t.file = s.env.Store.Create()
	media, asfHeader, note := s.depacketizer(t.Codec, &t.Format, t.unit)
	if note != "" {
		t.notes = append(t.notes, note)
	}
	if media == nil {
		t.extension = "rtpdump"
		t.dump = &dump{}
		return t
	}
	if n := t.Codec.File.Note; n != "" {
		t.notes = append(t.notes, n)
	}
	t.Media = media
	t.extension = t.Codec.File.Extension
	t.writer = newWriter(t.Codec, &t.Format, media, asfHeader, s.env.Silence)
	t.waiting = s.env.Damaged == Clean && t.Codec.Predicted
	if s.env.Times {
		t.times = newTimeTable(s.env.Store.Create(), t)
	}
	return t
}

// Dumped reports whether the packets are kept as they are.
func (t *Track) Dumped() bool { return t.dump != nil }

// maxUnitPackets is how many packets after a restart its first unit begins at most.
const maxUnitPackets = 64

// Listen passes the units on to a listener; nil ends that.
func (t *Track) Listen(l Listener) { t.listener = l }

// Discard has no file written.
func (t *Track) Discard() {
	if t.Media != nil {
		t.writer = discard{}
	}
}

// File is the file while it is assembled.
func (t *Track) File() *store.File { return t.file }

// FileName is the name of the file.
func (t *Track) FileName() string { return t.Name + "." + t.extension }

// TimesName is the name of the table of times, "" if there is none; TimesFile is the table.
func (t *Track) TimesName() string {
	if t.times == nil {
		return ""
	}
	return t.Name + timesSuffix
}

// TimesFile is the table of times, nil if there is none or nothing in it.
func (t *Track) TimesFile() *store.File {
	if t.times == nil || t.times.file.Bytes() == 0 {
		return nil
	}
	return t.times.file
}

// miss notes a loss that a packet of another payload type showed.
func (t *Track) miss(p *depacket.Packet) {
	if t.pending.Lost == 0 {
		t.pending.LostFirst = p.LostFirst
	}
	t.pending.Lost += p.Lost
	t.pending.Restart = t.pending.Restart || p.Restart
}

// push takes the next packet of the track, in order.
func (t *Track) push(p *depacket.Packet) {
	if t.pending.Lost > 0 || t.pending.Restart {
		if t.pending.Lost > 0 {
			p.LostFirst, p.Lost = t.pending.LostFirst, p.Lost+t.pending.Lost
		}
		p.Restart = p.Restart || t.pending.Restart
		t.pending = depacket.Packet{}
	}
	if t.Packets == 0 {
		t.firstTime, t.firstStamp = p.Time, p.Timestamp
	}
	t.Packets++
	t.lastTime, t.lastStamp = max(p.Time, t.lastTime), p.Timestamp
	if p.Restart {
		t.restarted, t.restartAt = true, p.Seq
		t.restartStamp = p.Timestamp
	}
	if p.Lost > 0 {
		t.noteLoss(p)
	}
	if t.times != nil {
		t.times.wall.Packet(p)
	}
	if t.listener != nil {
		t.listener.Packet(p)
	}
	t.Media.Push(p)
}

// unit takes a unit from the depacketizer.
func (t *Track) unit(u *depacket.Unit) {
	if u.Parameters {
		t.parameters(u, t.Clock.Now)
		return
	}
	t.Units++
	if u.Keyframe {
		t.keyframes++
	}
	if u.Moved {
		t.moved++
	}
	gap := u.FirstSeq - t.lastSeq
	time := t.Clock.At(u.Timestamp, u.Time, t.clockRestarted(u), t.Units > 1 && gap <= 1)
	t.lastSeq = u.LastSeq
	if variant := t.Codec.File.Variant; t.Units == 1 && variant != nil {
		if extension := variant(u.Data); extension != "" {
			t.extension = extension
		}
	}
	keep := t.keep(u)
	if t.times != nil {
		t.times.row(t, u, time, keep)
	}
	if keep {
		t.further += int64(max(1, u.Frames) - 1)
		t.writer.unit(t.file, u, time)
		if t.listener != nil {
			t.listener.Unit(u, time, t.Clock.Restarts)
		}
	} else if len(u.ParameterSets) > 0 {
		p := *u
		p.Data, p.Parameters = u.ParameterSets, true
		t.parameters(&p, time)
	}
}

func (t *Track) parameters(u *depacket.Unit, time int64) {
	t.writer.unit(t.file, u, time)
	if t.listener != nil {
		t.listener.Parameters(u, time)
	}
}

// keep decides by the policy whether a unit is stored.
func (t *Track) keep(u *depacket.Unit) bool {
	clean := t.Stream.env.Damaged == Clean && t.Codec.Predicted
	if clean && t.hasLoss && int16(u.FirstSeq-t.lossAt) > 0 {
		t.waiting, t.hasLoss = true, false
	}
	keep := !u.Damaged || t.Stream.env.Damaged == Keep && len(u.Data) > 0
	if u.Damaged {
		t.noteDamage(u, keep)
		t.waiting = t.waiting || clean
	}
	if t.waiting {
		if keep = u.Keyframe && !u.Damaged; keep {
			t.waiting = false
		} else if !u.Damaged {
			t.waited++
		}
	}
	return keep
}

// clockRestarted reports whether, by the report, the sender's clock restarted before a unit.
func (t *Track) clockRestarted(u *depacket.Unit) bool {
	// A sender may restart on numbers below those of units that are still to come from before.
	if d := u.FirstSeq - t.restartAt; t.restarted && (u.Timestamp == t.restartStamp || d < maxUnitPackets) {
		t.restarted = false
		return true
	}
	for i := range t.Stream.Source.Discontinuities {
		if j := &t.Stream.Source.Discontinuities[i]; j.ToTime == u.Timestamp && j.FromTime == t.Clock.Last && j.ToTime != j.FromTime {
			return true
		}
	}
	return false
}

// frames is the number of frames in the file.
func (t *Track) frames() int64 { return t.Units - t.dropped - t.waited + t.further }

// finish ends the file and notes what is missing in it.
func (t *Track) finish() {
	if t.Media != nil {
		t.Media.Flush()
		t.writer.finish(t.file)
	}
	t.finalNotes()
	if t.frames() == 0 {
		t.Reason = "no complete unit"
		if t.waited > 0 {
			t.Reason = "no complete keyframe"
		}
		if t.Packets == 0 {
			t.Reason = "no packets"
		}
	}
}
