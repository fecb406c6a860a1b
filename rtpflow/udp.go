package rtpflow

import (
	"bytes"
	"encoding/binary"

	"rtspect/capture"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/rtcp"
	"rtspect/rtspparse"
)

// udp observes a datagram.
func (a *Analyzer) udp(p *capture.Packet) {
	b := p.Payload
	isRTP, isRTCP := measure.IsRTP(b), measure.IsRTCP(b)
	claimed := a.signal.ports.has(p.Src.Port) || a.signal.ports.has(p.Dst.Port)
	if !isRTP && !isRTCP && !claimed && !startsLikeRTSP(b) {
		return
	}
	f, hash := a.flows.of(&p.Src, &p.Dst, capture.UDP)
	if f == nil {
		f = a.newUDP(p, &flowKey{p.Src, p.Dst, capture.UDP}, hash, claimed, isRTP, isRTCP)
		if f == nil {
			return
		}
	}
	f.time = p.Time
	switch {
	case f.media != nil:
		if f.media.ended {
			f.media = a.successor(f.media)
		}
		a.datagram(f.media, p, isRTP, isRTCP)
	case f.datagrams != nil:
		a.rtspDatagram(f.datagrams, p)
	}
}

// datagram takes a datagram of a media flow.
func (a *Analyzer) datagram(m *mediaFlow, p *capture.Packet, isRTP, isRTCP bool) {
	switch {
	case m.side != nil:
		m.side.media.sideData(p)
	case m.opaque:
		a.rawData(m, p.Payload, p.PayloadLen, p.Time, p.Frame)
	case isRTP:
		a.rtp(m, a.rtpPacket(p), p.IPID, p.Payload)
	case isRTCP:
		a.rtcp(m, p.Payload, p.PayloadLen, instant{p.Time, p.Frame}, p.IPID)
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

// newUDP decides whether a flow that was not seen before deserves state. nil: not (yet).
func (a *Analyzer) newUDP(p *capture.Packet, key *flowKey, hash uint64, claimed, isRTP, isRTCP bool) *flow {
	if claimed && a.signal.covers(p.Src, p.Dst) {
		f := a.addMedia(key, hash, p, true)
		if isRTP && f != nil && !f.media.opaque && f.media.side == nil { // what came just before the answer to SETUP counts too
			pk := a.rtpPacket(p)
			if first, ok := a.probation.take(key, pk.SSRC); ok && consecutive(&first.p, pk) {
				a.rtp(f.media, &first.p, first.ipid, first.packet())
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
			f.media.cands = &candidates{next: 1}
			f.media.cands.list[0] = first
		}
		return f
	case isRTCP && wholeCompound(p.Payload, p.PayloadLen):
		return a.addMedia(key, hash, p, false)
	case startsLikeRTSP(p.Payload):
		return a.addDatagrams(key, hash, p)
	}
	return nil
}

func (a *Analyzer) addMedia(key *flowKey, hash uint64, p *capture.Packet, claimed bool) *flow {
	x := &struct { // side by side in memory: each packet of the flow touches both
		flow
		mediaFlow
	}{}
	f := &x.flow
	if !a.flows.add(f, key, hash, p.Time) {
		a.limits.flows++
		if a.limits.flowFrame == 0 {
			a.limits.flowFrame = p.Frame
		}
		return nil
	}
	f.media = &x.mediaFlow
	*f.media = mediaFlow{src: p.Src, dst: p.Dst, claimed: claimed, place: len(a.media)}
	if c := a.likelyClaim(f.media); claimed && c != nil {
		f.media.opaque = !c.carriesRTP()
		f.media.side = a.sideOf(f.media)
	}
	a.media = append(a.media, f.media)
	a.byEnd[p.Src] = append(a.byEnd[p.Src], f.media)
	a.byEnd[p.Dst] = append(a.byEnd[p.Dst], f.media)
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
	key flowKey
	candidate
}

// find returns the entry of an SSRC of a flow; where there is none, the place for a new one, the oldest of
// its set. The hash has no secret, unlike that of the flow table: which candidates share a set decides which
// of them is evicted, so a random hash would give one capture several reports. Crafted packets that collide
// cost no time, for a set has probationWays entries. They can only evict candidates: as long as eight of them
// come between any two packets of a source without signalling, that source is not recognized.
func (t *probation) find(key *flowKey, ssrc uint32) (e *probationer, found bool) {
	le := binary.LittleEndian
	h := le.Uint64(key.a.Addr[8:])*0x9e3779b97f4a7c15 ^ le.Uint64(key.b.Addr[8:])*0xc2b2ae3d27d4eb4f ^
		(uint64(key.a.Port)<<48|uint64(key.b.Port)<<32|uint64(ssrc))*0x165667b19e3779f9
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
func (t *probation) take(key *flowKey, ssrc uint32) (c candidate, ok bool) {
	e, found := t.find(key, ssrc)
	if !found {
		return candidate{}, false
	}
	c = e.candidate
	*e = probationer{}
	return c, true
}

// confirms keeps c, the candidate that p is, or returns the one kept before that p follows in sequence.
func (t *probation) confirms(key *flowKey, p *measure.Packet, c candidate) (candidate, bool) {
	e, found := t.find(key, p.SSRC)
	if found && e.p.PayloadType == p.PayloadType && consecutive(&e.p, p) {
		first := e.candidate
		*e = probationer{}
		return first, true
	}
	*e = probationer{*key, c}
	return candidate{}, false
}

// startsLikeRTSP reports whether a datagram begins like an RTSP message.
func startsLikeRTSP(b []byte) bool {
	if len(b) < 16 || b[0] < 'A' || b[0] > 'Z' {
		return false
	}
	if bytes.HasPrefix(b, []byte("RTSP/")) {
		return true
	}
	line, _, _ := bytes.Cut(b[:min(len(b), 512)], []byte("\n"))
	return bytes.Contains(line, []byte(" RTSP/"))
}

// datagramConn is RTSP over UDP between two endpoints (rtspu, RFC 2326, 9.1): both directions.
type datagramConn struct {
	*dialogue
	rec Connection
}

func (a *Analyzer) addDatagrams(key *flowKey, hash uint64, p *capture.Packet) *flow {
	m, n := rtspparse.Parse(p.Payload)
	if n == 0 {
		return nil
	}
	client, server := p.Src, p.Dst
	if !m.Request {
		client, server = server, client
	}
	var d *datagramConn
	if other, _ := a.flows.find(&flowKey{p.Dst, p.Src, capture.UDP}); other != nil && other.datagrams != nil {
		d = other.datagrams
	} else {
		d = &datagramConn{rec: Connection{Kind: KindUDP, Client: client, Server: server, FirstFrame: p.Frame, Start: p.Time}}
		d.dialogue = a.newDialogue(client, server)
		a.datagrams = append(a.datagrams, d)
	}
	f := &flow{datagrams: d}
	if !a.flows.add(f, key, hash, p.Time) {
		return nil
	}
	return f
}

// rtspDatagram takes the messages of a datagram.
func (a *Analyzer) rtspDatagram(d *datagramConn, p *capture.Packet) {
	side := &d.rec.Sides[d.sender(p)]
	side.Packets++
	side.Bytes += int64(p.PayloadLen)
	d.rec.LastFrame, d.rec.End = p.Frame, p.Time
	mark := rtspparse.Mark{Time: p.Time, Frame: int64(p.Frame)}
	for b := p.Payload; len(b) > 0; {
		m, n := rtspparse.Parse(b)
		if n == 0 {
			d.rec.Sides[d.sender(p)].JunkBytes += int64(len(b))
			return
		}
		m.First, m.Last = mark, mark
		if misplaced(d.sender(p), m) {
			d.rec.swap()
			a.signal.swap(d.dialogue)
		}
		a.message(d.dialogue, &d.rec, d.sender(p), m)
		b = b[n:]
	}
}

func (d *datagramConn) sender(p *capture.Packet) Side {
	if p.Src == d.rec.Server {
		return Server
	}
	return Client
}
