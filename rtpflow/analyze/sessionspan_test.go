package analyze_test

import (
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// A frozen client keeps its connection open; the server stops sending at the session timeout.
func TestTimeoutOfOpenConnection(t *testing.T) {
	for _, c := range []struct {
		name    string
		headers []string // of the OPTIONS after 25 and 50 s; none without
		refused bool     // the TEARDOWN
		media   int      // seconds
		want    string
		says    string
	}{
		{"frozen", nil, false, 61, "timeout", "The server stopped sending; the client kept its connection open for another 9.0 s."},
		{"keep-alives without a Session header", []string{"User-Agent: x"}, true, 61, "timeout", "2 requests after it have no Session header"},
		{"keep-alives", []string{"Session: A"}, false, 61, "client-close", ""},
		{"the media ends before the timeout", nil, false, 40, "client-close", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A;timeout=60")
			d.session = "A"
			d.play("")
			f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
			start := w.now
			for i := range c.media {
				if c.headers != nil && (i == 25 || i == 50) {
					d.session = ""
					d.request("OPTIONS", url, c.headers...)
					d.respond(200)
				}
				for f.now < start+int64(i+1)*second {
					f.stream(v, 1)
				}
			}
			w.wait(9 * second)
			if c.refused {
				d.request("TEARDOWN", url, "Session: A")
				d.respond(454)
			}
			d.close(fromClient)
			s := w.report().Sessions[0]
			if s.EndedBy != c.want {
				t.Errorf("ended by %s, want %s", s.EndedBy, c.want)
			}
			x, ok := s.Connections[0].Closing()
			if !ok || s.End < x.Time {
				t.Errorf("the session ends %d ns before its connection", x.Time-s.End)
			}
			f2 := findingOf(s.Findings, "session-timeout")
			if (f2 != nil) != (c.says != "") || f2 != nil && !strings.Contains(f2.Summary, c.says) {
				t.Errorf("found %+v, want %q", f2, c.says)
			}
		})
	}
}

// A session that started before the capture covers its media, whose packets come before its first request.
func TestSessionStartCoversMedia(t *testing.T) {
	w := newWire(t)
	d := w.joined(hostC)
	d.session = "A"
	v := video(1, 0)
	d.stream(fromServer, 0, v, 100)
	d.request("GET_PARAMETER", url)
	d.respond(200)
	d.stream(fromServer, 0, v, 100)
	d.teardown()
	s := w.report().Sessions[0]
	if len(s.Media) != 1 || len(s.Media[0].Streams) != 1 {
		t.Fatalf("%d media", len(s.Media))
	}
	if st := s.Media[0].Streams[0]; s.Start > st.Start {
		t.Errorf("the session starts %d ns after its stream", s.Start-st.Start)
	}
}

// A server that sends on to a client that closed its connection.
func TestMediaAfterClientClosed(t *testing.T) {
	w := newWire(t)
	d := w.watch()
	f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
	f.stream(v, 100)
	d.close(fromClient)
	f.stream(v, 14*50)
	s := w.report().Sessions[0]
	if x := findingOf(s.Findings, "no-teardown"); x == nil || !strings.Contains(x.Summary, "the server continued to send for 14.0 s") {
		t.Errorf("found %+v", x)
	}
}

// ICMP errors about packets without signalling, and about a port for RTCP.
func TestUnreachablePorts(t *testing.T) {
	t.Run("without signalling", func(t *testing.T) {
		w := newWire(t)
		f := w.flow(hostS, 5000, hostC, 6000)
		f.stream(audio(1, 0), 200)
		w.unreachable(at(hostS, 5000), at(hostC, 6000))
		if x := findingOf(w.report().Findings, "port-unreachable"); x == nil || x.Severity != rtpflow.SevWarning || !strings.Contains(x.Summary, "nothing listens on") {
			t.Errorf("found %+v", x)
		}
	})
	for _, c := range []struct {
		name     string
		port     uint16
		severity rtpflow.Severity
	}{{"RTP", 6000, rtpflow.SevWarning}, {"RTCP", 6001, rtpflow.SevNote}} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			d := w.watch()
			f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
			f.stream(v, 100)
			w.unreachable(at(hostS, c.port-1000), at(hostC, c.port))
			f.stream(v, 100)
			d.teardown()
			x := findingOf(w.report().Sessions[0].Findings, "port-unreachable")
			if x == nil || x.Severity != c.severity || strings.Contains(x.Summary, "RTCP") != (c.port == 6001) {
				t.Errorf("found %+v", x)
			}
		})
	}
}
