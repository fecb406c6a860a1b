package media

import (
	"slices"
	"strconv"
	"strings"

	"rtspect/depacket"
	"rtspect/rtpflow"
	"rtspect/rtpflow/repair"
	"rtspect/sdpview"
)

// redPayload is what is known of a stream's payloads of RFC 2198.
type redPayload struct {
	payloadType uint8
	repair.Stepper
}

// isRepair names the encodings of retransmissions, isFEC those of parity.
func isRepair(encoding string) bool { return encoding == "RTX" || encoding == "X-WMS-RTX" }
func isFEC(encoding string) bool {
	return strings.HasSuffix(encoding, "FEC") || encoding == "FLEXFEC-03" || encoding == "RAPTORFEC"
}

// planRepair notes a payload type that is no medium of its own, by the description or by what the report
// found; false for media.
func (s *stream) planRepair(f *sdpview.Format) bool {
	r := s.repairOf(f.PayloadType)
	kind := ""
	if r != nil {
		kind = r.Kind
	}
	switch {
	case kind == rtpflow.RepairRIST:
		s.same = true
	case kind == rtpflow.RepairRTX || isRepair(f.Encoding):
		if s.repairType == nil {
			s.repairType = map[uint8]uint8{}
		}
		if n, err := strconv.ParseUint(f.Param("apt"), 10, 7); err == nil {
			s.repairType[f.PayloadType] = uint8(n)
		} else if r != nil && r.Of() != nil {
			s.repairType[f.PayloadType] = payloadTypes(r.Of())[0]
		}
	case kind == rtpflow.RepairRED:
		s.planRED(r)
	case kind != "" || isFEC(f.Encoding):
		if s.skipped == nil {
			s.skipped = map[uint8]int64{}
		}
		s.skipped[f.PayloadType] = s.src.PayloadTypes[f.PayloadType]
	default:
		return false
	}
	return true
}

// repairOf is the repair that the report found in a payload type of the stream, nil if it is media.
func (s *stream) repairOf(pt uint8) *rtpflow.Repair {
	if r := s.src.Repair; r != nil {
		return r
	}
	if s.src.Repaired != nil {
		for _, r := range s.src.Repaired.By {
			if r.By() == s.src && r.PayloadType != nil && *r.PayloadType == pt {
				return r
			}
		}
	}
	return nil
}

// planRED gives the blocks of RFC 2198 their tracks, the primary ones first.
func (s *stream) planRED(r *rtpflow.Repair) {
	s.red = &redPayload{payloadType: *r.PayloadType}
	for _, blocks := range []map[uint8]int64{r.RED.Primary, r.RED.Redundant} {
		for _, pt := range sortedByCount(blocks) {
			if f, from := s.x.format(s.media, pt); s.tracks[pt] == nil && !isFEC(f.Encoding) && s.x.choosesCodec(f.Encoding) {
				s.addTrack(f, from)
			}
		}
	}
}

// repairs ties streams of retransmissions to those whose packets they repeat: as the report found, or to the
// stream of the same media, or of the same SSRC in the session, that has the payload type of apt.
func (x *exporter) repairs() {
	for _, s := range x.list {
		if len(s.repairType) == 0 && !s.same {
			continue
		}
		if s.repairs = x.repairedBy(s); s.repairs != nil && len(s.all) == 0 {
			continue
		}
		if s.repairs == nil { // nothing to repair: kept as packets
			for _, pt := range payloadTypes(s.src) {
				if _, ok := s.repairType[pt]; ok || s.same {
					s.addTrack(sdpview.Format{PayloadType: pt, Encoding: "RTX", ClockRate: s.src.ClockRate}, "sdp")
				}
			}
		}
		s.nameTracks()
	}
}

// repairedBy finds the stream that one of retransmissions repairs, if it is exported as a medium.
func (x *exporter) repairedBy(s *stream) *stream {
	media := func(o *stream) bool { return o != nil && o != s && o.main != nil && o.main.dump == nil }
	if r := s.src.Repair; r != nil && r.Of() != nil {
		if o := x.of[r.Of()]; media(o) && (s.same || o.has(s.repairType)) {
			return o
		}
		return nil
	}
	for _, o := range x.list {
		if media(o) && o.session == s.session && (o.media == s.media || o.src.SSRC == s.src.SSRC) && o.src.Direction == s.src.Direction && o.has(s.repairType) {
			return o
		}
	}
	return nil
}

// has reports whether the stream carries a payload type that another one repeats.
func (s *stream) has(repeated map[uint8]uint8) bool {
	for _, pt := range repeated {
		if s.tracks[pt] != nil {
			return true
		}
	}
	return false
}

// asSent is a packet as it was sent.
func asSent(p *rtpflow.RTPPacket) depacket.Packet {
	return depacket.Packet{Seq: p.Seq, Timestamp: p.Timestamp, Time: p.Time, Marker: p.Marker, Payload: p.Payload,
		Extension: p.Extension, ExtensionProfile: p.ExtensionProfile}
}

// repair takes a packet that repeats one of another stream: as it was, or behind the original sequence
// number (RFC 4588, 4).
func (s *stream) repair(p *rtpflow.RTPPacket) {
	if len(p.Payload) < p.PayloadLen {
		return
	}
	q := asSent(p)
	if s.same {
		s.repairs.fill(&q, p.PayloadType, p)
		return
	}
	pt, ok := s.repairType[p.PayloadType]
	osn, whole := repair.ParseRTX(p.Payload)
	if !ok || !whole || p.Duplicate {
		return
	}
	q.Seq, q.Payload, q.Extension = osn, p.Payload[2:], nil
	s.repairs.fill(&q, pt, p)
}

// fill takes what may be a lost packet of the stream, and came in p.
func (s *stream) fill(q *depacket.Packet, payloadType uint8, p *rtpflow.RTPPacket) {
	late, duplicates := s.order.late, s.order.duplicates
	s.order.push(q, payloadType, p.Frame)
	if s.order.late == late && s.order.duplicates == duplicates {
		s.repaired++
	}
	s.order.late, s.order.duplicates = late, duplicates // it filled no hole
}

// unpack takes a payload of RFC 2198: redundant blocks stand for earlier packets, the primary one for its own.
func (s *stream) unpack(p *rtpflow.RTPPacket) {
	var blocks [repair.MaxBlocks]repair.Block
	n, ok := repair.ParseRED(p.Payload, p.PayloadLen, &blocks)
	if !ok {
		s.cut++
		return
	}
	s.red.Add(p.Seq, p.Timestamp)
	for i := range blocks[:n-1] {
		b := &blocks[i]
		seq, ok := s.red.Seq(p.Seq, b.Offset)
		if !ok || b.Length == 0 || !s.order.started && int16(seq-s.src.FirstSeq) < 0 {
			continue
		}
		q := depacket.Packet{Seq: seq, Timestamp: p.Timestamp - uint32(b.Offset), Time: p.Time, Payload: b.Data}
		s.fill(&q, b.PayloadType, p)
	}
	s.current = asSent(p)
	s.current.Payload = blocks[n-1].Data
	s.order.push(&s.current, blocks[n-1].PayloadType, p.Frame)
}

// sortedByCount are the payload types of blocks, the most frequent first.
func sortedByCount(blocks map[uint8]int64) []uint8 {
	var types []uint8
	for pt := range blocks {
		types = append(types, pt)
	}
	slices.SortFunc(types, func(a, b uint8) int {
		if n := blocks[b] - blocks[a]; n != 0 {
			return int(max(-1, min(1, n)))
		}
		return int(a) - int(b)
	})
	return types
}
