package rtspparse

// ConnKind is what a connection carries.
type ConnKind uint8

// The kinds of connection.
const (
	Undecided ConnKind = iota
	RTSP
	TunnelGet  // HTTP GET half of a tunnel: RTSP from server to client
	TunnelPost // HTTP POST half: base64 from client to server
	WebSocket
	TLS
	Other
)

// Conn finds RTSP in the bytes of both directions of a TCP connection, directly or tunneled. The zero value is
// ready for use. Direction 0 is client to server, direction 1 is server to client.
type Conn struct {
	// FullFrames requests the complete payload of every interleaved frame, for export, which may require
	// copying.
	FullFrames bool
	// Midstream reports that the capture does not contain the start of the connection, so the bytes may start
	// within a frame.
	Midstream bool
	// Bodies limits the unfinished bodies of all connections that share it; nil for no limit.
	Bodies *BodyBudget

	kind   ConnKind
	detect *detector  // while Undecided
	side   [2]*stream // once the connection carries RTSP
	tunnel *tunnel    // if RTSP is tunneled
	queue  []input    // inputs that have not been parsed yet
	at     int        // next element of queue
	active *stream    // the stream that may have more events

	serverName string
}

// input is a call of Feed, Gap or End.
type input struct {
	act    act
	dir    uint8
	data   []byte
	gap    int64
	origin Origin
}

type act uint8

const (
	feedData act = iota
	feedGap
	feedEnd
	feedDiscarded // bytes that were searched without success before the decision, and discarded
)

// Feed adds the next bytes of a direction. data must stay valid until Next has returned false.
func (c *Conn) Feed(dir uint8, data []byte, m Origin) {
	if len(data) > 0 {
		c.take(input{act: feedData, dir: dir & 1, data: data, origin: m})
	}
}

// Gap adds n missing bytes of a direction.
func (c *Conn) Gap(dir uint8, n int64, m Origin) {
	if n > 0 {
		c.take(input{act: feedGap, dir: dir & 1, gap: n, origin: m})
	}
}

// End marks the end of a direction, so that pending data is delivered.
func (c *Conn) End(dir uint8) { c.take(input{act: feedEnd, dir: dir & 1}) }

func (c *Conn) take(in input) {
	switch c.kind {
	case TLS, Other:
	case Undecided:
		c.probe(in)
	default:
		c.queue = append(c.queue, in)
	}
}

// Next stores the next event in e. It returns false if more bytes are needed.
func (c *Conn) Next(e *Event) bool {
	for {
		if c.active != nil {
			if c.active.next(e) {
				return true
			}
			c.active = nil
		}
		if c.at == len(c.queue) {
			c.queue, c.at = c.queue[:0], 0
			return false
		}
		in := &c.queue[c.at]
		c.at++
		c.active = c.stream(in.dir)
		if c.tunnel != nil {
			if c.tunnel.pass(c.active, in, e) {
				return true
			}
			continue
		}
		switch in.act {
		case feedData:
			c.active.feed(in.data, in.origin)
		case feedGap:
			c.active.addGap(in.gap, in.origin)
		case feedEnd:
			c.active.end()
		case feedDiscarded:
			c.active.addDiscarded(in.gap, in.origin)
		}
	}
}

// whyMidstream explains what is skipped before the first message or frame.
const whyMidstream = "the capture starts within a message or frame"

// KeepFullFrames requests the complete payload of the following interleaved frames; see FullFrames.
func (c *Conn) KeepFullFrames() {
	c.FullFrames = true
	for _, s := range c.side {
		if s != nil {
			s.fullFrames = true
		}
	}
}

// stream returns the stream of a direction.
func (c *Conn) stream(dir uint8) *stream {
	s := c.side[dir]
	if s == nil {
		s = &stream{dir: dir, fullFrames: c.FullFrames, budget: c.Bodies}
		if c.Midstream {
			s.startSearch(whyMidstream)
		}
		c.side[dir] = s
	}
	return s
}

// Release frees the buffers of a connection that has ended and whose events were all fetched. What is known of it, such as
// its kind and the messages of its handshake, remains; nothing may be fed any more.
func (c *Conn) Release() {
	for _, s := range c.side {
		if s != nil {
			s.releaseBody()
		}
	}
	c.detect, c.side, c.queue, c.at, c.active = nil, [2]*stream{}, nil, 0, nil
	if t := c.tunnel; t != nil {
		c.tunnel = &tunnel{kind: t.kind, request: t.request, response: t.response, cookie: t.cookie}
	}
}

// Kind returns what the connection carries, as far as it is known. Once it is Other or TLS it does not change,
// and Feed need not be called again.
func (c *Conn) Kind() ConnKind { return c.kind }

// StartsForeign reports whether a direction of an undecided connection starts with another protocol, so that only the other
// direction can still show RTSP.
func (c *Conn) StartsForeign() bool {
	return c.detect != nil && (c.detect.side[0].foreign || c.detect.side[1].foreign)
}

// ServerName returns the server name in the ClientHello (RFC 6066, 3), if the connection is TLS and the name
// was seen.
func (c *Conn) ServerName() string { return c.serverName }
