package analyze_test

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// RTSP through HTTP: two connections tied by a cookie, the client's bytes in base64.
func TestHTTPTunnel(t *testing.T) {
	w := newWire(t)
	get := w.connectTo(hostC, at(hostS, 80))
	get.write(fromClient, []byte("GET /av HTTP/1.0\r\nx-sessioncookie: q1w2\r\nAccept: application/x-rtsp-tunnelled\r\n\r\n"))
	get.write(fromServer, []byte("HTTP/1.0 200 OK\r\nContent-Type: application/x-rtsp-tunnelled\r\n\r\n"))
	post := w.connectTo(hostC, at(hostS, 80))
	post.write(fromClient, []byte("POST /av HTTP/1.0\r\nx-sessioncookie: q1w2\r\nContent-Type: application/x-rtsp-tunnelled\r\nContent-Length: 32767\r\n\r\n"))
	ask := func(text string) { post.write(fromClient, []byte(base64.StdEncoding.EncodeToString([]byte(text)))) }
	cseq := 0
	talk := func(method, url, head, answer string) {
		cseq++
		ask(fmt.Sprintf("%s %s RTSP/1.0\r\nCSeq: %d\r\n%s\r\n", method, url, cseq, head))
		get.write(fromServer, []byte(fmt.Sprintf("RTSP/1.0 200 OK\r\nCSeq: %d\r\n%s", cseq, answer)))
	}
	talk("DESCRIBE", url, "", fmt.Sprintf("Content-Base: %s/\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s", url, len(twoMedia), twoMedia))
	talk("SETUP", url+"/track0", "Transport: "+channels(0)+"\r\n", "Session: A\r\nTransport: "+channels(0)+"\r\n\r\n")
	talk("PLAY", url, "Session: A\r\n", "Session: A\r\n\r\n")
	get.stream(fromServer, 0, video(1, 0), 10)
	ask(string(framed(1, rr(9, 1))))
	get.stream(fromServer, 0, video(1, 10), 10)
	talk("TEARDOWN", url, "Session: A\r\n", "\r\n")

	r := w.report()
	invariants(t, r)
	if got, want := story(r), "s1 A c1,c2 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := placed(r), "s1.0 down c1#0 S 1 x20\ns1.0 rtcp up c2#1 C RR 1"; got != want {
		t.Errorf("found:\n%s\nwant:\n%s", got, want)
	}
	if len(r.Connections) != 2 {
		t.Fatalf("%d connections", len(r.Connections))
	}
	g, p := r.Connections[0], r.Connections[1]
	if g.Kind != rtpflow.KindTunnelGet || p.Kind != rtpflow.KindTunnelPost || g.TunnelPeer != p || p.TunnelPeer != g || g.Cookie != "q1w2" {
		t.Errorf("%+v\n%+v", g, p)
	}
	var told []string
	for _, e := range r.Sessions[0].Timeline {
		if e.Kind == "tunnel" {
			told = append(told, e.Detail)
		}
	}
	want := "HTTP GET /av opens the server-to-client half of an HTTP tunnel on c1, response 200 OK after 2.00 ms; HTTP POST /av opens the client-to-server half of an HTTP tunnel on c2"
	if got := strings.Join(told, "; "); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	midway := &wire{TB: w.TB, packets: slices.Clone(w.packets)}
	midway.drop(func(p *capture.Packet) bool { return p.Time < r.Sessions[0].Media[0].Streams[0].Start })
	x := midway.report()
	if len(x.Connections) != 2 || x.Connections[0].TunnelPeer != x.Connections[1] || x.Connections[0].Kind != rtpflow.KindTunnelGet {
		t.Fatalf("midway: %+v", x.Connections)
	}
	if got, want := story(x)+"\n"+placed(x), "s1 A c1,c2 none teardown: TEARDOWN 200\ns1.0 down c1#0 S 1 x20\ns1.0 rtcp up c2#1 C RR 1"; got != want {
		t.Errorf("midway:\n%s\nwant:\n%s", got, want)
	}
	for _, span := range []int64{5, 12, 20} { // with what the server sent before what the client did
		w.inBatches(span * ms)
		x = w.report()
		if story(x) != story(r) || placed(x) != placed(r) {
			t.Errorf("in batches of %d ms:\n%s\n%s", span, story(x), placed(x))
		}
	}
}

// A tunnel that is refused is told, though no RTSP comes.
func TestTunnelRefused(t *testing.T) {
	w := newWire(t)
	get := w.connectTo(hostC, at(hostS, 80))
	get.write(fromClient, []byte("GET /av HTTP/1.0\r\nx-sessioncookie: q1w2\r\nAccept: application/x-rtsp-tunnelled\r\n\r\n"))
	get.write(fromServer, []byte("HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
	get.close(fromServer)
	r := w.report()
	invariants(t, r)
	const want = "HTTP GET /av for the server-to-client half of an HTTP tunnel on c1 was refused with 404 Not Found: no RTSP can pass."
	for _, f := range r.Findings {
		if f.Code == "tunnel-refused" && f.Summary == want && f.Severity == rtpflow.SevError && len(f.Frames) == 2 {
			return
		}
	}
	t.Errorf("found %+v", r.Findings)
}

// IPv6 is no other matter.
func TestIPv6(t *testing.T) {
	s, c := capture.AddrFrom(netip.MustParseAddr("2001:db8::1")), capture.AddrFrom(netip.MustParseAddr("2001:db8::2"))
	w := newWire(t)
	d := w.connectTo(c, at(s, rtspPort))
	d.url = "rtsp://[2001:db8::1]/av"
	d.describe(strings.ReplaceAll(twoMedia, "IP4 10.0.0.1", "IP6 2001:db8::1"))
	d.setup(0, udpPorts(6000), serverPorts(5000)+";source=2001:db8::1", "A")
	d.play("")
	w.flow(s, 5000, c, 6000).stream(video(1, 0), 5)
	w.flow(c, 6001, s, 5001).send(rr(9, 1))
	d.teardown()
	r := w.report()
	if got, want := placed(r), "s1.0 down 2001:db8::1:5000>2001:db8::2:6000 1 x5\ns1.0 rtcp up 2001:db8::2:6001>2001:db8::1:5001 RR 1"; got != want {
		t.Errorf("found:\n%s\nwant:\n%s", got, want)
	}
}

// A port that is closed shows in ICMP: some finding of the session points there.
func TestUnreachable(t *testing.T) {
	for _, c := range []struct {
		name string
		send func(*wire, flow)
	}{
		{"instead of media", func(w *wire, f flow) {}},
		{"after every packet", func(w *wire, f flow) { f.stream(video(1, 0), 1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			d := w.watch()
			f := w.flow(hostS, 5000, hostC, 6000)
			var frames []capture.Frame
			for range 3 {
				c.send(w, f)
				w.unreachable(f.src, f.dst)
				frames = append(frames, w.packets[len(w.packets)-1].Frame)
			}
			d.teardown()
			for _, x := range w.report().Sessions[0].Findings {
				if slices.Contains(x.Frames, frames[0]) {
					return
				}
			}
			t.Error("no finding names its frame")
		})
	}
}
