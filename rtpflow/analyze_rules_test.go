//home: rtpflow/analyze

package rtpflow_test

import (
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// What the signalling of a session says beside its media: each case has the finding named, of which the
// sentence holds the text, or has it not where the text is empty.
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
		{"REDIRECT obeyed", "server-redirect", "to go on at " + elsewhere + ", from clock=20261121T000000Z- on. The client did", func(w *wire) {
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
		{"REDIRECT obeyed, without TEARDOWN", "server-redirect", "without a TEARDOWN", func(w *wire) {
			redirect(watching(w), "Location: "+elsewhere)
			goTo(w)
		}},
		{"REDIRECT not obeyed", "server-redirect", "does not show that the client went there; this session went on for", func(w *wire) {
			redirect(watching(w), "Location: "+elsewhere)
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 5), 50)
		}},
		{"REDIRECT refused", "server-redirect", "which the client refused with 454", func(w *wire) {
			d := watching(w)
			d.requestFrom(fromServer, "REDIRECT", url, "Location: "+elsewhere)
			d.respondFrom(fromClient, 454)
		}},
		{"REDIRECT without Location", "server-redirect", "without a Location to go on at (RFC 2326 asks for one). Then it sent TEARDOWN", func(w *wire) {
			d := watching(w)
			redirect(d)
			d.teardown()
		}},
		{"the end of the stream", "play-notify", "end of the stream (PLAY_NOTIFY), Range: npt=-10.", func(w *wire) {
			notify(watching(w), "Notify-Reason: end-of-stream", "Range: npt=-10")
		}},
		{"the end of the stream, and it goes on", "play-notify", "RTP went on for", func(w *wire) {
			notify(watching(w), "Notify-Reason: end-of-stream")
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 5), 50)
		}},
		{"the end of the stream is lost", "play-notify", "the end of the stream is lost", func(w *wire) {
			d := watching(w)
			notify(d, "Notify-Reason: end-of-stream", `RTP-Info: url="`+d.track(0)+`";seq=9;rtptime=0`)
		}},
		{"another scale", "play-notify", "plays at another scale (PLAY_NOTIFY), Range: npt=3-, Scale: 2.", func(w *wire) {
			notify(watching(w), "Notify-Reason: scale-change", "Scale: 2", "Range: npt=3-")
		}},
		{"an unknown reason", "play-notify", `"tea-time", which RFC 7826 does not define`, func(w *wire) {
			notify(watching(w), "Notify-Reason: tea-time")
		}},
		{"another description", "description-changed", "another description", func(w *wire) {
			d := watching(w)
			d.requestFrom(fromServer, "ANNOUNCE", url, "body:"+twoMedia)
			d.respondFrom(fromClient, 200)
		}},
		{"304 is no redirect", "redirect", "", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url, "If-Modified-Since: Sat, 21 Nov 2026 10:00:00 GMT")
			d.respond(304)
		}},
		{"redirected within the connection", "redirect", "; the client asked there", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url)
			d.respond(302, "Location: "+url+"2")
			d.request("DESCRIBE", url+"2")
			d.respond(200, "body:"+twoMedia)
		}},
		{"551, then without it", "option-refused", "does not support funky; the client then asked without it and was answered 200.", func(w *wire) {
			d := w.connect(hostC)
			d.request("SETUP", d.track(0), "Require: funky", "Transport: "+udpPorts(6000))
			d.respond(551, "Unsupported: funky")
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
		}},
		{"405 with Allow", "request-failed", "It takes OPTIONS, DESCRIBE.", func(w *wire) {
			d := w.connect(hostC)
			d.request("ANNOUNCE", url)
			d.respond(405, "Allow: OPTIONS, DESCRIBE")
		}},
		{"501 of what Public did not name", "request-failed", "Public had not named it", func(w *wire) {
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
		{"454 after the timeout", "request-failed", "had been silent for 90", func(w *wire) {
			d := watching(w)
			w.wait(90 * second)
			d.request("PAUSE", url)
			d.respond(454)
		}},
		{"451 of a DESCRIBE", "status-unexpected", "belongs to GET_PARAMETER, SET_PARAMETER, SETUP", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url)
			d.respond(451)
		}},
		{"457 of a SETUP", "status-unexpected", "belongs to PLAY, PAUSE", func(w *wire) {
			d := w.connect(hostC)
			d.ask(0, udpPorts(6000))
			d.respond(457)
		}},
		{"TEARDOWN twice", "teardown-repeated", "was answered with 200; this one was answered 454", func(w *wire) {
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
		{"another name between SETUPs", "session-id-changed", "was sent for session A and answered for session B", func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.ask(1, udpPorts(6002))
			d.answer(udpPorts(6002), serverPorts(5002), "B")
		}},
		{"no name at all", "session-missing", "answer to SETUP names no Session", func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6000), serverPorts(5000), "")
		}},
		{"a client that forgets the name", "session-missing", "PLAY names no Session, though the server gave the client one (A)", func(w *wire) {
			d := w.connect(hostC)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.session = ""
			d.play("")
		}},
		{"another CSeq in the answer", "cseq-mismatch", "OPTIONS (CSeq 1) was answered with CSeq 7", func(w *wire) {
			d := w.connect(hostC)
			d.request("OPTIONS", url)
			d.cseq[fromClient] = 7
			d.respond(200, "Public: OPTIONS")
		}},
		{"Scale not granted", "rate-refused", "Scale 2 and was granted 1", func(w *wire) {
			d := w.watch()
			d.request("PLAY", url, "Scale: 2")
			d.respond(200, "Scale: 1.0")
		}},
		{"Speed not answered", "rate-refused", "Speed 4 and the answer names none", func(w *wire) {
			d := w.watch()
			d.request("PLAY", url, "Speed: 4")
			d.respond(200)
		}},
		{"Scale granted", "rate-refused", "", func(w *wire) {
			d := w.watch()
			d.request("PLAY", url, "Scale: 2", "Speed: 1")
			d.respond(200, "Scale: 2.00")
		}},
		{"PLAY far from where it was asked", "range-changed", "npt 100 and the server begins at 60, 40.0 s off", func(w *wire) {
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
		{"an answer without CSeq", "answer-unmatched", "501 without a CSeq, and no request", func(w *wire) {
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
		{"a challenge met", "authenticated", "DESCRIBE was challenged (Digest or Basic authentication); the client answered with Digest, user u and was accepted.", func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url)
			d.respond(401, `WWW-Authenticate: Digest realm="x", nonce="n"`, `WWW-Authenticate: Basic realm="x"`)
			d.request("DESCRIBE", url, `Authorization: Digest username="u", realm="x", nonce="n", uri="`+url+`", response="0123"`)
			d.respond(200, "body:"+twoMedia)
		}},
		{"packets larger than Blocksize", "blocksize-exceeded", "SETUP agreed on packets of 90 bytes (Blocksize); the server sends up to 100 bytes in one.", func(w *wire) {
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
		{"more than the client's Bandwidth", "bandwidth-short", "The client says that it has 50 kbit/s (Bandwidth); what the server sends takes 57 kbit/s on average", func(w *wire) {
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
		{"two conferences", "conference-changed", "SETUP names conference 7@b for a session that was set up for 6@a; it was answered 454 Session Not Found.", func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.request("SETUP", d.track(0), "Transport: "+udpPorts(6000), "Conference: 6@a")
			d.answer(udpPorts(6000), serverPorts(5000), "A")
			d.request("SETUP", d.track(1), "Transport: "+udpPorts(6002), "Conference: 7@b")
			d.respond(454)
		}},
		{"an entry of the playlist that is over", "wms-playlist-changed", "SETUP names entry 27006 of the playlist, where the server was last at 27007; it was answered 200 OK.", func(w *wire) {
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
