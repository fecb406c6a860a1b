package analyze_test

import (
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// snap truncates the TCP payloads on the wire: what a small snaplen leaves of them.
func (w *wire) snap(n int) {
	for i := range w.packets {
		if p := &w.packets[i]; p.Proto == capture.TCP && len(p.Payload) > n {
			p.Payload = p.Payload[:n]
		}
	}
}

// The first 30 bytes of a request contain its method and some of the URL: enough to follow the session to its TEARDOWN.
func TestRequestLinesTruncatedBySnaplen(t *testing.T) {
	w := newWire(t)
	d := w.watch()
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 200)
	d.teardown()
	d.rst(fromClient)
	w.snap(30)
	s := w.report().Sessions[0]
	var methods []string
	for _, e := range s.Exchanges {
		methods = append(methods, e.Method)
		if e.Request == nil || e.Response == nil || e.Status() != 200 {
			t.Errorf("%s: request %v, response %v", e.Method, e.Request != nil, e.Status())
		}
	}
	if want := []string{"DESCRIBE", "SETUP", "PLAY", "TEARDOWN"}; !slices.Equal(methods, want) {
		t.Errorf("methods %v, want %v", methods, want)
	}
	if s.EndedBy != "teardown" || s.Mode != "play" {
		t.Errorf("ended by %s, mode %s", s.EndedBy, s.Mode)
	}
	for _, code := range []string{"connection-reset", "no-teardown", "session-missing", "no-answer"} {
		if f := findingOf(s.Findings, code); f != nil && f.Severity != rtpflow.SevNote {
			t.Errorf("found %v %s", f.Severity, f.Summary)
		}
	}
}
