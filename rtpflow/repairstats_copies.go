//home: rtpflow/repairstats

package rtpflow

import (
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/repair"
)

// maxPathSkew is the longest time (ns) after the last packet of a source in which a copy of its stream begins.
const maxPathSkew = 5e9

// pairCopies associates a source with one that has the same packets on another path (SMPTE 2022-7, RFC 7198).
func (r *repairs) pairCopies(s *source, p *measure.Packet) {
	c := r.observed.currentTransport(s.flow)
	for _, x := range r.observed.withSSRC(s.SSRC) {
		if x.flow != s.flow && mayCopy(x, p) && (r.grouped(c, x) || twoPaths(s.flow, x.flow)) {
			r.attachCopies(s, x, p, c != nil)
		}
	}
	if c == nil {
		return
	}
	for _, ssrc := range ssrcGroup(c, s.SSRC, "DUP") { // RFC 7104, 3.2
		r.candidates(s, func(x *source) bool {
			if x == s || x.SSRC != ssrc || !mayCopy(x, p) {
				return false
			}
			r.attachCopies(s, x, p, true)
			return true
		})
	}
}

// mayCopy reports whether a packet can be a copy of one of a source.
func mayCopy(s *source, p *measure.Packet) bool {
	return s.Seq.Started() && s.LastPayloadType() == p.PayloadType && s.distance(p.Seq) < repair.MaxLead && p.Arrival-s.End < maxPathSkew && s.sameMoment(p.Timestamp)
}

// twoPaths reports whether two flows with the same source are two paths to one receiver, rather than one source sent to
// two receivers: groups of multicast, or other addresses at both ends that nothing relays.
func twoPaths(f, g *mediaFlow) bool {
	if f.conn != nil || g.conn != nil {
		return false
	}
	if f.dst.Addr.IsMulticast() && g.dst.Addr.IsMulticast() {
		return true
	}
	addrs := []capture.Addr{f.src.Addr, f.dst.Addr, g.src.Addr, g.dst.Addr}
	for i, x := range addrs {
		if slices.Contains(addrs[:i], x) {
			return false
		}
	}
	return !f.negotiated && !g.negotiated
}

// grouped reports whether the description groups the media of a transport and of a source as the same media sent twice
// (a=group:DUP, RFC 7104, 3.1).
func (r *repairs) grouped(c *transport, x *source) bool {
	d := r.observed.currentTransport(x.flow)
	if c == nil || d == nil || c == d || c.session != d.session || c.media.sdp == nil || d.media.sdp == nil || c.session.desc == nil {
		return false
	}
	one, ok1 := c.media.sdp.Attribute("mid")
	two, ok2 := d.media.sdp.Attribute("mid")
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

// attachCopies makes two sources repairs of each other; p is the first packet of s, the later one.
func (r *repairs) attachCopies(s, x *source, p *measure.Packet, fromSDP bool) {
	forward := r.add(s, &repairStream{kind: RepairDuplicate, all: true, fromSDP: fromSDP, apt: -1})
	back := r.add(x, &repairStream{kind: RepairDuplicate, all: true, fromSDP: fromSDP, apt: -1})
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
