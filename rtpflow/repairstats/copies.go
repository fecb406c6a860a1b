package repairstats

import (
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/repair"
	"rtspect/rtpflow/signalling"
)

// maxPathSkew is the longest time (ns) after the last packet of a source in which a copy of its stream begins.
const maxPathSkew = 5e9

// pairCopies associates a source with one that has the same packets on another path (SMPTE 2022-7, RFC 7198).
func (r *Repairs) pairCopies(s *observe.Source, p *measure.Packet) {
	c := r.Observed.CurrentTransport(s.Flow)
	for _, x := range r.Observed.WithSSRC(s.SSRC) {
		if x.Flow != s.Flow && mayCopy(x, p) && (r.grouped(c, x) || twoPaths(s.Flow, x.Flow) && (s.Flow.Dst.Addr.IsMulticast() || closeBehind(x, p))) {
			r.attachCopies(s, x, p, c != nil)
		}
	}
	if c == nil {
		return
	}
	for _, ssrc := range ssrcGroup(c, s.SSRC, "DUP") { // RFC 7104, 3.2
		r.candidates(s, func(x *observe.Source) bool {
			if x == s || x.SSRC != ssrc || !mayCopy(x, p) {
				return false
			}
			r.attachCopies(s, x, p, true)
			return true
		})
	}
}

// mayCopy reports whether a packet can be a copy of one of a source.
func mayCopy(s *observe.Source, p *measure.Packet) bool {
	return s.Seq.Started() && s.LastPayloadType() == p.PayloadType && s.Distance(p.Seq) < repair.MaxLead && p.Arrival-s.End < maxPathSkew && s.SameMoment(p.Timestamp)
}

// maxUnicastSkew is the longest time (ns) between the copies of a packet on two unicast paths that nothing groups: the
// limit of SMPTE 2022-7 for receivers of high skew. A load generator that replays one recording from many hosts to many
// others begins them further apart.
const maxUnicastSkew = 450e6

// closeBehind reports whether a packet arrives within maxUnicastSkew of the packet of x with its sequence number, by the
// mean time between the packets of x.
func closeBehind(x *observe.Source, p *measure.Packet) bool {
	mean, _, _ := x.Delta()
	behind := float64(p.Arrival-x.End) + mean*1e6*float64(int16(uint16(x.Seq.Max())-p.Seq))
	return behind < maxUnicastSkew && behind > -maxUnicastSkew
}

// twoPaths reports whether two flows with the same source are two paths to one receiver, rather than one source sent to
// two receivers: groups of multicast, or other addresses at both ends that nothing relays.
func twoPaths(f, g *observe.Flow) bool {
	if f.Conn != nil || g.Conn != nil {
		return false
	}
	if f.Dst.Addr.IsMulticast() && g.Dst.Addr.IsMulticast() {
		return true
	}
	addrs := []capture.Addr{f.Src.Addr, f.Dst.Addr, g.Src.Addr, g.Dst.Addr}
	for i, x := range addrs {
		if slices.Contains(addrs[:i], x) {
			return false
		}
	}
	return !f.Negotiated && !g.Negotiated
}

// grouped reports whether the description groups the media of a transport and of a source as the same media sent twice
// (a=group:DUP, RFC 7104, 3.1).
func (r *Repairs) grouped(c *signalling.Transport, x *observe.Source) bool {
	d := r.Observed.CurrentTransport(x.Flow)
	if c == nil || d == nil || c == d || c.Session != d.Session || c.Media.SDP == nil || d.Media.SDP == nil || c.Session.Desc == nil {
		return false
	}
	one, ok1 := c.Media.SDP.Attribute("mid")
	two, ok2 := d.Media.SDP.Attribute("mid")
	if !ok1 || !ok2 {
		return false
	}
	for _, g := range c.Session.Desc.View.Attributes {
		f := strings.Fields(g.Value)
		if strings.EqualFold(g.Name, "group") && len(f) > 2 && strings.EqualFold(f[0], "DUP") && slices.Contains(f[1:], one) && slices.Contains(f[1:], two) {
			return true
		}
	}
	return false
}

// attachCopies makes two sources repairs of each other; p is the first packet of s, the later one.
func (r *Repairs) attachCopies(s, x *observe.Source, p *measure.Packet, fromSDP bool) {
	forward := r.add(s, &Stream{Kind: rtpflow.RepairDuplicate, All: true, FromSDP: fromSDP, apt: -1})
	back := r.add(x, &Stream{Kind: rtpflow.RepairDuplicate, All: true, FromSDP: fromSDP, apt: -1})
	if forward == nil || back == nil || !r.attach(forward, x) || !r.attach(back, s) {
		return
	}
	h := back.history
	h.Begin(int64(p.Seq))
	for e := x.Seq.Max() - measure.WindowBits + 1; e <= x.Seq.Max(); e++ {
		if came, _ := x.Seq.Seen(e); came && int16(uint16(e)-p.Seq) >= 0 {
			back.Packets++
			h.Offer(uint16(e), back.id, 0)
		}
	}
}
