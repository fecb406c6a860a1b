package frames

import (
	"rtspect/rtpflow/measure"
	"rtspect/sdpview"
)

const (
	// maxTypes limits the payload types of one source.
	maxTypes = 4
	// prefixBytes is how much of a payload is kept while its format is unknown, maxWaiting for how many packets.
	prefixBytes = 64
	maxWaiting  = 64
)

// Source follows the packets of one SSRC, whatever payload types they have. The zero value is ready.
type Source struct {
	repeats runLength
	now     Tracker // of pt; nil if nothing is counted
	highest int64   // sequence number, without the packets that repeats counts
	pt      uint8
	idle    bool // the packets of pt are not kept
	forgets bool // nor those of any type with an unknown format
	begun   bool
	hasHeld bool
	pending bool // packet is not counted yet; see Settle

	list        []typed
	waiting     []kept
	unconfirmed *kept  // of an unconfirmed jump in sequence
	guess       string // the encoding guessed from the payloads
	guessed     bool
	failed      attempt // the last guess that failed
	requested   uint32  // packets since the format was requested
}

// typed is the state of one payload type.
type typed struct {
	pt        uint8
	known     bool   // the format is known; tracker may still be nil
	late      bool   // packets arrived before the format was known
	requested uint32 // see Source, while another type is current
	encoding  string
	tracker   Tracker
}

// kept is the beginning of a packet.
type kept struct {
	Packet
	pt    uint8
	n     uint8
	bytes [prefixBytes]byte
}

func keep(p *Packet, pt uint8) (k kept) {
	k.Packet, k.pt = *p, pt
	k.n = uint8(copy(k.bytes[:], p.Payload))
	k.Payload = nil
	return k
}

func (k *kept) restore() *Packet {
	k.Payload = k.bytes[:k.n]
	return &k.Packet
}

// Add takes a packet with the status of its sequence number; payload is what was captured after the header. If the format
// of its payload type is not known, Add requests it: the caller may call Know and must call Settle. k is memory of the
// caller for a Packet, so that none is allocated.
func (s *Source) Add(k *Packet, p *measure.Packet, v measure.Verdict, seq *measure.Sequence, payload []byte) (ask bool) {
	if v == measure.InOrder && s.repeats.next(p, payload) {
		return false
	}
	s.settle()
	k.Payload, k.Len = payload, p.PayloadLen
	if len(payload) > k.Len {
		k.Payload = payload[:k.Len]
	}
	k.Timestamp, k.Marker, k.Arrival, k.Frame = p.Timestamp, p.Marker, p.Arrival, p.Frame
	k.Extended = p.Extension
	if v != measure.InOrder {
		if !s.order(k, p, v, seq) {
			k.Payload = nil
			return false
		}
	} else {
		k.Seq = seq.Max()
		s.highest = k.Seq
	}
	if s.give(k, p.PayloadType) {
		return true
	}
	k.Payload = nil
	return false
}

// settle passes the packets of a run to the tracker.
func (s *Source) settle() {
	s.highest += int64(s.repeats.n)
	s.repeats.settle()
}

// Settle completes an Add that requested the format, whether it is known now or not.
func (s *Source) Settle(k *Packet) {
	if s.pending {
		s.pending = false
		s.give(k, s.pt)
	}
	k.Payload = nil
}

// give passes a packet to the tracker of its payload type.
func (s *Source) give(k *Packet, pt uint8) (ask bool) {
	if pt != s.pt || !s.begun {
		s.change(pt)
	}
	if s.now != nil {
		s.now.Add(k)
		s.repeats.begin(k, pt, s.highest)
		return false
	}
	return s.wait(k, pt)
}

// order handles a packet that is not the next one. It returns false if the packet is dropped or deferred.
func (s *Source) order(k *Packet, p *measure.Packet, v measure.Verdict, seq *measure.Sequence) bool {
	switch v {
	case measure.AfterGap:
		k.Seq = seq.Max()
		s.gap(s.highest+1, k.Seq)
		s.highest = k.Seq
	case measure.Late:
		k.Seq = seq.Max() + int64(int16(p.Seq-uint16(seq.Max())))
		for i := range s.list {
			if t := s.list[i].tracker; t != nil {
				t.Filled(k.Seq)
			}
		}
	case measure.Jumped:
		if s.unconfirmed == nil {
			s.unconfirmed = new(kept)
		}
		*s.unconfirmed, s.hasHeld = keep(k, p.PayloadType), true
		return false
	case measure.Confirmed:
		k.Seq = seq.Max()
		if seq.Low() == k.Seq-1 {
			s.restart()
		} else {
			s.gap(s.highest+1, k.Seq-1)
		}
		s.highest = k.Seq
		if s.hasHeld {
			s.hasHeld = false
			s.unconfirmed.Seq = k.Seq - 1
			s.give(s.unconfirmed.restore(), s.unconfirmed.pt)
		}
	default:
		return false
	}
	return true
}

func (s *Source) gap(first, end int64) {
	for i := range s.list {
		if t := s.list[i].tracker; t != nil {
			t.Gap(first, end)
		}
	}
}

func (s *Source) restart() {
	for i := range s.list {
		if t := s.list[i].tracker; t != nil {
			t.Restart()
		}
	}
}

// change switches to the tracker of a payload type.
func (s *Source) change(pt uint8) {
	if x := s.typed(s.pt); x != nil {
		x.requested = s.requested // types can alternate: each continues where it was
	}
	s.pt, s.begun = pt, true
	if x := s.typed(pt); x != nil {
		s.follow(x.tracker)
		s.idle, s.requested = x.known, x.requested
		return
	}
	s.follow(nil)
	s.idle, s.requested = false, 0
	if len(s.list) == maxTypes {
		s.idle = true
		return
	}
	s.list = append(s.list, typed{pt: pt})
}

// follow selects a tracker; nil if nothing is counted.
func (s *Source) follow(t Tracker) {
	s.now = t
	s.repeats.follow(t)
}

func (s *Source) typed(pt uint8) *typed {
	for i := range s.list {
		if s.list[i].pt == pt {
			return &s.list[i]
		}
	}
	return nil
}

// wait keeps the beginning of a packet until its format is known.
func (s *Source) wait(k *Packet, pt uint8) (ask bool) {
	if s.idle {
		return false
	}
	if s.requested++; s.requested == 1 {
		s.pending = true // not kept: Know may follow at once
		return true
	}
	if len(s.waiting) < maxWaiting && !s.forgets {
		s.waiting = append(s.waiting, keep(k, pt))
		return len(s.waiting) == maxWaiting
	}
	if x := s.typed(pt); x != nil {
		x.late = true
	}
	return s.requested&127 == 0
}

// Forget stops keeping packets, because too many sources keep some.
func (s *Source) Forget() {
	s.forgets, s.waiting = true, nil
	for i := range s.list {
		s.list[i].late = s.list[i].late || !s.list[i].known
	}
}

// Full reports whether the limit of kept packets is reached.
func (s *Source) Full() bool { return len(s.waiting) >= maxWaiting }

// Knows reports whether the format of a payload type is known.
func (s *Source) Knows(pt uint8) bool {
	x := s.typed(pt)
	return x != nil && x.known
}

// Know sets the format of a payload type and its tracker, nil if nothing is to be counted. The kept packets are counted
// now, unless others passed since.
func (s *Source) Know(f *sdpview.Format, t Tracker) {
	x := s.typed(f.PayloadType)
	if x == nil || x.known {
		return
	}
	x.known, x.encoding = true, f.Encoding
	x.tracker = t
	if f.PayloadType == s.pt {
		s.follow(x.tracker)
		s.idle = true
	}
	rest := s.waiting[:0]
	last, has := int64(0), false
	for i := range s.waiting {
		k := &s.waiting[i]
		if k.pt != x.pt {
			rest = append(rest, *k)
			continue
		}
		if x.tracker == nil || x.late {
			continue
		}
		switch {
		case has && k.Seq > last+1:
			x.tracker.Gap(last+1, k.Seq)
		case has && k.Seq < last:
			x.tracker.Filled(k.Seq)
		}
		last, has = max(last, k.Seq), true
		x.tracker.Add(k.restore())
	}
	if s.waiting = rest; len(rest) == 0 {
		s.waiting = nil
	}
}

// Counted returns the number of access units so far, of all payload types.
func (s *Source) Counted() (n int64) {
	s.settle()
	if s.now != nil && len(s.list) == 1 {
		return s.now.Counted() // without the list, which few packets need
	}
	for i := range s.list {
		if t := s.list[i].tracker; t != nil {
			n += t.Counted()
		}
	}
	return n
}

// Found is the result for one payload type.
type Found struct {
	PayloadType uint8
	Encoding    string
	Guessed     bool // the encoding was guessed from the payloads
	Late        bool // packets arrived before the format was known
	*Summary
}

// Finish completes the counts.
func (s *Source) Finish() (list []Found) {
	s.settle()
	for i := range s.list {
		if x := &s.list[i]; x.tracker != nil {
			list = append(list, Found{x.pt, x.encoding, s.guessed && x.encoding == s.guess, x.late, x.tracker.Finish()})
		}
	}
	return list
}
