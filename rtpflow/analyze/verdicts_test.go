package analyze_test

import (
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

// Verdicts that something else in the capture decides. Each case has a finding with the code, the severity and the text, or
// none with the code where the text is empty.
func TestVerdicts(t *testing.T) {
	playing := func(w *wire, given string) *dialog {
		d := w.connect(hostC)
		d.describe(twoMedia)
		d.setup(0, udpPorts(6000), given, "A")
		d.play("")
		w.flow(hostS, 5000, hostC, 6000).stream(video(0x11223344, 0), 50)
		return d
	}
	for _, c := range []struct {
		name, code, text string
		severity         rtpflow.Severity
		talk             func(w *wire)
	}{
		{"ssrc=0 announces nothing", "ssrc-mismatch", "", 0, func(w *wire) { playing(w, serverPorts(5000)+";ssrc=0") }},
		{"another SSRC", "ssrc-mismatch", "announces SSRC 0x00000007", rtpflow.SevNote, func(w *wire) { playing(w, serverPorts(5000)+";ssrc=00000007") }},
		{"server_port=0-0", "transport-incomplete", "has server_port 0, which is no port.", rtpflow.SevNote, func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), ";server_port=0-0", "A")
			d.play("")
		}},
		{"no server_port, but packets", "transport-incomplete", "has no server_port; its packets", rtpflow.SevNote, func(w *wire) { playing(w, "") }},
		{"no interleaved in the response", "transport-incomplete", "Strict clients", rtpflow.SevWarning, func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.ask(0, channels(0))
			d.respond(200, "Transport: RTP/AVP/TCP;unicast", "Session: A")
			d.play("")
			d.stream(fromServer, 0, video(1, 0), 50)
		}},
		{"decimal ssrc in RTP-Info", "syntax-rtp-info-ssrc-invalid", "", 0, func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.play("url=" + d.track(0) + ";seq=0;rtptime=0;ssrc=4294962989")
			w.flow(hostS, 5000, hostC, 6000).stream(video(4294962989, 0), 50)
		}},
		{"the session ID changes", "session-id-changed", "may be refused.", rtpflow.SevWarning, func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.request("SETUP", d.track(1), "Transport: RTP/AVP;unicast;client_port=6002-6003", "Session: A")
			d.respond(200, "Transport: RTP/AVP;unicast;client_port=6002-6003;server_port=5002-5003", "Session: B")
			d.request("PLAY", url, "Session: A")
			d.respond(454)
		}},
		{"the first session ID still works", "session-id-changed", "This server later accepted PLAY with the first ID.", rtpflow.SevNote, func(w *wire) {
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			d.request("SETUP", d.track(1), "Transport: RTP/AVP;unicast;client_port=6002-6003", "Session: A")
			d.respond(200, "Transport: RTP/AVP;unicast;client_port=6002-6003;server_port=5002-5003", "Session: B")
			d.request("PLAY", url, "Session: A")
			d.respond(200, "Session: A")
		}},
		{"an option probed", "option-refused", "then started session s2 without it.", rtpflow.SevNote, func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url, "Require: www.onvif.org/ver20/backchannel")
			d.respond(551, "Unsupported: www.onvif.org/ver20/backchannel")
			d.close(fromClient)
			playing(w, serverPorts(5000))
		}},
		{"an option refused for good", "option-refused", "does not support", rtpflow.SevWarning, func(w *wire) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url, "Require: www.onvif.org/ver20/backchannel")
			d.respond(551, "Unsupported: www.onvif.org/ver20/backchannel")
			d.close(fromClient)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			c.talk(w)
			r := w.report()
			var list []rtpflow.Finding
			for _, s := range r.Sessions {
				list = append(list, s.Findings...)
			}
			list = append(list, r.Findings...)
			f := findingOf(list, c.code)
			switch {
			case (f != nil) != (c.text != ""):
				t.Errorf("found %+v", f)
			case f != nil && (f.Severity != c.severity || !strings.Contains(f.Summary, c.text)):
				t.Errorf("found %v %q, want %v %q", f.Severity, f.Summary, c.severity, c.text)
			}
		})
	}
}

// A tool that captures from several interfaces writes the packets of each in blocks: no clock was set back.
func TestTimeBackwardsOfInterfaces(t *testing.T) {
	file := capture.File{
		Packets: 9, HasTime: true, Start: 1, End: 9, TimeRegressions: 22, MaxTimeRegression: 738e6, FirstTimeRegression: 4,
		Interfaces: make([]capture.Interface, 2),
	}
	list := analyze.NewAnalyzer(analyze.Options{}).Finish([]*capture.File{&file}).Findings
	if f := findingOf(list, "capture-time-backwards"); f == nil || f.Severity != rtpflow.SevNote || !strings.Contains(f.Summary, "several interfaces") {
		t.Errorf("found %+v", list)
	}
}
