package analyze_test

import (
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

func TestEndedBy(t *testing.T) {
	for _, c := range []struct {
		name, wrong string
		end         func(*wire, *dialog)
		want        string
	}{
		{"TEARDOWN", "", func(w *wire, d *dialog) { d.teardown() }, "teardown"},
		{"TEARDOWN without an answer", "", func(w *wire, d *dialog) { d.noAnswers = true; d.teardown() }, "teardown"},
		{"TEARDOWN, then a reset", "", func(w *wire, d *dialog) { d.teardown(); d.rst(fromServer) }, "teardown"},
		{"TEARDOWN of each media", "", func(w *wire, d *dialog) {
			for i := range 2 {
				d.request("TEARDOWN", d.track(i))
				d.respond(200)
			}
		}, "teardown"},
		{"TEARDOWN of one media, then the client closes", "", func(w *wire, d *dialog) {
			d.request("TEARDOWN", d.track(0))
			d.respond(200)
			d.close(fromClient)
		}, "client-close"},
		{"TEARDOWN refused, then the server closes", "", func(w *wire, d *dialog) {
			d.request("TEARDOWN", url)
			d.respond(454)
			d.close(fromServer)
		}, "server-close"},
		{"the client closes", "", func(w *wire, d *dialog) { d.close(fromClient) }, "client-close"},
		{"the server closes", "", func(w *wire, d *dialog) { d.close(fromServer) }, "server-close"},
		{"the server closes, then TEARDOWN comes", "", func(w *wire, d *dialog) { d.fin(fromServer); d.noAnswers = true; d.teardown(); d.rst(fromServer) }, "server-close"},
		{"the server resets, then TEARDOWN comes", "", func(w *wire, d *dialog) { d.rst(fromServer); d.noAnswers = true; d.teardown() }, "server-reset"},
		{"the client closes, the server answers with a reset", "", func(w *wire, d *dialog) { d.fin(fromClient); d.rst(fromServer) }, "client-close"},
		{"the client resets", "", func(w *wire, d *dialog) { d.rst(fromClient) }, "client-reset"},
		{"the server resets", "", func(w *wire, d *dialog) { d.rst(fromServer) }, "server-reset"},
		{"the capture ends", "", func(w *wire, d *dialog) {}, "capture-end"},
		{"the capture goes on, the session too", "", func(w *wire, d *dialog) {
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50*70)
			w.traffic(second)
		}, "capture-end"},
		{"the client falls silent, the server gives up after the timeout", "", func(w *wire, d *dialog) {
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50*61)
			w.traffic(30 * second)
		}, "timeout"},
		{"the client's RTCP keeps the session alive", "", func(w *wire, d *dialog) {
			f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
			for range 70 {
				f.stream(v, 50)
				f.next().back().send(rr(9, 1))
			}
			w.traffic(30 * second)
		}, "capture-end"},
		{"another connection takes over", "", func(w *wire, d *dialog) {
			d.close(fromClient)
			e := w.connect(hostC)
			e.session, e.cseq = "A", d.cseq
			e.options()
			e.rst(fromServer)
		}, "server-reset"},
	} {
		t.Run(c.name, func(t *testing.T) {
			known(t, c.wrong)
			w := newWire(t)
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A;timeout=60")
			d.session = "A"
			d.setup(1, udpPorts(6002), serverPorts(5002), "A;timeout=60")
			d.session = "A"
			d.play("")
			c.end(w, d)
			r := w.report()
			invariants(t, r)
			if len(r.Sessions) != 1 || r.Sessions[0].EndedBy != c.want {
				t.Errorf("told:\n%s\nwant it ended by %s", story(r), c.want)
			}
		})
	}
}

// traffic is something else on the wire, a packet a second.
func (w *wire) traffic(ns int64) {
	for end := w.now + ns; w.now < end; w.now += second - ms {
		w.udp(at(hostD, 5353), at(hostT, 5353), []byte("something else altogether"))
	}
}

// A Session header without timeout= means 60 seconds (RFC 2326, 12.37).
func TestEndedByDefaultTimeout(t *testing.T) {
	w := newWire(t)
	w.watch()
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50*62)
	w.traffic(30 * second)
	if got := w.report().Sessions[0].EndedBy; got != "timeout" {
		t.Errorf("ended by %s", got)
	}
}

// Who closed and who reset stands with the connection.
func TestConnectionEnds(t *testing.T) {
	for _, c := range []struct {
		name     string
		end      func(*dialog)
		fin, rst [2]bool // client, server
	}{
		{"nothing", func(*dialog) {}, [2]bool{}, [2]bool{}},
		{"both close", func(d *dialog) { d.close(fromServer) }, [2]bool{true, true}, [2]bool{}},
		{"the client closes", func(d *dialog) { d.fin(fromClient) }, [2]bool{true, false}, [2]bool{}},
		{"the server resets", func(d *dialog) { d.rst(fromServer) }, [2]bool{}, [2]bool{false, true}},
		{"the client closes, then resets", func(d *dialog) { d.fin(fromClient); d.rst(fromClient) }, [2]bool{true, false}, [2]bool{true, false}},
		{"FIN with the last data", func(d *dialog) {
			d.segment(fromServer, capture.FIN|capture.ACK, []byte("RTSP/1.0 200 OK\r\nCSeq: 9\r\n\r\n"))
		}, [2]bool{false, true}, [2]bool{}},
	} {
		w := newWire(t)
		d := w.watch()
		c.end(d)
		r := w.report()
		if len(r.Connections) != 1 {
			t.Fatalf("%s: %d connections", c.name, len(r.Connections))
		}
		x := r.Connections[0]
		for i, side := range x.Sides {
			if (side.FIN != 0) != c.fin[i] || (side.RST != 0) != c.rst[i] {
				t.Errorf("%s: %v: FIN at %d, RST at %d", c.name, rtpflow.Side(i), side.FIN, side.RST)
			}
		}
		if x.Client != d.end[0] || x.Server != d.end[1] || !x.SYNSeen || x.FirstFrame != 1 || x.LastFrame != capture.Frame(w.frames[0]) {
			t.Errorf("%s: %+v", c.name, x)
		}
	}
}

// A port that is used again is another connection.
func TestTCPPortReuse(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(*dialog)
		wait int64
	}{
		{"after a close", func(d *dialog) { d.close(fromClient) }, ms},
		{"after a reset", func(d *dialog) { d.rst(fromServer) }, ms},
		{"after a silence", func(d *dialog) {}, 100 * second},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			d := w.watch()
			c.end(d)
			w.wait(c.wait)
			e := &dialog{tcpPipe: w.pipe(d.end[0], d.end[1]), url: url}
			e.next = [2]uint32{d.next[0] + 1<<28, d.next[1] + 1<<29}
			e.shake()
			e.setup(0, udpPorts(7000), serverPorts(5000), "B")
			e.play("")
			e.teardown()
			r := w.report()
			invariants(t, r)
			if len(r.Connections) != 2 || r.Connections[1].Client != d.end[0] || !r.Connections[1].SYNSeen {
				t.Fatalf("%d connections: %s", len(r.Connections), story(r))
			}
			if len(r.Sessions) != 2 || r.Sessions[0].Connections[0] == r.Sessions[1].Connections[0] {
				t.Errorf("told:\n%s", story(r))
			}
		})
	}
}

// The same ports for something else before: the connection is looked at afresh.
func TestTCPPortReuseAfterOtherTraffic(t *testing.T) {
	w := newWire(t)
	p := w.pipe(at(hostC, 41000), at(hostS, 8554))
	p.shake()
	p.write(fromClient, []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
	p.write(fromServer, []byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"))
	p.close(fromClient)
	w.wait(second)
	d := &dialog{tcpPipe: w.pipe(p.end[0], p.end[1]), url: url}
	d.next[0] += 1 << 28
	d.shake()
	d.describe(twoMedia)
	r := w.report()
	if got, want := story(r), "s1 - c1 none capture-end: DESCRIBE 200"; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

// A client that goes on over TCP leaves the session over UDP as it is; how it closes the connection in the end, after the
// TEARDOWN of the other, is not held against that.
func TestResetAfterAnotherSession(t *testing.T) {
	w := newWire(t)
	d := w.watch()
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50)
	d.request("PAUSE", d.url)
	d.respond(200)
	d.session = ""
	d.setup(0, channels(0), channels(0), "B")
	d.play("")
	d.stream(fromServer, 0, video(2, 0), 20)
	d.noAnswers = true
	d.teardown()
	d.rst(fromClient)
	r := w.report()
	if len(r.Sessions) != 2 {
		t.Fatal(story(r))
	}
	for _, s := range r.Sessions {
		if hasFinding(s.Findings, "connection-reset") {
			t.Errorf("%s: %v", s.ID, s.Findings)
		}
	}
}
