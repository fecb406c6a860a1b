package rtspparse

import (
	"fmt"
	"testing"
)

// TestLengthHint checks the hint to the frame whose length may be wrong, for several divisions into feeds.
func TestLengthHint(t *testing.T) {
	p := func(n uint16) string { return rtp(n, 7, 160) }
	// withLength returns a frame with length n in its header.
	withLength := func(n int, payload string) string {
		return string([]byte{'$', 0, byte(n >> 8), byte(n)}) + payload
	}
	good := ok1 + dollar(0, p(1)) + dollar(0, p(2))
	for _, c := range []struct {
		name  string
		turns []turn
		want  string // hint, channel, length, offset, skipped
	}{
		{"too short", []turn{server(good + withLength(148, p(3)) + dollar(0, p(4)))}, "1 0 148 356 12"},
		{"too short, before a message", []turn{server(good + withLength(148, p(3)) + ok2)}, "1 0 148 356 12"},
		{"far too long", []turn{server(good + withLength(0xffff, p(3)) + dollar(0, p(4)) + ok2)}, "2 0 65535 356 164"},
		{"too long, ends in the next frame", []turn{server(good + withLength(164, p(3)) + dollar(0, p(4)) + dollar(0, p(5)))}, "1 0 164 356 160"},
		{"a gap after it", []turn{server(good + withLength(148, p(3))), gap(1, 100), server(dollar(0, p(5)) + ok2)}, "0 0 0 0 12"},
		{"a gap before it", []turn{server(good), gap(1, 100), server("abc" + dollar(0, p(5)) + ok2)}, "0 0 0 0 3"},
		{"a frame with a gap", []turn{server(good + dollar(0, p(3))[:50]), gap(1, 114), server("abc" + dollar(0, p(5)) + ok2)}, "0 0 0 0 3"},
		{"at the end", []turn{server(good + withLength(148, p(3)))}, "0 0 0 0 12"},
		{"line ends", []turn{server(good + "\r\n" + dollar(0, p(4)))}, "0 0 0 0 2"},
		{"after a message", []turn{server(good + ok1 + "\xff\xff" + dollar(0, p(4)))}, "0 0 0 0 2"},
	} {
		for name, how := range map[string]cutter{"whole": whole, "bytewise": bytewise, "random": randomly(1)} {
			if got := firstHint(how, c.turns); got != c.want {
				t.Errorf("%s, fed %s: %s, want %s", c.name, name, got, c.want)
			}
		}
	}
}

// firstHint renders the first UnparsedEvent.
func firstHint(how cutter, turns []turn) (text string) {
	var c Conn
	var e Event
	drain := func() {
		for c.Next(&e) {
			if e.Kind == UnparsedEvent && text == "" {
				f := Frame{}
				if e.LengthHint != NoHint {
					f = e.Frame
				}
				text = fmt.Sprintf("%d %d %d %d %d", e.LengthHint, f.Channel, f.Length, f.Offset, e.Skipped)
			}
		}
	}
	for _, t := range turns {
		if t.gap > 0 {
			c.Gap(t.dir, t.gap, Origin{})
		}
		for b := []byte(t.data); len(b) > 0; {
			n := how(len(b))
			c.Feed(t.dir, b[:n], Origin{})
			drain()
			b = b[n:]
		}
		drain()
	}
	c.End(0)
	c.End(1)
	drain()
	return text
}
