package rtspparse

import (
	"strings"
	"testing"
)

// Unfinished bodies beyond a budget are skipped, and the messages after them are found. What was reserved is returned at the
// end of each body.
func TestBodyBudget(t *testing.T) {
	const announce = "ANNOUNCE rtsp://h/a RTSP/1.0\r\nCSeq: 1\r\nContent-Type: application/sdp\r\n"
	lines := strings.Repeat("a=x:1\r\n", 500) // 3,500 bytes
	for _, c := range []struct {
		name, head, first, rest, next string
		body                          int // of the message within the budget
	}{
		{"with a length", announce + "Content-Length: 7000\r\n\r\n", lines, lines, "OPTIONS * RTSP/1.0\r\nCSeq: 2\r\n\r\n", 7000},
		{"without a length", announce + "\r\nv=0\r\n", lines, "", "OPTIONS * RTSP/1.0\r\nCSeq: 2\r\n\r\n", 3505},
	} {
		t.Run(c.name, func(t *testing.T) {
			budget := BodyBudget{Limit: 4000}
			var conns [2]Conn
			var messages [2][]*Message
			feed := func(i int, text string) {
				var e Event
				conns[i].Feed(0, []byte(text), Origin{Frame: int64(i + 1)})
				for conns[i].Next(&e) {
					if e.Kind == MessageEvent {
						messages[i] = append(messages[i], e.Msg)
					}
				}
			}
			for i := range conns {
				conns[i].Bodies = &budget
				feed(i, c.head)
				feed(i, c.first)
			}
			if budget.Skipped != 1 || budget.First.Frame != 2 || budget.inUse < 3500 || budget.inUse > 4000 {
				t.Errorf("%+v", budget)
			}
			conns[0].Bodies.Limit = 7000
			for i := range conns {
				feed(i, c.rest)
				feed(i, c.next)
				if n := len(messages[i]); n < 2 || messages[i][n-1].Method != "OPTIONS" || messages[i][0].Method != "ANNOUNCE" {
					t.Fatalf("connection %d: %d messages", i, n)
				}
			}
			if a, b := messages[0][0], messages[1][0]; len(a.Body) != c.body || len(b.Body) != 0 {
				t.Errorf("bodies of %d and %d bytes", len(a.Body), len(b.Body))
			}
			if _, limited := messages[1][0].Violation("body-limit"); !limited || budget.inUse != 0 {
				t.Errorf("%v, %+v", messages[1][0].Violations, budget)
			}
		})
	}
}

// A connection that ends amid a body returns what it reserved.
func TestBodyBudgetOfReleasedConnection(t *testing.T) {
	var budget BodyBudget
	c := Conn{Bodies: &budget}
	c.Feed(0, []byte("ANNOUNCE rtsp://h/a RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 7000\r\n\r\nabc"), Origin{})
	var e Event
	for c.Next(&e) {
	}
	if budget.inUse != 3 {
		t.Errorf("%d bytes in use", budget.inUse)
	}
	c.Release()
	if budget.inUse != 0 {
		t.Errorf("%d bytes in use after the release", budget.inUse)
	}
}
