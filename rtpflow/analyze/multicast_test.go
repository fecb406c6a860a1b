package analyze_test

import (
	"testing"

	"rtspect/capture"
)

const groupTransport = "RTP/AVP;multicast;destination=239.1.1.1;port=7000-7001"

// joinGroup sets up and plays the first media of a group.
func joinGroup(w *wire, client capture.Addr, id string) *dialog {
	d := w.connect(client)
	d.describe(twoMedia)
	d.setup(0, "RTP/AVP;multicast", groupTransport, id)
	d.play("")
	return d
}

// A second client of a multicast group receives the stream that the first session lists.
func TestSecondClientOfGroup(t *testing.T) {
	w := newWire(t)
	v := video(1, 0)
	f := w.flow(hostS, 5000, hostG, 7000)
	f.stream(v, 10)
	first := joinGroup(w, hostC, "A")
	f.stream(v, 100)
	other := joinGroup(w, hostD, "B")
	f.stream(v, 200)
	other.teardown()
	f.stream(v, 100)
	first.teardown()
	w.wait(10 * second)
	late := joinGroup(w, hostT, "C")
	w.wait(10 * second)
	late.teardown()

	r := w.report()
	if len(r.Sessions) != 3 {
		t.Fatalf("%d sessions", len(r.Sessions))
	}
	var packets int64
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				packets += st.Packets
			}
		}
	}
	if packets != 410 {
		t.Errorf("the sessions list %d packets, the capture contains 410", packets)
	}
	if n := len(r.Sessions[0].Media[0].Shared); n != 0 {
		t.Errorf("the session that lists the stream shares %d", n)
	}
	shared := r.Sessions[1].Media[0].Shared
	if len(shared) != 1 || shared[0].Session != r.Sessions[0] || shared[0].Stream.SSRC != 1 {
		t.Fatalf("the second session shares %+v", shared)
	}
	if d := shared[0].End - shared[0].Start; d < 3*second || d > 5*second {
		t.Errorf("shared for %d ns, want about 4 s", d)
	}
	if n := len(r.Sessions[2].Media[0].Shared); n != 0 {
		t.Errorf("the session after the end of the stream shares %d", n)
	}
	for i, want := range []bool{false, false, true} {
		if got := findingOf(r.Sessions[i].Findings, "no-rtp") != nil; got != want {
			t.Errorf("session %d: no-rtp %v, want %v", i+1, got, want)
		}
		if f := findingOf(r.Sessions[i].Findings, "rtp-early"); f != nil {
			t.Errorf("session %d: %s", i+1, f.Summary)
		}
	}
}
