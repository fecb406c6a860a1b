package rtspparse

import "encoding/binary"

const (
	// maxProbe is the number of bytes of a direction that are examined before it is given up.
	maxProbe = 64 << 10
	// maxHeld limits the inputs that are buffered until the decision.
	maxHeld = 1 << 16
	// maxForeign is how much of a direction that starts with something else is buffered in case the other
	// direction carries RTSP.
	maxForeign = 4 << 10
)

// detector examines both directions of a connection until one of them shows what it carries. It buffers the
// input for parsing after the decision.
type detector struct {
	side [2]probe
	held []heldInput
}

// heldInput is an input that is buffered until the decision. Its n bytes of data are at position at of the
// buffer of its direction.
type heldInput struct {
	act    act
	dir    uint8
	at, n  int
	gap    int64
	origin Origin
}

// probe is the state of one direction of a detector.
type probe struct {
	buf       []byte
	base      int   // start of the bytes without a gap between them
	at        int   // searched up to here, relative to base
	midstream bool  // the bytes are not the first of the connection
	searching bool  // the bytes do not start with anything known
	foreign   bool  // given up
	ended     bool  // no more input
	bare      bool  // a tunnel that started before the capture
	total     int64 // number of bytes seen
	scan      headScan
	controls  controls
}

// finding is the result of a probe.
type finding struct {
	kind ConnKind
	v    verdict
	bare bool // no handshake: the tunnel started before the capture
}

// examineInput processes an input while the kind of connection is unknown.
func (c *Conn) probe(in input) {
	d := c.detect
	if d == nil {
		d = &detector{}
		c.detect = d
		d.side[0].midstream, d.side[1].midstream = c.Midstream, c.Midstream
	}
	p := &d.side[in.dir]
	f := finding{v: no}
	switch {
	case in.act != feedData:
		if !p.foreign && startsMessage(p.buf[p.base:], true) == yes {
			f = finding{kind: RTSP, v: yes}
		}
		p.ended = p.ended || in.act == feedEnd
		p.base, p.midstream, p.searching, p.at, p.scan, p.controls = len(p.buf), true, false, 0, headScan{}, controls{}
		d.held = append(d.held, heldInput{act: in.act, dir: in.dir, gap: in.gap, origin: in.origin})
	case p.total == 0:
		p.total = int64(len(in.data))
		if f = c.examine(p, in.data); f.v == yes {
			// Decided without buffering, as for most connections.
			p.bare = f.bare
			c.decide(f.kind, d, in)
			return
		}
		d.keep(p, in)
	default:
		p.total += int64(len(in.data))
		d.keep(p, in)
		f = c.examine(p, p.buf[p.base:])
	}
	if in.act == feedData {
		p.foreign, p.bare = f.v == no, f.bare
		d.discardSearched(p, in.dir)
	}
	switch {
	case f.v == yes:
		c.decide(f.kind, d)
	case d.exhausted():
		c.decide(Other, d)
	}
}

// exhausted reports whether neither direction can lead to a decision any more.
func (d *detector) exhausted() bool {
	a, b := &d.side[0], &d.side[1]
	if (a.foreign || a.ended) && (b.foreign || b.ended) {
		return true
	}
	return a.foreign && b.total == 0 && a.total > maxForeign || b.foreign && a.total == 0 && b.total > maxForeign ||
		len(d.held) > maxHeld
}

// keep buffers an input.
func (d *detector) keep(p *probe, in input) {
	h := heldInput{dir: in.dir, at: len(p.buf), n: len(in.data), origin: in.origin}
	if len(p.buf) >= maxProbe {
		h = heldInput{act: feedDiscarded, dir: in.dir, gap: int64(len(in.data)), origin: in.origin}
	} else {
		p.buf = append(p.buf, in.data...)
	}
	d.held = append(d.held, h)
}

// discardSearched discards the inputs of a direction that have been searched without success. Only their number of bytes
// is kept.
func (d *detector) discardSearched(p *probe, dir uint8) {
	searched := p.base + p.at
	switch {
	case p.foreign && p.midstream:
		searched = len(p.buf)
	case p.foreign || !p.searching:
		return
	}
	if searched-p.base < maxForeign && len(p.buf) < maxProbe {
		return
	}
	kept, drop, junk := d.held[:0], len(p.buf), -1
	for _, h := range d.held {
		if h.dir == dir {
			switch {
			case h.act == feedData && h.at+h.n <= searched:
				h = heldInput{act: feedDiscarded, dir: dir, gap: int64(h.n), origin: h.origin}
			case h.act == feedData:
				drop = min(drop, h.at)
			}
			if h.act == feedDiscarded && junk >= 0 {
				kept[junk].gap += h.gap
				continue
			}
			if junk = -1; h.act == feedDiscarded {
				junk = len(kept)
			}
		}
		kept = append(kept, h)
	}
	d.held = kept
	if drop == 0 {
		return
	}
	for i := range d.held {
		if h := &d.held[i]; h.dir == dir && h.act == feedData {
			h.at -= drop
		}
	}
	p.buf = append([]byte(nil), p.buf[drop:]...)
	p.base = max(p.base-drop, 0)
	p.at = searched - drop - p.base
	p.controls = controls{}
}

// examine examines the contiguous bytes b of a direction.
func (c *Conn) examine(p *probe, b []byte) finding {
	if p.foreign {
		return finding{v: no}
	}
	full := p.total >= maxProbe
	if over := p.total - maxProbe; full {
		b = b[:max(len(b)-int(min(over, int64(len(b)))), 0)]
	}
	if len(b) == 0 {
		return finding{v: ambiguousUnless(full)}
	}
	if !p.searching {
		f := c.startOf(p, b, full)
		switch {
		case f.v == yes, f.v == ambiguous && !full:
			return f
		case !p.midstream && b[0] != '$':
			return finding{v: no}
		}
		p.searching = true
	}
	v := p.search(b, full)
	return finding{kind: RTSP, v: v.noIf(full)}
}

// decide ends the detection and queues the buffered inputs and rest for parsing.
func (c *Conn) decide(k ConnKind, d *detector, rest ...input) {
	c.kind, c.detect = k, nil
	switch k {
	case TLS:
		for i := range d.side {
			if b := d.side[i].buf; c.serverName == "" && len(b) > recordHeader {
				c.serverName = serverName(b[recordHeader:])
			}
		}
		return
	case Other:
		return
	case TunnelGet, TunnelPost, WebSocket:
		c.tunnel = newTunnel(k, d.side[0].bare, d.side[1].bare)
	}
	for _, h := range d.held {
		in := input{act: h.act, dir: h.dir, gap: h.gap, origin: h.origin}
		if h.act == feedData {
			in.data = d.side[h.dir].buf[h.at : h.at+h.n : h.at+h.n]
		}
		c.queue = append(c.queue, in)
	}
	c.queue = append(c.queue, rest...)
}

// search searches b for a start line or a row of interleaved frames.
func (p *probe) search(b []byte, full bool) verdict {
	for ; p.at < len(b); p.at++ {
		if !startBytes[b[p.at]] {
			continue
		}
		u := b[p.at:]
		v := statusLike(u)
		if u[0] == '$' {
			v = frameRow(u)
		} else if m, known := knownMethod(u); v == no && known != no {
			if v = known; v == yes {
				v = requestLine(u, len(m)+1, p.controls.first(b, p.at), false)
			}
		}
		if v == yes || v == ambiguous && !full {
			return v
		}
	}
	return ambiguous
}

// frameRow reports whether b starts with a row of at least three interleaved frames, of which two are related:
// consecutive RTP packets of a source, or RTCP.
func frameRow(b []byte) verdict {
	type source struct {
		channel byte
		ssrc    uint32
		seq     uint16
	}
	var rtp [8]source
	related := 0
	for i := range rtp {
		if len(b) > 0 && b[0] != '$' || len(b) > 1 && b[1] >= usualChannels {
			return no
		}
		if len(b) < frameHeader+peek {
			return ambiguous
		}
		n := int(binary.BigEndian.Uint16(b[2:]))
		head := b[frameHeader : frameHeader+peek]
		if mediaLike(head, n) != yes {
			return no
		}
		if rtcpType(head[1]) {
			related++
		} else {
			s := source{b[1], ssrcOf(head), binary.BigEndian.Uint16(head[2:])}
			for _, o := range rtp[:i] {
				if gap := int16(s.seq - o.seq); o.channel == s.channel && o.ssrc == s.ssrc && gap > 0 && gap < 32 {
					related += 2
					break
				}
			}
			rtp[i] = s
		}
		if i >= 2 && related >= 2 {
			return yes
		}
		if len(b) < frameHeader+n {
			return ambiguous
		}
		b = b[frameHeader+n:]
	}
	return no
}
