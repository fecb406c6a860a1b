package analyze_test

import "testing"

func TestAssociateInterleaved(t *testing.T) {
	runWireCases(t, []wireCase{
		{name: "as agreed", talk: func(w *wire) {
			d := w.overTCP()
			v, a := video(1, 0), audio(2, 0)
			together(5, func() { d.stream(fromServer, 0, v, 1) }, func() { d.stream(fromServer, 2, a, 1) })
			d.frame(fromServer, 1, sr(1))
			d.frame(fromClient, 3, rr(9, 2))
		}, want: `
			s1.0 down c1#0 S 1 x5
			s1.0 rtcp down c1#1 S SR 1
			s1.1 down c1#2 S 2 x5
			s1.1 rtcp up c1#3 C RR 1`},

		{name: "other channels than the client asked for", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, channels(0), "RTP/AVP/TCP;unicast;interleaved=2-3", "A")
			d.setup(1, channels(2), "RTP/AVP/TCP;unicast;interleaved=0-1", "A")
			d.play("")
			d.stream(fromServer, 2, video(1, 0), 5)
			d.stream(fromServer, 0, audio(2, 0), 5)
			d.frame(fromServer, 3, sr(1))
		}, want: `
			s1.0 down c1#2 S 1 x5
			s1.0 rtcp down c1#3 S SR 1
			s1.1 down c1#0 S 2 x5`},

		{name: "channels left out of the answer", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, channels(4), "RTP/AVP/TCP;unicast", "A")
			d.play("")
			d.stream(fromServer, 4, video(1, 0), 5)
		}, want: `s1.0 down c1#4 S 1 x5`},

		{name: "RTP/AVP with interleaved= and no /TCP", talk: func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, "RTP/AVP;unicast;interleaved=0-1", "", "A")
			d.play("")
			d.stream(fromServer, 0, video(1, 0), 5)
		}, want: `s1.0 down c1#0 S 1 x5`},

		{name: "a channel that nobody set up", talk: func(w *wire) {
			d := w.overTCP()
			v, x := video(1, 0), video(7, 0)
			together(5, func() { d.stream(fromServer, 0, v, 1) }, func() { d.stream(fromServer, 8, x, 1) })
		}, want: `
			s1.0 down c1#0 S 1 x5
			s1.1 -
			loose down c1#8 S 7 x5`},

		{name: "two channels with one SSRC", talk: func(w *wire) {
			d := w.overTCP()
			v, a := video(1, 0), audio(1, 500)
			together(5, func() { d.stream(fromServer, 0, v, 1) }, func() { d.stream(fromServer, 2, a, 1) })
		}, want: `
			s1.0 down c1#0 S 1 x5
			s1.1 down c1#2 S 1 x5`},

		{name: "RTP on the RTCP channel", talk: func(w *wire) {
			d := w.overTCP()
			d.stream(fromServer, 1, video(1, 0), 5)
		}, want: `
			s1.0 down c1#1 S 1 x5
			s1.1 -`},

		{name: "RTP before the PLAY answer and before the SETUP answer", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.ask(0, channels(0))
			v := video(1, 0)
			d.stream(fromServer, 0, v, 1)
			d.answer(channels(0), "", "A")
			d.stream(fromServer, 0, v, 1)
			d.request("PLAY", url)
			d.stream(fromServer, 0, v, 3)
			d.respond(200)
			d.stream(fromServer, 0, v, 3)
		}, want: `s1.0 down c1#0 S 1 x8`},

		{name: "RECORD", talk: func(w *wire) {
			d := w.connect(hostC)
			d.request("ANNOUNCE", url, "body:"+twoMedia)
			d.respond(200)
			d.setup(0, channels(0)+";mode=record", "", "A")
			d.record()
			d.stream(fromClient, 0, video(1, 0), 5)
			d.frame(fromClient, 1, sr(1))
			d.frame(fromServer, 1, rr(9, 1))
		}, want: `
			s1.0 up c1#0 C 1 x5
			s1.0 rtcp up c1#1 C SR 1
			s1.0 rtcp down c1#1 S RR 1`},

		{name: "a back channel", talk: func(w *wire) {
			d := w.overTCP()
			v, a := video(1, 0), audio(2, 0)
			together(5, func() { d.stream(fromServer, 0, v, 1) }, func() { d.stream(fromClient, 2, a, 1) })
		}, want: `
			s1.0 down c1#0 S 1 x5
			s1.1 up c1#2 C 2 x5`},

		{name: "the same channels for a later session on the connection", talk: func(w *wire) {
			d := w.connect(hostC)
			for i := range 2 {
				d.describe(twoMedia)
				d.setup(0, channels(0), "", "AB"[i:i+1])
				d.play("")
				d.stream(fromServer, 0, video(1, uint16(100*i)), 5)
				d.frame(fromServer, 1, sr(1))
				d.teardown()
				w.wait(10 * second)
			}
		}, want: `
			s1.0 down c1#0 S 1 x5
			s1.0 rtcp down c1#1 S SR 1
			s2.0 down c1#0 S 1 x5
			s2.0 rtcp down c1#1 S SR 1`},

		{name: "the same channels for a later session, within two seconds", talk: func(w *wire) {
			d := w.connect(hostC)
			for i := range 2 {
				d.describe(twoMedia)
				d.setup(0, channels(0), "", "AB"[i:i+1])
				d.play("")
				d.stream(fromServer, 0, video(1, uint16(100*i)), 5)
				d.teardown()
			}
		}, want: `
			s1.0 down c1#0 S 1 x5
			s2.0 down c1#0 S 1 x5`},

		{
			name: "the media go on at the session's new connection",
			talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.setup(0, channels(0), "", "A")
				d.close(fromClient)
				e := w.connect(hostC)
				e.session, e.cseq = "A", d.cseq
				e.play("")
				e.stream(fromServer, 0, video(1, 0), 5)
			}, want: `s1.0 down c2#0 S 1 x5`,
		},

		{name: "two sessions at once on one connection", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, channels(0), "", "A")
			d.session = ""
			d.setup(1, channels(2), "", "B")
			d.session = "A"
			d.play("")
			d.session = "B"
			d.play("")
			v, a := video(1, 0), audio(2, 0)
			together(5, func() { d.stream(fromServer, 0, v, 1) }, func() { d.stream(fromServer, 2, a, 1) })
		}, want: `
			s1.0 down c1#0 S 1 x5
			s2.1 down c1#2 S 2 x5`},
	})
}

// overTCP is the usual start over TCP: video on channels 0 and 1, audio on 2 and 3, PLAY.
func (w *wire) overTCP() *dialog {
	d := w.connect(hostC)
	d.describe(twoMedia)
	d.setup(0, channels(0), "", "A")
	d.setup(1, channels(2), "", "A")
	d.play("")
	return d
}

// Frames are whole wherever segments cut them: in the header, in the RTP header, after one byte.
func TestInterleavedFramesStraddleSegments(t *testing.T) {
	for _, mss := range []int{1, 2, 3, 5, 7, 11, 15, 16, 17, 100, 115, 116, 117, 1460} {
		w := newWire(t)
		d := w.overTCP()
		var data []byte
		v, a := video(1, 65530), audio(2, 0)
		for range 20 {
			data = append(data, framed(0, v.next())...)
			data = append(data, framed(2, a.next())...)
		}
		d.mss = mss
		d.write(fromServer, data)
		r := w.report()
		invariants(t, r)
		want := unindent(`
			s1.0 down c1#0 S 1 x20
			s1.1 down c1#2 S 2 x20`)
		if got := placed(r); got != want {
			t.Errorf("segments of %d bytes: found:\n%s\nwant:\n%s", mss, got, want)
			continue
		}
		st := r.Sessions[0].Media[0].Streams[0]
		if st.PayloadBytes != 20*100 || st.SeqWraps != 1 || st.LastSeq != 13 || st.Markers != 20 {
			t.Errorf("segments of %d bytes: %d bytes, %d wraps, last %d, %d markers", mss, st.PayloadBytes, st.SeqWraps, st.LastSeq, st.Markers)
		}
	}
}
