package analyze_test

import (
	"fmt"
	"net/netip"
	"runtime"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow/analyze"
)

// Work grows with what there is, not with its square: four times as many sessions, requests or
// connections make at most six times as many allocations, which unlike time can be counted.
func TestWorkGrowsLinearly(t *testing.T) {
	for _, c := range []struct {
		name, wrong string
		one         func(w *wire, d *dialog, i int)
	}{
		{"sessions at once, a server port each", "", func(w *wire, _ *dialog, i int) {
			w.scaled(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)})), 5000+2*i, i)
		}},
		{"sessions at once, one server port pair", "", func(w *wire, _ *dialog, i int) {
			w.scaled(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)})), 5000, i)
		}},
		{"sessions in turn on the same ports", "", func(w *wire, _ *dialog, i int) {
			w.scaled(hostC, 5000, i)
		}},
		{"sessions in turn on one connection, interleaved", "", func(w *wire, d *dialog, i int) {
			d.setup(0, channels(0), "", fmt.Sprint("S", i))
			d.play("")
			d.stream(fromServer, 0, video(uint32(i), 0), 3)
			d.teardown()
		}},
		{"signs of life in one session", "", func(w *wire, d *dialog, i int) { d.options() }},
		{"requests without answers", "", func(w *wire, d *dialog, i int) { d.request("GET_PARAMETER", url) }},
		{"refused attempts", "", func(w *wire, _ *dialog, i int) {
			d := w.connect(hostC)
			d.request("DESCRIBE", url)
			d.respond(404)
			d.close(fromClient)
		}},
		{"seeks", "", func(w *wire, d *dialog, i int) {
			if i == 0 {
				d.setup(0, udpPorts(6000), serverPorts(5000), "A")
			}
			d.play(fmt.Sprintf("url=%s;seq=%d", d.track(0), i*5000%65536))
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, uint16(i*5000)), 3)
		}},
		{"media without their SETUP", "", func(w *wire, _ *dialog, i int) {
			h := capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)}))
			w.flow(hostS, 5000, h, 6000).stream(video(uint32(i), 0), 5)
			d := w.connect(h)
			d.session = fmt.Sprint("S", i)
			d.teardown()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			known(t, c.wrong)
			cost := func(count int) uint64 {
				w := newWire(t)
				d := w.connect(hostC)
				d.describe(twoMedia)
				for i := range count {
					c.one(w, d, i)
				}
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				r := w.report()
				runtime.ReadMemStats(&after)
				runtime.KeepAlive(r)
				return after.Mallocs - before.Mallocs
			}
			few, many := cost(100), cost(400)
			if many > 6*few {
				t.Errorf("%d allocations for 100, %d for 400", few, many)
			}
		})
	}
}

// scaled is a session of its own, with a stream.
func (w *wire) scaled(host capture.Addr, serverPort, i int) {
	d := w.connect(host)
	d.describe(twoMedia)
	d.setup(0, udpPorts(6000), serverPorts(serverPort), fmt.Sprint("S", i))
	d.play("")
	w.flow(hostS, uint16(serverPort), host, 6000).stream(video(uint32(i), 0), 3)
	d.teardown()
	d.close(fromClient)
	w.wait(5 * second)
}

// A client may come back to the same ports any number of times.
func TestPortsReusedForDays(t *testing.T) {
	const sessions = 4200
	w := newWire(t)
	for i := range sessions {
		w.scaled(hostC, 5000, i)
	}
	wrong := 0
	r := w.report()
	for i, s := range r.Sessions {
		if len(s.Media[0].Streams) != 1 || s.Media[0].Streams[0].SSRC != uint32(i) {
			wrong++
		}
	}
	if len(r.Sessions) != sessions || wrong > 0 {
		t.Errorf("%d sessions, of which %d have not their own stream", len(r.Sessions), wrong)
	}
}

// Every connection that might still become RTSP costs a bounded amount, and little: less still where no data
// came at all, as in a scan of ports.
func TestUndecidedConnectionsAreSmall(t *testing.T) {
	if n := bytesEach(t, "D"); n > 5000 {
		t.Errorf("%d bytes each", n)
	}
	if n := bytesEach(t, ""); n > 800 {
		t.Errorf("%d bytes each without data", n)
	}
}

// bytesEach is what each of many connections costs of which the client has sent the given data.
func bytesEach(t *testing.T, data string) int64 {
	const connections = 4000
	w := newWire(t)
	for i := range connections {
		w.ports++
		p := w.pipe(at(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 9, byte(i >> 8), byte(i)})), w.ports), at(hostS, 9000))
		p.shake()
		if data != "" {
			p.write(fromClient, []byte(data))
		}
	}
	a := analyze.NewAnalyzer(analyze.Options{})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range w.packets {
		a.Packet(&w.packets[i])
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	n := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / connections
	runtime.KeepAlive(w)
	if r := a.Finish(nil); len(r.Connections) != 0 {
		t.Errorf("%d connections", len(r.Connections))
	}
	t.Logf("%d bytes each with %q", n, data)
	return n
}
