package rtpflow

import (
	"strings"

	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/repair"
	"rtspect/sdpview"
)

// The kinds of repair, by what is sent.
const (
	RepairRTX       = "rtx"          // RFC 4588, and Windows Media's x-wms-rtx
	RepairRIST      = "rist"         // VSF TR-06-1: the packet as it was, the lowest bit of its SSRC set
	RepairRED       = "red"          // RFC 2198
	RepairULPFEC    = "ulpfec"       // RFC 5109
	RepairFlexFEC   = "flexfec"      // RFC 8627
	RepairFlexFEC03 = "flexfec-03"   // the draft that WebRTC uses
	RepairParityFEC = "parityfec"    // RFC 2733
	RepairSMPTE     = "smpte-2022-1" // also Pro-MPEG CoP #3 and RFC 6015
	RepairDuplicate = "duplicate"    // SMPTE 2022-7, RFC 7198: the same packets on another path
	RepairOther     = "other"        // by the description a repair whose packets are not read (RaptorQ)
)

// repairOf names the repair that an encoding of a description is, "" for media.
func repairOf(encoding string) string {
	switch encoding {
	case "RTX", "X-WMS-RTX":
		return RepairRTX
	case "RED":
		return RepairRED
	case "ULPFEC":
		return RepairULPFEC
	case "FLEXFEC":
		return RepairFlexFEC
	case "FLEXFEC-03":
		return RepairFlexFEC03
	case "PARITYFEC":
		return RepairParityFEC
	case "1D-INTERLEAVED-PARITYFEC", "SMPTE2022-1-FEC":
		return RepairSMPTE
	}
	if strings.Contains(encoding, "RAPTOR") || strings.HasSuffix(encoding, "FEC") {
		return RepairOther
	}
	return ""
}

// Limits of what is followed for repair.
const (
	maxHistories = 256 // of 130 kB
	maxCarriers  = 8   // of one source
	maxWaiting   = 16  // packets of a repair that is not tied to its source yet
)

// repairState is what a source has to do with repair: nothing (nil) for most.
type repairState struct {
	seen     [2]uint64       // payload types looked at
	history  *repair.History // of a source whose losses others repair
	carriers []*carrier      // the repairs among its packets
	probe    *repairProbe    // while its content may tell
	out      *Stream
}

// carrier is a kind of repair among the packets of a source: those of one payload type, or all.
type carrier struct {
	repair.Count
	kind        string
	of          *source // whose packets these are
	pt          uint8
	all         bool // whatever the payload type
	fromSDP     bool
	apt         int      // payload type of what is repaired (RFC 4588, 8.1), -1 unknown
	mates       []uint32 // SSRCs that the description ties to it (RFC 5576, 4.2)
	to          *source  // that it repairs, nil while not known
	who         uint8    // in the history of to
	tries       int
	row, column int64  // of SMPTE 2022-1: its packets by direction
	first       uint16 // first number repaired, while to is not known
	red         *redCount
	waiting     []waitingRepair
}

// waitingRepair is a number or a group of a repair that is not tied to its source yet.
type waitingRepair struct {
	group repair.Group // with Size 0: the number Base by itself
	time  int64
}

// whole reports whether all packets of the carrier's source are repair.
func (c *carrier) whole() bool {
	return c.kind != RepairDuplicate && c.kind != RepairRED && c.to != c.of &&
		(c.all || len(c.of.PayloadTypes()) == 1)
}

// state gives the repair state of a source, making it where there is none.
func (s *source) state() *repairState {
	if s.repair == nil {
		s.repair = &repairState{}
	}
	return s.repair
}

// firstOfType looks at a payload type that a source begins to use.
func (a *Analyzer) firstOfType(s *source, p *measure.Packet) {
	pt := p.PayloadType
	r := s.repair
	if r != nil && r.seen[pt>>6]&(1<<(pt&63)) != 0 {
		return
	}
	second := s.Seq.Started()
	if second && r == nil {
		r = s.state()
		old := s.LastPayloadType()
		r.seen[old>>6] |= 1 << (old & 63)
	}
	if r != nil {
		r.seen[pt>>6] |= 1 << (pt & 63)
	}
	if c := a.likelyClaim(s.flow); c != nil {
		if f, _, ok := c.format(pt); ok && f.Encoding != "" {
			a.described(s, c, &f)
			return
		}
	}
	if second && r.probe == nil {
		r.probe = &repairProbe{what: probeULPFEC, pt: pt}
	}
}

// carry adds a repair to a source.
func (s *source) carry(c *carrier) *carrier {
	r := s.state()
	if len(r.carriers) >= maxCarriers {
		return nil
	}
	c.of = s
	if !c.all { // no medium with units of its own
		s.units.Know(&sdpview.Format{PayloadType: c.pt, Encoding: strings.ToUpper(c.kind)}, nil)
	}
	r.carriers = append(r.carriers, c)
	return c
}

// protect gives a source a history; nil where the limit is reached.
func (a *Analyzer) protect(s *source) *repair.History {
	r := s.state()
	if r.history != nil {
		return r.history
	}
	if a.histories >= maxHistories {
		a.limits.repairs++
		return nil
	}
	a.histories++
	r.history = &repair.History{}
	if !s.Seq.Started() {
		return r.history
	}
	for e := s.Seq.Max() - measure.WindowBits + 1; e <= s.Seq.Max(); e++ {
		if came, known := s.Seq.Seen(e); known {
			r.history.Known(e, came, s.holeTime(e, came))
		}
	}
	return r.history
}

// holeTime is when a number was seen to be missing, 0 where that is not known.
func (s *source) holeTime(e int64, came bool) int64 {
	if came {
		return 0
	}
	for i := len(s.Holes) - 1; i >= 0; i-- {
		if h := &s.Holes[i]; e >= h.First && e < h.First+h.Count {
			return h.Time
		}
	}
	return 0
}

// repairing takes a packet of a source that has to do with repair, after it was measured.
func (a *Analyzer) repairing(s *source, p *measure.Packet, v measure.Verdict, b []byte) {
	r := s.repair
	if r.history != nil {
		r.follow(s, p, v)
	}
	payload := b[min(p.HeaderLen, len(b)):min(p.HeaderLen+p.PayloadLen, len(b))]
	for _, c := range r.carriers {
		if c.all || c.pt == p.PayloadType {
			a.carried(c, p, v, payload, b)
		}
	}
	if r.probe != nil {
		a.probing(s, p, v, payload, b)
	}
}

// follow enters a packet of a protected source in its history.
func (r *repairState) follow(s *source, p *measure.Packet, v measure.Verdict) {
	e := s.Seq.Extend(p.Seq)
	switch v {
	case measure.Confirmed:
		if s.Seq.Low() == e-1 {
			r.history.Restart()
		}
		r.history.Arrive(e-1, p.Arrival)
		r.history.Arrive(e, p.Arrival)
	case measure.InOrder, measure.Ahead, measure.Late:
		r.history.Arrive(e, p.Arrival)
	}
}

// carried takes a packet of a repair.
func (a *Analyzer) carried(c *carrier, p *measure.Packet, v measure.Verdict, payload, b []byte) {
	if v == measure.Duplicate && c.kind != RepairRIST {
		return // of itself: RIST alone repeats a packet under its own number
	}
	c.Packets++
	switch c.kind {
	case RepairDuplicate, RepairRIST:
		a.brings(c, p, p.Seq)
	case RepairRTX:
		osn, ok := repair.ParseRTX(payload)
		switch {
		case ok:
			a.brings(c, p, osn)
		case p.PayloadLen == 0:
			c.Padding++
		default:
			c.Malformed++
		}
	case RepairRED:
		a.redundant(c, p, payload)
	case RepairOther:
	default:
		if g, ssrc, ok := c.group(p, payload, b); ok {
			a.protects(c, p, g, ssrc)
		} else {
			c.Malformed++
		}
	}
}

// group reads a parity packet. ssrc is the source that it protects, nil where it does not say.
func (c *carrier) group(p *measure.Packet, payload, b []byte) (g repair.Group, ssrc *uint32, ok bool) {
	switch c.kind {
	case RepairULPFEC:
		f, ok := repair.ParseULPFEC(payload, p.PayloadLen)
		return f.Group, nil, ok
	case RepairParityFEC, RepairSMPTE:
		f, ok := repair.ParseParityFEC(payload)
		if ok && f.Extended {
			if c.kind = RepairSMPTE; f.Row {
				c.row++
			} else {
				c.column++
			}
		}
		return f.Group, nil, ok
	case RepairFlexFEC03:
		f, ok := repair.ParseFlexFEC03(payload)
		return f.Group, &f.SSRC, ok
	case RepairFlexFEC:
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

// brings enters a number whose packet a repair brought.
func (a *Analyzer) brings(c *carrier, p *measure.Packet, seq uint16) {
	if c.to == nil && !a.tie(c, p, seq, nil) {
		c.wait(waitingRepair{repair.Group{Base: seq}, p.Arrival})
		return
	}
	c.to.repair.history.Offer(seq, c.who, p.Arrival)
}

// protects enters a group that a parity packet protects.
func (a *Analyzer) protects(c *carrier, p *measure.Packet, g repair.Group, ssrc *uint32) {
	if c.to == nil && !a.tie(c, p, g.Base, ssrc) {
		c.wait(waitingRepair{g, p.Arrival})
		return
	}
	c.to.repair.history.Protect(g, c.who)
}

func (c *carrier) wait(w waitingRepair) {
	if len(c.waiting) == maxWaiting {
		c.Outside++
		return
	}
	c.waiting = append(c.waiting, w)
}

// finishRepair settles all histories, and tells each what came too early to be tied.
func (a *Analyzer) finishRepair() {
	for _, s := range a.sources {
		if s.repair == nil {
			continue
		}
		if h := s.repair.history; h != nil {
			h.Finish()
		}
		for _, c := range s.repair.carriers {
			if c.to == nil {
				c.Outside += int64(len(c.waiting))
			}
		}
	}
}
