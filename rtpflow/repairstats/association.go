package repairstats

import (
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"

	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/signalling"
	"rtspect/sdpview"
)

// Bounds within which a repair is associated with the source that it repairs.
const (
	maxDistance = 2048 // numbers between what is repaired and the highest of the source
	eagerTries  = 64   // packets at each of which the source is looked for; then at every 64th
	maxSearched = 64   // sources of other flows that are looked at
)

// addDescribed adds the repair that the description names for a payload type of a source.
func (r *Repairs) addDescribed(s *observe.Source, c *signalling.Transport, f *sdpview.Format) {
	kind := repairOf(f.Encoding)
	if kind == "" {
		return
	}
	// FID groups retransmissions with their source, FEC and FEC-FR parity (RFC 5576, 4.2; RFC 5956, 4.2).
	x := r.add(s, &Stream{Kind: kind, Pt: f.PayloadType, FromSDP: true, apt: -1, partners: ssrcGroup(c, s.SSRC, "FID", "FEC", "FEC-FR")})
	if x == nil {
		return
	}
	if n, err := strconv.Atoi(strings.TrimSpace(f.Param("apt"))); err == nil && n >= 0 && n < 128 {
		x.apt = n
	}
	if kind == rtpflow.RepairRED {
		x.RED = &redCount{}
		r.attach(x, s)
	}
}

// ssrcGroup are the SSRCs that a=ssrc-group lines of some semantics group with one (RFC 5576, 4.2).
func ssrcGroup(c *signalling.Transport, ssrc uint32, semantics ...string) (list []uint32) {
	if c.Media.SDP == nil {
		return nil
	}
	for _, x := range c.Media.SDP.Attributes {
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
func (r *Repairs) associate(c *Stream, p *measure.Packet, seq uint16, ssrc *uint32) bool {
	if c.tries++; c.tries > eagerTries && c.tries%64 != 0 {
		return false
	}
	var found *observe.Source
	r.candidates(c.by, func(s *observe.Source) bool {
		if !r.mayRepair(c, s, p, seq) || ssrc != nil && s.SSRC != *ssrc {
			return false
		}
		found = s
		return true
	})
	if found == nil && r.inBand(c) && (ssrc == nil || *ssrc == c.by.SSRC) && c.by.Distance(seq) <= maxDistance {
		found = c.by
	}
	return found != nil && r.attach(c, found)
}

// inBand reports whether a repair runs among the packets that it repairs.
func (r *Repairs) inBand(c *Stream) bool {
	return !c.All && c.Kind != rtpflow.RepairRTX && (len(c.by.PayloadTypes()) > 1 || r.Follows(c.by).Streams[0].Kind == rtpflow.RepairRED)
}

// mayRepair reports whether a packet of a repair can repair number seq of a source.
func (r *Repairs) mayRepair(c *Stream, s *observe.Source, p *measure.Packet, seq uint16) bool {
	if s == c.by || r.RepairsOnly(s) || !s.Seq.Started() || p.Arrival-s.End > observe.RepairDelay || s.Distance(seq) > maxDistance {
		return false
	}
	if len(c.partners) > 0 && !slices.Contains(c.partners, s.SSRC) {
		return false
	}
	if c.apt >= 0 && s.PayloadTypes()[uint8(c.apt)] == 0 {
		return false
	}
	return c.Kind != rtpflow.RepairRTX || s.SameMoment(p.Timestamp)
}

// attach associates a repair with its source and enters what waited.
func (r *Repairs) attach(c *Stream, s *observe.Source) bool {
	h := r.protect(s)
	if h == nil {
		return false
	}
	id, ok := h.Register(&c.Stats)
	if !ok {
		r.Dropped.Add(1, capture.Frame(s.FirstFrame))
		return false
	}
	c.Of, c.history, c.id = s, h, id
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
func (r *Repairs) candidates(s *observe.Source, take func(*observe.Source) bool) {
	if slices.ContainsFunc(s.Flow.Sources, take) {
		return
	}
	for _, x := range r.Observed.WithSSRC(s.SSRC) {
		if x.Flow != s.Flow && x.Flow.SameHosts(s.Flow) && take(x) {
			return
		}
	}
	n := 0
	r.flowsBeside(s.Flow, func(f *observe.Flow) bool {
		for _, x := range f.Sources {
			if n++; n > maxSearched || take(x) {
				return true
			}
		}
		return false
	})
}

// flowsBeside goes through the flows of the same session and direction.
func (r *Repairs) flowsBeside(m *observe.Flow, stop func(*observe.Flow) bool) {
	if m.Dialog != nil {
		for _, f := range r.Observed.ChannelFlows(m, m.From) {
			if f != m && stop(f) {
				return
			}
		}
		return
	}
	c := r.Observed.CurrentTransport(m)
	if c == nil {
		return
	}
	for _, x := range c.Session.Media {
		other := x.Transport
		if other == nil || other == c {
			continue
		}
		clients, _ := other.Endpoints()
		for _, e := range clients {
			for _, f := range r.Observed.FlowsAt(e) {
				if f != m && f.SameHosts(m) && stop(f) {
					return
				}
			}
		}
	}
}

// pairRIST associates a source with the one whose SSRC differs in the lowest bit alone: RIST repeats lost packets as they
// were, except for that bit, which it sets (VSF TR-06-1, 5.3.3). Where the first packet is none that the other source
// misses, the next ones decide.
func (r *Repairs) pairRIST(s *observe.Source, p *measure.Packet) {
	other := s.Flow.Find(s.SSRC ^ 1)
	if other == nil || other.LastPayloadType() != p.PayloadType {
		return
	}
	if s.SSRC&1 == 0 {
		s, other = other, s
	}
	if other.Misses(p) {
		if x := r.add(s, &Stream{Kind: rtpflow.RepairRIST, All: true, apt: -1}); x != nil {
			r.attach(x, other)
		}
		return
	}
	if r.Follows(s) == nil && len(other.Gaps) > 0 {
		r.follow(s).probe = &repairProbe{what: probeRIST, pt: p.PayloadType}
	}
}
