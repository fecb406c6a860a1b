package observe

import (
	"encoding/binary"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/measure"
)

// maxCandidates bounds the SSRCs of one flow that wait for a second packet.
const maxCandidates = 4

// candidates are the possible sources of a flow; a new one takes the place of the oldest.
type candidates struct {
	list [maxCandidates]candidate
	next int
}

// candidates returns the candidates of the flow, making room for them where there were none.
func (f *Flow) candidates() *candidates {
	if f.cands == nil {
		f.cands = new(candidates)
	}
	return f.cands
}

// candidate is the first packet of a possible source, until a second one confirms it (RFC 3550, A.1).
type candidate struct {
	used bool
	p    measure.Packet
	ipid uint16
	head [64]byte
	n    int // bytes of head that were kept
}

func newCandidate(p *measure.Packet, ipid uint16, b []byte) candidate {
	c := candidate{used: true, p: *p, ipid: ipid}
	c.n = copy(c.head[:], b)
	return c
}

// packet is the part of the packet that was kept.
func (c *candidate) packet() []byte { return c.head[:c.n] }

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
		f.leaveUnconfirmed(p)
		return
	}
	all := f.candidates()
	for i := range all.list {
		c := &all.list[i]
		if c.used && c.p.SSRC == p.SSRC {
			o.confirm(f, c, p, ipid, b)
			return
		}
	}
	c := &all.list[all.next%maxCandidates]
	all.next++
	if c.used {
		f.leaveUnconfirmed(&c.p)
	}
	*c = newCandidate(p, ipid, b)
}

// confirm makes a source of a candidate whose second packet is consecutive, or keeps the later packet as the candidate.
func (o *Observer) confirm(f *Flow, c *candidate, p *measure.Packet, ipid uint16, b []byte) {
	if !consecutive(&c.p, p) {
		f.leaveUnconfirmed(&c.p)
		*c = newCandidate(p, ipid, b)
		return
	}
	first := *c
	c.used = false
	s := o.newSource(f, &first.p)
	if s == nil {
		f.leaveUnconfirmed(&first.p)
		f.leaveUnconfirmed(p)
		return
	}
	f.last = s
	o.measure(s, &first.p, first.ipid, first.packet())
	o.measure(s, p, ipid, b)
}

// consecutive reports whether q can follow p in one stream. Only the nearest numbers count, so that packets that merely
// look like RTP would have to agree by chance in both SSRC and sequence.
func consecutive(p, q *measure.Packet) bool {
	d := int16(q.Seq - p.Seq)
	return d >= 1 && d <= 4 || d >= -4 && d < 0
}

func (f *Flow) leaveUnconfirmed(p *measure.Packet) {
	if f.unconfirmed.Count == 0 {
		f.unconfirmedSince = p.Arrival
	}
	f.unconfirmed.Add(1, capture.Frame(p.Frame))
}

// Unmeasured counts the packets that look like RTP and belong to no source, with those of SSRCs that still wait for a
// second packet.
func (f *Flow) Unmeasured() rtpflow.Excess {
	x := f.unconfirmed
	if f.cands != nil {
		for i := range f.cands.list {
			if c := &f.cands.list[i]; c.used {
				x.Add(1, capture.Frame(c.p.Frame))
			}
		}
	}
	return x
}

// UnmeasuredSince is the capture time of the first of these packets, 0 if there are none.
func (f *Flow) UnmeasuredSince() int64 {
	t := f.unconfirmedSince
	if f.cands != nil {
		for i := range f.cands.list {
			if c := &f.cands.list[i]; c.used && (t == 0 || c.p.Arrival < t) {
				t = c.p.Arrival
			}
		}
	}
	return t
}

// probation remembers the first packets of possible sources of flows without state, in a table of fixed size, so that
// traffic that only looks like RTP costs nothing. A new entry takes the place of the oldest in its set. The sets depend
// on the packets alone: the same capture always gives the same result.
type probation struct {
	sets [probationSets]struct {
		slots [probationSlots]probationer
		next  int
	}
}

const (
	probationSets  = 1 << 9
	probationSlots = 8
)

type probationer struct {
	key demux.FlowKey
	candidate
}

// find returns the entry of an SSRC of a flow; where there is none, the slot for a new one, which is the oldest of its
// set. The hash has no secret, unlike that of the flow table: which candidates share a set decides which of them is
// evicted, so a random hash would give one capture several reports. Crafted packets that collide cost no time, for a
// set has probationWays entries. They can only evict candidates.
func (t *probation) find(key *demux.FlowKey, ssrc uint32) (e *probationer, found bool) {
	le := binary.LittleEndian
	h := le.Uint64(key.A.Addr[8:])*0x9e3779b97f4a7c15 ^ le.Uint64(key.B.Addr[8:])*0xc2b2ae3d27d4eb4f ^
		(uint64(key.A.Port)<<48|uint64(key.B.Port)<<32|uint64(ssrc))*0x165667b19e3779f9
	set := &t.sets[(h^h>>29)>>16%probationSets]
	for i := range set.slots {
		if e := &set.slots[i]; e.used && e.p.SSRC == ssrc && e.key == *key {
			return e, true
		}
	}
	e = &set.slots[set.next]
	set.next = (set.next + 1) % probationSlots
	return e, false
}

// take removes and returns the packet that is kept of an SSRC of a flow.
func (t *probation) take(key *demux.FlowKey, ssrc uint32) (c candidate, ok bool) {
	e, found := t.find(key, ssrc)
	if !found {
		return candidate{}, false
	}
	c = e.candidate
	*e = probationer{}
	return c, true
}

// confirms keeps c, the candidate that p is, or returns the one kept before that p follows in sequence.
func (t *probation) confirms(key *demux.FlowKey, p *measure.Packet, c candidate) (candidate, bool) {
	e, found := t.find(key, p.SSRC)
	if found && e.p.PayloadType == p.PayloadType && consecutive(&e.p, p) {
		first := e.candidate
		*e = probationer{}
		return first, true
	}
	*e = probationer{*key, c}
	return candidate{}, false
}
