package media

import (
	"strconv"

	"rtspect/bitstream"
	"rtspect/depacket"
	"rtspect/sdpview"
)

// Bounds of what is told of damage in a manifest.
const (
	maxDamage    = 1000  // entries of one file
	maxAllDamage = 50000 // of all files of an export
)

// track is the payloads of one format of a stream, on their way into one file.
type track struct {
	s      *stream
	format sdpview.Format
	// from says what named the encoding: "sdp", "static", "option", "content", "".
	from   string
	types  []uint8
	codec  codec
	media  depacket.Depacketizer
	dump   *dumpSink // in place of codec and media: packets as they came
	file   *file
	times  *timeTable
	name   string // of the file, when it is known
	notes  []string
	clock  ticks
	reason string // why there is no file

	packets, duplicates    int64
	units, keyframes       int64
	damaged, dropped, kept int64
	moved                  int64 // units in which parameter sets were moved
	waited                 int64 // units left out until a keyframe
	damage                 []damageEntry
	moreDamage             int64
	lost                   []lossEntry
	moreLost               int64
	firstTime, lastTime    int64
	firstStamp, lastStamp  uint32
	waiting                bool // for a keyframe
	lossAt                 uint16
	hasLoss                bool
	restarted              bool
	restartAt              uint16
	pending                depacket.Packet // loss told by packets of other types
	mux                    *muxPart        // in a muxed file, nil if it is in none
}

// damageEntry is a damaged unit.
type damageEntry struct {
	stamp       uint32
	first, last uint16
	missing     []depacket.Run
	why         string
	kept        bool
}

// lossEntry is a run of sequence numbers that never came.
type lossEntry struct {
	first uint16
	count int
	time  int64 // of the packet after it
}

func newTrack(s *stream, f sdpview.Format, from string) *track {
	t := &track{s: s, format: f, from: from, types: []uint8{f.PayloadType}}
	t.clock.rate = int64(f.ClockRate)
	t.file = s.x.store.create()
	var ok bool
	t.codec, ok = newCodec(f, asfHeader(sdpOf(s)))
	if s.x.secured(s) {
		ok = false
		t.codec = codec{note: "the payloads are encrypted (SRTP)"}
	}
	if t.codec.note != "" {
		t.notes = append(t.notes, t.codec.note)
	}
	if !ok {
		t.codec.extension = "rtpdump"
		t.dump = &dumpSink{}
		return t
	}
	t.media = t.codec.make(&s.x.pool, t.unit)
	t.waiting = s.x.Damaged == Clean && t.codec.predicted
	if s.x.Times {
		t.times = newTimeTable(s.x.store.create(), t)
	}
	return t
}

func sdpOf(s *stream) *sdpview.Session {
	if s.session == nil {
		return nil
	}
	return s.session.SDPView
}

// miss notes a loss that a packet of another payload type told.
func (t *track) miss(p *depacket.Packet) {
	if t.pending.Lost == 0 {
		t.pending.LostFirst = p.LostFirst
	}
	t.pending.Lost += p.Lost
	t.pending.Restart = t.pending.Restart || p.Restart
}

// push takes the next packet of the track, in order.
func (t *track) push(p *depacket.Packet) {
	if t.pending.Lost > 0 || t.pending.Restart {
		if t.pending.Lost > 0 {
			p.LostFirst, p.Lost = t.pending.LostFirst, p.Lost+t.pending.Lost
		}
		p.Restart = p.Restart || t.pending.Restart
		t.pending = depacket.Packet{}
	}
	if t.packets == 0 {
		t.firstTime, t.firstStamp = p.Time, p.Timestamp
	}
	t.packets++
	t.lastTime, t.lastStamp = max(p.Time, t.lastTime), p.Timestamp
	if p.Restart {
		t.restarted, t.restartAt = true, p.Seq
	}
	if p.Lost > 0 {
		t.lossAt, t.hasLoss = p.LostFirst, true
		if len(t.lost) < maxDamage && t.s.x.entries < maxAllDamage {
			t.s.x.entries++
			t.lost = append(t.lost, lossEntry{p.LostFirst, p.Lost, p.Time})
		} else {
			t.moreLost++
		}
	}
	if t.times != nil {
		t.times.wall.packet(p)
	}
	if t.mux != nil {
		t.mux.clock.packet(p)
	}
	t.media.Push(p)
}

// unit takes a unit from the depacketizer.
func (t *track) unit(u *depacket.Unit) {
	if u.Parameters {
		t.codec.sink.unit(t.file, u, t.clock.now)
		if t.mux != nil {
			t.mux.parameters(u, t.clock.now)
		}
		return
	}
	t.units++
	if u.Keyframe {
		t.keyframes++
	}
	if u.Moved {
		t.moved++
	}
	time := t.clock.at(u, t.jumped(u))
	if t.units == 1 {
		t.sniff(u)
	}
	policy := t.s.x.Damaged
	if policy == Clean && t.codec.predicted && t.hasLoss && int16(u.FirstSeq-t.lossAt) > 0 {
		t.waiting, t.hasLoss = true, false
	}
	keep := !u.Damaged || policy == Keep && len(u.Data) > 0
	if u.Damaged {
		t.noteDamage(u, keep)
		t.waiting = t.waiting || policy == Clean && t.codec.predicted
	}
	if t.waiting {
		if keep = u.Keyframe && !u.Damaged; keep {
			t.waiting = false
		} else if !u.Damaged {
			t.waited++
		}
	}
	if t.times != nil {
		t.times.row(t, u, time, keep)
	}
	if keep {
		t.codec.sink.unit(t.file, u, time)
		if t.mux != nil {
			t.mux.unit(u, time)
		}
	} else if len(u.ParameterSets) > 0 {
		p := *u
		p.Data, p.Parameters = u.ParameterSets, true
		t.codec.sink.unit(t.file, &p, time)
		if t.mux != nil {
			t.mux.parameters(&p, time)
		}
	}
}

func (t *track) noteDamage(u *depacket.Unit, kept bool) {
	t.damaged++
	if kept {
		t.kept++
	} else {
		t.dropped++
	}
	if len(t.damage) >= maxDamage || t.s.x.entries >= maxAllDamage {
		t.moreDamage++
		return
	}
	t.s.x.entries++
	t.damage = append(t.damage, damageEntry{u.Timestamp, u.FirstSeq, u.LastSeq, append([]depacket.Run(nil), u.Missing...), u.Why, kept})
}

// jumped reports whether the report knows of a step of the sender's clock before a unit.
func (t *track) jumped(u *depacket.Unit) bool {
	if t.restarted && int16(u.FirstSeq-t.restartAt) >= 0 {
		t.restarted = false
		return true
	}
	for i := range t.s.order.jumps {
		if j := &t.s.order.jumps[i]; j.ToTime == u.Timestamp && j.FromTime == t.clock.last && j.ToTime != j.FromTime {
			return true
		}
	}
	return false
}

// sniff names what only the first unit tells.
func (t *track) sniff(u *depacket.Unit) {
	if t.codec.extension != "mp3" {
		return
	}
	if f, ok := bitstream.ParseAudioFrame(u.Data); ok && f.Layer < 3 {
		t.codec.extension = [...]string{"", "mp1", "mp2"}[f.Layer]
	}
}

func (t *track) finish() {
	if t.media != nil {
		t.media.Flush()
		t.codec.sink.finish(t.file)
	}
	if a, ok := t.codec.sink.(*adtsSink); ok && a.refused > 0 {
		t.notes = append(t.notes, "units that ADTS cannot hold were left out")
	}
	if d, ok := t.media.(interface{ Described() bool }); ok && !d.Described() && t.units > 0 {
		t.notes = append(t.notes, "neither the stream nor a description in the capture gives the parameter sets without which nothing can be decoded")
	}
	if t.codec.predicted && t.keyframes == 0 && t.units > 0 {
		t.notes = append(t.notes, "there is no keyframe with which decoding could begin")
	}
	if t.moved > 0 {
		t.notes = append(t.notes, "parameter sets among the slices of "+strconv.FormatInt(t.moved, 10)+" pictures were moved before them")
	}
	if t.frames() == 0 {
		t.reason = "no whole unit"
		if t.waited > 0 {
			t.reason = "no whole keyframe"
		}
		if t.packets == 0 {
			t.reason = "no packets"
		}
	}
}

// frames is the number of units in the file.
func (t *track) frames() int64 { return t.units - t.dropped - t.waited }

// ticks turns RTP timestamps into a count from the first unit on that does not wrap.
type ticks struct {
	rate    int64 // Hz
	begun   bool
	last    uint32
	arrived int64
	now     int64
	jumps   int // how often the sender's clock began anew
}

// maxStep is how far, in seconds, a timestamp may step away from what the arrival tells before it is
// taken for a new beginning of the sender's clock.
const maxStep = 10

// at gives the time of a unit; jumped says that the sender's clock began anew before it.
func (c *ticks) at(u *depacket.Unit, jumped bool) int64 {
	if !c.begun {
		c.begun, c.last, c.arrived = true, u.Timestamp, u.Time
		return c.now
	}
	d := int64(int32(u.Timestamp - c.last))
	if c.rate > 0 {
		passed := int64(float64(u.Time-c.arrived) * 1e-9 * float64(c.rate))
		if off := d - passed; jumped || off > maxStep*c.rate || off < -maxStep*c.rate {
			d = max(passed, 1)
			c.jumps++
		}
	}
	c.last, c.arrived = u.Timestamp, u.Time
	c.now += d
	return c.now
}
