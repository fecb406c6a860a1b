package elementary

import (
	"rtspect/codec"
	"rtspect/depacket"
	"rtspect/export/media/reorder"
	"rtspect/rtpflow/repair"
)

// repeats is what a stream of retransmissions repeats.
type repeats struct {
	// repairs is the stream whose lost packets this one repeats: as they were sent (asIs, RIST), or behind their
	// sequence number (RFC 4588), with the payload type that types gives.
	repairs *Stream
	asIs    bool
	types   map[uint8]uint8
}

// redPayload is what is known of a stream's payloads of RFC 2198.
type redPayload struct {
	payloadType uint8
	repair.StepEstimator
}

// RepeatsAsIs says that the packets are those of another stream (RIST).
func (s *Stream) RepeatsAsIs() { s.asIs = true }

// Repeats says that the packets of a payload type repeat those of another stream (RFC 4588); original is their payload
// type there, false where it is not known.
func (s *Stream) Repeats(payloadType, original uint8, known bool) {
	if s.types == nil {
		s.types = map[uint8]uint8{}
	}
	if known {
		s.types[payloadType] = original
	}
}

// IsRepeat reports whether the packets of a payload type repeat those of another stream.
func (s *Stream) IsRepeat(payloadType uint8) bool {
	_, ok := s.types[payloadType]
	return ok || s.asIs
}

// NeedsRepaired reports whether the stream has retransmissions, whose stream is to be found.
func (s *Stream) NeedsRepaired() bool { return len(s.types) > 0 || s.asIs }

// CanRepair reports whether another stream may be the one whose packets this one repeats.
func (s *Stream) CanRepair(o *Stream) bool {
	if o == nil || o == s || !o.HasMedia() {
		return false
	}
	if s.asIs {
		return true
	}
	for _, original := range s.types {
		if o.byType[original] != nil {
			return true
		}
	}
	return false
}

// Repair ties the stream to the one whose packets it repeats.
func (s *Stream) Repair(o *Stream) {
	s.repairs = o
	o.expectRepair()
}

// Repaired is the stream whose packets this one repeats, nil for none.
func (s *Stream) Repaired() *Stream { return s.repairs }

// UnpackRED says that the payloads of a payload type consist of blocks (RFC 2198).
func (s *Stream) UnpackRED(payloadType uint8) {
	s.red = &redPayload{payloadType: payloadType}
	s.expectRepair()
}

// expectRepair makes room for packets that fill gaps late. That a packet was lost then means nothing.
func (s *Stream) expectRepair() { s.order.Size, s.order.Losses = reorder.RepairWindow, nil }

// IsParity reports whether an encoding is forward error correction, IsRetransmission whether its packets repeat others.
func IsParity(encoding string) bool { return codec.Of(encoding).Kind == codec.Parity }

// IsRetransmission reports whether packets of an encoding repeat those of another stream.
func IsRetransmission(encoding string) bool { return codec.Of(encoding).Kind == codec.Retransmission }

// repeat takes a packet that repeats one of another stream: as it was sent, or behind the original sequence number (RFC
// 4588, 4).
func (s *Stream) repeat(p *Packet) {
	if len(p.Payload) < p.PayloadLen {
		return
	}
	q := asSent(p)
	if s.asIs {
		s.repairs.fill(&q, p.PayloadType, p)
		return
	}
	original, ok := s.types[p.PayloadType]
	osn, complete := repair.ParseRTX(p.Payload)
	if !ok || !complete || p.Duplicate {
		return
	}
	q.Seq, q.Payload, q.Extension = osn, p.Payload[2:], nil
	s.repairs.fill(&q, original, p)
}

// fill takes what may be a lost packet of the stream and came in p.
func (s *Stream) fill(q *depacket.Packet, payloadType uint8, p *Packet) {
	if s.order.Fill(q, payloadType, p.Frame) {
		s.repaired++
	}
}

// unpack takes a payload of RFC 2198: redundant blocks are earlier packets, the primary one is this packet.
func (s *Stream) unpack(p *Packet) {
	var blocks [repair.MaxBlocks]repair.Block
	n, ok := repair.ParseRED(p.Payload, p.PayloadLen, &blocks)
	if !ok {
		s.truncated++
		return
	}
	s.red.Add(p.Seq, p.Timestamp)
	for i := range blocks[:n-1] {
		b := &blocks[i]
		seq, ok := s.red.Seq(p.Seq, b.Offset)
		if !ok || b.Length == 0 || !s.order.Started() && int16(seq-s.Source.FirstSeq) < 0 {
			continue
		}
		q := depacket.Packet{Seq: seq, Timestamp: p.Timestamp - uint32(b.Offset), Time: p.Time, Payload: b.Data}
		s.fill(&q, b.PayloadType, p)
	}
	s.current = asSent(p)
	s.current.Payload = blocks[n-1].Data
	s.inOrder(p, blocks[n-1].PayloadType)
}
