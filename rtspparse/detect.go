package rtspparse

import "encoding/binary"

const (
	// maxLook is how much of a direction is looked at before it is given up, in bytes.
	maxLook = 64 << 10
	// maxHeld bounds the inputs that wait for a decision.
	maxHeld = 1 << 16
	// maxForeign is how much of a direction that began with something else is held for the other
	// direction to show RTSP.
	maxForeign = 4 << 10
)

// detector looks at both directions of a connection until one shows what it carries. It keeps what
// was fed, to be parsed then.
type detector struct {
	side [2]look
	held []held
}

// held is an input that waits for the decision; n bytes of data lie at position at of its side's
// buffer.
type held struct {
	act   act
	dir   uint8
	at, n int
	gap   int64
	mark  Mark
}

// look is one direction of a detector.
type look struct {
	buf       []byte
	base      int   // where the bytes begin that have no gap between them
	at        int   // up to where they have been searched, from base
	midway    bool  // they are not the first of the connection
	searching bool  // they do not begin with anything known
	foreign   bool  // given up
	ended     bool  // nothing more comes
	bare      bool  // a wrapping, begun before the capture
	total     int64 // bytes seen
	scan      headScan
	controls  controls
}

// finding is what a look has come to.
type finding struct {
	kind ConnKind
	v    verdict
	bare bool // no handshake: the wrapping goes on from before the capture
}

// look takes an input while the kind of connection is not known.
func (c *Conn) look(in input) {
	d := c.detect
	if d == nil {
		d = &detector{}
		c.detect = d
		d.side[0].midway, d.side[1].midway = c.Midway, c.Midway
	}
	l := &d.side[in.dir]
	f := finding{v: no}
	switch {
	case in.act != feedData:
		if !l.foreign && startsMessage(l.buf[l.base:], true) == yes {
			f = finding{kind: RTSP, v: yes}
		}
		l.ended = l.ended || in.act == feedEnd
		l.base, l.midway, l.searching, l.at, l.scan, l.controls = len(l.buf), true, false, 0, headScan{}, controls{}
		d.held = append(d.held, held{act: in.act, dir: in.dir, gap: in.gap, mark: in.mark})
	case l.total == 0:
		l.total = int64(len(in.data))
		if f = c.examine(l, in.data); f.v == yes {
			// Decided without holding anything: so it is with most connections.
			l.bare = f.bare
			c.decide(f.kind, d, in)
			return
		}
		d.hold(l, in)
	default:
		l.total += int64(len(in.data))
		d.hold(l, in)
		f = c.examine(l, l.buf[l.base:])
	}
	if in.act == feedData {
		l.foreign, l.bare = f.v == no, f.bare
		d.forget(l, in.dir)
	}
	switch {
	case f.v == yes:
		c.decide(f.kind, d)
	case d.hopeless():
		c.decide(Other, d)
	}
}

// hopeless says that neither direction can show anything any more.
func (d *detector) hopeless() bool {
	a, b := &d.side[0], &d.side[1]
	if (a.foreign || a.ended) && (b.foreign || b.ended) {
		return true
	}
	return a.foreign && b.total == 0 && a.total > maxForeign || b.foreign && a.total == 0 && b.total > maxForeign ||
		len(d.held) > maxHeld
}

// hold keeps an input.
func (d *detector) hold(l *look, in input) {
	h := held{dir: in.dir, at: len(l.buf), n: len(in.data), mark: in.mark}
	if len(l.buf) >= maxLook {
		h = held{act: feedJunk, dir: in.dir, gap: int64(len(in.data)), mark: in.mark}
	} else {
		l.buf = append(l.buf, in.data...)
	}
	d.held = append(d.held, h)
}

// forget lets go the inputs of a direction that have been searched in vain: they are junk, of
// which only the number counts.
func (d *detector) forget(l *look, dir uint8) {
	searched := l.base + l.at
	switch {
	case l.foreign && l.midway:
		searched = len(l.buf)
	case l.foreign || !l.searching:
		return
	}
	if searched-l.base < maxForeign && len(l.buf) < maxLook {
		return
	}
	kept, drop, junk := d.held[:0], len(l.buf), -1
	for _, h := range d.held {
		if h.dir == dir {
			switch {
			case h.act == feedData && h.at+h.n <= searched:
				h = held{act: feedJunk, dir: dir, gap: int64(h.n), mark: h.mark}
			case h.act == feedData:
				drop = min(drop, h.at)
			}
			if h.act == feedJunk && junk >= 0 {
				kept[junk].gap += h.gap
				continue
			}
			if junk = -1; h.act == feedJunk {
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
	l.buf = append([]byte(nil), l.buf[drop:]...)
	l.base = max(l.base-drop, 0)
	l.at = searched - drop - l.base
	l.controls = controls{}
}

// examine looks at the contiguous bytes b of a direction.
func (c *Conn) examine(l *look, b []byte) finding {
	if l.foreign {
		return finding{v: no}
	}
	full := l.total >= maxLook
	if over := l.total - maxLook; full {
		b = b[:max(len(b)-int(min(over, int64(len(b)))), 0)]
	}
	if len(b) == 0 {
		return finding{v: unsureUnless(full)}
	}
	if !l.searching {
		f := c.startOf(l, b, full)
		switch {
		case f.v == yes, f.v == unsure && !full:
			return f
		case !l.midway && b[0] != '$':
			return finding{v: no}
		}
		l.searching = true
	}
	v := l.search(b, full)
	return finding{kind: RTSP, v: v.noIf(full)}
}

// decide ends the search: what was held, and the inputs that were not, are parsed from now on.
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
		c.wrap = newWrapping(k, d.side[0].bare, d.side[1].bare)
	}
	for _, h := range d.held {
		in := input{act: h.act, dir: h.dir, gap: h.gap, mark: h.mark}
		if h.act == feedData {
			in.data = d.side[h.dir].buf[h.at : h.at+h.n : h.at+h.n]
		}
		c.queue = append(c.queue, in)
	}
	c.queue = append(c.queue, rest...)
}

// search looks for a start line, or a row of interleaved frames, anywhere in b.
func (l *look) search(b []byte, full bool) verdict {
	for ; l.at < len(b); l.at++ {
		if !huntBytes[b[l.at]] {
			continue
		}
		u := b[l.at:]
		v := statusLike(u)
		if u[0] == '$' {
			v = frameRow(u)
		} else if m, known := knownMethod(u); v == no && known != no {
			if v = known; v == yes {
				v = requestLine(u, len(m)+1, l.controls.first(b, l.at), false)
			}
		}
		if v == yes || v == unsure && !full {
			return v
		}
	}
	return unsure
}

// frameRow says whether b begins with a row of interleaved frames: three at least, of which two
// belong together, as RTP of one source in sequence or as RTCP.
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
			return unsure
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
			return unsure
		}
		b = b[frameHeader+n:]
	}
	return no
}
