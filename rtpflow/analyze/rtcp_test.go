package analyze_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/capture"
)

// counts is what a report counts of one RTCP flow.
type counts struct {
	Packets, Malformed int64
	Types, Feedback    map[string]int64
	SSRCs              []uint32
}

type n = map[string]int64

func TestRTCP(t *testing.T) {
	app := append(rtcpHeader(0, 204, 8), 0, 0, 0, 1, 'n', 'a', 'm', 'e')
	xr := append(rtcpHeader(0, 207, 4), 0, 0, 0, 1)
	padded := func(p []byte, n byte) []byte {
		p = append(slices.Clip(p), make([]byte, n)...)
		p[0] |= 0x20
		p[len(p)-1] = n
		p[3] += n / 4
		return p
	}
	for _, c := range []struct {
		name    string
		packets [][]byte // the flow begins with one plain SR besides
		want    counts
	}{
		{"a compound", [][]byte{join(sr(1), sdes(1, "cam"), bye(1, ""))}, counts{2, 0, n{"SR": 2, "SDES": 1, "BYE": 1}, n{}, []uint32{1}}},
		{"receiver report", [][]byte{rr(9, 1), rr(9, 0)}, counts{3, 0, n{"SR": 1, "RR": 2}, n{}, []uint32{1, 9}}},
		{"the tail's length goes beyond the packet", [][]byte{join(sr(1), []byte{0x81, 202, 0, 9, 0, 0, 0, 1})}, counts{2, 1, n{"SR": 2}, n{}, []uint32{1}}},
		{"the tail is of another version", [][]byte{join(sr(1), []byte{0x41, 202, 0, 1, 0, 0, 0, 1})}, counts{2, 1, n{"SR": 2}, n{}, []uint32{1}}},
		{"the tail is a lone word", [][]byte{join(sr(1), []byte{0, 0, 0, 0})}, counts{2, 1, n{"SR": 2}, n{}, []uint32{1}}},
		{"the tail is two bytes", [][]byte{join(sr(1), []byte{0x80, 200})}, counts{2, 1, n{"SR": 2}, n{}, []uint32{1}}},
		{
			"an SDES item goes beyond its packet; BYE follows",
			[][]byte{join(sr(1), []byte{0x81, 202, 0, 2, 0, 0, 0, 1, 1, 9, 'a', 'b'}, bye(1, ""))},
			counts{2, 1, n{"SR": 2, "SDES": 1, "BYE": 1}, n{}, []uint32{1}},
		},
		{"SDES without its end", [][]byte{{0x81, 202, 0, 2, 0, 0, 0, 1, 1, 2, 'a', 'b'}}, counts{2, 1, n{"SR": 1, "SDES": 1}, n{}, []uint32{1}}},
		{"SDES of no chunks", [][]byte{{0x80, 202, 0, 0}}, counts{2, 0, n{"SR": 1, "SDES": 1}, n{}, []uint32{1}}},
		{
			"reduced size",
			[][]byte{feedback(205, 1, 9, 1, 0, 1, 0, 0), feedback(206, 1, 9, 1)},
			counts{3, 0, n{"SR": 1, "RTPFB": 1, "PSFB": 1}, n{"NACK": 1, "PLI": 1}, []uint32{1, 9}},
		},
		{
			"every kind of feedback",
			[][]byte{join(rr(9, 0), feedback(206, 4, 9, 0, 0, 0, 0, 1, 5, 0, 0, 0), feedback(206, 15, 9, 0, 'R', 'E', 'M', 'B', 1, 0, 0, 0, 0, 0, 0, 1),
				feedback(205, 15, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0), feedback(206, 2, 9, 1, 0, 0, 0, 0), feedback(205, 30, 9, 1))},
			counts{2, 0, n{"SR": 1, "RR": 1, "PSFB": 3, "RTPFB": 2}, n{"FIR": 1, "REMB": 1, "TWCC": 1, "SLI": 1, "RTPFB-30": 1}, []uint32{1, 9}},
		},
		{"feedback without a subject", [][]byte{append(rtcpHeader(1, 205, 4), 0, 0, 0, 9)}, counts{2, 1, n{"SR": 1, "RTPFB": 1}, n{}, []uint32{1}}},
		{"APP and XR", [][]byte{join(sr(1), app, xr)}, counts{2, 0, n{"SR": 2, "APP": 1, "XR": 1}, n{}, []uint32{1}}},
		{
			"types that nobody knows",
			[][]byte{join(sr(1), append(rtcpHeader(0, 195, 4), 0, 0, 0, 1), append(rtcpHeader(0, 220, 4), 0, 0, 0, 1))},
			counts{2, 0, n{"SR": 2, "195": 1, "220": 1}, n{}, []uint32{1}},
		},
		{"padding", [][]byte{join(sr(1), padded(bye(1, "end"), 8)), padded(rr(9, 0), 4)}, counts{3, 0, n{"SR": 2, "RR": 1, "BYE": 1}, n{}, []uint32{1, 9}}},
		{"padding larger than the packet", [][]byte{func() []byte { p := padded(rr(9, 0), 4); p[len(p)-1] = 200; return p }()}, counts{2, 1, n{"SR": 1, "RR": 1}, n{}, []uint32{1}}},
		{"more report blocks than there is room for", [][]byte{func() []byte { p := sr(1); p[0] |= 3; return p }()}, counts{2, 1, n{"SR": 2}, n{}, []uint32{1}}},
		{"BYE's reason goes beyond it", [][]byte{append(rtcpHeader(1, 203, 8), 0, 0, 0, 1, 20, 'a', 'b', 'c')}, counts{2, 1, n{"SR": 1, "BYE": 1}, n{}, []uint32{1}}},
		{"BYE of nobody", [][]byte{rtcpHeader(0, 203, 0)}, counts{2, 0, n{"SR": 1, "BYE": 1}, n{}, []uint32{1}}},
	} {
		w := newWire(t)
		w.watch()
		f := w.flow(hostS, 5001, hostC, 6001)
		f.send(sr(1))
		for _, p := range c.packets {
			f.send(p)
		}
		r := w.report()
		invariants(t, r)
		list := r.Sessions[0].Media[0].RTCP
		if len(list) != 1 {
			t.Errorf("%s: found:\n%s", c.name, placed(r))
			continue
		}
		x := list[0]
		got := counts{x.Packets, x.Malformed, x.Types, maps.Clone(x.Feedback), x.SSRCs}
		if got.Feedback == nil {
			got.Feedback = n{}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

// What RTCP says of a source stands with the source, and BYE with its reason in the flow.
func TestRTCPOfStream(t *testing.T) {
	w := newWire(t)
	w.watch()
	f := w.flow(hostS, 5000, hostC, 6000)
	f.stream(video(1, 0), 10)
	down, up := f.next(), f.next().back()
	down.send(join(sr(1), sdes(1, "cam@site")))
	down.send(join(sr(1), bye(1, "camera off")))
	lost := rr(9, 1)
	lost[12], lost[13], lost[14], lost[15] = 25, 0xff, 0xff, 0xfe // −2: duplicates
	up.send(join(lost, sdes(9, "me"), feedback(206, 1, 9, 1), feedback(205, 1, 9, 1, 0, 3, 0, 0), feedback(206, 4, 9, 0, 0, 0, 0, 1, 5, 0, 0, 0)))
	r := w.report()
	m := r.Sessions[0].Media[0]
	x := m.Streams[0].RTCP
	if x == nil {
		t.Fatal("nothing")
	}
	if x.SR != 2 || x.RR != 1 || x.BYE != 1 || x.PLI != 1 || x.NACK != 1 || x.FIR != 1 || x.CNAME != "cam@site" || x.ByeReason != "camera off" || x.ReportedLost == nil || *x.ReportedLost != -2 {
		t.Errorf("%+v", x)
	}
	if b := m.RTCP[0].Byes; len(b) != 1 || b[0].SSRC != 1 || b[0].Reason != "camera off" {
		t.Errorf("goodbyes: %+v", b)
	}
}

// A snaplen is no damage: of a cut compound the types of the packets that can be seen count.
func TestRTCPCut(t *testing.T) {
	whole := join(sr(1), sdes(1, "camera"), bye(1, "x"))
	for size := 8; size <= len(whole); size++ {
		w := newWire(t)
		w.watch()
		w.put(capture.Packet{Proto: capture.UDP, Src: at(hostS, 5001), Dst: at(hostC, 6001), Payload: whole[:size], PayloadLen: len(whole)})
		r := w.report()
		list := r.Sessions[0].Media[0].RTCP
		if len(list) != 1 || list[0].Packets != 1 || list[0].Types["SR"] != 1 || list[0].Malformed != 0 {
			t.Fatalf("%d of %d bytes: %s, %+v", size, len(whole), placed(r), list)
		}
	}
}

// Of SRTCP only the first header and SSRC are in the clear (RFC 3711, 3.4): the rest is neither
// malformed nor a packet type nor an SSRC.
func TestSRTCP(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.setup(0, "RTP/SAVP;unicast;client_port=6000-6001", serverPorts(5000), "A")
	d.play("")
	g := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		p := join(sr(1), sdes(1, "camera@10.0.0.1"))
		for i := 8; i < len(p); i++ {
			p[i] = byte(g.Uint32())
		}
		w.flow(hostS, 5001, hostC, 6001).send(append(p, 0x80, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
	}
	r := w.report()
	x := r.Sessions[0].Media[0].RTCP[0]
	if x.Packets != 500 || x.Malformed != 0 || x.Types["SR"] != 500 || len(x.Types) != 1 || len(x.Feedback) != 0 || len(x.SSRCs) != 1 {
		t.Errorf("%+v", x)
	}
	if hasFinding(r.Sessions[0].Findings, "rtcp-malformed") {
		t.Error("reported as malformed")
	}
}
