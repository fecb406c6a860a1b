package rtspparse

import "encoding/binary"

const (
	// maxLook is how much of a direction is looked at before it is given up, in bytes.
	maxLook = 64 << 10
	// maxForeign is how much of a direction that began with something else is held for the other
	// direction to show RTSP.
	maxForeign = 4 << 10
)

// detector looks at both directions of a connection until one shows what it carries. It keeps what
// was fed, to be parsed then.
type detector struct {
	side [2]look
	held []input // data as positions in buf of the side: see hold
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
	if in.act == feedData {
		l.total += int64(len(in.data))
		if len(l.buf) > l.base || l.foreign {
			d.hold(l, in)
			f = c.examine(l, l.buf[l.base:])
		} else if f = c.examine(l, in.data); f.v == yes {
			// Decided without holding anything: so it is with most connections.
			l.bare = f.bare
			c.decide(f.kind, d, in)
			return
		} else {
			d.hold(l, in)
		}
		l.foreign, l.bare = f.v == no, f.bare
	} else {
		if !l.foreign && startsMessage(l.buf[l.base:], true) == yes {
			f = finding{kind: RTSP, v: yes}
		}
		l.ended = l.ended || in.act == feedEnd
		l.base, l.midway, l.searching, l.at, l.scan = len(l.buf), true, false, 0, headScan{}
		d.held = append(d.held, in)
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

// maxHeld bounds the inputs that wait for a decision.
const maxHeld = 1 << 16

// hold keeps an input. As buf may move, the data is found again by its place in it.
func (d *detector) hold(l *look, in input) {
	if len(l.buf) >= maxLook {
		in.act, in.gap, in.data = feedGap, int64(len(in.data)), nil
		if n := len(d.held); n > 0 && d.held[n-1].act == feedGap && d.held[n-1].dir == in.dir {
			d.held[n-1].gap += in.gap
			return
		}
		d.held = append(d.held, in)
		return
	}
	in.gap = int64(len(l.buf))
	l.buf = append(l.buf, in.data...)
	in.data = l.buf[in.gap:len(l.buf):len(l.buf)]
	d.held = append(d.held, in)
}

// examine looks at the contiguous bytes b of a direction.
func (c *Conn) examine(l *look, b []byte) finding {
	if l.foreign {
		return finding{v: no}
	}
	full := len(b) >= maxLook
	if full {
		b = b[:maxLook]
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
	v := searchRTSP(b, &l.at, full)
	if v == unsure && full {
		v = no
	}
	return finding{kind: RTSP, v: v}
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
	for i := range d.held {
		if h := &d.held[i]; h.act == feedData {
			at := h.gap
			h.data, h.gap = d.side[h.dir].buf[at:at+int64(len(h.data))], 0
		}
	}
	c.queue, c.at = append(d.held, rest...), 0
}

// searchRTSP looks for a start line, or a row of interleaved frames, anywhere in b.
func searchRTSP(b []byte, at *int, full bool) verdict {
	for ; *at < len(b); *at++ {
		if !huntBytes[b[*at]] {
			continue
		}
		var v verdict
		if u := b[*at:]; u[0] == '$' {
			v = frameRow(u)
		} else if v = startsMessage(u, false); v == no && *at == 0 {
			v = plainRequest(u)
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
