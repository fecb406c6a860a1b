//home: rtpflow/observe

package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/measure"
)

// source is one SSRC of a mediaFlow. The fields that every packet touches stand together.
type source struct {
	flow     *mediaFlow
	asf      *asfCounter   // nil for other formats
	followed bool          // the follower sees all packets
	units    frames.Source // access units
	measure.Source
	recent   [8]copyMark // by sequence number
	rateFrom string      // "sdp", "static", "estimated", "" while the clock rate is not known
	// copies counts duplicates that are one datagram captured twice.
	copies      int64
	ordinal     int          // in observer.sources
	packetTimes *packetTimes // of header extensions, nil without
	waits       bool         // counted in observer.waiting
}

// copyMark is what two captured copies of one datagram have in common.
type copyMark struct {
	time uint32 // of capture, see copyTime
	id   uint16
	seq  uint16
}

// copyTime converts a time to units of 1.024 µs. It wraps after 73 minutes.
func copyTime(ns int64) uint32 { return uint32(ns >> 10) }

// copyWindow is the longest time (ns) between two captured copies of one datagram.
const copyWindow = 20_000_000

// copies reports whether two packets with these IP identifications and sequence numbers are copies of one datagram.
func (m copyMark) copies(o copyMark) bool {
	const window = copyWindow >> 10
	d := int32(m.time - o.time)
	return m.id == o.id && m.seq == o.seq && d < window && d > -window
}

// rtp takes a packet that IsRTP accepted. ipid is its IP identification, 0 for none; b is the packet as captured,
// valid during the call.
func (o *observer) rtp(f *mediaFlow, p *measure.Packet, ipid uint16, b []byte) {
	s := f.last
	if s == nil || s.SSRC != p.SSRC {
		if s = f.find(p.SSRC); s == nil {
			o.newSSRC(f, p, ipid, b)
			return
		}
		f.last = s
	}
	o.measure(s, p, ipid, b)
}

// measure measures a packet of a source.
func (o *observer) measure(s *source, p *measure.Packet, ipid uint16, b []byte) {
	if (p.PayloadType != s.LastPayloadType() || s.Seq.Packets == 0) && o.follower != nil {
		o.follower.begins(s, p)
	}
	v := s.Add(p)
	if s.followed {
		o.follower.packet(s, p, v, b)
	}
	if v != measure.Duplicate {
		o.countFrames(s, p, v, b)
	}
	if ipid != 0 { // copies of interleaved packets, and in IPv6, cannot be recognized
		m := copyMark{copyTime(p.Arrival), ipid, p.Seq}
		if v == measure.Duplicate && m.copies(s.recent[p.Seq&7]) {
			s.copies++
		}
		s.recent[p.Seq&7] = m
	}
	if p.Extension {
		o.extension(s, p, b)
	}
	if s.asf != nil && v != measure.Duplicate {
		s.asf.add(p, b)
	}
	if s.Timing.Rate == 0 && s.Seq.Packets&127 == 0 {
		o.resolveRate(s)
	}
}

// follow makes the follower see all packets of the source from now on, or none.
func (s *source) follow(on bool) { s.followed = on }

// newSource adds a source whose first packet is p; nil when a limit is reached.
func (o *observer) newSource(f *mediaFlow, p *measure.Packet) *source {
	if len(f.sources) >= maxSourcesPerFlow || len(o.sources) >= maxSources {
		o.droppedSources.count(capture.Frame(p.Frame))
		return nil
	}
	s := &source{flow: f, ordinal: len(o.sources)}
	s.SSRC = p.SSRC
	s.Source.SSRC = p.SSRC
	s.Overhead = f.overhead()
	if o.series {
		s.CollectSeries(&o.bins, &s.units)
	}
	if o.wireshark {
		s.Wireshark = new(measure.Wireshark)
	}
	f.sources = append(f.sources, s)
	f.last = s
	o.sources = append(o.sources, s)
	appendBounded(o.sourcesOf, p.SSRC, s)
	o.rateOf(s, p.PayloadType)
	return s
}

// misses reports whether a packet repeats one that the source misses, as RIST does (VSF TR-06-1, 5.3.3): with the
// payload type and the timestamp of the packet repeated, and the SSRC of the source with its lowest bit set.
func (s *source) misses(p *measure.Packet) bool {
	if s.SSRC&1 != 0 || s.SSRC|1 != p.SSRC || s.LastPayloadType() != p.PayloadType || p.Arrival-s.End > repairDelay || !s.sameMoment(p.Timestamp) {
		return false
	}
	came, known := s.Seq.Seen(s.Seq.Extend(p.Seq))
	return known && !came
}

// repairDelay is the longest time (ns) after the last packet of a source in which a repair of it can come.
const repairDelay = 30e9

// sameMoment reports whether a timestamp is near the last one of a source, at any usual clock rate: a retransmission
// has the timestamp of the packet that it repeats (RFC 4588, 4).
func (s *source) sameMoment(ts uint32) bool {
	d := int64(int32(ts - s.LastTS))
	return d > -30*90000 && d < 30*90000
}

// distance is how far (sequence numbers) seq lies from the highest of the source.
func (s *source) distance(seq uint16) int64 {
	d := int64(int16(seq - uint16(s.Seq.Max())))
	return max(d, -d)
}
