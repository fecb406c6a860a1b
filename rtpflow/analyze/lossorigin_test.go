package analyze_test

import (
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// lossy sends a stream to two clients; each lacks the packets that its function names.
func lossy(w *wire, missing ...func(seq int) bool) (last flow) {
	var flows []flow
	var sources []*media
	for i, host := range []struct{ port int }{{6000}, {7000}}[:len(missing)] {
		d := w.connect(hostC)
		d.describe(twoMedia)
		d.setup(0, udpPorts(host.port), serverPorts(5000), string(rune('A'+i)))
		d.play("")
		flows = append(flows, w.flow(hostS, 5000, hostC, uint16(host.port)))
		sources = append(sources, video(9, 0))
	}
	for seq := range 200 {
		for i, f := range flows {
			b := sources[i].next()
			if !missing[i](seq) {
				f.send(b)
			}
		}
		w.wait(20 * ms)
	}
	return flows[0]
}

// Where packets were lost is decided from other sessions of the same server and from receiver reports.
func TestLossOrigin(t *testing.T) {
	every := func(n, first int) func(int) bool { return func(seq int) bool { return seq > 10 && seq%n == first } }
	none := func(int) bool { return false }
	for _, c := range []struct {
		name, code, text string
		severity         rtpflow.Severity
		talk             func(w *wire)
	}{
		{"the network", "rtp-loss", " lost, each a single packet.", rtpflow.SevError, func(w *wire) { lossy(w, every(10, 0), none) }},
		{"the network, on both paths", "rtp-loss", " lost, each a single packet.", rtpflow.SevError, func(w *wire) { lossy(w, every(10, 0), every(10, 5)) }},
		{"the server", "rtp-loss", "the same packets are missing from 1 other session of the same SSRC, so the server did not send them.", rtpflow.SevWarning, func(w *wire) {
			lossy(w, every(10, 0), every(10, 0))
		}},
		{"the capture", "rtp-not-captured", "but receiver 0x00000007 reports 0 lost", rtpflow.SevNote, func(w *wire) {
			lossy(w, every(10, 0)).next().back().send(receiverReport(7, 9, 199, 0))
		}},
		{"the network, by the receiver's report", "rtp-loss", " lost, each a single packet.", rtpflow.SevError, func(w *wire) {
			lossy(w, every(10, 0)).next().back().send(receiverReport(7, 9, 199, 18))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			c.talk(w)
			f := findingOf(w.report().Sessions[0].Findings, c.code)
			if f == nil || f.Severity != c.severity || !strings.Contains(f.Summary, c.text) {
				t.Errorf("found %+v, want %v %q", f, c.severity, c.text)
			}
		})
	}
}
