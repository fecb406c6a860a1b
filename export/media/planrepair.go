package media

import (
	"strconv"

	"rtspect/export/media/elementary"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// planRepair plans a payload type that has no media, by the description or by what the report found; false for
// media.
func (p *plan) planRepair(s *elementary.Stream, f *sdpview.Format) bool {
	r := repairOf(s.Source, f.PayloadType)
	kind := ""
	if r != nil {
		kind = r.Kind
	}
	switch {
	case kind == rtpflow.RepairRIST:
		s.RepeatsAsIs()
	case kind == rtpflow.RepairRTX || elementary.IsRetransmission(f.Encoding):
		if n, err := strconv.ParseUint(f.Param("apt"), 10, 7); err == nil {
			s.Repeats(f.PayloadType, uint8(n), true)
		} else if r != nil && r.Of != nil {
			s.Repeats(f.PayloadType, payloadTypes(r.Of)[0], true)
		} else {
			s.Repeats(f.PayloadType, 0, false)
		}
	case kind == rtpflow.RepairRED:
		p.planRED(s, r)
	case kind != "" || elementary.IsParity(f.Encoding):
		s.Skip(f.PayloadType)
	default:
		return false
	}
	return true
}

// repairOf is the repair that the report found in a payload type of a stream, nil if it is media.
func repairOf(src *rtpflow.Stream, pt uint8) *rtpflow.Repair {
	if src.Repair != nil {
		return src.Repair
	}
	if src.Repaired != nil {
		for _, r := range src.Repaired.By {
			if r.By == src && r.PayloadType != nil && *r.PayloadType == pt {
				return r
			}
		}
	}
	return nil
}

// planRED gives the blocks of RFC 2198 their tracks, the primary ones first.
func (p *plan) planRED(s *elementary.Stream, r *rtpflow.Repair) {
	s.UnpackRED(*r.PayloadType)
	for _, blocks := range []map[uint8]int64{r.RED.Primary, r.RED.Redundant} {
		for _, pt := range sortedByCount(blocks) {
			if f, from := p.options.format(s.Media, pt); s.Track(pt) == nil && !elementary.IsParity(f.Encoding) && p.options.selectsCodec(f.Encoding) {
				s.AddTrack(f, from)
			}
		}
	}
}

// tieRepairs ties streams of retransmissions to those whose packets they repeat.
func (p *plan) tieRepairs() {
	for _, s := range p.streams {
		if !s.NeedsRepaired() {
			continue
		}
		if o := p.repairedBy(s); o != nil {
			s.Repair(o)
		} else { // kept as packets
			for _, pt := range payloadTypes(s.Source) {
				if s.IsRepeat(pt) {
					s.AddTrack(sdpview.Format{PayloadType: pt, Encoding: "RTX", ClockRate: s.Source.ClockRate}, "sdp")
				}
			}
		}
		p.nameTracks(s)
	}
}

// repairedBy finds the stream that one of retransmissions repairs: as the report found, or the one of the same media, or of
// the same SSRC in the session, that has the payload type of apt.
func (p *plan) repairedBy(s *elementary.Stream) *elementary.Stream {
	if r := s.Source.Repair; r != nil && r.Of != nil {
		if o := p.of[r.Of]; s.CanRepair(o) {
			return o
		}
		return nil
	}
	for _, o := range p.streams {
		near := o.Session == s.Session && (o.Media == s.Media || o.Source.SSRC == s.Source.SSRC) && o.Source.Direction == s.Source.Direction
		if near && s.CanRepair(o) {
			return o
		}
	}
	return nil
}
