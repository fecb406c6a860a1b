package observe

import (
	"rtspect/capture"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/measure"
)

// Source is one SSRC of a Flow. The fields that every packet touches are adjacent.
type Source struct {
	Flow     *Flow
	ASF      *asfCounter   // nil for other formats
	followed bool          // the follower sees all packets
	Units    frames.Source // access units
	measure.Source
	recent [8]datagramMark // by sequence number
	// listed and unlisted are the last payload types that the description lists, or does not.
	listed, unlisted int16
	RateFrom         string // "sdp", "static", "estimated", "" while the clock rate is not known
	// Copies counts duplicates that are one datagram captured twice.
	Copies      int64
	Ordinal     int          // in observer.sources
	PacketTimes *PacketTimes // of header extensions, nil without
	waits       bool         // counted in observer.waiting
}

// datagramMark is what two captured copies of one datagram have in common.
type datagramMark struct {
	time uint32 // of capture, see copyTime
	id   uint16
	seq  uint16
}

// copyTime converts a time to units of 1.024 µs. It wraps after 73 minutes.
func copyTime(ns int64) uint32 { return uint32(ns >> 10) }

// CopyWindow is the longest time (ns) between two captured copies of one datagram.
const CopyWindow = 20_000_000

// duplicates reports whether two packets with these IP identifications and sequence numbers are copies of one datagram.
func (m datagramMark) duplicates(o datagramMark) bool {
	const window = CopyWindow >> 10
	d := int32(m.time - o.time)
	return m.id == o.id && m.seq == o.seq && d < window && d > -window
}

// RTP takes a packet that IsRTP accepted. ipid is its IP identification, 0 for none; b is the packet as captured,
// valid during the call.
func (o *Observer) RTP(f *Flow, p *measure.Packet, ipid uint16, b []byte) {
	s := f.last
	if s == nil || s.SSRC != p.SSRC {
		if s = f.Find(p.SSRC); s == nil {
			o.newSSRC(f, p, ipid, b)
			return
		}
		f.last = s
	}
	o.measure(s, p, ipid, b)
}

// measure measures a packet of a source.
func (o *Observer) measure(s *Source, p *measure.Packet, ipid uint16, b []byte) {
	if (p.PayloadType != s.LastPayloadType() || s.Seq.Packets == 0) && o.Follower != nil {
		o.Follower.Begins(s, p)
	}
	v := measure.InOrder
	if int16(p.PayloadType) != s.listed && o.outside(s, p.PayloadType) {
		if s.Foreign(p) {
			return
		}
		v = s.Add(p)
	} else if !s.TakesForeign(p) {
		v = s.Add(p)
	}
	if s.followed {
		o.Follower.Packet(s, p, v, b)
	}
	if v != measure.Duplicate {
		o.countFrames(s, p, v, b)
	}
	if ipid != 0 { // copies of interleaved packets, and in IPv6, cannot be recognized
		m := datagramMark{copyTime(p.Arrival), ipid, p.Seq}
		if v == measure.Duplicate && m.duplicates(s.recent[p.Seq&7]) {
			s.Copies++
		}
		s.recent[p.Seq&7] = m
	}
	if p.Extension {
		o.extension(s, p, b)
	}
	if s.ASF != nil && v != measure.Duplicate {
		s.ASF.add(p, b)
	}
	if s.Timing.Rate == 0 && s.Seq.Packets&127 == 0 {
		o.resolveRate(s)
	}
}

// Follow makes the follower see all packets of the source from now on, or none.
func (s *Source) Follow(on bool) { s.followed = on }

// newSource adds a source whose first packet is p; nil when a limit is reached.
func (o *Observer) newSource(f *Flow, p *measure.Packet) *Source {
	if len(f.Sources) >= MaxSourcesPerFlow || len(o.Sources) >= MaxSources {
		o.DroppedSources.Add(1, capture.Frame(p.Frame))
		return nil
	}
	s := &Source{Flow: f, Ordinal: len(o.Sources), listed: -1, unlisted: -1}
	s.SSRC = p.SSRC
	s.Source.SSRC = p.SSRC
	s.Overhead = f.Overhead()
	s.Seq.Interleaved = f.Conn != nil
	s.Seeks = &o.seeks
	if o.Series {
		s.CollectSeries(&o.bins, &s.Units)
	}
	if o.Wireshark {
		s.Wireshark = new(measure.Wireshark)
	}
	f.Sources = append(f.Sources, s)
	f.last = s
	o.Sources = append(o.Sources, s)
	AppendBounded(o.sourcesOf, p.SSRC, s)
	o.rateOf(s, p.PayloadType)
	return s
}

// Misses reports whether a packet repeats one that the source misses, as RIST does (VSF TR-06-1, 5.3.3): with the
// payload type and the timestamp of the packet repeated, and the SSRC of the source with its lowest bit set.
func (s *Source) Misses(p *measure.Packet) bool {
	if s.SSRC&1 != 0 || s.SSRC|1 != p.SSRC || s.LastPayloadType() != p.PayloadType || p.Arrival-s.End > RepairDelay || !s.SameMoment(p.Timestamp) {
		return false
	}
	came, known := s.Seq.Seen(s.Seq.Extend(p.Seq))
	return known && !came
}

// RepairDelay is the longest time (ns) after the last packet of a source in which a repair of it can come.
const RepairDelay = 30e9

// SameMoment reports whether a timestamp is near the last one of a source, at any usual clock rate: a retransmission
// has the timestamp of the packet that it repeats (RFC 4588, 4).
func (s *Source) SameMoment(ts uint32) bool {
	d := int64(int32(ts - s.LastTS))
	return d > -30*90000 && d < 30*90000
}

// Distance is how far (sequence numbers) seq lies from the highest of the source.
func (s *Source) Distance(seq uint16) int64 {
	d := int64(int16(seq - uint16(s.Seq.Max())))
	return max(d, -d)
}
