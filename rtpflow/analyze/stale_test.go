package analyze_test

import (
	"strings"
	"testing"
)

// A server that did not end a session goes on to send its media on the next connection of the client.
func TestStaleSessionData(t *testing.T) {
	for _, c := range []struct {
		name  string
		skip  int    // sequence numbers between the connections
		ssrc  uint32 // of what arrives on the new connection before SETUP
		after bool   // it starts after SETUP only
		stale bool
	}{
		{"the numbers continue", 20, 1, false, true},
		{"the numbers start below", -500, 1, false, false},
		{"another SSRC", 20, 3, false, false},
		{"one SSRC for all sessions", 20, 1, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			old := video(1, 1000)
			first := w.connect(hostC)
			first.describe(twoMedia)
			first.setup(0, channels(0), "", "A")
			first.play("")
			first.stream(fromServer, 0, old, 50)
			first.close(fromClient)
			w.wait(second)

			next := w.connect(hostC)
			old.ssrc = c.ssrc
			old.skip(c.skip)
			if !c.after {
				next.stream(fromServer, 0, old, 10)
			}
			next.describe(twoMedia)
			next.setup(0, channels(0), "", "B")
			next.play("")
			next.stream(fromServer, 0, old, 10)
			next.stream(fromServer, 0, video(2, 7), 100)
			next.teardown()

			r := w.report()
			a, b := r.Sessions[0].Media[0].Streams, r.Sessions[1].Media[0].Streams
			f := findingOf(r.Sessions[1].Findings, "stale-session-data")
			if !c.stale {
				if f != nil || len(a) != 1 || a[0].Stale {
					t.Errorf("%d streams in the first session, finding %v", len(a), f)
				}
				return
			}
			if len(a) != 2 || !a[1].Stale || a[1].Packets != 20 || a[1].Connection != r.Sessions[1].Connections[0] {
				t.Fatalf("the first session has %d streams", len(a))
			}
			if len(b) != 1 || b[0].SSRC != 2 || b[0].Stale {
				t.Errorf("the second session has %d streams, the first 0x%08x", len(b), b[0].SSRC)
			}
			if f == nil || f.Count != 20 || !strings.Contains(f.Summary, "media of session s1 on connection c2") {
				t.Fatalf("finding %+v", f)
			}
			for _, s := range r.Sessions {
				for _, code := range []string{"rtp-early", "rtp-loss", "ssrc-changed"} {
					if f := findingOf(s.Findings, code); f != nil {
						t.Errorf("%s: %s", s.ID, f.Summary)
					}
				}
			}
		})
	}
}
