package analyze_test

import (
	"fmt"
	"math"
	"net/netip"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/internal/cputime"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
	"rtspect/rtpflow/findings"
	"rtspect/rtpflow/findings/catalog"
)

// synPacket is a SYN of a client to a server, at a time in ms.
func synPacket(n int, client, server capture.Endpoint) *capture.Packet {
	return &capture.Packet{Frame: capture.Frame(n), Time: int64(n) * 1e6, Proto: capture.TCP, Src: client, Dst: server, Seq: 9, Flags: capture.SYN, Window: 1024}
}

// report analyzes packets.
func reportOf(packets ...*capture.Packet) *rtpflow.Report {
	a := analyze.NewAnalyzer(analyze.Options{})
	for _, p := range packets {
		a.Packet(p)
	}
	return a.Finish(nil)
}

func endpoint(network byte, i int, port uint16) capture.Endpoint {
	return capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{network, byte(i >> 16), byte(i >> 8), byte(i)})), Port: port}
}

// One finding counts the attempts of any number of clients at a server, and those at any number of servers; a few are
// listed one by one.
func TestManyConnectionAttempts(t *testing.T) {
	for _, c := range []struct {
		name            string
		clients         int
		servers         int
		refused         bool
		findings        int
		count           int64
		clientsAtServer string
	}{
		{"three clients", 3, 1, false, 3, 1, ""},
		{"four clients", 4, 1, false, 1, 4, "4 connection attempts"},
		{"a flood", 5000, 1, false, 1, 5000, "5000 connection attempts from 5000 clients to 11.0.0.0:554"},
		{"a flood of refused attempts", 70000, 1, true, 1, 70000, "70000 connection attempts from at least 65536 clients to 11.0.0.0:554 were refused"},
		{"a scan", 1, 5000, false, 1, 5000, "5000 connection attempts from 10.0.0.0 to 5000 servers"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var packets []*capture.Packet
			for i := range max(c.clients, c.servers) {
				client, server := endpoint(10, i%c.clients, uint16(1024+i%50000)), endpoint(11, i%c.servers, 554)
				packets = append(packets, synPacket(len(packets)+1, client, server))
				if c.refused {
					r := synPacket(len(packets)+1, server, client)
					r.Flags, r.Ack = capture.RST|capture.ACK, 10
					packets = append(packets, r)
				}
			}
			found := reportOf(packets...).Findings
			if len(found) != c.findings {
				t.Fatalf("%d findings: %+v", len(found), found[0])
			}
			f := found[0]
			if f.Count != c.count || !strings.HasPrefix(f.Summary, c.clientsAtServer) || len(f.Subject.Peers) > 16 || len(f.Frames) > 20 {
				t.Errorf("%d %q, %d peers, %d frames", f.Count, f.Summary, len(f.Subject.Peers), len(f.Frames))
			}
			if c.count > 1 && (f.Until == nil || *f.Until-*f.Time < (c.count-1)*1e6 || f.FrameCount < c.count) {
				t.Errorf("from %d until %v, %d frames", *f.Time, f.Until, f.FrameCount)
			}
		})
	}
}

// findingsOf are the findings of a code in the first session.
func findingsOf(r *rtpflow.Report, code string) (list []rtpflow.Finding) {
	for _, f := range r.Sessions[0].Findings {
		if f.Code == code {
			list = append(list, f)
		}
	}
	return list
}

// What happens to a session again and again is one finding, with number, times and range; what differs in more than
// values is not summed up.
func TestRepeatedFindingsAreSummedUp(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	for range 40 {
		d.request("GET_PARAMETER", url)
		d.respond(451)
		w.wait(second)
	}
	d.request("PAUSE", url)
	d.respond(500)
	r := w.report()
	found := findingsOf(r, "request-failed")
	if len(found) != 2 {
		t.Fatalf("%d findings: %+v", len(found), found)
	}
	f := found[1]
	if f.Count != 40 || f.FrameCount != 80 || len(f.Frames) != 20 || f.Until == nil || *f.Until-*f.Time < 38*second {
		t.Errorf("%+v", f)
	}
	if !strings.HasPrefix(f.Summary, "40 times within ") || !strings.Contains(f.Summary, "GET_PARAMETER was refused: 451") {
		t.Error(f.Summary)
	}
}

// A sender with ever new SSRCs, and hosts with one SSRC, are one finding each.
func TestManySSRCsAreOneFinding(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.play("")
	for i := range 50 {
		w.flow(hostS, 5000, hostC, 6000).stream(video(uint32(100+i), 0), 5)
	}
	found := findingsOf(w.report(), "ssrc-changed")
	if len(found) != 1 || found[0].Count != 49 || !strings.HasPrefix(found[0].Summary, "49 streams within ") || !strings.Contains(found[0].Summary, "from 0x00000064 to 0x00000065") {
		t.Errorf("%+v", found)
	}
}

// The time that the detectors take grows with what there is, not with its square.
func TestDetectorsAreLinear(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		one  func(w *wire, d *dialog, i int)
	}{
		{"changed SSRCs", 1000, func(w *wire, _ *dialog, i int) {
			w.flow(hostS, 5000, hostC, 6000).stream(video(uint32(i), 0), 3)
		}},
		{"redirected and never followed", 1200, func(w *wire, d *dialog, _ int) {
			d.request("DESCRIBE", url)
			d.respond(302, "Location: rtsp://10.0.0.9/elsewhere")
		}},
		{"refused transports", 1200, func(w *wire, d *dialog, _ int) {
			d.request("SETUP", d.track(1))
			d.respond(461)
		}},
		{"refused repeatedly", 1200, func(w *wire, d *dialog, _ int) {
			d.request("GET_PARAMETER", url)
			d.respond(405)
		}},
		{"torn down repeatedly", 1200, func(w *wire, d *dialog, i int) {
			d.request("TEARDOWN", fmt.Sprint(url, "/", i))
			d.respond(454)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			thresholds := catalog.DefaultThresholds()
			cost := func(count int) float64 {
				w := newWire(t)
				d := w.connect(hostC)
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
				for i := range count {
					c.one(w, d, i)
				}
				r := w.report()
				best := math.Inf(1)
				for range 5 {
					before := cputime.Used()
					findings.Findings(r, &thresholds)
					best = min(best, (cputime.Used() - before).Seconds())
				}
				return best
			}
			n := c.n
			for attempt := 1; ; attempt++ { // garbage collection counts too: quadratic work fails every time
				one, two, four := cost(n), cost(2*n), cost(4*n)
				if four <= 2.5*2.5*one || four <= 2.5*two {
					return
				}
				if attempt == 3 {
					t.Fatalf("%.4f s for %d, %.4f s for twice, %.4f s for four times as many", one, n, two, four)
				}
			}
		})
	}
}
