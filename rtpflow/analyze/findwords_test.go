package analyze_test

import (
	"slices"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// Sentence and severity of findings in cases that are worded differently from the usual one.
func TestWordsOfFindings(t *testing.T) {
	lose := func(runs ...int) func(*wire) {
		return func(w *wire) {
			d, v := w.watch(), video(1, 0)
			f := w.flow(hostS, 5000, hostC, 6000)
			f.stream(v, 100-len(runs)*10)
			for _, n := range runs {
				v.skip(n)
				f.stream(v, 10-n)
			}
			d.teardown()
		}
	}
	for _, c := range []struct {
		name     string
		severity rtpflow.Severity
		want     string // the code and the whole sentence
		talk     func(*wire)
	}{
		{"one lost packet", rtpflow.SevWarning, "rtp-loss: 1 of 100 RTP packets (1.00 %) lost.", lose(1)},
		{"two single lost packets", rtpflow.SevWarning, "rtp-loss: 2 of 100 RTP packets (2.00 %) lost, each a single packet.", lose(1, 1)},
		{"one burst", rtpflow.SevWarning, "rtp-loss: 3 of 100 RTP packets (3.00 %) lost in one burst.", lose(3)},
		{"several bursts, severe", rtpflow.SevError, "rtp-loss: 5 of 100 RTP packets (5.00 %) lost in 2 bursts of up to 3.", lose(3, 2)},
		{"a fifth of a very short stream", rtpflow.SevWarning, "rtp-loss: 1 of 5 RTP packets (20.00 %) lost.", func(w *wire) {
			d, v := w.watch(), video(1, 0)
			f := w.flow(hostS, 5000, hostC, 6000)
			f.stream(v, 2)
			v.skip(1)
			f.stream(v, 2)
			d.teardown()
		}},
		{"a duplicate", rtpflow.SevNote, "rtp-duplicates: 1 duplicate RTP packet.", func(w *wire) {
			d := w.watch()
			f := w.flow(hostS, 5000, hostC, 6000)
			f.video(100, 120, nil, map[int]func(){110: func() { f.send(packet(96, 110, 110*1800, 1, 110, 2, 3)) }})
			d.teardown()
		}},
		{"reports continue after the packets of an SSRC", rtpflow.SevWarning, "sr-mismatch: The sender reports count 500 packets within 10.0 s; 0 were seen and 0 are missing from the sequence. That is 500 more than the sequence numbers account for: the reports continue for 10.0 s after the last packet of this SSRC.", func(w *wire) {
			w.watch()
			media, down, _ := w.stages()
			media.stream(video(1, 0), 100)
			for i := range uint32(6) {
				down.send(srOf(1, ntpOne+uint64(i)<<33, 100*1800+i*180000, 100+i*100))
				w.wait(2 * second)
			}
			media.stream(video(9, 7000), 1)
		}},
		{"unreachable before the media arrives", rtpflow.SevNote, "port-unreachable: 1 ICMP message: nothing listens on 10.0.0.1:5000 (port unreachable). The media arrived from there later: what the client sends to open a NAT or firewall is rejected this way.", func(w *wire) {
			d := w.watch()
			f := w.flow(hostS, 5000, hostC, 6000)
			w.unreachable(f.dst, f.src)
			f.stream(video(1, 0), 50)
			d.teardown()
		}},
		{"unreachable after the media arrived", rtpflow.SevWarning, "port-unreachable: 1 ICMP message: nothing listens on 10.0.0.1:5000 (port unreachable).", func(w *wire) {
			d := w.watch()
			f := w.flow(hostS, 5000, hostC, 6000)
			f.stream(video(1, 0), 50)
			w.unreachable(f.dst, f.src)
			d.teardown()
		}},
		{"a reset instead of a response", rtpflow.SevError, "connection-reset: The server reset connection c1, 6.00 ms after OPTIONS, which has no response. A server that resets instead of responding has usually crashed on the request, or refuses the client.", func(w *wire) {
			d := w.watch()
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50)
			d.request("OPTIONS", url)
			w.wait(4 * ms)
			d.rst(fromServer)
		}},
		{"a reset during the media", rtpflow.SevError, "connection-reset: The client reset connection c1, 203 ms after the response 200 to PLAY, 1.00 ms after the last data, in the middle of an interleaved frame from the server (channel 0) and with 54 bytes from the server unacknowledged. Media was still arriving: the client was killed, crashed, or closed its socket with unread data.", func(w *wire) {
			d := w.overTCP()
			v := video(1, 0)
			d.stream(fromServer, 0, v, 10)
			d.segment(fromServer, capture.ACK|capture.PSH, append([]byte{'$', 0, 0, 112}, v.next()[:50]...))
			d.rst(fromClient)
		}},
		{"the request before a reset is a note", rtpflow.SevNote, "no-answer: OPTIONS (CSeq 4) from the client has no response; the server reset the connection 6.00 ms later.", func(w *wire) {
			d := w.watch()
			d.request("OPTIONS", url)
			w.wait(4 * ms)
			d.rst(fromServer)
		}},
		{"an acknowledged request", rtpflow.SevWarning, "no-answer: OPTIONS (CSeq 4) from the client has no response; TCP acknowledged it: it reached the server, which did not respond.", func(w *wire) {
			w.watch().request("OPTIONS", url)
			w.wait(second)
			w.traffic(second)
		}},
		{"an acknowledged request before unacknowledged data", rtpflow.SevWarning, "no-answer: OPTIONS (CSeq 4) from the client has no response; TCP acknowledged it: it reached the server, which did not respond.", func(w *wire) {
			d := w.watch()
			d.request("OPTIONS", url)
			d.segment(fromClient, capture.ACK|capture.PSH, framed(1, rr(9, 1)))
			w.wait(second)
			w.traffic(second)
		}},
		{"a request just before the end of the capture", rtpflow.SevNote, "no-answer: OPTIONS (CSeq 4) from the client has no response before the capture ends 1.00 ms later.", func(w *wire) {
			w.watch().request("OPTIONS", url)
		}},
		{"a request that was not acknowledged", rtpflow.SevWarning, "no-answer: OPTIONS (CSeq 4) from the client has no response and was not acknowledged by TCP despite retransmission: lost, or the return path is down.", func(w *wire) {
			d := w.watch()
			d.cseq[fromClient]++
			text := []byte(d.message("OPTIONS "+url+" RTSP/1.0", d.cseq[fromClient], nil))
			first := d.segment(fromClient, capture.ACK|capture.PSH, text).Seq
			w.wait(second)
			d.next[fromClient] -= uint32(len(text))
			if p := d.segment(fromClient, capture.ACK|capture.PSH, text); p.Seq != first {
				w.Fatal("not the same bytes")
			}
			w.traffic(second)
		}},
		{"a server that gives a silent client up", rtpflow.SevWarning, "server-closed: The server closed connection c1 of the active session, 62.0 s after the response 200 to PLAY, 61.0 s after the last media packet, without a TEARDOWN. Session timed out: no keep-alive from the client for 62.0 s (timeout 60 s).", func(w *wire) {
			d := w.watch()
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50)
			w.wait(61 * second)
			d.close(fromServer)
		}},
		{"TEARDOWN into a connection that was closed", rtpflow.SevNote, "no-answer: TEARDOWN has no response; the server had closed the connection before.", func(w *wire) {
			d := w.watch()
			d.fin(fromServer)
			d.request("TEARDOWN", url)
		}},
		{"TEARDOWN at the end of the capture", rtpflow.SevNote, "no-answer: TEARDOWN has no response: at the end of a capture this usually means that the capture stopped first.", func(w *wire) {
			w.watch().request("TEARDOWN", url)
		}},
		{"two media under one name of two hosts", rtpflow.SevNote, `cname-shared: 10.0.0.1 and 10.0.0.2 both use the CNAME "localhost".`, func(w *wire) {
			w.playing(twoMedia, 2)
			for port := range uint16(2) {
				f := w.flow(hostS, 5000+2*port, hostC, 6000+2*port)
				f.stream(video(1+uint32(port), 0), 50)
				f.next().send(join(sr(1+uint32(port)), sdes(1+uint32(port), "localhost")))
				f.next().back().send(join(rr(9, 1+uint32(port)), sdes(9, "localhost")))
			}
		}},
		{"every lost packet was sent again", rtpflow.SevNote, "picture-damaged: 1 frame missing; 18 (45.0 %) impaired until the next keyframe: before repair, which recovers all lost packets.", func(w *wire) { resending(w, true) }},
		{"not every one", rtpflow.SevWarning, "picture-damaged: 2 frames missing; 17 (43.6 %) impaired until the next keyframe: before repair, after which 1 of 2 lost packets remains lost.", func(w *wire) { resending(w, false) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			c.talk(w)
			code, _, _ := strings.Cut(c.want, ": ")
			found := false
			for _, f := range w.report().Sessions[0].Findings {
				if f.Code != code {
					continue
				}
				if found {
					t.Errorf("%s appears twice", code)
				}
				found = true
				if got := f.Code + ": " + f.Summary; got != c.want || f.Severity != c.severity {
					t.Errorf("severity %v, want %v; got\n%s\nwant\n%s", f.Severity, c.severity, got, c.want)
				}
			}
			if !found {
				t.Errorf("no %s", code)
			}
		})
	}
}

// resending is a video of 41 frames with retransmission. One is lost and retransmitted, or two of which one is.
func resending(w *wire, all bool) {
	w.playing(sdpOf("", h264+"a=fmtp:96 packetization-mode=1|a=rtpmap:97 rtx/90000|a=fmtp:97 apt=96"), 1)
	f := w.flow(hostS, 5000, hostC, 6000)
	lost := []uint16{121}
	if !all {
		lost = append(lost, 130)
	}
	for n := uint16(100); n <= 140; n++ {
		payload := inter
		if n%40 == 20 {
			payload = idr
		}
		if !slices.Contains(lost, n) {
			f.send(append(rtp{pt: 96, seq: n, ts: uint32(n) * 3600, ssrc: 1, marker: true}.bytes(), payload...))
		}
		if n == 123 {
			f.send(packet(97, 900, 121*3600, 2, resent(121)...))
			f.send(packet(97, 901, 121*3600, 2, resent(121)...))
		}
		w.wait(40 * ms)
	}
}
