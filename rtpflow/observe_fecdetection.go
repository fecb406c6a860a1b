//home: rtpflow/observe

package rtpflow

import (
	"slices"

	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/repair"
)

// probeKind is what a source, or a payload type of it, may be.
type probeKind uint8

const (
	probeULPFEC  probeKind = iota // a second payload type in the numbers of a source
	probeOwnSSRC                  // another SSRC on the flow of a source: RTX or FlexFEC
	probeSMPTE                    // on the ports above those of a source
	probeRIST                     // the SSRC of a source with the lowest bit set
)

// probeTakes is how many packets in a row must look like the repair, and maxProbed how many are looked at.
const (
	probeTakes = 3
	maxProbed  = 24
	maxEarly   = 6
)

// repairProbe judges by content where no description tells.
type repairProbe struct {
	what    probeKind
	pt      uint8
	n, hits uint8
	early   uint8 // numbers that had come, before the first hit
	kind    string
	to      *source
	carrier *carrier // takes part as if it were confirmed already
	numbers [maxEarly]uint16
}

// probing looks at a packet of a source that may carry repair. Each hit is kept, so that what the first
// packets repaired is counted once the repair is confirmed.
func (a *Analyzer) probing(s *source, p *measure.Packet, v measure.Verdict, payload, b []byte) {
	r := s.repair.probe
	if p.PayloadType != r.pt || v == measure.Duplicate && r.what != probeRIST {
		return
	}
	if r.n++; r.n > maxProbed {
		s.endProbe()
		return
	}
	kind, to, g := a.looksLike(s, r, p, payload, b)
	if (r.what == probeULPFEC || r.what == probeSMPTE) && kind == "" || r.carrier != nil && kind != "" && (kind != r.kind || to != r.to) {
		s.endProbe()
		return
	}
	if kind == "" {
		return
	}
	proof := !resends(kind) || g.Size() > 0 // not a number that had come
	if r.carrier == nil && !proof {
		if r.early == maxEarly {
			s.endProbe()
			return
		}
		r.numbers[r.early] = g.Base
		r.early++
		return
	}
	if r.carrier == nil {
		r.kind, r.to = kind, to
		r.carrier = &carrier{kind: kind, of: s, pt: r.pt, all: kind == RepairRIST, apt: -1}
		for _, n := range r.numbers[:r.early] {
			r.carrier.wait(waitingRepair{repair.Group{Base: n}, 0})
			r.carrier.Packets++
		}
	}
	if !proof {
		r.carrier.wait(waitingRepair{repair.Group{Base: g.Base}, p.Arrival})
		r.carrier.Packets++
		return
	}
	r.numbers[r.hits] = g.Base
	r.hits++
	r.carrier.Packets++
	if resends(kind) {
		g = repair.Group{Base: g.Base}
	}
	r.carrier.wait(waitingRepair{g, p.Arrival})
	if r.hits == probeTakes {
		s.endProbe()
		if x := s.carry(r.carrier); x != nil {
			a.tieTo(x, to)
		}
	}
}

func resends(kind string) bool { return kind == RepairRTX || kind == RepairRIST }

// endProbe forgets the probe of a source, and that it had one if there is nothing else to remember.
func (s *source) endProbe() {
	r := s.repair
	if r.probe = nil; r.history == nil && len(r.carriers) == 0 && r.seen == [2]uint64{} {
		s.repair = nil
	}
}

// looksLike says what a packet may repair, and of which source. For a retransmission the group has a
// size if its number is missing in the source.
func (a *Analyzer) looksLike(s *source, r *repairProbe, p *measure.Packet, payload, b []byte) (kind string, to *source, g repair.Group) {
	switch r.what {
	case probeULPFEC:
		f, ok := repair.ParseULPFEC(payload, p.PayloadLen)
		if d := int16(p.Seq - f.Base); ok && f.Exact && d > 0 && d <= 256 {
			return RepairULPFEC, s, f.Group
		}
	case probeSMPTE:
		f, ok := repair.ParseParityFEC(payload)
		m := a.portsBelow(s.flow)
		if !ok || !f.Extended || m == nil {
			return "", nil, g
		}
		for _, x := range m.sources {
			if !x.repair.repairs() && distance(x, f.Base) <= tieNear {
				return RepairSMPTE, x, f.Group
			}
		}
	case probeOwnSSRC:
		return a.ownSSRC(s, r, p, payload, b)
	case probeRIST:
		x := s.flow.find(s.SSRC &^ 1)
		if x == nil || x == s {
			return "", nil, g
		}
		g.Base = p.Seq
		if x.misses(p) && !slices.Contains(r.numbers[:r.hits], p.Seq) {
			g.Mask[0] = 1 << 63
		} else if _, known := x.Seq.Seen(x.Seq.Extend(p.Seq)); !known {
			return "", nil, g
		}
		return RepairRIST, x, g
	}
	return "", nil, g
}

// ownSSRC judges a packet of a source beside others on its flow: FlexFEC names the SSRC of the source
// that it protects, RTX begins with numbers that another source misses.
func (a *Analyzer) ownSSRC(s *source, r *repairProbe, p *measure.Packet, payload, b []byte) (kind string, to *source, g repair.Group) {
	if f, ok := repair.ParseFlexFEC03(payload); ok {
		if x := s.flow.find(f.SSRC); x != nil && x != s && distance(x, f.Base) <= tieNear {
			return RepairFlexFEC03, x, f.Group
		}
	}
	if ssrc, ok := firstCSRC(b); ok {
		f, ok := repair.ParseFlexFEC(payload)
		if x := s.flow.find(ssrc); ok && x != nil && x != s && distance(x, f.Base) <= tieNear {
			return RepairFlexFEC, x, f.Group
		}
	}
	osn, ok := repair.ParseRTX(payload)
	if !ok {
		return "", nil, g
	}
	for _, x := range s.flow.sources {
		if x == s || x.repair.repairs() || x.LastPayloadType() == p.PayloadType || r.to != nil && x != r.to || !sameMoment(x, p.Timestamp) {
			continue
		}
		came, known := x.Seq.Seen(x.Seq.Extend(osn))
		if !known || came && r.hits == 0 {
			continue
		}
		g.Base = osn
		for _, n := range r.numbers[:r.hits] {
			came = came || n == osn // once is proof enough
		}
		if !came {
			g.Mask[0] = 1 << 63
		}
		return RepairRTX, x, g
	}
	return "", nil, g
}
