package analyze_test

import (
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// Findings about the signalling of a session: each case has a finding with the code whose sentence contains the text, or
// none with the code where the text is empty.
func TestRules(t *testing.T) {
	const elsewhere = "rtsp://10.0.0.4:554/av"
	// watching is a session with some RTP.
	watching := func(w *wire) *dialog {
		d := w.watch()
		w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		return d
	}
	redirect := func(d *dialog, headers ...string) {
		d.requestFrom(fromServer, "REDIRECT", url, headers...)
		d.respondFrom(fromClient, 200)
	}
	goTo := func(w *wire) {
		e := w.connectTo(hostC, at(hostT, rtspPort))
		e.url = elsewhere
		e.describe(twoMedia)
		e.setup(0, udpPorts(6000), serverPorts(5000), "B")
	}
	notify := func(d *dialog, headers ...string) {
		d.requestFrom(fromServer, "PLAY_NOTIFY", url, headers...)
		d.respondFrom(fromClient, 200)
	}
	for _, c := range []struct {
		name, code, text string
		talk             func(w *wire)
	}{
		{"REDIRECT obeyed", "server-redirect", "redirected the client to " + elsewhere + ", Range clock=20261121T000000Z-. The client followed 11 ms later, after the TEARDOWN", func(w *wire) {
			d := watching(w)
			redirect(d, "Location: "+elsewhere, "Range: clock=20261121T000000Z-")
			d.teardown()
			goTo(w)
		}},
		{"REDIRECT obeyed in order", "server-redirect", "later, after the TEARDOWN of this session.", func(w *wire) {
			d := watching(w)
			redirect(d, "Location: "+elsewhere)
			d.teardown()
			goTo(w)
		}},
		{"REDIRECT obeyed, the old session last", "server-redirect", "before the TEARDOWN", func(w *wire) {
			d := watching(w)
			redirect(d, "Location: "+elsewhere)
			goTo(w)
			d.teardown()
		}},
		{"REDIRECT obeyed, without TEARDOWN", "server-redirect", "The server redirected the client to rtsp://10.0.0.4:554/av. The client followed 7.00 ms later, without the TEARDOWN of this session.", func(w *wire) {
			redirect(watching(w), "Location: "+elsewhere)
			goTo(w)
		}},
		{"REDIRECT not obeyed", "server-redirect", "The server redirected the client to rtsp://10.0.0.4:554/av. The client does not follow in this capture; this session continued for 984 ms.", func(w *wire) {
			redirect(watching(w), "Location: "+elsewhere)
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 5), 50)
		}},
		{"REDIRECT refused", "server-redirect", "which the client refused with 454", func(w *wire) {
			d := watching(w)
			d.requestFrom(fromServer, "REDIRECT", url, "Location: "+elsewhere)
			d.respondFrom(fromClient, 454)
		}},
		{"REDIRECT without Location", "server-redirect", "The server ended the session with REDIRECT, without a Location (which RFC 2326 requires). Then it sent TEARDOWN 4.00 ms later.", func(w *wire) {
			d := watching(w)
			redirect(d)
			d.teardown()
		}},
		{"the end of the stream", "play-notify", "end of the stream (PLAY_NOTIFY), Range: npt=-10.", func(w *wire) {
			notify(watching(w), "Notify-Reason: end-of-stream", "Range: npt=-10")
		}},
		{"the end of the stream, and it goes on", "play-notify", "The server announced the end of the stream (PLAY_NOTIFY). RTP nevertheless continued for 984 ms.", func(w *wire) {
			notify(watching(w), "Notify-Reason: end-of-stream")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 5), 50)
		}},
		{"the end of the stream is lost", "play-notify", "the end of the stream is lost", func(w *wire) {
			d := watching(w)
			notify(d, "Notify-Reason: end-of-stream", `RTP-Info: url="`+d.track(0)+`";seq=9;rtptime=0`)
		}},
		{"another scale", "play-notify", "The server announced another scale (PLAY_NOTIFY), Range: npt=3-, Scale: 2.", func(w *wire) {
			notify(watching(w), "Notify-Reason: scale-change", "Scale: 2", "Range: npt=3-")
		}},
		{"an unknown reason", "play-notify", `"tea-time", which RFC 7826 does not define`, func(w *wire) {
			notify(watching(w), "Notify-Reason: tea-time")
		}},
		{"The server announced a new session description: media streams may have been added, removed or changed.", "description-changed", "The server announced a new session description: media streams may have been added, removed or changed.", func(w *wire) {
			d := watching(w)
			d.requestFrom(fromServer, "ANNOUNCE", url, "body:"+twoMedia)
			d.respondFrom(fromClient, 200)
		}},
		{"304 is no redirect", "redirect", "", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url, "If-Modified-Since: Sat, 21 Nov 2026 10:00:00 GMT")
			d.respond(304)
		}},
		{"redirected within the connection", "redirect", "DESCRIBE was redirected (302) to rtsp://10.0.0.1/av2; the client followed 2.00 ms later.", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url)
			d.respond(302, "Location: "+url+"2")
			d.request("DESCRIBE", url+"2")
			d.respond(200, "body:"+twoMedia)
		}},
		{"551, then without it", "option-refused", "SETUP was refused with 551: the server does not support funky; without it, the client's next request succeeded (200).", func(w *wire) {
			d := w.connect(hostC)
			d.request("SETUP", d.track(0), "Require: funky", "Transport: "+udpPorts(6000))
			d.respond(551, "Unsupported: funky")
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
		}},
		{"405 with Allow", "request-failed", "ANNOUNCE was refused: 405. The resource does not support this method; Allow lists the supported ones. The server allows OPTIONS, DESCRIBE.", func(w *wire) {
			d := w.connect(hostC)
			d.request("ANNOUNCE", url)
			d.respond(405, "Allow: OPTIONS, DESCRIBE")
		}},
		{"501 of what Public did not name", "request-failed", "RECORD was refused: 501. The server does not implement a feature of the request, usually the method. The server's Public header does not list it.", func(w *wire) {
			d := w.connect(hostC)
			d.options()
			d.request("RECORD", url)
			d.respond(501)
		}},
		{"503 with Retry-After", "request-failed", "Retry-After: 30.", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url)
			d.respond(503, "Retry-After: 30")
		}},
		{"454 after the timeout", "request-failed", "PAUSE was refused: 454 Session Not Found. The session is unknown: never created, ended, or timed out. The client was silent for 90.1 s (session timeout 60 s).", func(w *wire) {
			d := watching(w)
			w.wait(90 * second)
			d.request("PAUSE", url)
			d.respond(454)
		}},
		{"451 of a DESCRIBE", "status-unexpected", "Status code 451 Parameter Not Understood in response to DESCRIBE is defined for GET_PARAMETER, SET_PARAMETER, SETUP only.", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url)
			d.respond(451)
		}},
		{"457 of a SETUP", "status-unexpected", "Status code 457 Invalid Range in response to SETUP is defined for PLAY, PAUSE only.", func(w *wire) {
			d := w.connect(hostC)
			d.ask(0, udpPorts(6000))
			d.respond(457)
		}},
		{"TEARDOWN twice", "teardown-repeated", "The client repeated TEARDOWN 2.00 ms after the first succeeded (200); this one got the response 454 Session Not Found.", func(w *wire) {
			d := watching(w)
			d.teardown()
			d.session = "A"
			d.request("TEARDOWN", url)
			d.respond(454)
		}},
		{"TEARDOWN of each stream", "teardown-repeated", "", func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.setup(1, udpPorts(6002), serverPorts(5002), "A")
			for i := range 2 {
				d.request("TEARDOWN", d.track(i))
				d.respond(200)
			}
		}},
		{"another name between SETUPs", "session-id-changed", "SETUP was sent for session A; the response is for session B: requests with either ID may be refused.", func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.ask(1, udpPorts(6002))
			d.answer(udpPorts(6002), serverPorts(5002), "B")
		}},
		{"no name at all", "session-missing", "The response to SETUP has no Session header: the client cannot name the session of its next requests.", func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6000), serverPorts(5000), "")
		}},
		{"a client that forgets the name", "session-missing", "PLAY has no Session header, though the server assigned session A.", func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.session = ""
			d.play("")
		}},
		{"another CSeq in the answer", "cseq-mismatch", "The response to OPTIONS (CSeq 1) has CSeq 7: strict clients ignore it.", func(w *wire) {
			d := w.connect(hostC)
			d.request("OPTIONS", url)
			d.cseq[fromClient] = 7
			d.respond(200, "Public: OPTIONS")
		}},
		{"Scale not granted", "rate-refused", "PLAY requests Scale 2; the server grants 1.", func(w *wire) {
			d := w.watch()
			d.request("PLAY", url, "Scale: 2")
			d.respond(200, "Scale: 1.0")
		}},
		{"Speed not answered", "rate-refused", "PLAY requests Speed 4; the response has none, so the server plays at its own rate.", func(w *wire) {
			d := w.watch()
			d.request("PLAY", url, "Speed: 4")
			d.respond(200)
		}},
		{"Scale granted", "rate-refused", "", func(w *wire) {
			d := w.watch()
			d.request("PLAY", url, "Scale: 2", "Speed: 1")
			d.respond(200, "Scale: 2.00")
		}},
		{"PLAY far from where it was asked", "range-changed", "PLAY requests a start at npt 100; the server starts at 60, 40.0 s off.", func(w *wire) {
			d := w.watch()
			d.request("PLAY", url, "Range: npt=100-")
			d.respond(200, "Range: npt=60.0-200.0")
		}},
		{"PLAY from the key frame before", "range-changed", "", func(w *wire) {
			d := w.watch()
			d.request("PLAY", url, "Range: npt=100-")
			d.respond(200, "Range: npt=98.5-200.0")
		}},
		{"UDP given up for TCP", "transport-fallback", "played the same over TCP in s2", func(w *wire) {
			d := w.watch()
			w.wait(3 * second)
			d.teardown()
			d.describe(twoMedia)
			d.setup(0, channels(0), "", "B")
			d.play("")
			d.stream(fromServer, 0, video(1, 0), 5)
		}},
		{"another URL over TCP", "transport-fallback", "", func(w *wire) {
			d := w.watch()
			w.wait(3 * second)
			d.teardown()
			d.url = "rtsp://10.0.0.1/other"
			d.describe(twoMedia)
			d.setup(0, channels(0), "", "B")
			d.play("")
		}},
		{"an answer without CSeq", "answer-unmatched", "The server sent the response 501 without CSeq while no request is pending.", func(w *wire) {
			d := w.watch()
			d.say(fromServer, "RTSP/1.0 501 \r\n\r\n")
		}},
		{"a Blocksize that is none", "syntax-blocksize-invalid", `"many"`, func(w *wire) {
			d := w.connect(hostC)
			d.request("SETUP", d.track(0), "Blocksize: many", "Transport: "+udpPorts(6000))
			d.respond(200)
		}},
		{"a Bandwidth that is none", "syntax-bandwidth-invalid", `"a lot"`, func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url, "Bandwidth: a lot")
			d.respond(404)
		}},
		{"a date in the form of live555", "syntax-date-odd", "", func(w *wire) {
			d := w.connect(hostC)
			d.request("OPTIONS", url)
			d.respond(200, "Date: Sat, Nov 21 2026 08:34:02 GMT")
		}},
		{"no date at all", "syntax-date-invalid", "yesterday", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url, "If-Modified-Since: yesterday")
			d.respond(404)
		}},
		{"a challenge met", "authenticated", "DESCRIBE was challenged (Digest or Basic authentication); the client authenticated with Digest, user u.", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url)
			d.respond(401, `WWW-Authenticate: Digest realm="x", nonce="n"`, `WWW-Authenticate: Basic realm="x"`)
			d.request("DESCRIBE", url, `Authorization: Digest username="u", realm="x", nonce="n", uri="`+url+`", response="0123"`)
			d.respond(200, "body:"+twoMedia)
		}},
		{"packets larger than Blocksize", "blocksize-exceeded", "SETUP negotiated a Blocksize of 90 bytes; the server sends packets of up to 100 bytes.", func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.request("SETUP", d.track(0), "Transport: "+udpPorts(6000), "Blocksize: 90")
			d.answer(udpPorts(6000), serverPorts(5000), "A")
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		}},
		{"the Blocksize that the server grants", "blocksize-exceeded", "", func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.session = "A"
			d.request("SETUP", d.track(0), "Transport: "+udpPorts(6000), "Blocksize: 90")
			d.respond(200, "Transport: "+udpPorts(6000)+serverPorts(5000), "Session: A", "Blocksize: 100")
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		}},
		{"packets of the Blocksize", "blocksize-exceeded", "", func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.request("SETUP", d.track(0), "Transport: "+udpPorts(6000), "Blocksize: 100")
			d.answer(udpPorts(6000), serverPorts(5000), "A")
			d.play("")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
		}},
		{"more than the client's Bandwidth", "bandwidth-short", "The client announces a Bandwidth of 50 kbit/s; the server sends 57 kbit/s on average, headers included.", func(w *wire) {
			d := w.watch()
			d.request("GET_PARAMETER", url, "Bandwidth: 50000")
			d.respond(200)
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 101)
		}},
		{"less than the client's Bandwidth", "bandwidth-short", "", func(w *wire) {
			d := w.watch()
			d.request("GET_PARAMETER", url, "Bandwidth: 60000")
			d.respond(200)
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 101)
		}},
		{"two conferences", "conference-changed", "SETUP names conference 7@b in a session of conference 6@a; it got the response 454 Session Not Found.", func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.request("SETUP", d.track(0), "Transport: "+udpPorts(6000), "Conference: 6@a")
			d.answer(udpPorts(6000), serverPorts(5000), "A")
			d.request("SETUP", d.track(1), "Transport: "+udpPorts(6002), "Conference: 7@b")
			d.respond(454)
		}},
		{"an entry of the playlist that is over", "wms-playlist-changed", "SETUP names playlist entry 27006, but the server was at 27007; it got the response 200 OK.", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", d.url, "Supported: com.microsoft.wm.eosmsg")
			d.respond(200, "X-Playlist-Gen-Id: 27006", "body:"+twoMedia)
			d.requestFrom(fromServer, "ANNOUNCE", d.url, "X-Playlist-Gen-Id: 27007")
			d.respondFrom(fromClient, 200)
			d.request("SETUP", d.track(0), "Transport: "+udpPorts(6000), "X-Playlist-Gen-Id: 27006")
			d.answer(udpPorts(6000), serverPorts(5000), "A")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			c.talk(w)
			r := w.report()
			invariants(t, r)
			var found *rtpflow.Finding
			for _, s := range r.Sessions {
				for i := range s.Findings {
					if s.Findings[i].Code == c.code && found == nil {
						found = &s.Findings[i]
					}
				}
			}
			switch {
			case c.text == "" && found != nil:
				t.Errorf("false alarm: %s", found.Summary)
			case c.text != "" && found == nil:
				t.Errorf("no %s:\n%s", c.code, story(r))
			case c.text != "" && !strings.Contains(found.Summary, c.text):
				t.Errorf("%s\nwant %s", found.Summary, c.text)
			}
		})
	}
}
