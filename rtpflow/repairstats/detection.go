package repairstats

import (
	"encoding/binary"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/repair"
)

// probeKind is what a source, or a payload type of it, may be.
type probeKind uint8

const (
	probeULPFEC  probeKind = iota // a second payload type in the sequence numbers of a source
	probeOwnSSRC                  // another SSRC on the flow of a source: RTX or FlexFEC
	probeSMPTE                    // on the ports above those of a source
	probeRIST                     // the SSRC of a source with the lowest bit set
)

const (
	probeHits = 3  // packets that must look like the repair
	maxProbed = 24 // packets that are looked at
	maxEarly  = 6  // retransmissions before the first one of a packet that is missing
)

// repairProbe decides by content where no description names the repair.
type repairProbe struct {
	what    probeKind
	pt      uint8
	n, hits uint8
	early   uint8 // numbers that had arrived, before the first hit
	kind    string
	of      *observe.Source
	stream  *Stream // counts as if it were confirmed already
	numbers [maxEarly]uint16
}

// sourceBegins looks at the first packet of a new source for what its SSRC, its numbers and its ports show of repair.
func (r *Repairs) sourceBegins(s *observe.Source, p *measure.Packet) {
	r.pairRIST(s, p)
	r.pairCopies(s, p)
	if x := r.Follows(s); x != nil && (len(x.Streams) > 0 || x.probe != nil) {
		return
	}
	switch {
	case r.portsBelow(s.Flow) != nil:
		r.follow(s).probe = &repairProbe{what: probeSMPTE, pt: p.PayloadType}
	case hasOtherType(s.Flow, p.PayloadType) && !r.described(s.Flow, p.PayloadType):
		r.follow(s).probe = &repairProbe{what: probeOwnSSRC, pt: p.PayloadType}
	}
}

// hasOtherType reports whether a flow has a source of another payload type, as a flow with a repair always has.
func hasOtherType(f *observe.Flow, pt uint8) bool {
	return slices.ContainsFunc(f.Sources, func(s *observe.Source) bool { return s.Seq.Started() && s.LastPayloadType() != pt })
}

// described reports whether the signalling names the encoding of a payload type of a flow.
func (r *Repairs) described(f *observe.Flow, pt uint8) bool {
	c := r.Observed.CurrentTransport(f)
	if c == nil {
		return false
	}
	x, _, ok := c.Format(pt)
	return ok && x.Encoding != ""
}

// portsBelow finds the flow that parity packets of SMPTE 2022-1 would be for: columns go to the port 2 above that of the
// media, rows to the port 4 above.
func (r *Repairs) portsBelow(m *observe.Flow) *observe.Flow {
	if m.Conn != nil {
		return nil
	}
	for _, d := range []uint16{2, 4} {
		if m.Dst.Port <= d {
			continue
		}
		for _, f := range r.Observed.FlowsAt(capture.Endpoint{Addr: m.Dst.Addr, Port: m.Dst.Port - d}) {
			if f != m && f.Dst.Addr == m.Dst.Addr && f.Src.Addr == m.Src.Addr && len(f.Sources) > 0 {
				return f
			}
		}
	}
	return nil
}

// probePacket looks at a packet of a source that may carry repair. Each hit is kept, so that what the first packets
// repaired is counted once the repair is confirmed.
func (r *Repairs) probePacket(s *observe.Source, x *State, p *measure.Packet, v measure.Verdict, payload, b []byte) {
	t := x.probe
	if p.PayloadType != t.pt || v == measure.Duplicate && t.what != probeRIST {
		return
	}
	if t.n++; t.n > maxProbed {
		r.forget(s)
		return
	}
	kind, of, g := r.resembles(s, t, p, payload, b)
	if (t.what == probeULPFEC || t.what == probeSMPTE) && kind == "" || t.stream != nil && kind != "" && (kind != t.kind || of != t.of) {
		r.forget(s)
		return
	}
	if kind == "" {
		return
	}
	proof := !resends(kind) || g.Size() > 0 // not a number that had arrived
	if t.stream == nil && !proof {
		if t.early == maxEarly {
			r.forget(s)
			return
		}
		t.numbers[t.early] = g.Base
		t.early++
		return
	}
	if t.stream == nil {
		t.begin(s, kind, of)
	}
	if !proof {
		t.stream.wait(waitingRepair{repair.Group{Base: g.Base}, p.Arrival})
		t.stream.Packets++
		return
	}
	t.numbers[t.hits] = g.Base
	t.hits++
	t.stream.Packets++
	if resends(kind) {
		g = repair.Group{Base: g.Base}
	}
	t.stream.wait(waitingRepair{g, p.Arrival})
	if t.hits == probeHits {
		r.forget(s)
		if c := r.add(s, t.stream); c != nil {
			r.attach(c, of)
		}
	}
}

// begin starts to count, with the numbers that came before.
func (t *repairProbe) begin(s *observe.Source, kind string, of *observe.Source) {
	t.kind, t.of = kind, of
	t.stream = &Stream{Kind: kind, by: s, Pt: t.pt, All: kind == rtpflow.RepairRIST, apt: -1}
	for _, n := range t.numbers[:t.early] {
		t.stream.wait(waitingRepair{repair.Group{Base: n}, 0})
		t.stream.Packets++
	}
}

// resends reports whether a kind of repair sends single packets again.
func resends(kind string) bool { return kind == rtpflow.RepairRTX || kind == rtpflow.RepairRIST }

// resembles says what repair a packet looks like, and of which source. For a retransmission the group has a size if its
// number is missing in the source.
func (r *Repairs) resembles(s *observe.Source, t *repairProbe, p *measure.Packet, payload, b []byte) (kind string, of *observe.Source, g repair.Group) {
	switch t.what {
	case probeULPFEC:
		f, ok := repair.ParseULPFEC(payload, p.PayloadLen)
		if d := int16(p.Seq - f.Base); ok && f.Exact && d > 0 && d <= 256 {
			return rtpflow.RepairULPFEC, s, f.Group
		}
	case probeSMPTE:
		f, ok := repair.ParseParityFEC(payload)
		m := r.portsBelow(s.Flow)
		if !ok || !f.Extended || m == nil {
			return "", nil, g
		}
		for _, x := range m.Sources {
			if !r.RepairsOnly(x) && x.Distance(f.Base) <= maxDistance {
				return rtpflow.RepairSMPTE, x, f.Group
			}
		}
	case probeOwnSSRC:
		return r.resemblesRTX(s, t, p, payload, b)
	case probeRIST:
		x := s.Flow.Find(s.SSRC &^ 1)
		if x == nil || x == s {
			return "", nil, g
		}
		g.Base = p.Seq
		if x.Misses(p) && !slices.Contains(t.numbers[:t.hits], p.Seq) {
			g.Mask[0] = 1 << 63
		} else if _, known := x.Seq.Seen(x.Seq.Extend(p.Seq)); !known {
			return "", nil, g
		}
		return rtpflow.RepairRIST, x, g
	}
	return "", nil, g
}

// resemblesRTX says what repair a packet looks like whose SSRC is one of several of its flow: FlexFEC names the SSRC of
// the source that it protects, RTX begins with numbers that another source misses.
func (r *Repairs) resemblesRTX(s *observe.Source, t *repairProbe, p *measure.Packet, payload, b []byte) (kind string, of *observe.Source, g repair.Group) {
	if f, ok := repair.ParseFlexFEC03(payload); ok {
		if x := s.Flow.Find(f.SSRC); x != nil && x != s && x.Distance(f.Base) <= maxDistance {
			return rtpflow.RepairFlexFEC03, x, f.Group
		}
	}
	if ssrc, ok := firstCSRC(b); ok {
		f, ok := repair.ParseFlexFEC(payload)
		if x := s.Flow.Find(ssrc); ok && x != nil && x != s && x.Distance(f.Base) <= maxDistance {
			return rtpflow.RepairFlexFEC, x, f.Group
		}
	}
	osn, ok := repair.ParseRTX(payload)
	if !ok {
		return "", nil, g
	}
	for _, x := range s.Flow.Sources {
		if x == s || r.RepairsOnly(x) || x.LastPayloadType() == p.PayloadType || t.of != nil && x != t.of || !x.SameMoment(p.Timestamp) {
			continue
		}
		came, known := x.Seq.Seen(x.Seq.Extend(osn))
		if !known || came && t.hits == 0 {
			continue
		}
		g.Base = osn
		for _, n := range t.numbers[:t.hits] {
			came = came || n == osn // once is proof enough
		}
		if !came {
			g.Mask[0] = 1 << 63
		}
		return rtpflow.RepairRTX, x, g
	}
	return "", nil, g
}

// firstCSRC is the first contributing source of an RTP packet.
func firstCSRC(b []byte) (uint32, bool) {
	if len(b) < measure.HeaderSize+4 || b[0]&0x0f == 0 {
		return 0, false
	}
	return binary.BigEndian.Uint32(b[measure.HeaderSize:]), true
}
