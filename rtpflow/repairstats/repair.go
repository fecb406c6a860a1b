// Package repairstats counts what retransmission (RFC 4588, RIST), redundancy (RFC 2198, SMPTE 2022-7) and parity (RFC
// 5109, RFC 8627, SMPTE 2022-1) do for the packets that a stream has lost.
//
// A repair may run on another flow than the packets that it repairs, so this is a stage beside observation,
// which knows one flow at a time: it follows the sources that are involved in repair as their packets arrive, reads what
// was observed of both, and changes nothing of it. Each protected source has a window of sequence numbers. A log that is
// settled at the end would grow with the capture, or leave out repairs where it is full, and it would need the arrival of
// every packet for the skew between copies.
//
// Flows that can repair each other must be followed in the order of capture: those between the same two hosts, and those
// that send the same SSRC over several paths.
package repairstats

import (
	"strings"

	"rtspect/capture"

	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/repair"
)

// repairOf names the repair that an encoding of a description is, "" for media.
func repairOf(encoding string) string {
	switch encoding {
	case "RTX", "X-WMS-RTX":
		return rtpflow.RepairRTX
	case "RED":
		return rtpflow.RepairRED
	case "ULPFEC":
		return rtpflow.RepairULPFEC
	case "FLEXFEC":
		return rtpflow.RepairFlexFEC
	case "FLEXFEC-03":
		return rtpflow.RepairFlexFEC03
	case "PARITYFEC":
		return rtpflow.RepairParityFEC
	case "1D-INTERLEAVED-PARITYFEC", "SMPTE2022-1-FEC":
		return rtpflow.RepairSMPTE
	}
	if strings.Contains(encoding, "RAPTOR") || strings.HasSuffix(encoding, "FEC") {
		return rtpflow.RepairOther
	}
	return ""
}

// Bounds of what is followed.
const (
	MaxHistories     = 256 // of 130 kB
	maxRepairStreams = 8   // of one source
	maxWaiting       = 16  // packets of a repair whose source is not known yet
)

// Repairs follows the sources that have to do with repair.
type Repairs struct {
	Observed  *observe.Observer
	states    []*State // by the ordinal of the source, nil for most
	histories int
	Dropped   rtpflow.Excess // sources that are not protected because of a limit
}

// State is what a source has to do with repair.
type State struct {
	seen    [2]uint64       // payload types that were looked at
	history *repair.History // of a source whose losses others repair
	Streams []*Stream       // the repairs among its packets
	probe   *repairProbe    // while its content may show what it is
}

// Stream is one kind of repair among the packets of a source: those of one payload type, or all.
type Stream struct {
	repair.Stats
	Kind        string
	by          *observe.Source // whose packets these are
	Pt          uint8
	All         bool // whatever the payload type
	FromSDP     bool
	apt         int             // payload type of what is repaired (RFC 4588, 8.1), -1 if not known
	partners    []uint32        // SSRCs that the description groups with it (RFC 5576, 4.2)
	Of          *observe.Source // that it repairs, nil while not known
	history     *repair.History
	id          uint8 // in history
	tries       int
	Row, Column int64 // packets of SMPTE 2022-1 by direction
	RED         *redCount
	waiting     []waitingRepair
}

// waitingRepair is a number or a group of a repair whose source is not known yet.
type waitingRepair struct {
	group repair.Group // with Size 0: the number Base by itself
	time  int64
}

// Follows returns the state of a source, nil if it has nothing to do with repair.
func (r *Repairs) Follows(s *observe.Source) *State {
	if s.Ordinal < len(r.states) {
		return r.states[s.Ordinal]
	}
	return nil
}

// follow returns the state of a source, which is followed from now on.
func (r *Repairs) follow(s *observe.Source) *State {
	for len(r.states) <= s.Ordinal {
		r.states = append(r.states, nil)
	}
	if r.states[s.Ordinal] == nil {
		r.states[s.Ordinal] = &State{}
		s.Follow(true)
	}
	return r.states[s.Ordinal]
}

// forget ends following a source if there is nothing to remember of it.
func (r *Repairs) forget(s *observe.Source) {
	x := r.states[s.Ordinal]
	if x.probe = nil; x.history == nil && len(x.Streams) == 0 && x.seen == [2]uint64{} {
		r.states[s.Ordinal] = nil
		s.Follow(false)
	}
}

// RepairsOnly reports whether all packets of a source are repair.
func (r *Repairs) RepairsOnly(s *observe.Source) bool {
	x := r.Follows(s)
	if x == nil {
		return false
	}
	for _, c := range x.Streams {
		if c.Whole() {
			return true
		}
	}
	return false
}

// Whole reports whether all packets of the source are this repair.
func (c *Stream) Whole() bool {
	return c.Kind != rtpflow.RepairDuplicate && c.Kind != rtpflow.RepairRED && c.Of != c.by && (c.All || len(c.by.PayloadTypes()) == 1)
}

// Begins looks at a packet that is the first of its source or of its payload type, before it is measured.
func (r *Repairs) Begins(s *observe.Source, p *measure.Packet) {
	r.typeBegins(s, p)
	if !s.Seq.Started() {
		r.sourceBegins(s, p)
	}
}

// typeBegins looks at a payload type that a source begins to use.
func (r *Repairs) typeBegins(s *observe.Source, p *measure.Packet) {
	pt := p.PayloadType
	x := r.Follows(s)
	if x != nil && x.seen[pt>>6]&(1<<(pt&63)) != 0 {
		return
	}
	second := s.Seq.Started()
	if second && x == nil {
		x = r.follow(s)
		old := s.LastPayloadType()
		x.seen[old>>6] |= 1 << (old & 63)
	}
	if x != nil {
		x.seen[pt>>6] |= 1 << (pt & 63)
	}
	if c := r.Observed.CurrentTransport(s.Flow); c != nil {
		if f, _, ok := c.Format(pt); ok && f.Encoding != "" {
			r.addDescribed(s, c, &f)
			return
		}
	}
	if second && x.probe == nil {
		x.probe = &repairProbe{what: probeULPFEC, pt: pt}
	}
}

// add adds a repair to a source; nil where the limit is reached.
func (r *Repairs) add(s *observe.Source, c *Stream) *Stream {
	x := r.follow(s)
	if len(x.Streams) >= maxRepairStreams {
		return nil
	}
	c.by = s
	x.Streams = append(x.Streams, c)
	return c
}

// protect gives a source a history; nil where the limit is reached.
func (r *Repairs) protect(s *observe.Source) *repair.History {
	x := r.follow(s)
	if x.history != nil {
		return x.history
	}
	if r.histories >= MaxHistories {
		r.Dropped.Add(1, capture.Frame(s.FirstFrame))
		return nil
	}
	r.histories++
	x.history = &repair.History{}
	if !s.Seq.Started() {
		return x.history
	}
	for e := s.Seq.Max() - measure.WindowBits + 1; e <= s.Seq.Max(); e++ {
		if came, known := s.Seq.Seen(e); known {
			x.history.Known(e, came, gapTime(s, e, came))
		}
	}
	return x.history
}

// gapTime is when a number was seen to be missing, 0 where that is not known.
func gapTime(s *observe.Source, e int64, came bool) int64 {
	if came {
		return 0
	}
	for i := len(s.Gaps) - 1; i >= 0; i-- {
		if h := &s.Gaps[i]; e >= h.First && e < h.First+h.Count {
			return h.Time
		}
	}
	return 0
}

// Packet takes a packet of a followed source after it was measured; b is the packet as captured.
func (r *Repairs) Packet(s *observe.Source, p *measure.Packet, v measure.Verdict, b []byte) {
	x := r.states[s.Ordinal]
	if x.history != nil {
		x.arrive(s, p, v)
	}
	payload := b[min(p.HeaderLen, len(b)):min(p.HeaderLen+p.PayloadLen, len(b))]
	for _, c := range x.Streams {
		if c.All || c.Pt == p.PayloadType {
			r.repairPacket(c, p, v, payload, b)
		}
	}
	if x.probe != nil {
		r.probePacket(s, x, p, v, payload, b)
	}
}

// arrive enters a packet of a protected source in its history.
func (x *State) arrive(s *observe.Source, p *measure.Packet, v measure.Verdict) {
	e := s.Seq.Extend(p.Seq)
	switch v {
	case measure.Confirmed:
		if s.Seq.Low() == e-1 {
			x.history.Restart()
		}
		x.history.Arrive(e-1, p.Arrival)
		x.history.Arrive(e, p.Arrival)
	case measure.InOrder, measure.AfterGap, measure.Late:
		x.history.Arrive(e, p.Arrival)
	}
}

// repairPacket takes a packet of a repair.
func (r *Repairs) repairPacket(c *Stream, p *measure.Packet, v measure.Verdict, payload, b []byte) {
	if v == measure.Duplicate && c.Kind != rtpflow.RepairRIST {
		return // of itself: only RIST repeats a packet under its own number
	}
	c.Packets++
	switch c.Kind {
	case rtpflow.RepairDuplicate, rtpflow.RepairRIST:
		r.offer(c, p, p.Seq)
	case rtpflow.RepairRTX:
		osn, ok := repair.ParseRTX(payload)
		switch {
		case ok:
			r.offer(c, p, osn)
		case p.PayloadLen == 0:
			c.Padding++
		default:
			c.Malformed++
		}
	case rtpflow.RepairRED:
		r.redundant(c, p, payload)
	case rtpflow.RepairOther:
	default:
		if g, ssrc, ok := c.group(p, payload, b); ok {
			r.protectGroup(c, p, g, ssrc)
		} else {
			c.Malformed++
		}
	}
}

// group reads a parity packet. ssrc is the source that it protects, nil where it does not name one.
func (c *Stream) group(p *measure.Packet, payload, b []byte) (g repair.Group, ssrc *uint32, ok bool) {
	switch c.Kind {
	case rtpflow.RepairULPFEC:
		f, ok := repair.ParseULPFEC(payload, p.PayloadLen)
		return f.Group, nil, ok
	case rtpflow.RepairParityFEC, rtpflow.RepairSMPTE:
		f, ok := repair.ParseParityFEC(payload)
		if ok && f.Extended {
			if c.Kind = rtpflow.RepairSMPTE; f.Row {
				c.Row++
			} else {
				c.Column++
			}
		}
		return f.Group, nil, ok
	case rtpflow.RepairFlexFEC03:
		f, ok := repair.ParseFlexFEC03(payload)
		return f.Group, &f.SSRC, ok
	case rtpflow.RepairFlexFEC:
		f, ok := repair.ParseFlexFEC(payload)
		if ok && f.HasSSRC {
			return f.Group, &f.SSRC, ok
		}
		if x, has := firstCSRC(b); has {
			ssrc = &x
		}
		return f.Group, ssrc, ok
	}
	return g, nil, false
}

// offer enters a number whose packet a repair brought.
func (r *Repairs) offer(c *Stream, p *measure.Packet, seq uint16) {
	if c.Of == nil && !r.associate(c, p, seq, nil) {
		c.wait(waitingRepair{repair.Group{Base: seq}, p.Arrival})
		return
	}
	c.history.Offer(seq, c.id, p.Arrival)
}

// protectGroup enters a group that a parity packet protects.
func (r *Repairs) protectGroup(c *Stream, p *measure.Packet, g repair.Group, ssrc *uint32) {
	if c.Of == nil && !r.associate(c, p, g.Base, ssrc) {
		c.wait(waitingRepair{g, p.Arrival})
		return
	}
	c.history.Protect(g, c.id)
}

func (c *Stream) wait(w waitingRepair) {
	if len(c.waiting) == maxWaiting {
		c.Outside++
		return
	}
	c.waiting = append(c.waiting, w)
}

// Finish settles all histories at the end of the capture.
func (r *Repairs) Finish() {
	for _, x := range r.states {
		if x == nil {
			continue
		}
		if x.history != nil {
			x.history.Finish()
		}
		for _, c := range x.Streams {
			if c.Of == nil {
				c.Outside += int64(len(c.waiting))
			}
		}
	}
}
