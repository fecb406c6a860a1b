package analyze_test

import (
	"testing"

	"rtspect/capture"
)

func TestSessions(t *testing.T) {
	runStoryCases(t, []storyCase{
		{name: "from OPTIONS to TEARDOWN", talk: func(w *wire) {
			d := w.connect(hostC)
			d.options()
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.play("")
			d.options()
			d.teardown()
			d.close(fromClient)
		}, want: `s1 A c1 play teardown: OPTIONS 200, DESCRIBE 200, SETUP 200, PLAY 200, OPTIONS 200, TEARDOWN 200`},

		{
			name: "a session over several connections", talk: func(w *wire) {
				d := w.watch()
				d.close(fromClient)
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
				e := w.connect(hostC)
				e.session, e.cseq = "A", d.cseq
				e.options()
				e.teardown()
				e.close(fromClient)
			}, want: `s1 A c1,c2 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, OPTIONS 200, TEARDOWN 200`,
			placed: `s1.0 down S:5000>C:6000 1 x5`,
		},

		{name: "one connection per request", talk: func(w *wire) {
			session := ""
			for _, ask := range []func(*dialog){
				func(d *dialog) { d.describe(twoMedia) },
				func(d *dialog) { d.setup(0, udpPorts(6000), serverPorts(5000), "A") },
				func(d *dialog) { d.setup(1, udpPorts(6002), serverPorts(5002), "A") },
				func(d *dialog) { d.play("") },
				(*dialog).teardown,
			} {
				d := w.connect(hostC)
				d.session = session
				ask(d)
				session = d.session
				d.close(fromClient)
			}
		}, want: `s1 A c1,c2,c3,c4,c5 play teardown: DESCRIBE 200, SETUP 200, SETUP 200, PLAY 200, TEARDOWN 200`},

		{
			name: "a connection for DESCRIBE, one for the rest", talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.close(fromClient)
				d = w.connect(hostC)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
				d.teardown()
			}, want: `s1 A c1,c2 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200`,
			placed: `s1.0 down S:5000>C:6000 1 x5`,
		},

		{
			name: "two sessions at once on one connection, one for each track", talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.session = ""
				d.setup(1, udpPorts(6002), serverPorts(5002), "B")
				for _, s := range []string{"A", "B"} {
					d.session = s
					d.play("")
				}
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
				w.flow(hostS, 5002, hostC, 6002).stream(audio(2, 0), 5)
				for _, s := range []string{"A", "B"} {
					d.session = s
					d.teardown()
				}
			}, want: `
			s1 A c1 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200
			s2 B c1 play teardown: SETUP 200, PLAY 200, TEARDOWN 200`,
			placed: `
			s1.0 down S:5000>C:6000 1 x5
			s2.1 down S:5002>C:6002 2 x5`,
		},

		{
			name: "two sessions in turn on one connection", talk: func(w *wire) {
				d := w.connect(hostC)
				for i := range 2 {
					d.describe(twoMedia)
					d.setup(0, udpPorts(6000+2*i), serverPorts(5000), "AB"[i:i+1])
					d.play("")
					w.flow(hostS, 5000, hostC, uint16(6000+2*i)).stream(video(1, 0), 5)
					d.teardown()
				}
			}, want: `
			s1 A c1 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200
			s2 B c1 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200`,
			placed: `
			s1.0 down S:5000>C:6000 1 x5
			s2.0 down S:5000>C:6002 1 x5`,
		},

		{name: "two sessions in turn of one id", talk: func(w *wire) {
			for i := range 2 {
				d := w.connect(hostC)
				d.setup(0, udpPorts(6000+2*i), serverPorts(5000), "A")
				d.play("")
				d.close(fromClient) // no TEARDOWN
			}
		}, want: `
			s1 A c1 play client-close: SETUP 200, PLAY 200
			s2 A c2 play client-close: SETUP 200, PLAY 200`},

		{name: "the session id changes between SETUPs", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.setup(1, udpPorts(6002), serverPorts(5002), "B") // asked with A
			d.play("")
			d.teardown()
		}, want: `s1 A c1 play teardown: DESCRIBE 200, SETUP 200, SETUP 200, PLAY 200, TEARDOWN 200`},

		{
			name: "no Session header at all", talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000), "")
				d.setup(1, udpPorts(6002), serverPorts(5002), "")
				d.play("")
				w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
				d.teardown()
				d.close(fromClient)
			}, want: `s1 - c1 play teardown: DESCRIBE 200, SETUP 200, SETUP 200, PLAY 200, TEARDOWN 200`,
			placed: `
			s1.0 down S:5000>C:6000 1 x5
			s1.1 -`,
		},

		{name: "the second SETUP does not name the session", talk: func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.session = ""
			d.setup(1, udpPorts(6002), serverPorts(5002), "A")
			d.play("")
		}, want: `s1 A c1 play capture-end: DESCRIBE 200, SETUP 200, SETUP 200, PLAY 200`},

		{name: "one session id, two clients", talk: func(w *wire) {
			w.sameID(hostC, hostD)
		}, want: `
			s1 A c1 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200
			s2 A c2 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200`},

		{
			name: "one session id, two clients behind one address",
			talk: func(w *wire) {
				w.sameID(hostN, hostN)
			}, want: `
			s1 A c1 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200
			s2 A c2 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200`,
		},
	})
}

// sameID holds two sessions at once, to which the server gives the same id.
func (w *wire) sameID(hosts ...capture.Addr) {
	var d [2]*dialog
	for i, h := range hosts {
		d[i] = w.connect(h)
		d[i].describe(twoMedia)
		d[i].setup(0, udpPorts(6000+2*i), serverPorts(5000), "A")
	}
	for _, d := range d {
		d.play("")
	}
	for _, d := range d {
		d.teardown()
	}
}

func TestSessionsThatFail(t *testing.T) {
	runStoryCases(t, []storyCase{
		{name: "401, then 200", talk: func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url)
			d.respond(401, `WWW-Authenticate: Basic realm="x"`)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.play("")
		}, want: `s1 A c1 play capture-end: DESCRIBE 401, DESCRIBE 200, SETUP 200, PLAY 200`},

		{name: "DESCRIBE refused", talk: func(w *wire) {
			d := w.connect(hostC)
			d.options()
			d.request("DESCRIBE", url)
			d.respond(404)
			d.close(fromClient)
		}, want: `s1 - c1 none client-close: OPTIONS 200, DESCRIBE 404`, placed: `s1 -`},

		{
			name: "461, then SETUP over TCP", talk: func(w *wire) {
				d := w.connect(hostC)
				d.describe(twoMedia)
				d.ask(0, udpPorts(6000))
				d.respond(461)
				d.setup(0, channels(0), "", "A")
				d.play("")
				d.stream(fromServer, 0, video(1, 0), 5)
			}, want: `s1 A c1 play capture-end: DESCRIBE 200, SETUP 461, SETUP 200, PLAY 200`,
			placed: `s1.0 down c1#0 S 1 x5`,
		},

		{
			name: "redirected to another server", talk: func(w *wire) {
				d := w.connect(hostC)
				d.request("DESCRIBE", url)
				d.respond(302, "Location: rtsp://10.0.0.4/av")
				d.close(fromClient)
				d = w.connectTo(hostC, at(hostT, rtspPort))
				d.url = "rtsp://10.0.0.4/av"
				d.describe(twoMedia)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				d.play("")
				w.flow(hostT, 5000, hostC, 6000).stream(video(1, 0), 5)
			}, want: `
			s1 - c1 none client-close: DESCRIBE 302
			s2 A c2 play capture-end: DESCRIBE 200, SETUP 200, PLAY 200`,
			placed: `
			s1 -
			s2.0 down T:5000>C:6000 1 x5`,
		},

		{name: "PLAY of a session that the server does not know", talk: func(w *wire) {
			d := w.watch()
			d.request("PLAY", url, "Session: B")
			d.respond(454, "Session: B")
		}, want: `s1 A c1 play capture-end: DESCRIBE 200, SETUP 200, PLAY 200, PLAY 454`},

		{name: "two TEARDOWNs", talk: func(w *wire) {
			d := w.watch()
			d.teardown()
			d.session = "A"
			d.request("TEARDOWN", url)
			d.respond(454)
			d.close(fromServer)
		}, want: `s1 A c1 play teardown: DESCRIBE 200, SETUP 200, PLAY 200, TEARDOWN 200, TEARDOWN 454`},
	})
}
