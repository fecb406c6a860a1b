package rtspparse

// ConnKind is what a connection turned out to carry.
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

// Conn finds RTSP in the bytes of one TCP connection, both directions, in any wrapping. The zero
// value is ready. Direction 0 is client to server, 1 server to client.
type Conn struct {
	// Whole asks for the full payload of every interleaved frame (export), copying if need be.
	Whole bool
	// Midway says that the start of the connection is not in the capture, so that the bytes may
	// begin inside a frame.
	Midway bool

	kind   ConnKind
	detect *detector  // while Undecided
	side   [2]*stream // once it carries RTSP
	wrap   *wrapping  // where it is wrapped
	queue  []input    // what was fed and not yet parsed
	at     int        // next of queue
	active *stream    // the one that may have more events

	serverName string
}

// input is one call of Feed, Gap or End.
type input struct {
	act  act
	dir  uint8
	data []byte
	gap  int64
	mark Mark
}

type act uint8

const (
	feedData act = iota
	feedGap
	feedEnd
	feedJunk // bytes that were looked at in vain before the decision, and let go
)

// Feed gives the next bytes of a direction; data must stay valid until Next has returned false.
func (c *Conn) Feed(dir uint8, data []byte, m Mark) {
	if len(data) > 0 {
		c.take(input{act: feedData, dir: dir & 1, data: data, mark: m})
	}
}

// Gap says that n bytes of a direction are missing.
func (c *Conn) Gap(dir uint8, n int64, m Mark) {
	if n > 0 {
		c.take(input{act: feedGap, dir: dir & 1, gap: n, mark: m})
	}
}

// End says that a direction has ended, so that what waits for more bytes is given out.
func (c *Conn) End(dir uint8) { c.take(input{act: feedEnd, dir: dir & 1}) }

func (c *Conn) take(in input) {
	switch c.kind {
	case TLS, Other:
	case Undecided:
		c.look(in)
	default:
		c.queue = append(c.queue, in)
	}
}

// Next gives the next event; false when more bytes are needed.
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
		if c.wrap != nil {
			if c.wrap.pass(c.active, in, e) {
				return true
			}
			continue
		}
		switch in.act {
		case feedData:
			c.active.feed(in.data, in.mark)
		case feedGap:
			c.active.cut(in.gap, in.mark)
		case feedEnd:
			c.active.end()
		case feedJunk:
			c.active.drop(in.gap, in.mark)
		}
	}
}

// whyMidway explains what is skipped before the first message or frame.
const whyMidway = "the capture begins inside a message or frame"

// KeepWhole asks for the full payload of the interleaved frames to come, as Whole does from the beginning.
func (c *Conn) KeepWhole() {
	c.Whole = true
	for _, s := range c.side {
		if s != nil {
			s.whole = true
		}
	}
}

// stream returns the stream of a direction.
func (c *Conn) stream(dir uint8) *stream {
	s := c.side[dir]
	if s == nil {
		s = &stream{dir: dir, whole: c.Whole}
		if c.Midway {
			s.startSearch(whyMidway)
		}
		c.side[dir] = s
	}
	return s
}

// Kind says what the connection carries, as far as known. Once Other or TLS it stays so and Feed
// need not be called again.
func (c *Conn) Kind() ConnKind { return c.kind }

// ServerName is the server name that a TLS client asked for (RFC 6066, 3), if it was seen.
func (c *Conn) ServerName() string { return c.serverName }
