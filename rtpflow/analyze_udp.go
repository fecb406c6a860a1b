//home: rtpflow/analyze

package rtpflow

import (
	"encoding/binary"

	"rtspect/capture"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/rtcp"
)

// udp takes a datagram.
func (a *Analyzer) udp(p *capture.Packet) {
	b := p.Payload
	isRTP, isRTCP := measure.IsRTP(b), measure.IsRTCP(b)
	agreed := a.signal.ports.has(p.Src.Port) || a.signal.ports.has(p.Dst.Port)
	if !isRTP && !isRTCP && !agreed && !startsLikeRTSP(b) {
		return
	}
	f, hash := a.flows.Find(&p.Src, &p.Dst)
	if f == nil {
		c := a.signal.datagramConnOf(p)
		if c == nil {
			if f = a.newUDP(p, hash, agreed, isRTP, isRTCP); f == nil && startsLikeRTSP(b) {
				c = a.signal.openDatagrams(p)
			}
		}
		if c != nil {
			a.apply(a.signal.datagram(c, p))
			return
		}
		if f == nil {
			return
		}
	}
	if f.State.ended {
		f.State = a.successor(f.State)
	}
	a.datagram(f.State, p, isRTP, isRTCP)
}

// datagram takes a datagram of a media flow.
func (a *Analyzer) datagram(m *mediaFlow, p *capture.Packet, isRTP, isRTCP bool) {
	switch {
	case m.side != nil:
		a.raopDatagram(m.side, p)
	case m.opaque:
		a.rawData(m, p.Payload, p.PayloadLen, p.Time, p.Frame)
	case isRTP:
		a.rtp(m, a.rtpPacket(p), p.IPID, p.Payload)
	case isRTCP:
		a.rtcpPacket(m, p.Payload, p.PayloadLen, instant{p.Time, p.Frame}, p.IPID)
	default:
		a.rawData(m, p.Payload, p.PayloadLen, p.Time, p.Frame)
	}
}

// rtpPacket reads the header of a datagram that is RTP; valid until the next.
func (a *Analyzer) rtpPacket(p *capture.Packet) *measure.Packet {
	b, x := p.Payload, &a.packet
	last := -1
	if b[0]&0x20 != 0 && len(b) >= p.PayloadLen { // else the last byte, a cache miss, is of no use
		last = int(b[len(b)-1])
	}
	x.Parse(b, p.PayloadLen, last)
	x.Arrival, x.Frame, x.Snapped = p.Time, int64(p.Frame), len(b) < p.PayloadLen
	return x
}

// newUDP decides whether a flow that was not seen before is media. nil: not (yet).
func (a *Analyzer) newUDP(p *capture.Packet, hash uint64, agreed, isRTP, isRTCP bool) *Flow[*mediaFlow] {
	key := &FlowKey{p.Src, p.Dst}
	if agreed && a.signal.covers(p.Src, p.Dst) {
		f := a.addMedia(key, hash, p, true)
		if isRTP && f != nil && !f.State.opaque && f.State.side == nil { // what came just before the response to SETUP counts too
			pk := a.rtpPacket(p)
			if first, ok := a.probation.take(key, pk.SSRC); ok && consecutive(&first.p, pk) {
				a.rtp(f.State, &first.p, first.ipid, first.packet())
			}
		}
		return f
	}
	switch {
	case isRTP:
		pk := a.rtpPacket(p)
		first, ok := a.probation.confirms(key, pk, a.candidate(pk, p.IPID, p.Payload))
		if !ok {
			return nil
		}
		f := a.addMedia(key, hash, p, false)
		if f != nil {
			f.State.cands = &candidates{next: 1}
			f.State.cands.list[0] = first
		}
		return f
	case isRTCP && wholeCompound(p.Payload, p.PayloadLen):
		return a.addMedia(key, hash, p, false)
	}
	return nil
}

func (a *Analyzer) addMedia(key *FlowKey, hash uint64, p *capture.Packet, agreed bool) *Flow[*mediaFlow] {
	x := &struct { // side by side in memory: each packet of the flow touches both
		Flow[*mediaFlow]
		media mediaFlow
	}{}
	f := &x.Flow
	if !a.flows.Add(f, key, hash, p.Time) {
		a.limits.flows++
		if a.limits.flowFrame == 0 {
			a.limits.flowFrame = p.Frame
		}
		return nil
	}
	f.State = &x.media
	*f.State = mediaFlow{src: p.Src, dst: p.Dst, claimed: agreed, place: len(a.media)}
	if c := a.likelyClaim(f.State); agreed && c != nil {
		f.State.opaque = !c.carriesRTP()
		f.State.side = a.sideOf(f.State)
	}
	a.media = append(a.media, f.State)
	a.byEnd[p.Src] = append(a.byEnd[p.Src], f.State)
	a.byEnd[p.Dst] = append(a.byEnd[p.Dst], f.State)
	return f
}

// wholeCompound reports whether b is a compound RTCP packet that begins with a report and whose
// lengths add up to the datagram (RFC 3550, A.2).
func wholeCompound(b []byte, wireLen int) bool {
	if t := rtcp.Type(b[1]); t != rtcp.SR && t != rtcp.RR {
		return false
	}
	c := rtcp.Read(b, wireLen)
	for p := (rtcp.Packet{}); c.Next(&p); {
	}
	return c.Fault() == rtcp.NoFault
}

// probation remembers the first packets of possible sources of flows without state, in a table of fixed
// size, so that traffic which only looks like RTP costs nothing. A newcomer takes the place of the oldest
// in its set. The sets depend on the packets alone: the same capture always finds the same.
type probation struct {
	sets [probationSets]struct {
		ways [probationWays]probationer
		next int
	}
}

const (
	probationSets = 1 << 9
	probationWays = 8
)

type probationer struct {
	key FlowKey
	candidate
}

// find returns the entry of an SSRC of a flow; where there is none, the place for a new one, the oldest of
// its set.
func (t *probation) find(key *FlowKey, ssrc uint32) (e *probationer, found bool) {
	le := binary.LittleEndian
	h := le.Uint64(key.A.Addr[8:])*0x9e3779b97f4a7c15 ^ le.Uint64(key.B.Addr[8:])*0xc2b2ae3d27d4eb4f ^
		(uint64(key.A.Port)<<48|uint64(key.B.Port)<<32|uint64(ssrc))*0x165667b19e3779f9
	set := &t.sets[(h^h>>29)>>16%probationSets]
	for i := range set.ways {
		if e := &set.ways[i]; e.used && e.p.SSRC == ssrc && e.key == *key {
			return e, true
		}
	}
	e = &set.ways[set.next]
	set.next = (set.next + 1) % probationWays
	return e, false
}

// take removes and returns the packet that is kept of an SSRC of a flow.
func (t *probation) take(key *FlowKey, ssrc uint32) (c candidate, ok bool) {
	e, found := t.find(key, ssrc)
	if !found {
		return candidate{}, false
	}
	c = e.candidate
	*e = probationer{}
	return c, true
}

// confirms keeps c, the candidate that p is, or returns the one kept before that p follows in sequence.
func (t *probation) confirms(key *FlowKey, p *measure.Packet, c candidate) (candidate, bool) {
	e, found := t.find(key, p.SSRC)
	if found && e.p.PayloadType == p.PayloadType && consecutive(&e.p, p) {
		first := e.candidate
		*e = probationer{}
		return first, true
	}
	*e = probationer{*key, c}
	return candidate{}, false
}
