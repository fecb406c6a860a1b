package observe

import (
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
)

// candidate is the first packet of a possible source, until a second one confirms it (RFC 3550, A.1).
type candidate struct {
	p    measure.Packet
	ipid uint16
	n    uint8 // bytes of head that were kept
	// again counts copies of the packet that came before any other, with the moment and the IP identification of the last.
	again      int32
	againIPID  uint16
	againTime  int64
	againFrame int64
	head       [64]byte
}

func (c *candidate) set(p *measure.Packet, ipid uint16, b []byte) {
	c.p, c.ipid, c.again = *p, ipid, 0
	c.n = uint8(copy(c.head[:], b))
}

// packet is the part of the packet that was kept.
func (c *candidate) packet() []byte { return c.head[:c.n] }

// repeats takes p if it is the candidate once more: a duplicate, of the network or in the capture.
func (c *candidate) repeats(p *measure.Packet, ipid uint16) bool {
	if c.p.Seq != p.Seq || c.p.Timestamp != p.Timestamp || c.p.PayloadType != p.PayloadType {
		return false
	}
	c.again++
	c.againIPID, c.againTime, c.againFrame = ipid, p.Arrival, p.Frame
	return true
}

// measureFirst measures the first packet of a new source, and the copies of it.
func (o *Observer) measureFirst(s *Source, c *candidate) {
	o.measure(s, &c.p, c.ipid, c.packet())
	for range c.again {
		p := c.p
		p.Arrival, p.Frame = c.againTime, c.againFrame
		o.measure(s, &p, c.againIPID, c.packet())
	}
}

// newSSRC takes a packet of an SSRC that the flow has not had. The first SSRC of a flow that was agreed becomes a source
// at once, and so does a retransmission by RIST of a packet that is missing; any other must show two packets in
// sequence.
func (o *Observer) newSSRC(f *Flow, p *measure.Packet, ipid uint16, b []byte) {
	if original := f.Find(p.SSRC ^ 1); f.Negotiated && len(f.Sources) == 0 || original != nil && original.Misses(p) {
		if s := o.newSource(f, p); s != nil {
			o.measure(s, p, ipid, b)
		}
		return
	}
	if len(f.Sources) >= MaxSourcesPerFlow || len(o.Sources) >= MaxSources {
		o.DroppedSources.Add(1, capture.Frame(p.Frame))
		f.leaveUnconfirmed(&candidate{p: *p})
		return
	}
	for i := range f.candidates {
		if c := &f.candidates[i]; c.p.SSRC == p.SSRC {
			o.confirm(f, i, p, ipid, b)
			return
		}
	}
	f.addCandidate(p.Arrival).set(p, ipid, b)
}

// A flow has minCandidates possible sources at a time, and more, up to its limit of sources, where they are younger than
// candidateAge (ns): then many sources may have begun at once.
const (
	minCandidates = 4
	candidateAge  = 10e9
)

// addCandidate makes room for another candidate, in place of the oldest where the flow has enough of them.
func (f *Flow) addCandidate(now int64) *candidate {
	oldest := 0
	for i := range f.candidates {
		if f.candidates[i].p.Arrival < f.candidates[oldest].p.Arrival {
			oldest = i
		}
	}
	n := len(f.candidates)
	if n < minCandidates || n < MaxSourcesPerFlow && now-f.candidates[oldest].p.Arrival < candidateAge {
		f.candidates = append(f.candidates, candidate{})
		return &f.candidates[n]
	}
	f.leaveUnconfirmed(&f.candidates[oldest])
	return &f.candidates[oldest]
}

// takeCandidate removes and returns a candidate.
func (f *Flow) takeCandidate(i int) candidate {
	c, last := f.candidates[i], len(f.candidates)-1
	f.candidates[i] = f.candidates[last]
	if f.candidates = f.candidates[:last]; last == 0 {
		f.candidates = nil
	}
	return c
}

// confirm makes a source of a candidate whose second packet is consecutive, or keeps the later packet as the candidate.
func (o *Observer) confirm(f *Flow, i int, p *measure.Packet, ipid uint16, b []byte) {
	c := &f.candidates[i]
	if c.repeats(p, ipid) {
		return
	}
	if !consecutive(&c.p, p) {
		f.leaveUnconfirmed(c)
		c.set(p, ipid, b)
		return
	}
	first := f.takeCandidate(i)
	s := o.newSource(f, &first.p)
	if s == nil {
		f.leaveUnconfirmed(&first)
		f.leaveUnconfirmed(&candidate{p: *p})
		return
	}
	f.last = s
	o.measureFirst(s, &first)
	o.measure(s, p, ipid, b)
}

// consecutive reports whether q can follow p in one stream. Only the nearest numbers count, so that packets that merely
// look like RTP would have to agree by chance in both SSRC and sequence.
func consecutive(p, q *measure.Packet) bool {
	d := int16(q.Seq - p.Seq)
	return d >= 1 && d <= 4 || d >= -4 && d < 0
}

// leaveUnconfirmed counts a candidate, with its copies, that belongs to no source.
func (f *Flow) leaveUnconfirmed(c *candidate) {
	if f.unconfirmed.Count == 0 {
		f.unconfirmedSince = c.p.Arrival
	}
	f.unconfirmed.Add(1+int64(c.again), capture.Frame(c.p.Frame))
}

// Unmeasured counts the packets that look like RTP and belong to no source, with those of SSRCs that still wait for a
// second packet.
func (f *Flow) Unmeasured() rtpflow.Excess {
	x := f.unconfirmed
	for i := range f.candidates {
		c := &f.candidates[i]
		x.Add(1+int64(c.again), capture.Frame(c.p.Frame))
	}
	return x
}

// UnmeasuredSince is the capture time of the first of these packets, 0 if there are none.
func (f *Flow) UnmeasuredSince() int64 {
	t := f.unconfirmedSince
	for i := range f.candidates {
		if c := &f.candidates[i]; t == 0 || c.p.Arrival < t {
			t = c.p.Arrival
		}
	}
	return t
}
