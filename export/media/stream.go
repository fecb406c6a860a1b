package media

import (
	"rtspect/depacket"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// stream is an RTP source on its way into files: one for each kind of payload that it carries.
type stream struct {
	x       *exporter
	src     *rtpflow.Stream
	session *rtpflow.Session // nil for what no signalling explains
	media   *rtpflow.Media
	name    string // of its files, without extension
	order   order
	tracks  [128]*track // by payload type
	all     []*track
	main    *track
	// repairs is the stream whose lost packets this one repeats: as they were (same, RIST), or behind their
	// number (RFC 4588), with the payload type repairType.
	repairs    *stream
	same       bool
	repairType map[uint8]uint8
	red        *redPayload // whose payloads hold blocks (RFC 2198)
	repaired   int64
	duplicates int64
	cut        int64 // packets of which the capture kept a part
	skipped    map[uint8]int64
	current    depacket.Packet // the packet under way
}

// packet takes a packet of the second pass.
func (s *stream) packet(p *rtpflow.RTPPacket) {
	if t := s.tracks[p.PayloadType]; t != nil && t.dump != nil {
		t.dump.packet(t, p)
		if p.Duplicate {
			t.duplicates++
		}
	}
	if s.repairs != nil {
		s.repair(p)
		return
	}
	if s.main == nil || s.main.dump != nil {
		return
	}
	if p.Duplicate {
		s.duplicates++
		return
	}
	if len(p.Payload) < p.PayloadLen { // it counts as lost: what is missing cannot be known
		s.cut++
		return
	}
	if s.red != nil && p.PayloadType == s.red.payloadType {
		s.unpack(p)
		return
	}
	s.current = asSent(p)
	s.order.push(&s.current, p.PayloadType, p.Frame)
}

// deliver takes the packets in order and hands each to the track of its payload type. All tracks share
// the sequence numbers, so that what is lost may have been of any.
func (s *stream) deliver(p *depacket.Packet, payloadType uint8) {
	t := s.tracks[payloadType]
	if len(s.all) > 1 && (p.Lost > 0 || p.Restart) {
		for _, other := range s.all {
			if other != t {
				other.miss(p)
			}
		}
	}
	if t == nil || t.dump != nil {
		return
	}
	t.push(p)
}

func (s *stream) finish() {
	s.order.flush()
	for _, t := range s.all {
		t.finish()
	}
}

// addTrack gives a payload type of the stream its track.
func (s *stream) addTrack(f sdpview.Format, from string) {
	for _, t := range s.all { // the same under another number
		if t.format.Encoding == f.Encoding && t.format.Encoding != "" && t.format.ClockRate == f.ClockRate && t.format.FmtpText == f.FmtpText {
			s.tracks[f.PayloadType] = t
			t.types = append(t.types, f.PayloadType)
			return
		}
	}
	t := newTrack(s, f, from)
	s.tracks[f.PayloadType] = t
	s.all = append(s.all, t)
	if s.main == nil {
		s.main = t
	}
}
