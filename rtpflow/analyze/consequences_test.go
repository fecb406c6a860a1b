package analyze_test

import (
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// A 404 is explained by the publishers in the capture.
func TestNotFoundBesidePublisher(t *testing.T) {
	w := newWire(t)
	ask := func() {
		d := w.connect(hostD)
		d.request("DESCRIBE", url)
		d.respond(404)
		d.close(fromClient)
	}
	publish := func() {
		d := w.connect(hostC)
		d.setup(0, udpPorts(6000)+";mode=record", serverPorts(5000), "A")
		d.record()
		w.flow(hostC, 6000, hostS, 5000).stream(video(1, 0), 50)
		d.teardown()
		d.close(fromClient)
	}
	ask()
	w.wait(2 * second)
	publish()
	w.wait(3 * second)
	ask()
	r := w.report()
	for i, want := range map[int]string{0: "Session s2 starts to publish it 2.0 s later.", 2: "Session s2, which published it, had ended 3.0 s before."} {
		if f := findingOf(r.Sessions[i].Findings, "request-failed"); f == nil || !strings.Contains(f.Summary, want) {
			t.Errorf("found %+v, want %q", f, want)
		}
	}
}

// A client that is refused just after the server closed its connection suffers the consequence, not the cause.
func TestRefusedAfterServerClosed(t *testing.T) {
	for _, c := range []struct {
		closed   bool
		severity rtpflow.Severity
		text     string
	}{{true, rtpflow.SevWarning, "The server had closed connection c1 of the same client"}, {false, rtpflow.SevError, "was refused"}} {
		w := newWire(t)
		d := w.watch()
		w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 50)
		if c.closed {
			d.close(fromServer)
		}
		p := w.pipe(at(hostC, 41999), at(hostS, rtspPort))
		p.segment(fromClient, capture.SYN, nil).Ack = 0
		p.segment(fromServer, capture.RST|capture.ACK, nil)
		f := findingOf(w.report().Findings, "connection-refused")
		if f == nil || f.Severity != c.severity || !strings.Contains(f.Summary, c.text) {
			t.Errorf("found %+v, want %v %q", f, c.severity, c.text)
		}
	}
}
