//home: rtpflow/observe

package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/measure"
)

// Limits of one flow or channel; what exceeds them is counted.
const (
	maxSourcesPerFlow = 128
	maxCandidates     = 4
	maxSources        = 100000
)

// mediaFlow is one direction of a UDP flow, or of one interleaved channel: what carries RTP, RTCP or
// both.
type mediaFlow struct {
	last     *source
	side     *claim // whose control or timing port this is
	claimed  bool   // a transport agreed covers it
	opaque   bool   // and it is not RTP that was agreed
	ended    bool   // see epoch
	endedAt  int64
	from     Side // interleaved only: the sender
	channel  uint8
	src, dst capture.Endpoint
	conn     *TCPConn  // interleaved only
	dialogue *dialogue // likewise
	place    int       // in Analyzer.media

	sources []*source
	raw     rawCount
	cands   *candidates // nil until there is one
	// strangers counts packets that looked like RTP and belonged to no source: SSRCs seen once, or
	// more SSRCs than the limit.
	strangers     int64
	strangerFrame capture.Frame
	limited       int64 // … of these, because of the limit
}

// source is one SSRC of a mediaFlow. What every packet looks at stands together.
type source struct {
	flow   *mediaFlow
	repair *repairState  // nil for ordinary media
	asf    *asfCounter   // nil for other formats
	units  frames.Source // access units
	measure.Source
	recent   [8]copyMark // by sequence number
	rateFrom string
	// copies counts duplicates that are one datagram seen twice.
	copies      int64
	ordinal     int          // in Analyzer.sources
	packetTimes *packetTimes // of header extensions, nil without
	waits       bool         // counted in Analyzer.waiters
}

// copyMark is what two captured copies of one datagram share.
type copyMark struct {
	time uint32 // of capture, see copyTime
	id   uint16
	seq  uint16
}

// copyTime gives a time in units of 1.024 µs. It wraps after 73 minutes.
func copyTime(ns int64) uint32 { return uint32(ns >> 10) }

// copyWindow is how far apart (ns) two copies of one datagram may be captured.
const copyWindow = 20_000_000

// copies reports whether a packet with the sequence number and the IP identification of another is a copy of it.
func (m copyMark) copies(o copyMark) bool {
	const window = copyWindow >> 10
	d := int32(m.time - o.time)
	return m.id == o.id && m.seq == o.seq && d < window && d > -window
}

// candidates are those of a flow, the oldest of which makes room.
type candidates struct {
	list [maxCandidates]candidate
	next int
}

// candidates of the flow.
func (f *mediaFlow) candidates() *candidates {
	if f.cands == nil {
		f.cands = new(candidates)
	}
	return f.cands
}

// candidate is the first packet of a possible source, until a second confirms it (RFC 3550, A.1).
type candidate struct {
	used bool
	p    measure.Packet
	ipid uint16
	data []byte // the packet itself, only where someone listens
	head [64]byte
	n    int // of head, what was kept of the packet
}

// packet is as much of the packet as was kept.
func (c *candidate) packet() []byte {
	if c.data != nil {
		return c.data
	}
	return c.head[:c.n]
}

// rawCount counts what is neither RTP nor RTCP.
type rawCount struct {
	packets, bytes int64
	start, end     int64
	first, last    capture.Frame
	looksTS        int64 // MPEG-TS: sync byte and whole packets of 188 bytes
	ts             *frames.Transport
}

// add counts a payload that is neither RTP nor RTCP.
func (r *rawCount) add(b []byte, wireLen int, time int64, frame capture.Frame) {
	if r.packets == 0 {
		r.start, r.first = time, frame
	}
	r.packets++
	r.bytes += int64(wireLen)
	r.start, r.end, r.last = min(r.start, time), max(r.end, time), frame
	if len(b) > 0 && b[0] == 0x47 && wireLen%188 == 0 {
		r.looksTS++
		if r.ts == nil {
			r.ts = frames.NewTransport()
		}
		r.ts.Payload(b, wireLen, time, int64(frame), false)
	}
}

// rtp takes a packet that IsRTP accepted; b is the packet as captured.
func (a *Analyzer) rtp(f *mediaFlow, p *measure.Packet, ipid uint16, b []byte) {
	s := f.last
	if s == nil || s.SSRC != p.SSRC {
		if s = f.find(p.SSRC); s == nil {
			a.newcomer(f, p, ipid, b)
			return
		}
		f.last = s
	}
	a.measure(s, p, ipid, b)
}

func (f *mediaFlow) find(ssrc uint32) *source {
	for _, s := range f.sources {
		if s.SSRC == ssrc {
			return s
		}
	}
	return nil
}

func (a *Analyzer) measure(s *source, p *measure.Packet, ipid uint16, b []byte) {
	if p.PayloadType != s.LastPayloadType() && s.Seq.Packets > 0 {
		a.firstOfType(s, p)
	}
	v := s.Add(p)
	if s.repair != nil {
		a.repairing(s, p, v, b)
	}
	if a.tap != nil {
		a.tap.packet(s, p, v, b)
	} else if v != measure.Duplicate {
		a.countFrames(s, p, v, b)
	}
	if ipid != 0 { // nothing tells copies of what is interleaved, nor in IPv6
		m := copyMark{copyTime(p.Arrival), ipid, p.Seq}
		if v == measure.Duplicate && m.copies(s.recent[p.Seq&7]) {
			s.copies++
		}
		s.recent[p.Seq&7] = m
	}
	if p.Extension {
		a.extension(s, p, b)
	}
	if s.asf != nil && v != measure.Duplicate {
		s.asf.add(p, b)
	}
	if s.Timing.Rate == 0 && s.Seq.Packets&127 == 0 {
		a.resolveRate(s)
	}
}

// newcomer handles the first packets of an SSRC that the flow has not had. The first one of a flow
// that was agreed is taken at its word; others must show two packets in sequence.
func (a *Analyzer) newcomer(f *mediaFlow, p *measure.Packet, ipid uint16, b []byte) {
	if mate := f.find(p.SSRC ^ 1); f.claimed && len(f.sources) == 0 || mate != nil && mate.misses(p) {
		if s := a.newSource(f, p); s != nil {
			a.measure(s, p, ipid, b)
		}
		return
	}
	all := f.candidates()
	for i := range all.list {
		c := &all.list[i]
		if c.used && c.p.SSRC == p.SSRC {
			a.confirm(f, c, p, ipid, b)
			return
		}
	}
	c := &all.list[all.next%maxCandidates]
	all.next++
	if c.used {
		f.stranger(&c.p)
	}
	*c = a.candidate(p, ipid, b)
}

func (a *Analyzer) candidate(p *measure.Packet, ipid uint16, b []byte) candidate {
	c := candidate{used: true, p: *p, ipid: ipid}
	if a.tap != nil {
		c.data = append([]byte(nil), b...)
	}
	c.n = copy(c.head[:], b)
	return c
}

// confirm makes a source of a candidate whose second packet is near in sequence and of the same
// type, or keeps the newer one.
func (a *Analyzer) confirm(f *mediaFlow, c *candidate, p *measure.Packet, ipid uint16, b []byte) {
	if !consecutive(&c.p, p) {
		f.stranger(&c.p)
		*c = a.candidate(p, ipid, b)
		return
	}
	first := *c
	c.used = false
	s := a.newSource(f, &first.p)
	if s == nil {
		f.stranger(&first.p)
		f.stranger(p)
		return
	}
	f.last = s
	a.measure(s, &first.p, first.ipid, first.packet())
	a.measure(s, p, ipid, b)
}

// consecutive reports whether q may follow p in one stream: the next numbers, so that look-alikes
// need a coincidence in SSRC, type and sequence.
func consecutive(p, q *measure.Packet) bool {
	d := int16(q.Seq - p.Seq)
	return d >= 1 && d <= 4 || d >= -4 && d < 0
}

func (f *mediaFlow) stranger(p *measure.Packet) {
	if f.strangers == 0 {
		f.strangerFrame = capture.Frame(p.Frame)
	}
	f.strangers++
}

// newSource gives state to a source; nil when a limit is reached.
func (a *Analyzer) newSource(f *mediaFlow, p *measure.Packet) *source {
	if len(f.sources) >= maxSourcesPerFlow || len(a.sources) >= maxSources {
		f.limited++
		a.limits.sources++
		if a.limits.sourceFrame == 0 {
			a.limits.sourceFrame = capture.Frame(p.Frame)
		}
		return nil
	}
	s := &source{flow: f, ordinal: len(a.sources)}
	s.SSRC = p.SSRC
	s.Source.SSRC = p.SSRC
	s.Overhead = f.overhead()
	if a.series {
		s.OverTime(&a.bins, &s.units)
	}
	if a.wireshark {
		s.Wireshark = new(measure.Wireshark)
	}
	f.sources = append(f.sources, s)
	f.last = s
	a.sources = append(a.sources, s)
	appendBounded(a.sourcesOf, p.SSRC, s)
	a.rateOf(s, p.PayloadType)
	a.beginsRepair(s, p)
	return s
}

// measured is what is measured of an SSRC of a flow, nil if nothing is.
func (f *mediaFlow) measured(ssrc uint32) *measure.Source {
	if f == nil {
		return nil
	}
	if s := f.find(ssrc); s != nil {
		return &s.Source
	}
	return nil
}

// overhead is what a packet has below RTP or RTCP that counts to the session's bandwidth (RFC 3550,
// 6.2): UDP and IP headers, or the framing of interleaved data, whose TCP segments carry several.
func (m *mediaFlow) overhead() int64 {
	switch {
	case m.conn != nil:
		return 4
	case m.src.Addr.Is4():
		return 8 + 20
	}
	return 8 + 40
}

// maxNamesakes bounds the sources, and the RTCP flows, of one SSRC that are looked through where ports do not show which is
// meant.
const maxNamesakes = 64

// appendBounded appends to the list of a key, up to maxNamesakes.
func appendBounded[K comparable, T any](m map[K][]T, key K, x T) {
	if list := m[key]; len(list) < maxNamesakes {
		m[key] = append(list, x)
	}
}
