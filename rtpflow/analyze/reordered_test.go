package analyze_test

import (
	"cmp"
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// inBatches puts the packets of each span of time (ns) in the order in which a capture of two interfaces
// writes them: those of the server before those of the client. Their times stay.
func (w *wire) inBatches(span int64) {
	slices.SortStableFunc(w.packets, func(x, y capture.Packet) int {
		fromClient := func(p capture.Packet) int {
			if p.Src.Addr == hostS {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(x.Time/span, y.Time/span), cmp.Compare(fromClient(x), fromClient(y)))
	})
	for i := range w.packets {
		w.packets[i].Frame = capture.MakeFrame(0, int64(i+1))
	}
}

// A capture of two interfaces has answers before their requests; the story is the same.
func TestResponsesBeforeRequests(t *testing.T) {
	talk := func(w *wire) {
		d := w.connect(hostC)
		d.options()
		d.describe(twoMedia)
		d.setup(0, udpPorts(6000), serverPorts(5000), "A")
		d.setup(1, udpPorts(6002), serverPorts(5002), "A")
		d.play("url=" + d.track(0) + ";seq=0;rtptime=0")
		w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50)
		w.flow(hostS, 5002, hostC, 6002).stream(audio(2, 0), 50)
		d.teardown()
		d.close(fromClient)
	}
	const want = `s1 A c1 play teardown: OPTIONS 200, DESCRIBE 200, SETUP 200, SETUP 200, PLAY 200, TEARDOWN 200`
	const placed = `
		s1.0 down S:5000>C:6000 1 x50
		s1.1 down S:5002>C:6002 2 x50`
	runStoryCases(t, []storyCase{
		{name: "in order", talk: talk, want: want, placed: placed},
		{name: "in batches of 7 ms", talk: func(w *wire) { talk(w); w.inBatches(7 * ms) }, want: want, placed: placed},
		{name: "in batches of 40 ms", talk: func(w *wire) { talk(w); w.inBatches(40 * ms) }, want: want, placed: placed},
		{name: "in batches of 250 ms", talk: func(w *wire) { talk(w); w.inBatches(250 * ms) }, want: want, placed: placed},
	})
	for _, span := range []int64{7, 40, 250} {
		w := newWire(t)
		talk(w)
		w.inBatches(span * ms)
		for _, s := range w.report().Sessions {
			for _, f := range s.Findings {
				switch f.Code {
				case "no-answer", "answer-unmatched", "cseq-mismatch", "slow-answer":
					t.Errorf("in batches of %d ms: %s: %s", span, f.Code, f.Summary)
				}
			}
		}
	}
}

// A segment of the signalling that the capture missed holds up what follows it, while the media come over UDP and
// nothing more over the connection: what the SDP says is known all the same before the payloads are guessed at.
func TestSignallingBehindAGap(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.options()
	before := len(w.packets)
	d.describe(twoMedia)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.play("")
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 300)
	first := 0
	w.drop(func(p *capture.Packet) bool { // the answer to OPTIONS
		first++
		return first < before && p.Src.Addr == hostS && len(p.Payload) > 0
	})
	r := w.report()
	if len(r.Sessions) != 1 || r.Sessions[0].Connections[0].Sides[rtpflow.Server].GapBytes == 0 {
		t.Fatalf("%s", story(r))
	}
	st := r.Sessions[0].Media[0].Streams[0]
	if f := st.Frames; f == nil || f.Guessed || f.Late || f.Encoding != "H264" {
		t.Errorf("%+v", f)
	}
}
