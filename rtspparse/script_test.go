package rtspparse

import (
	"encoding/binary"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// turn is one step of a conversation: bytes, a gap, or the end of a direction.
type turn struct {
	dir  uint8
	data string
	gap  int64
	end  bool
}

func client(s ...string) turn     { return turn{dir: 0, data: strings.Join(s, "")} }
func server(s ...string) turn     { return turn{dir: 1, data: strings.Join(s, "")} }
func gap(dir uint8, n int64) turn { return turn{dir: dir, gap: n} }

// cutter returns how many of the remaining n bytes to feed next.
type cutter func(n int) int

func whole(n int) int { return n }

func bytewise(int) int { return 1 }

func randomly(seed int64) cutter {
	r := rand.New(rand.NewSource(seed))
	return func(n int) int { return 1 + r.Intn(min(n, 1+r.Intn(3000))) }
}

// play feeds the turns, each with its own frame number in the Origin, and returns the events of each direction,
// one per line.
func play(c *Conn, how cutter, turns ...turn) [2][]string {
	var out [2][]string
	var e Event
	drain := func() {
		for c.Next(&e) {
			out[e.Dir] = append(out[e.Dir], line(&e))
		}
	}
	for i, t := range turns {
		m := Origin{Time: int64(i) * 1000, Frame: int64(i)}
		switch {
		case t.end:
			c.End(t.dir)
		case t.gap > 0:
			c.Gap(t.dir, t.gap, m)
		default:
			for b := []byte(t.data); len(b) > 0; {
				n := how(len(b))
				// A copy that is overwritten, to detect references after their lifetime.
				piece := append([]byte(nil), b[:n]...)
				c.Feed(t.dir, piece, m)
				drain()
				for i := range piece {
					piece[i] = 0xee
				}
				b = b[n:]
			}
		}
		drain()
	}
	for dir := range uint8(2) {
		c.End(dir)
		drain()
	}
	return out
}

// line renders an event.
func line(e *Event) string {
	switch e.Kind {
	case MessageEvent:
		return messageLine(e.Msg)
	case FrameEvent:
		f := &e.Frame
		s := fmt.Sprintf("$%d %d@%d %d-%d", f.Channel, f.Length, f.Offset, f.First.Frame, f.Origin.Frame)
		if f.Incomplete {
			s += " incomplete"
		}
		data := f.Data
		if len(data) < min(f.Length, HeadSize) && !f.Incomplete {
			s += " SHORT"
		}
		if len(data) > HeadSize {
			data = data[:HeadSize]
		}
		return fmt.Sprintf("%s %x %02x", s, checksum(data), f.Last)
	case UnparsedEvent:
		return fmt.Sprintf("unparsed %d@%d %d %s", e.Skipped, e.Offset, e.Origin.Frame, e.Detail)
	case GapEvent:
		return fmt.Sprintf("gap %d@%d %d", e.Skipped, e.Offset, e.Origin.Frame)
	}
	return fmt.Sprintf("kind %d", e.Kind)
}

func messageLine(m *Message) string {
	var b strings.Builder
	if m.Request {
		fmt.Fprintf(&b, "%s %s %s", m.Method, m.URL, m.Version)
	} else {
		fmt.Fprintf(&b, "%s %d %s", m.Version, m.Status, m.Reason)
	}
	fmt.Fprintf(&b, " %d@%d %d-%d", m.Length, m.Offset, m.First.Frame, m.Last.Frame)
	for _, h := range m.Headers {
		fmt.Fprintf(&b, " [%s:%s]", h.Name, h.Value)
	}
	if m.Body != nil {
		fmt.Fprintf(&b, " {%s}", m.Body)
	}
	for _, f := range m.Violations {
		fmt.Fprintf(&b, " !%s", f.Code)
	}
	return b.String()
}

func checksum(b []byte) (sum uint32) {
	for _, c := range b {
		sum = sum*31 + uint32(c)
	}
	return sum
}

// expect plays the turns with several divisions into feeds and compares the events.
func expect(t *testing.T, conf Conn, turns []turn, wantClient, wantServer []string) {
	t.Helper()
	for name, how := range map[string]cutter{"whole": whole, "bytewise": bytewise, "random": randomly(1)} {
		c := conf
		got := play(&c, how, turns...)
		if d := cmp.Diff([2][]string{wantClient, wantServer}, got); d != "" {
			t.Errorf("fed %s (-want +got):\n%s", name, d)
		}
	}
}

// rtp returns an RTP packet of n bytes.
func rtp(seq uint16, ssrc uint32, n int) string {
	b := make([]byte, max(n, 12))
	b[0], b[1] = 0x80, 96
	binary.BigEndian.PutUint16(b[2:], seq)
	binary.BigEndian.PutUint32(b[4:], uint32(seq)*3000)
	binary.BigEndian.PutUint32(b[8:], ssrc)
	for i := 12; i < len(b); i++ {
		b[i] = byte(i*7 + int(seq))
	}
	return string(b)
}

// rtcp returns a sender report without report blocks.
func rtcp(ssrc uint32) string {
	b := make([]byte, 28)
	b[0], b[1], b[3] = 0x80, 200, 6
	binary.BigEndian.PutUint32(b[4:], ssrc)
	return string(b)
}

// dollar returns an interleaved frame.
func dollar(ch byte, payload string) string {
	return string([]byte{'$', ch, byte(len(payload) >> 8), byte(len(payload))}) + payload
}

const (
	options = "OPTIONS rtsp://h/s RTSP/1.0\r\nCSeq: 1\r\n\r\n"
	ok1     = "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
	ok2     = "RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n"
)

// frameLine is the result of line for a complete frame in one turn.
func frameLine(ch byte, payload string, off int64, turn int) string {
	return line(&Event{Kind: FrameEvent, Frame: Frame{
		Channel: ch, Length: len(payload), Data: []byte(payload), Last: last(payload), Offset: off,
		First: Origin{Frame: int64(turn)}, Origin: Origin{Frame: int64(turn)},
	}})
}

func last(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}
