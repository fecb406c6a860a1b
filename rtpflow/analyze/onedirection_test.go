package analyze_test

import (
	"bytes"
	"strings"
	"testing"

	"rtspect/capture"
)

func TestSessionsSeenInPart(t *testing.T) {
	fromServerOnly := func(p *capture.Packet) bool { return p.Src.Addr != hostS }
	fromClientOnly := func(p *capture.Packet) bool { return p.Src.Addr == hostS }
	whole := func(w *wire) *dialog {
		d := w.watch()
		f := w.flow(hostS, 5000, hostC, 6000)
		f.stream(video(1, 0), 5)
		f.next().send(sr(1))
		f.next().back().send(rr(9, 1))
		d.teardown()
		d.close(fromClient)
		return d
	}
	runStoryCases(t, []storyCase{
		{
			name: "answers alone", talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.play("url=" + d.track(0) + ";seq=0;rtptime=0")
				f := w.flow(hostS, 5000, hostC, 6000)
				f.stream(video(1, 0), 5)
				f.next().send(sr(1))
				d.options()
				w.drop(fromServerOnly)
			}, want: `s1 A c1 play capture-end: !DESCRIBE 200, !SETUP 200, !PLAY 200, !OPTIONS 200`,
			placed: `
			s1.0 down S:5000>C:6000 1 x5
			s1.0 rtcp down S:5001>C:6001 SR 1`,
		},

		{
			name: "requests alone", talk: func(w *wire) {
				whole(w)
				w.drop(fromClientOnly)
			},
			want:   `s1 A c1 play teardown: DESCRIBE -, SETUP -, PLAY -, TEARDOWN -`,
			placed: `s1.0 rtcp up C:6001>S:5001 RR 1`,
		},

		{
			name: "requests and the media, no answers", talk: func(w *wire) {
				whole(w)
				w.drop(func(p *capture.Packet) bool { return p.Src.Addr == hostS && p.Proto == capture.TCP })
			},
			want: `s1 A c1 play teardown: DESCRIBE -, SETUP -, PLAY -, TEARDOWN -`,
			placed: `
			s1.0 down S:5000>C:6000 1 x5
			s1.0 rtcp down S:5001>C:6001 SR 1
			s1.0 rtcp up C:6001>S:5001 RR 1`,
		},

		{
			name: "the capture misses the answer to one SETUP", talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.noAnswers = true
				d.setup(1, udpPorts(6002), serverPorts(5002), "A")
				d.noAnswers = false
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
				w.flow(hostS, 5002, hostC, 6002).stream(audio(2, 0), 5)
			},
			want: `s1 A c1 play capture-end: DESCRIBE 200, SETUP 200, SETUP -, PLAY 200`,
			placed: `
			s1.0 down S:5000>C:6000 1 x5
			s1.1 down S:5002>C:6002 2 x5`,
		},

		{
			name: "a SETUP is never answered, and nothing comes", talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.noAnswers = true
				d.setup(1, udpPorts(6002), serverPorts(5002), "A")
				d.noAnswers = false
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
			},
			want:   `s1 A c1 play capture-end: DESCRIBE 200, SETUP 200, SETUP -, PLAY 200`,
			placed: `s1.0 down S:5000>C:6000 1 x5`,
		},

		{
			name: "the capture misses the answer to the first SETUP", talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.noAnswers = true
				d.setup(0, udpPorts(6000), serverPorts(5000), "")
				d.noAnswers = false
				d.setup(1, udpPorts(6002), serverPorts(5002), "A")
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
				w.flow(hostS, 5002, hostC, 6002).stream(audio(2, 0), 5)
				d.teardown()
			}, want: `s1 A c1 play teardown: DESCRIBE 200, SETUP -, SETUP 200, PLAY 200, TEARDOWN 200`,
			placed: `
			s1.0 down S:5000>C:6000 1 x5
			s1.1 down S:5002>C:6002 2 x5`,
		},

		{
			name: "the capture misses the answer to PLAY", talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.noAnswers = true
				d.play("")
				d.noAnswers = false
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
				d.teardown()
			},
			want:   `s1 A c1 play teardown: DESCRIBE 200, SETUP 200, PLAY -, TEARDOWN 200`,
			placed: `s1.0 down S:5000>C:6000 1 x5`,
		},

		{
			name: "midway, over UDP, until TEARDOWN", talk: func(w *wire) {
				d := w.joined(hostC)
				f := w.flow(hostS, 5000, hostC, 6000)
				f.stream(video(1, 0), 5)
				f.next().send(sr(1))
				f.next().back().send(rr(9, 1))
				d.session = "A"
				d.teardown()
			}, want: `s1 A c1 none teardown: TEARDOWN 200`,
			placed: `
			s1.0 down S:5000>C:6000 1 x5
			s1.0 rtcp down S:5001>C:6001 SR 1
			s1.0 rtcp up C:6001>S:5001 RR 1`,
		},

		{
			name: "midway, interleaved, until TEARDOWN", talk: func(w *wire) {
				d := w.joined(hostC)
				v, a := video(1, 0), audio(2, 0)
				together(5, func() { d.stream(fromServer, 0, v, 1) }, func() { d.stream(fromServer, 2, a, 1) })
				d.session = "A"
				d.teardown()
			}, want: `s1 A c1 none teardown: TEARDOWN 200`,
			placed: `
			s1.0 down c1#0 S 1 x5
			s1.1 down c1#2 S 2 x5`,
		},

		{name: "midway, interleaved, and nothing else", talk: func(w *wire) {
			d := w.joined(hostC)
			v, a := video(1, 0), audio(2, 0)
			together(5, func() { d.stream(fromServer, 0, v, 1) }, func() { d.stream(fromServer, 2, a, 1) })
		}, want: ``, placed: `
			loose down c1#0 S 1 x5
			loose down c1#2 S 2 x5`},

		{name: "midway, over UDP, and nothing else", talk: func(w *wire) {
			v, a := video(1, 0), audio(2, 0)
			together(5, func() { w.flow(hostS, 5000, hostC, 6000).stream(v, 1) }, func() { w.flow(hostS, 5002, hostC, 6002).stream(a, 1) })
			w.flow(hostC, 6001, hostS, 5001).send(join(rr(9, 1), sdes(9, "c")))
		}, want: ``, placed: `
			loose ? S:5000>C:6000 1 x5
			loose ? S:5002>C:6002 2 x5
			loose rtcp ? C:6001>S:5001 RR 1 SDES 1`},

		{
			name: "no handshake, the server on the higher port: client requests show the sides", talk: func(w *wire) {
				d := &dialog{tcpPipe: w.pipe(at(hostC, 40001), at(hostS, 60554)), url: url}
				d.describe(twoMedia)
				d.setup(0, channels(0), "", "A")
				d.play("")
				d.stream(fromServer, 0, video(1, 0), 5)
				d.frame(fromClient, 1, rr(9, 1))
			}, want: `s1 A c1 play capture-end: DESCRIBE 200, SETUP 200, PLAY 200`,
			placed: `
			s1.0 down c1#0 S 1 x5
			s1.0 rtcp up c1#1 C RR 1`,
		},

		{
			name: "no handshake, the server on the higher port: server responses show the sides", talk: func(w *wire) {
				d := &dialog{tcpPipe: w.pipe(at(hostC, 40001), at(hostS, 60554)), url: url}
				d.noRequests = true
				d.setup(0, channels(0), "", "A")
				d.stream(fromServer, 0, video(1, 0), 5)
			}, want: `s1 A c1 none capture-end: !SETUP 200`,
			placed: `s1.0 down c1#0 S 1 x5`,
		},

		{
			name: "midway, in the middle of a frame", talk: func(w *wire) {
				d := w.joined(hostC)
				v := video(1, 0)
				d.write(fromServer, v.bytes()[5:])
				d.stream(fromServer, 0, v, 20)
				d.session = "A"
				d.teardown()
			}, want: `s1 A c1 none teardown: TEARDOWN 200`,
			placed: `s1.0 down c1#0 S 1 x20`,
		},

		{
			name: "midway, two sessions between the same hosts: the owner of the media is unknown", talk: func(w *wire) {
				f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
				f.stream(v, 5)
				for i := range 2 {
					d := w.joined(hostC)
					d.session = "AB"[i : i+1]
					d.options()
				}
				f.stream(v, 5)
			}, want: `
			s1 A c1 none capture-end: OPTIONS 200
			s2 B c2 none capture-end: OPTIONS 200`,
			placed: `
			s1 -
			s2 -
			loose ? S:5000>C:6000 1 x10`,
		},

		{
			name: "no handshake, the server on the higher port", talk: func(w *wire) {
				d := &dialog{tcpPipe: w.pipe(at(hostC, 40001), at(hostS, 60554)), url: url}
				d.options()
				d.describe(twoMedia)
				d.setup(0, channels(0), "", "A")
				d.play("")
				d.stream(fromServer, 0, video(1, 0), 5)
			},
			want:   `s1 A c1 play capture-end: OPTIONS 200, DESCRIBE 200, SETUP 200, PLAY 200`,
			placed: `s1.0 down c1#0 S 1 x5`,
		},
	})
}

// Servers ask too, with a CSeq space of their own, in the middle of everything.
func TestServerRequests(t *testing.T) {
	runStoryCases(t, []storyCase{
		{
			name: "OPTIONS amid interleaved frames, the same CSeq as the client's", talk: func(w *wire) {
				d := w.overTCP()
				v := video(1, 0)
				d.stream(fromServer, 0, v, 3)
				d.cseq[fromServer] = d.cseq[fromClient]
				d.request("GET_PARAMETER", url)
				d.requestFrom(fromServer, "OPTIONS", url)
				d.stream(fromServer, 0, v, 3)
				d.cseq[fromServer] = d.cseq[fromClient]
				d.respondFrom(fromClient, 200)
				d.respond(200)
				d.stream(fromServer, 0, v, 3)
			}, want: `s1 A c1 play capture-end: DESCRIBE 200, SETUP 200, SETUP 200, PLAY 200, GET_PARAMETER 200, <OPTIONS 200`,
			placed: `
			s1.0 down c1#0 S 1 x9
			s1.1 -`,
		},

		{
			name: "ANNOUNCE with a new description", talk: func(w *wire) {
				d := w.watch()
				d.requestFrom(fromServer, "ANNOUNCE", url, "body:"+strings.ReplaceAll(twoMedia, "H264", "H265"))
				d.respondFrom(fromClient, 200)
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
				d.teardown()
			}, want: `s1 A c1 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, <ANNOUNCE 200, TEARDOWN 200`,
			placed: `s1.0 down S:5000>C:6000 1 x5`,
		},

		{name: "REDIRECT without an answer", talk: func(w *wire) {
			d := w.watch()
			d.requestFrom(fromServer, "REDIRECT", url, "Location: rtsp://10.0.0.4/av")
			d.teardown()
		}, want: `s1 A c1 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, <REDIRECT -, TEARDOWN 200`},
	})
}

// What the client alone says is one session, whose name it tells when it uses it, and breaks no rule.
func TestClientDirectionOnly(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.options()
	d.describe(twoMedia)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.setup(1, udpPorts(6002), serverPorts(5002), "A")
	d.play("")
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50)
	d.teardown()
	d.close(fromClient)
	w.drop(func(p *capture.Packet) bool { return p.Src.Addr == hostS })
	r := w.report()
	if got, want := story(r), "s1 A c1 play teardown: OPTIONS -, DESCRIBE -, SETUP -, SETUP -, PLAY -, TEARDOWN -"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	for _, f := range r.Sessions[0].Findings {
		if f.Code != "one-direction" {
			t.Errorf("%s: %s", f.Code, f.Summary)
		}
	}
}

// Of a server alone nothing is known of the client's signs of life, nor whether it sent TEARDOWN.
func TestServerDirectionOnly(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.describe(twoMedia)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.play("")
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50*70)
	d.close(fromServer)
	w.traffic(second)
	w.drop(func(p *capture.Packet) bool { return p.Src.Addr == hostC })
	r := w.report()
	for _, f := range r.Sessions[0].Findings {
		if f.Code == "session-timeout" || strings.Contains(f.Summary, "TEARDOWN") {
			t.Errorf("%s: %s", f.Code, f.Summary)
		}
	}
	if !hasFinding(r.Sessions[0].Findings, "server-closed") {
		t.Errorf("%v", r.Sessions[0].Findings)
	}
}

// What the snaplen cut off an SDP is no fault of the server's, and does not make the second media the first.
func TestTruncatedDescription(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	before := len(w.packets)
	d.describe(twoMedia)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.setup(1, udpPorts(6002), serverPorts(5002), "A")
	d.play("")
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 60)
	w.flow(hostS, 5002, hostC, 6002).stream(audio(2, 0), 60)
	cut := false
	for i := range w.packets[before:] {
		p := &w.packets[before+i]
		if at := bytes.Index(p.Payload, []byte("m=video 0 RTP/AVP 96\r\n")); at >= 0 && !cut {
			p.PayloadLen, p.Payload, cut = len(p.Payload), p.Payload[:at+len("m=video 0 RTP/AVP 96\r\n")+7], true
		}
	}
	s := w.report().Sessions[0]
	if !cut || len(s.Media) != 2 || s.Media[0].Index != 0 || s.Media[1].Index != 1 || s.Media[1].SDP != nil {
		t.Fatalf("cut %v, %d media", cut, len(s.Media))
	}
	for _, f := range s.Findings {
		switch {
		case strings.HasPrefix(f.Code, "sdp-"), f.Code == "parameter-sets-missing", f.Code == "packetization-mode-mismatch", f.Code == "payload-type-unlisted":
			t.Errorf("%s: %s", f.Code, f.Summary)
		}
	}
}

// A session without a name that began before the capture has what comes interleaved on its connection.
func TestMidStreamWithoutSessionID(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.describe(twoMedia)
	d.setup(0, channels(0), channels(0), "")
	d.play("")
	d.stream(fromServer, 0, video(1, 0), 50)
	before := len(w.packets)
	d.stream(fromServer, 0, video(1, 50), 50)
	d.request("TEARDOWN", url)
	d.respond(501)
	n := 0
	w.drop(func(*capture.Packet) bool { n++; return n <= before })
	r := w.report()
	if got, want := placed(r), "s1.0 down c1#0 S 1 x50"; got != want || len(r.Unassociated.Streams) > 0 {
		t.Errorf("%s\nwant %s", got, want)
	}
}
