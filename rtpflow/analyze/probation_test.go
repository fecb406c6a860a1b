package analyze_test

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow/analyze"
)

// lookalike makes datagrams of a protocol that is not RTP.
type lookalike struct {
	name string
	make func(g *rand.Rand, b []byte) []byte
}

var lookalikes = []lookalike{
	{"random", func(g *rand.Rand, b []byte) []byte { return noise(g, b[:20+g.IntN(180)]) }},
	{"random behind 0x80", func(g *rand.Rand, b []byte) []byte {
		b = noise(g, b[:20+g.IntN(180)])
		b[0] = 0x80
		return b
	}},
	{"0x80 0x60, then random", func(g *rand.Rand, b []byte) []byte {
		b = noise(g, b[:20+g.IntN(180)])
		b[0], b[1] = 0x80, 0x60
		return b
	}},
	{"DNS", func(g *rand.Rand, b []byte) []byte {
		binary.BigEndian.PutUint16(b, uint16(g.Uint32()))
		copy(b[2:], "\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00\x01\x00\x01")
		return b[:33]
	}},
	{"QUIC", func(g *rand.Rand, b []byte) []byte {
		b = noise(g, b[:200])
		b[0] = 0x40 | b[0]&0x3f
		if g.IntN(4) == 0 {
			b[0] |= 0x80
		}
		return b
	}},
	{"STUN", func(g *rand.Rand, b []byte) []byte {
		b = noise(g, b[:28])
		copy(b, "\x00\x01\x00\x08\x21\x12\xa4\x42")
		return b
	}},
	{"one SSRC, numbers at random", func(g *rand.Rand, b []byte) []byte {
		b = noise(g, b[:60])
		b[0], b[1] = 0x80, 0x60
		copy(b[8:12], "same")
		return b
	}},
}

func noise(g *rand.Rand, b []byte) []byte {
	for i := range b {
		b[i] = byte(g.Uint32())
	}
	return b
}

// Traffic that is not RTP gives no stream, and costs no memory for each packet: a flow waits for few SSRCs.
func TestSimilarDataIsNoStream(t *testing.T) {
	for _, l := range lookalikes {
		t.Run(l.name, func(t *testing.T) {
			g := rand.New(rand.NewPCG(3, 4))
			a := analyze.NewAnalyzer(analyze.Options{})
			buf := make([]byte, 256)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			p := capture.Packet{Proto: capture.UDP, Src: at(hostS, 0), Dst: at(hostC, 0)}
			for i := range 100_000 {
				p.Frame++
				p.Time += 100_000
				p.Src.Port, p.Dst.Port = uint16(2000+i%1000), 53
				p.Payload = l.make(g, buf)
				p.PayloadLen = len(p.Payload)
				a.Packet(&p)
			}
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > 3<<20 {
				t.Errorf("%d bytes allocated for 100000 packets", n)
			}
			if r := a.Finish(nil); len(r.Unassociated.Streams)+len(r.Unassociated.RTCP)+len(r.Sessions) != 0 {
				t.Errorf("found:\n%s", placed(r))
			}
		})
	}
}

// Two packets in sequence, confirmed by a third, make a stream; fewer do not.
func TestProbation(t *testing.T) {
	for _, c := range []struct {
		name string
		seqs []uint16
		want int64 // packets of the stream, 0 for none
	}{
		{"one", []uint16{7}, 0},
		{"two in sequence", []uint16{7, 8}, 0},
		{"three in sequence", []uint16{7, 8, 9}, 3},
		{"across the wrap", []uint16{65535, 0, 1}, 3},
		{"one twice", []uint16{7, 7, 7, 7}, 0},
		{"each twice", []uint16{7, 7, 8, 8, 9, 9}, 6},
		{"the first thrice", []uint16{7, 7, 7, 8, 9, 10}, 6},
		{"swapped", []uint16{8, 7, 9}, 3},
		{"one lost between", []uint16{7, 9, 10}, 3},
		{"far apart", []uint16{7, 1007, 2007, 3007}, 0},
		{"a stray, then a stream", []uint16{60000, 7, 8, 9, 10}, 4},
	} {
		w := newWire(t)
		for _, s := range c.seqs {
			w.flow(hostS, 5000, hostC, 6000).stream(video(1, s), 1)
		}
		r := w.report()
		invariants(t, r)
		var got int64
		for _, st := range r.Unassociated.Streams {
			got += st.Packets
		}
		if got != c.want {
			t.Errorf("%s: found %q, want %d packets", c.name, placed(r), c.want)
		}
	}
}

// Many simultaneous streams without signalling, with alternating packets, are all found with all of their packets.
func TestManyStreamsInTurn(t *testing.T) {
	const streams, packets = 400, 20
	w := newWire(t)
	list := make([]*media, streams)
	for i := range list {
		list[i] = video(uint32(1000+i), uint16(i))
		list[i].gap = 20 * ms / streams
	}
	for range packets {
		for i, m := range list {
			w.flow(hostS, uint16(10000+2*i), hostC, uint16(20000+2*i)).stream(m, 1)
		}
	}
	r := w.report()
	short := 0
	for _, st := range r.Unassociated.Streams {
		if st.Packets != packets {
			short++
		}
	}
	if len(r.Unassociated.Streams) != streams || short > 0 {
		t.Errorf("%d of %d streams, %d of them incomplete", len(r.Unassociated.Streams), streams, short)
	}
}

// Many flows begin at once, more than the table has room for at first: each is found with its first packet.
func TestManyFlowsBeginAtOnce(t *testing.T) {
	const flows, packets = 30_000, 4
	list := make([]*media, flows)
	for i := range list {
		list[i] = video(uint32(i), uint16(i))
	}
	a := analyze.NewAnalyzer(analyze.Options{})
	p := capture.Packet{Proto: capture.UDP, Time: beginsAt}
	for range packets {
		for i, m := range list {
			p.Frame++
			p.Time += 1000
			p.Src, p.Dst = at(hostS, 5000), at(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)})), 6000)
			p.Payload = m.next()
			p.PayloadLen = len(p.Payload)
			a.Packet(&p)
		}
	}
	r := a.Finish(nil)
	if len(r.Unassociated.Streams) != flows {
		t.Errorf("%d streams", len(r.Unassociated.Streams))
	}
	for _, st := range r.Unassociated.Streams {
		if st.Packets != packets {
			t.Fatalf("%d packets of %x", st.Packets, st.SSRC)
		}
	}
}

// Many sources start one after another on one flow.
func TestManySourcesOfOneFlowBeginInTurn(t *testing.T) {
	const sources, packets = 100, 5
	w := newWire(t)
	list := make([]*media, sources)
	for i := range list {
		list[i] = video(uint32(1000+i), uint16(i))
		list[i].gap = ms / 4
	}
	f := w.flow(hostS, 5000, hostC, 6000)
	f.stream(video(1, 0), 3)
	for range packets {
		for _, m := range list {
			f.stream(m, 1)
		}
	}
	r := w.report()
	if n := len(r.Unassociated.Streams); n != sources+1 {
		t.Errorf("%d streams", n)
	}
	for _, st := range r.Unassociated.Streams[1:] {
		if st.Packets != packets {
			t.Errorf("%d packets of %x", st.Packets, st.SSRC)
		}
	}
}

// A flood of flows of one packet each takes the memory of the table at most, and what it evicts is counted.
func TestFloodOfCandidates(t *testing.T) {
	const flood, limit = 300_000, 100_000
	a := analyze.NewAnalyzer(analyze.Options{})
	p := capture.Packet{Proto: capture.UDP, Time: beginsAt}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range flood {
		p.Frame++
		p.Time += 1000
		p.Src, p.Dst = at(hostS, 5000), at(capture.AddrFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})), 6000)
		p.Payload = video(uint32(i), 0).next()
		p.PayloadLen = len(p.Payload)
		a.Packet(&p)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n := int64(after.HeapAlloc) - int64(before.HeapAlloc); n > 40<<20 {
		t.Errorf("%d bytes", n)
	}
	r := a.Finish(nil)
	if len(r.Limits) != 1 || r.Limits[0].Limit != "candidates" || r.Limits[0].Count != flood-limit || r.Limits[0].Frame != 1 {
		t.Errorf("limits: %+v", r.Limits)
	}
	if !hasFinding(r.Findings, "limit-candidates") {
		t.Errorf("findings: %+v", r.Findings)
	}
}

// BACnet/IP has the length of the datagram where RTP has the sequence number; its datagrams differ little in length.
func TestBACnetIsNoStream(t *testing.T) {
	w := newWire(t)
	f := w.flow(hostS, 47808, hostC, 47808)
	for i := range 20 {
		b := make([]byte, 20+i%3)
		copy(b, "\x81\x0a\x00\x00\x01\x20\xff\xff\x00\xff\x10\x08")
		b[3] = byte(len(b))
		f.send(b)
	}
	if r := w.report(); len(r.Unassociated.Streams) != 0 {
		t.Errorf("found %q", placed(r))
	}
}

// Stray packets on the ports of a session are no streams either, before the media and in the middle of it.
func TestUnconfirmedSourcesOnNegotiatedPorts(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.describe(twoMedia)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.play("")
	f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
	g := rand.New(rand.NewPCG(8, 9))
	for range 30 {
		f.stream(v, 2)
		b := noise(g, make([]byte, 40))
		b[0], b[1] = 0x80, 96
		f.send(b)
	}
	r := w.report()
	if got, want := placed(r), "s1.0 down S:5000>C:6000 1 x60"; got != want {
		t.Errorf("found:\n%s\nwant:\n%s", got, want)
	}
}

// More SSRCs on one flow than the limit are counted, not kept.
func TestLimitOfSourcesPerFlow(t *testing.T) {
	w := newWire(t)
	w.watch()
	f := w.flow(hostS, 5000, hostC, 6000)
	const flood = 5000
	for i := range uint32(flood) {
		f.stream(&media{rtp: rtp{pt: 96, ssrc: i + 1, seq: uint16(i), payload: 10}, step: 1, gap: 1000}, 3)
	}
	r := w.report()
	invariants(t, r)
	if n := len(r.Sessions[0].Media[0].Streams); n < 100 || n > 200 {
		t.Errorf("%d streams", n)
	}
	if !hasFinding(r.Findings, "limit-sources") {
		t.Errorf("findings: %+v", r.Findings)
	}
}

// So are streams beyond the limit of all flows. Up to the limit, a stream costs little memory.
func TestLimitOfSources(t *testing.T) {
	const flows, each, limit = 790, 128, 100_000
	a := analyze.NewAnalyzer(analyze.Options{})
	p := capture.Packet{Proto: capture.UDP, Time: beginsAt}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range flows * each {
		m := video(uint32(i), 0)
		p.Src, p.Dst = at(hostS, uint16(1000+i/each)), at(hostC, 6000)
		for range 3 {
			p.Frame++
			p.Time += ms
			p.Payload = m.next()
			p.PayloadLen = len(p.Payload)
			a.Packet(&p)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / limit; n > 2560 {
		t.Errorf("%d bytes a stream", n)
	}
	r := a.Finish(nil)
	if n := len(r.Unassociated.Streams); n != limit {
		t.Errorf("%d streams", n)
	}
	if !hasFinding(r.Findings, "limit-sources") {
		t.Error("the excess is not reported")
	}
}

// Twenty thousand flows with a stream each are all measured.
func TestTwentyThousandFlows(t *testing.T) {
	a := analyze.NewAnalyzer(analyze.Options{})
	const flows = 20_000
	p := capture.Packet{Proto: capture.UDP, Time: beginsAt}
	for i := range flows {
		m := video(uint32(i), 0)
		src, dst := at(capture.AddrFrom(netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)})), 5000), at(hostC, 6000)
		for range 3 {
			p.Frame++
			p.Time += ms
			p.Src, p.Dst, p.Payload = src, dst, m.next()
			p.PayloadLen = len(p.Payload)
			a.Packet(&p)
		}
	}
	if r := a.Finish(nil); len(r.Unassociated.Streams) != flows {
		t.Errorf("%d streams", len(r.Unassociated.Streams))
	}
}

// A stream that lost half of its packets is still found.
func TestLossyStreamWithoutSignalling(t *testing.T) {
	w := newWire(t)
	v := video(1, 0)
	g := rand.New(rand.NewPCG(5, 6))
	for range 4000 {
		if g.IntN(100) < 45 {
			v.skip(1)
			w.wait(v.gap)
		} else {
			w.flow(hostS, 5000, hostC, 6000).stream(v, 1)
		}
	}
	if r := w.report(); len(r.Unassociated.Streams) != 1 || r.Unassociated.Streams[0].Lost < 1500 {
		t.Errorf("found %q", placed(r))
	}
}
