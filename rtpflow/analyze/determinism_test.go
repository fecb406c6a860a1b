package analyze_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// text is all of a report that can be written. It cuts references that lead back: tunnel peers, the streams of repairs, the
// subjects of findings.
func text(t testing.TB, r *rtpflow.Report) string {
	for _, c := range r.Connections {
		if c.TunnelPeer != nil {
			c.Cookie += " " + c.TunnelPeer.ID
			c.TunnelPeer = nil
		}
	}
	streams := r.Unassociated.Streams
	lists := [][]rtpflow.Finding{r.Findings}
	for _, s := range r.Sessions {
		lists = append(lists, s.Findings)
		for i := range s.Positions {
			s.Positions[i].Media, s.Positions[i].Stream = nil, nil
		}
		for _, m := range s.Media {
			streams = append(streams, m.Streams...)
		}
	}
	for _, st := range streams {
		if st.Repair != nil {
			st.Repair.Of = nil
		}
		if st.Repaired == nil {
			continue
		}
		for _, x := range st.Repaired.By {
			if x.By != nil {
				x.Kind += fmt.Sprintf(" by %x", x.By.SSRC)
			}
			x.By, x.Of = nil, nil
		}
	}
	for _, list := range lists {
		for i := range list {
			list[i].Code += " of " + list[i].Subject.String()
			list[i].Subject = rtpflow.Subject{}
		}
	}
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// busy is a wire with much on it: three clients, UDP and TCP, a back channel, loss, reused ports, RTCP,
// noise.
func busy(t testing.TB) *wire {
	w := newWire(t)
	a := w.watch()
	b := w.connect(hostD)
	b.describe(twoMedia)
	b.setup(0, channels(0), "", "B")
	b.setup(1, channels(2), "", "B")
	b.play("")
	down := w.flow(hostS, 5000, hostC, 6000)
	v, x, y, loose := video(1, 65000), video(1, 10), audio(2, 5), video(99, 0)
	for i := range 60 {
		down.stream(v, 1)
		b.stream(fromServer, 0, x, 1)
		b.stream(fromServer, 2, y, 1)
		w.flow(hostT, 7000, hostD, 8000).stream(loose, 1)
		switch i % 10 {
		case 3:
			v.skip(2)
		case 5:
			down.next().send(join(sr(1), sdes(1, "a")))
			down.next().back().send(rr(9, 1))
		case 7:
			b.frame(fromClient, 1, rr(8, 1))
			w.udp(at(hostC, 999), at(hostS, 53), []byte("something else altogether"))
		}
	}
	a.teardown()
	b.rst(fromServer)
	return w
}

// One input gives one report, run after run.
func TestReportsAreEqual(t *testing.T) {
	w := busy(t)
	want := text(t, w.report())
	for range 5 {
		if diff := cmp.Diff(want, text(t, w.report())); diff != "" {
			t.Fatal(diff)
		}
	}
}

// Where times are equal it does not matter in which order the packets of different hosts stand in
// the file (the frames stay with the packets).
func TestOrderOfEqualTimes(t *testing.T) {
	w := busy(t)
	for i := range w.packets {
		w.packets[i].Time -= w.packets[i].Time % (40 * ms) // many at a time
	}
	for i := range w.packets { // media never before what agreed on it
		w.packets[i].Frame = capture.MakeFrame(0, int64(i+1))
	}
	want := text(t, observe(w.packets))
	start := slices.IndexFunc(w.packets, func(p capture.Packet) bool { return p.Proto == capture.UDP })
	for seed := range uint64(20) {
		list := slices.Clone(w.packets)
		shuffleFlows(rand.New(rand.NewPCG(seed, 1)), list[start:])
		if diff := cmp.Diff(want, text(t, observe(list))); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// shuffleFlows changes the order of packets of equal times, that of each pair of hosts staying.
func shuffleFlows(g *rand.Rand, list []capture.Packet) {
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].Time == list[from].Time {
			to++
		}
		groups := map[[2]string][]capture.Packet{}
		var order [][2]string
		for _, p := range list[from:to] {
			k := flowName(&p)
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], p)
		}
		for i := from; i < to; i++ {
			n := g.IntN(len(order))
			k := order[n]
			list[i], groups[k] = groups[k][0], groups[k][1:]
			if len(groups[k]) == 0 {
				order = slices.Delete(order, n, n+1)
			}
		}
		from = to
	}
}

// flowName names all that runs over UDP between two hosts, as RTCP is held against the RTP that stands
// before it, or both directions of a TCP connection.
func flowName(p *capture.Packet) [2]string {
	k := [2]string{p.Src.Addr.String(), p.Dst.Addr.String()}
	if p.Proto == capture.TCP {
		k = [2]string{p.Src.String(), p.Dst.String()}
	}
	slices.Sort(k[:])
	return k
}

// Independent conversations make the same report whichever comes first in the file.
func TestOrderOfIndependentFlows(t *testing.T) {
	const n = 12
	var parts [n][]capture.Packet
	for i := range parts {
		w := newWire(t)
		host := capture.AddrFrom(netip.AddrFrom4([4]byte{10, 2, 0, byte(i)}))
		d := w.connect(host)
		d.describe(twoMedia)
		d.setup(0, udpPorts(6000), serverPorts(5000+2*i), "A")
		d.play("")
		w.flow(hostS, uint16(5000+2*i), host, 6000).stream(video(uint32(i), 0), 20)
		d.teardown()
		for j := range w.packets {
			w.packets[j].Frame = capture.MakeFrame(0, int64(i*1000+j+1))
		}
		parts[i] = w.packets
	}
	whole := func(order []int) string {
		var list []capture.Packet
		for _, i := range order {
			list = append(list, parts[i]...)
		}
		return text(t, observe(list))
	}
	want := whole(rand.New(rand.NewPCG(0, 0)).Perm(n))
	for seed := range uint64(10) {
		if diff := cmp.Diff(want, whole(rand.New(rand.NewPCG(seed, 2)).Perm(n))); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// Nor does it matter whether the first packet of a stream comes just before or just after the answer
// that agrees on its ports.
func TestOrderOfAgreementAndMedia(t *testing.T) {
	var want string
	for early := range 5 {
		w := newWire(t)
		d := w.connect(hostC)
		d.describe(twoMedia)
		d.ask(0, udpPorts(6000))
		f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
		f.stream(v, early)
		d.answer(udpPorts(6000), serverPorts(5000), "A")
		f.stream(v, 10-early)
		got := placed(w.report())
		if early == 0 {
			want = got
		} else if got != want {
			t.Errorf("%d packets before the answer: %q, want %q", early, got, want)
		}
	}
}
