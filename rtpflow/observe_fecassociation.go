//home: rtpflow/observe

package rtpflow

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/repair"
	"rtspect/sdpview"
)

// Bounds within which a repair is tied to the source that it repairs.
const (
	tieNear   = 2048 // numbers between what is repaired and the highest of the source
	tieWithin = 30e9 // ns since the source's last packet
	tieTries  = 64   // packets at which a source is looked for, then every 64th
	maxTied   = 64   // sources that are looked at
)

// described adds the repair that the description names for a payload type of a source.
func (a *Analyzer) described(s *source, c *claim, f *sdpview.Format) {
	kind := repairOf(f.Encoding)
	if kind == "" {
		return
	}
	x := s.carry(&carrier{kind: kind, pt: f.PayloadType, fromSDP: true, apt: -1, mates: mates(c, s.SSRC)})
	if x == nil {
		return
	}
	if n, err := strconv.Atoi(strings.TrimSpace(f.Param("apt"))); err == nil && n >= 0 && n < 128 {
		x.apt = n
	}
	if kind == RepairRED {
		x.red = &redCount{}
		a.tieTo(x, s)
	}
}

// mates are the SSRCs that a=ssrc-group lines put together with one (RFC 5576, 4.2): FID for
// retransmissions, FEC and FEC-FR for parity.
func mates(c *claim, ssrc uint32) (list []uint32) {
	return ssrcGroup(c, ssrc, "FID", "FEC", "FEC-FR")
}

func ssrcGroup(c *claim, ssrc uint32, semantics ...string) (list []uint32) {
	if c.media.SDP == nil {
		return nil
	}
	for _, x := range c.media.SDP.Attributes {
		f := strings.Fields(x.Value)
		if !strings.EqualFold(x.Name, "ssrc-group") || len(f) < 3 || !slices.Contains(semantics, strings.ToUpper(f[0])) {
			continue
		}
		var group []uint32
		for _, t := range f[1:] {
			if n, err := strconv.ParseUint(t, 10, 32); err == nil {
				group = append(group, uint32(n))
			}
		}
		if slices.Contains(group, ssrc) {
			list = append(list, slices.DeleteFunc(group, func(n uint32) bool { return n == ssrc })...)
		}
	}
	return list
}

// tie finds the source that a repair is for, by the first number that it repairs and by what the
// description or the packet say; false where there is none yet.
func (a *Analyzer) tie(c *carrier, p *measure.Packet, seq uint16, ssrc *uint32) bool {
	if c.tries++; c.tries > tieTries && c.tries%64 != 0 {
		return false
	}
	var found *source
	a.near(c.of, func(s *source) bool {
		if !c.mayRepair(s, p, seq) || ssrc != nil && s.SSRC != *ssrc {
			return false
		}
		found = s
		return true
	})
	if found == nil && c.inBand() && (ssrc == nil || *ssrc == c.of.SSRC) && distance(c.of, seq) <= tieNear {
		found = c.of
	}
	return found != nil && a.tieTo(c, found)
}

// inBand reports whether a repair runs among the packets that it repairs.
func (c *carrier) inBand() bool {
	return !c.all && c.kind != RepairRTX && (len(c.of.PayloadTypes()) > 1 || c.of.repair.carriers[0].kind == RepairRED)
}

func (c *carrier) mayRepair(s *source, p *measure.Packet, seq uint16) bool {
	if s == c.of || s.repair.repairs() || !s.Seq.Started() || p.Arrival-s.End > tieWithin || distance(s, seq) > tieNear {
		return false
	}
	if len(c.mates) > 0 && !slices.Contains(c.mates, s.SSRC) {
		return false
	}
	if c.apt >= 0 && s.PayloadTypes()[uint8(c.apt)] == 0 {
		return false
	}
	return c.kind != RepairRTX || sameMoment(s, p.Timestamp)
}

// sameMoment reports whether a timestamp is near a source's last one, at any usual clock rate: a
// retransmission has that of the packet that it repeats (RFC 4588, 4).
func sameMoment(s *source, ts uint32) bool {
	d := int64(int32(ts - s.LastTS))
	return d > -30*90000 && d < 30*90000
}

func distance(s *source, seq uint16) int64 {
	d := int64(int16(seq - uint16(s.Seq.Max())))
	return max(d, -d)
}

// repairs reports whether all packets of a source are repair.
func (r *repairState) repairs() bool {
	return r != nil && slices.ContainsFunc(r.carriers, (*carrier).whole)
}

// tieTo ties a repair to its source and gives it what waited.
func (a *Analyzer) tieTo(c *carrier, s *source) bool {
	h := a.protect(s)
	if h == nil {
		return false
	}
	who, ok := h.Register(&c.Count)
	if !ok {
		a.limits.repairs++
		return false
	}
	c.to, c.who = s, who
	for i := range c.waiting {
		if w := &c.waiting[i]; w.group.Size() == 0 {
			h.Offer(w.group.Base, who, w.time)
		} else {
			h.Protect(w.group, who)
		}
	}
	c.waiting = nil
	return true
}

// near goes through the sources that a repair may be for, the likeliest first, until one is taken: of the
// same flow, of the same SSRC elsewhere (RFC 4588, 5.3), and of the same session.
func (a *Analyzer) near(s *source, take func(*source) bool) {
	for _, x := range s.flow.sources {
		if take(x) {
			return
		}
	}
	for _, x := range a.sourcesOf[s.SSRC] {
		if x.flow != s.flow && sameSender(x.flow, s.flow) && take(x) {
			return
		}
	}
	n := 0
	a.besides(s.flow, func(f *mediaFlow) bool {
		for _, x := range f.sources {
			if n++; n > maxTied || take(x) {
				return true
			}
		}
		return false
	})
}

// besides goes through the flows of the same session and direction.
func (a *Analyzer) besides(m *mediaFlow, stop func(*mediaFlow) bool) {
	if m.conn != nil {
		for _, f := range a.channelsOf(m.dialogue).list[m.from] {
			if f != m && stop(f) {
				return
			}
		}
		return
	}
	c := a.likelyClaim(m)
	if c == nil {
		return
	}
	for _, media := range c.session.Media {
		other := c.session.claims[media]
		if other == nil || other == c {
			continue
		}
		clients, _ := other.endpoints()
		for _, e := range clients {
			for _, f := range a.byEnd[e] {
				if f != m && sameSender(f, m) && stop(f) {
					return
				}
			}
		}
	}
}

// sameSender reports whether two flows run from one host to another alike.
func sameSender(f, g *mediaFlow) bool {
	return f.src.Addr == g.src.Addr && f.dst.Addr == g.dst.Addr
}

// firstCSRC is the first contributing source of an RTP packet.
func firstCSRC(b []byte) (uint32, bool) {
	if len(b) < measure.HeaderSize+4 || b[0]&0x0f == 0 {
		return 0, false
	}
	return binary.BigEndian.Uint32(b[measure.HeaderSize:]), true
}

// beginsRepair looks at a new source, at its first packet, for what its SSRC, its numbers and its ports
// say of repair.
func (a *Analyzer) beginsRepair(s *source, p *measure.Packet) {
	a.firstOfType(s, p)
	a.ristPair(s, p)
	a.copies(s, p)
	if s.repair != nil && (len(s.repair.carriers) > 0 || s.repair.probe != nil) {
		return
	}
	switch {
	case a.portsBelow(s.flow) != nil:
		s.state().probe = &repairProbe{what: probeSMPTE, pt: p.PayloadType}
	case s.flow.otherType(p.PayloadType) && !s.flow.described(a, p.PayloadType):
		s.state().probe = &repairProbe{what: probeOwnSSRC, pt: p.PayloadType}
	}
}

// otherType reports whether the flow has a source of another payload type, as that of a repair always is.
func (m *mediaFlow) otherType(pt uint8) bool {
	return slices.ContainsFunc(m.sources, func(s *source) bool { return s.Seq.Started() && s.LastPayloadType() != pt })
}

// described reports whether the signalling names the encoding of a payload type of the flow.
func (m *mediaFlow) described(a *Analyzer, pt uint8) bool {
	c := a.likelyClaim(m)
	if c == nil {
		return false
	}
	f, _, ok := c.format(pt)
	return ok && f.Encoding != ""
}

// ristPair ties a source to the one whose SSRC differs in the lowest bit alone: RIST repeats lost packets
// as they were, but for that bit, which is set (VSF TR-06-1, 5.3.3). Where its first packet is none that
// the other misses, the next ones decide.
func (a *Analyzer) ristPair(s *source, p *measure.Packet) {
	other := s.flow.find(s.SSRC ^ 1)
	if other == nil || other.LastPayloadType() != p.PayloadType {
		return
	}
	if s.SSRC&1 == 0 {
		s, other = other, s
	}
	if other.misses(p) {
		if x := s.carry(&carrier{kind: RepairRIST, all: true, apt: -1}); x != nil {
			a.tieTo(x, other)
		}
		return
	}
	if s.repair == nil && len(other.Holes) > 0 {
		s.state().probe = &repairProbe{what: probeRIST, pt: p.PayloadType}
	}
}

// misses reports whether a packet of RIST repeats one that a source misses: it has its type, nearly its
// time, and the lowest bit of its SSRC set beside.
func (s *source) misses(p *measure.Packet) bool {
	if s.SSRC&1 != 0 || s.SSRC|1 != p.SSRC || s.LastPayloadType() != p.PayloadType || p.Arrival-s.End > tieWithin || !sameMoment(s, p.Timestamp) {
		return false
	}
	came, known := s.Seq.Seen(s.Seq.Extend(p.Seq))
	return known && !came
}

// copies ties a source to one that has the same packets on another path (SMPTE 2022-7, RFC 7198).
func (a *Analyzer) copies(s *source, p *measure.Packet) {
	c := a.likelyClaim(s.flow)
	for _, x := range a.sourcesOf[s.SSRC] {
		if x.flow != s.flow && samePackets(x, p) && (a.grouped(c, s, x) || twoPaths(s.flow, x.flow)) {
			a.tieCopies(s, x, p, c != nil)
		}
	}
	if c == nil {
		return
	}
	for _, ssrc := range ssrcGroup(c, s.SSRC, "DUP") { // RFC 7104, 3.2
		a.near(s, func(x *source) bool {
			if x == s || x.SSRC != ssrc || !samePackets(x, p) {
				return false
			}
			a.tieCopies(s, x, p, true)
			return true
		})
	}
}

// samePackets reports whether a packet may be a copy of one of a source.
func samePackets(s *source, p *measure.Packet) bool {
	return s.Seq.Started() && s.LastPayloadType() == p.PayloadType && distance(s, p.Seq) < repair.Ahead && p.Arrival-s.End < 5e9 && sameMoment(s, p.Timestamp)
}

// twoPaths reports whether two flows with the same source are two paths to one receiver, and not one
// source sent to two receivers: groups of multicast, or other addresses at both ends that nothing relays.
func twoPaths(f, g *mediaFlow) bool {
	if f.conn != nil || g.conn != nil {
		return false
	}
	if f.dst.Addr.IsMulticast() && g.dst.Addr.IsMulticast() {
		return true
	}
	one := []capture.Addr{f.src.Addr, f.dst.Addr, g.src.Addr, g.dst.Addr}
	for i, x := range one {
		if slices.Contains(one[:i], x) {
			return false
		}
	}
	return !f.claimed && !g.claimed
}

// grouped reports whether the description says that two media carry the same (a=group:DUP, RFC 7104, 3.1).
func (a *Analyzer) grouped(c *claim, s, x *source) bool {
	d := a.likelyClaim(x.flow)
	if c == nil || d == nil || c == d || c.session != d.session || c.media.SDP == nil || d.media.SDP == nil || c.session.desc == nil {
		return false
	}
	one, ok1 := c.media.SDP.Attribute("mid")
	two, ok2 := d.media.SDP.Attribute("mid")
	if !ok1 || !ok2 {
		return false
	}
	for _, g := range c.session.desc.view.Attributes {
		f := strings.Fields(g.Value)
		if strings.EqualFold(g.Name, "group") && len(f) > 2 && strings.EqualFold(f[0], "DUP") && slices.Contains(f[1:], one) && slices.Contains(f[1:], two) {
			return true
		}
	}
	return false
}

// tieCopies makes two sources repairs of each other; p is the first packet of s, the later one.
func (a *Analyzer) tieCopies(s, x *source, p *measure.Packet, fromSDP bool) {
	forward := s.carry(&carrier{kind: RepairDuplicate, all: true, fromSDP: fromSDP, apt: -1})
	back := x.carry(&carrier{kind: RepairDuplicate, all: true, fromSDP: fromSDP, apt: -1})
	if forward == nil || back == nil || !a.tieTo(forward, x) || !a.tieTo(back, s) {
		return
	}
	h := s.repair.history
	h.Begin(int64(p.Seq))
	for e := x.Seq.Max() - measure.WindowBits + 1; e <= x.Seq.Max(); e++ {
		if came, _ := x.Seq.Seen(e); came && int16(uint16(e)-p.Seq) >= 0 {
			back.Packets++
			h.Offer(uint16(e), back.who, 0)
		}
	}
}

// portsBelow finds the flow that parity packets of SMPTE 2022-1 would be for: columns go to the port 2
// above that of the media, rows 4 above.
func (a *Analyzer) portsBelow(m *mediaFlow) *mediaFlow {
	if m.conn != nil {
		return nil
	}
	for _, d := range []uint16{2, 4} {
		if m.dst.Port <= d {
			continue
		}
		for _, f := range a.byEnd[capture.Endpoint{Addr: m.dst.Addr, Port: m.dst.Port - d}] {
			if f != m && f.dst.Addr == m.dst.Addr && f.src.Addr == m.src.Addr && len(f.sources) > 0 {
				return f
			}
		}
	}
	return nil
}
