package analyze_test

import (
	"testing"

	"rtspect/rtpflow"
)

// RTSP over UDP datagrams (rtspu, RFC 2326, 9.1).
func TestRTSPOverUDP(t *testing.T) {
	// over is a conversation in datagrams.
	over := func(w *wire) *dialog {
		return &dialog{tcpPipe: &tcpPipe{wire: w, end: w.pipe(at(hostC, 45000), at(hostS, rtspPort)).end}, url: url, datagrams: true}
	}
	runStoryCases(t, []storyCase{
		{
			name: "a whole session", talk: func(w *wire) {
				d := over(w)
				d.options()
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
				d.teardown()
			}, want: `s1 A c1 play teardown: OPTIONS 200, DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200`,
			placed: `s1.0 down S:5000>C:6000 1 x5`,
		},

		{name: "a request sent again", talk: func(w *wire) {
			d := over(w)
			d.request("DESCRIBE", url)
			d.cseq[fromClient]--
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
		}, want: `s1 A c1 none capture-end: DESCRIBE 200, DESCRIBE -, SETUP 200`},

		{
			name: "midway: the first datagram is an answer", talk: func(w *wire) {
				d := over(w)
				d.noRequests = true
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.noRequests = false
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
			}, want: `s1 A c1 play capture-end: !SETUP 200, PLAY 200`,
			placed: `s1.0 down S:5000>C:6000 1 x5`,
		},

		{
			name: "midway: the first datagram is the server's request",
			talk: func(w *wire) {
				d := over(w)
				d.session = "A"
				d.requestFrom(fromServer, "OPTIONS", url)
				d.respondFrom(fromClient, 200)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
			}, want: `s1 A c1 play capture-end: <OPTIONS 200, SETUP 200, PLAY 200`,
			placed: `s1.0 down S:5000>C:6000 1 x5`,
		},

		{
			name: "requests alone",
			talk: func(w *wire) {
				d := over(w)
				d.noAnswers = true
				d.setup(0, udpPorts(6000), serverPorts(5000), "")
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
			}, want: `s1 - c1 play capture-end: SETUP -, PLAY -`,
			placed: `s1.0 down S:5000>C:6000 1 x5`,
		},
	})

	w := newWire(t)
	over(w).describe(twoMedia)
	r := w.report()
	if len(r.Connections) != 1 || r.Connections[0].Kind != rtpflow.KindUDP || r.Connections[0].Client != at(hostC, 45000) || r.Connections[0].Server != at(hostS, rtspPort) {
		t.Errorf("connections: %+v", r.Connections)
	}
	if c := r.Connections[0]; c.Sides[0].Packets != 1 || c.Sides[1].Packets != 1 || c.FirstFrame != 1 || c.LastFrame != 2 {
		t.Errorf("%+v", c)
	}
}

// Datagrams that only resemble RTSP make no connection.
func TestOtherTextOverUDP(t *testing.T) {
	w := newWire(t)
	for _, text := range []string{
		"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n\r\n",
		"OPTIONS sip:a@b SIP/2.0\r\nVia: x\r\n\r\n",
		"<190>date=2026-11-21 msg=\"GET rtsp://x RTSP/1.0\"",
		"REALLY NO RTSP/ MESSAGE\r\n\r\n",
		"RTSP/",
		"GET /a RTSP/1.0", // no end
	} {
		w.udp(at(hostC, 1900), at(hostS, 1900), []byte(text))
	}
	if r := w.report(); len(r.Connections)+len(r.Sessions) != 0 {
		t.Errorf("%d connections, sessions:\n%s", len(r.Connections), story(r))
	}
}
