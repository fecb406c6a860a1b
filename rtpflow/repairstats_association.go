//home: rtpflow/repairstats

package rtpflow

import (
	"slices"
	"strconv"
	"strings"

	"rtspect/rtpflow/measure"
	"rtspect/sdpview"
)

// Bounds within which a repair is associated with the source that it repairs.
const (
	maxDistance = 2048 // numbers between what is repaired and the highest of the source
	eagerTries  = 64   // packets at each of which the source is looked for; then at every 64th
	maxSearched = 64   // sources of other flows that are looked at
)

// addDescribed adds the repair that the description names for a payload type of a source.
func (r *repairs) addDescribed(s *source, c *transport, f *sdpview.Format) {
	kind := repairOf(f.Encoding)
	if kind == "" {
		return
	}
	// FID groups retransmissions with their source, FEC and FEC-FR parity (RFC 5576, 4.2; RFC 5956, 4.2).
	x := r.add(s, &repairStream{kind: kind, pt: f.PayloadType, fromSDP: true, apt: -1, partners: ssrcGroup(c, s.SSRC, "FID", "FEC", "FEC-FR")})
	if x == nil {
		return
	}
	if n, err := strconv.Atoi(strings.TrimSpace(f.Param("apt"))); err == nil && n >= 0 && n < 128 {
		x.apt = n
	}
	if kind == RepairRED {
		x.red = &redCount{}
		r.attach(x, s)
	}
}

// ssrcGroup are the SSRCs that a=ssrc-group lines of some semantics group with one (RFC 5576, 4.2).
func ssrcGroup(c *transport, ssrc uint32, semantics ...string) (list []uint32) {
	if c.media.sdp == nil {
		return nil
	}
	for _, x := range c.media.sdp.Attributes {
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

// associate finds the source that a repair is for, by the first number that it repairs and by what the description or the
// packet name; false where there is none yet.
func (r *repairs) associate(c *repairStream, p *measure.Packet, seq uint16, ssrc *uint32) bool {
	if c.tries++; c.tries > eagerTries && c.tries%64 != 0 {
		return false
	}
	var found *source
	r.candidates(c.by, func(s *source) bool {
		if !r.mayRepair(c, s, p, seq) || ssrc != nil && s.SSRC != *ssrc {
			return false
		}
		found = s
		return true
	})
	if found == nil && r.inBand(c) && (ssrc == nil || *ssrc == c.by.SSRC) && c.by.distance(seq) <= maxDistance {
		found = c.by
	}
	return found != nil && r.attach(c, found)
}

// inBand reports whether a repair runs among the packets that it repairs.
func (r *repairs) inBand(c *repairStream) bool {
	return !c.all && c.kind != RepairRTX && (len(c.by.PayloadTypes()) > 1 || r.follows(c.by).streams[0].kind == RepairRED)
}

// mayRepair reports whether a packet of a repair can repair number seq of a source.
func (r *repairs) mayRepair(c *repairStream, s *source, p *measure.Packet, seq uint16) bool {
	if s == c.by || r.repairsOnly(s) || !s.Seq.Started() || p.Arrival-s.End > repairDelay || s.distance(seq) > maxDistance {
		return false
	}
	if len(c.partners) > 0 && !slices.Contains(c.partners, s.SSRC) {
		return false
	}
	if c.apt >= 0 && s.PayloadTypes()[uint8(c.apt)] == 0 {
		return false
	}
	return c.kind != RepairRTX || s.sameMoment(p.Timestamp)
}

// attach associates a repair with its source and enters what waited.
func (r *repairs) attach(c *repairStream, s *source) bool {
	h := r.protect(s)
	if h == nil {
		return false
	}
	id, ok := h.Register(&c.Stats)
	if !ok {
		r.dropped++
		return false
	}
	c.of, c.history, c.id = s, h, id
	for i := range c.waiting {
		if w := &c.waiting[i]; w.group.Size() == 0 {
			h.Offer(w.group.Base, id, w.time)
		} else {
			h.Protect(w.group, id)
		}
	}
	c.waiting = nil
	return true
}

// candidates goes through the sources that a repair may be for, the likeliest first, until one is taken: those of the
// same flow, of the same SSRC elsewhere (RFC 4588, 5.3), and of the same session.
func (r *repairs) candidates(s *source, take func(*source) bool) {
	for _, x := range s.flow.sources {
		if take(x) {
			return
		}
	}
	for _, x := range r.observed.withSSRC(s.SSRC) {
		if x.flow != s.flow && x.flow.sameHosts(s.flow) && take(x) {
			return
		}
	}
	n := 0
	r.flowsBeside(s.flow, func(f *mediaFlow) bool {
		for _, x := range f.sources {
			if n++; n > maxSearched || take(x) {
				return true
			}
		}
		return false
	})
}

// flowsBeside goes through the flows of the same session and direction.
func (r *repairs) flowsBeside(m *mediaFlow, stop func(*mediaFlow) bool) {
	if m.dialog != nil {
		for _, f := range r.observed.channelFlows(m, m.from) {
			if f != m && stop(f) {
				return
			}
		}
		return
	}
	c := r.observed.currentTransport(m)
	if c == nil {
		return
	}
	for _, x := range c.session.media {
		other := x.transport
		if other == nil || other == c {
			continue
		}
		clients, _ := other.endpoints()
		for _, e := range clients {
			for _, f := range r.observed.flowsAt(e) {
				if f != m && f.sameHosts(m) && stop(f) {
					return
				}
			}
		}
	}
}

// pairRIST associates a source with the one whose SSRC differs in the lowest bit alone: RIST repeats lost packets as they
// were, except for that bit, which it sets (VSF TR-06-1, 5.3.3). Where the first packet is none that the other source
// misses, the next ones decide.
func (r *repairs) pairRIST(s *source, p *measure.Packet) {
	other := s.flow.find(s.SSRC ^ 1)
	if other == nil || other.LastPayloadType() != p.PayloadType {
		return
	}
	if s.SSRC&1 == 0 {
		s, other = other, s
	}
	if other.misses(p) {
		if x := r.add(s, &repairStream{kind: RepairRIST, all: true, apt: -1}); x != nil {
			r.attach(x, other)
		}
		return
	}
	if r.follows(s) == nil && len(other.Gaps) > 0 {
		r.follow(s).probe = &repairProbe{what: probeRIST, pt: p.PayloadType}
	}
}
