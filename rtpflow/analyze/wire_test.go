package analyze_test

import (
	"net/netip"
	"os"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

// The hosts of the tests, each named by the letter that placed shows: servers S and T, clients C and
// D, the outside N of a NAT, a multicast group G.
var (
	hostS = capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1}))
	hostC = capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 2}))
	hostD = capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 3}))
	hostT = capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 4}))
	hostN = capture.AddrFrom(netip.AddrFrom4([4]byte{192, 0, 2, 9}))
	hostG = capture.AddrFrom(netip.AddrFrom4([4]byte{239, 1, 1, 1}))

	letters = map[capture.Addr]string{hostS: "S", hostC: "C", hostD: "D", hostT: "T", hostN: "N", hostG: "G"}
)

const (
	ms       = int64(1e6)
	second   = int64(1e9)
	beginsAt = 1_800_000_000 * second
	rtspPort = 554
)

// wire is what passes a point of capture: packets are put on it one after the other, a millisecond
// apart unless wait says otherwise, and report analyses them.
type wire struct {
	testing.TB
	now     int64
	packets []capture.Packet
	ipids   map[capture.Addr]uint16
	ports   uint16 // the client's last ephemeral one
	file    int    // of the frames to come
	frames  [4]int64
}

func newWire(t testing.TB) *wire {
	return &wire{TB: t, now: beginsAt, ipids: map[capture.Addr]uint16{}, ports: 40000}
}

// wait lets time pass.
func (w *wire) wait(ns int64) { w.now += ns }

// put captures a packet; what it leaves out of frame, time and identification is filled in.
func (w *wire) put(p capture.Packet) *capture.Packet {
	w.frames[w.file]++
	p.Frame = capture.MakeFrame(w.file, w.frames[w.file])
	if p.Time == 0 {
		p.Time = w.now
		w.now += ms
	}
	if p.IPID == 0 {
		w.ipids[p.Src.Addr]++
		p.IPID = w.ipids[p.Src.Addr]
	}
	if p.PayloadLen == 0 {
		p.PayloadLen = len(p.Payload)
	}
	w.packets = append(w.packets, p)
	return &w.packets[len(w.packets)-1]
}

// udp captures a datagram.
func (w *wire) udp(src, dst capture.Endpoint, payload []byte) {
	w.put(capture.Packet{Proto: capture.UDP, Src: src, Dst: dst, Payload: payload})
}

// unreachable captures an ICMP error of dst about what src sent it (RFC 792: type 3, code 3).
func (w *wire) unreachable(src, dst capture.Endpoint) {
	w.put(capture.Packet{
		Proto: capture.ICMP, Src: capture.Endpoint{Addr: dst.Addr}, Dst: capture.Endpoint{Addr: src.Addr},
		Payload: []byte{3, 3, 0, 0}, HasUnreachable: true, UnreachableSrc: src, UnreachableDst: dst, UnreachableProto: capture.UDP,
	})
}

// again captures the last packet once more, after some time: what a mirror port does.
func (w *wire) again(after int64) {
	p := w.packets[len(w.packets)-1]
	p.Time += after
	w.put(p)
}

// swapLast exchanges the last packet and the n before it, times staying in order.
func (w *wire) swapLast(n int) {
	list := w.packets[len(w.packets)-1-n:]
	last := list[n]
	for i := n; i > 0; i-- {
		list[i].Time, list[i-1].Time, list[i].Frame, list[i-1].Frame = list[i-1].Time, list[i].Time, list[i-1].Frame, list[i].Frame
		list[i] = list[i-1]
	}
	list[0] = last
	for i := range list {
		list[i].Frame = capture.MakeFrame(0, int64(len(w.packets)-n+i))
	}
	for i := 1; i <= n; i++ {
		list[i].Time = max(list[i].Time, list[i-1].Time)
	}
}

// drop takes packets off the wire: the capture misses them.
func (w *wire) drop(missed func(*capture.Packet) bool) {
	kept := w.packets[:0]
	for _, p := range w.packets {
		if !missed(&p) {
			kept = append(kept, p)
		}
	}
	w.packets = kept
}

// report analyses what is on the wire.
func (w *wire) report() *rtpflow.Report {
	w.Helper()
	return observe(w.packets)
}

// observe takes packets as a reader gives them: in one Packet and one buffer, both overwritten
// after each call, because an Analyzer may keep neither.
func observe(packets []capture.Packet) *rtpflow.Report { return observeBy(packets, analyze.Options{}) }

func observeBy(packets []capture.Packet, o analyze.Options) *rtpflow.Report {
	a := analyze.NewAnalyzer(o)
	var p capture.Packet
	var buf []byte
	for i := range packets {
		p = packets[i]
		buf = append(buf[:0], p.Payload...)
		p.Payload = buf
		a.Packet(&p)
		for j := range buf {
			buf[j] = 0xa5
		}
	}
	return a.Finish([]*capture.File{{Name: "wire", Format: "pcap", Packets: int64(len(packets))}})
}

// at makes an endpoint.
func at(a capture.Addr, port uint16) capture.Endpoint { return capture.Endpoint{Addr: a, Port: port} }

// known skips a test of something that is known to be wrong, saying what. With RTSPECT_KNOWN set it
// runs, to see whether it still is.
func known(t testing.TB, wrong string) {
	t.Helper()
	if wrong != "" && os.Getenv("RTSPECT_KNOWN") == "" {
		t.Skip(wrong)
	}
}

// wireCase is a conversation and where its streams have to be found.
type wireCase struct {
	name  string
	wrong string // what the analyzer is known to do instead: see known
	talk  func(*wire)
	want  string // see placed; leading space is ignored
}

func runWireCases(t *testing.T, cases []wireCase) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			known(t, c.wrong)
			w := newWire(t)
			c.talk(w)
			r := w.report()
			invariants(t, r)
			if got, want := placed(r), unindent(c.want); got != want {
				t.Errorf("found:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// unindent takes the space off the lines of a raw string.
func unindent(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// hasFinding reports whether a list holds a code.
func hasFinding(list []rtpflow.Finding, code string) bool {
	for _, f := range list {
		if f.Code == code {
			return true
		}
	}
	return false
}
