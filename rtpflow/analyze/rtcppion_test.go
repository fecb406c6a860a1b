package analyze_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pion/rtcp"
)

// A second opinion: of valid compound packets made at random our counts are those of another
// implementation, byte for byte what it wrote.
func TestRTCPCountsAgree(t *testing.T) {
	for seed := range uint64(60) {
		g := rand.New(rand.NewPCG(seed, 7))
		w := newWire(t)
		w.watch()
		f := w.flow(hostS, 5001, hostC, 6001)
		want := counts{Types: n{}, Feedback: n{}}
		for range 20 {
			packets := randomCompound(g)
			b, err := rtcp.Marshal(packets)
			if err != nil {
				t.Fatal(err)
			}
			back, err := rtcp.Unmarshal(b)
			if err != nil || len(back) != len(packets) {
				t.Fatalf("not valid after all: %v", err)
			}
			f.send(b)
			want.Packets++
			for _, p := range back {
				tally(&want, p)
			}
		}
		r := w.report()
		invariants(t, r)
		x := r.Sessions[0].Media[0].RTCP[0]
		got := counts{x.Packets, x.Malformed, x.Types, x.Feedback, slices.Sorted(slices.Values(x.SSRCs))}
		slices.Sort(want.SSRCs)
		want.SSRCs = slices.Compact(want.SSRCs)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: (-pion +ours)\n%s", seed, diff)
		}
	}
}

// tally counts a packet as the report does.
func tally(c *counts, p rtcp.Packet) {
	name, kind := "", ""
	var senders []uint32
	switch p := p.(type) {
	case *rtcp.SenderReport:
		name, senders = "SR", []uint32{p.SSRC}
	case *rtcp.ReceiverReport:
		name, senders = "RR", []uint32{p.SSRC}
	case *rtcp.SourceDescription:
		name = "SDES"
		for _, x := range p.Chunks {
			senders = append(senders, x.Source)
		}
	case *rtcp.Goodbye:
		name, senders = "BYE", p.Sources
	case *rtcp.ApplicationDefined:
		name, senders = "APP", []uint32{p.SSRC}
	case *rtcp.TransportLayerNack:
		name, kind, senders = "RTPFB", "NACK", []uint32{p.SenderSSRC}
	case *rtcp.PictureLossIndication:
		name, kind, senders = "PSFB", "PLI", []uint32{p.SenderSSRC}
	case *rtcp.FullIntraRequest:
		name, kind, senders = "PSFB", "FIR", []uint32{p.SenderSSRC}
	case *rtcp.SliceLossIndication:
		name, kind, senders = "PSFB", "SLI", []uint32{p.SenderSSRC}
	case *rtcp.ReceiverEstimatedMaximumBitrate:
		name, kind, senders = "PSFB", "REMB", []uint32{p.SenderSSRC}
	case *rtcp.ExtendedReport:
		name, senders = "XR", []uint32{p.SenderSSRC}
	}
	c.Types[name]++
	if kind != "" {
		c.Feedback[kind]++
	}
	c.SSRCs = append(c.SSRCs, senders...)
}

// randomCompound makes a compound packet: a report, a description, and anything after.
func randomCompound(g *rand.Rand) []rtcp.Packet {
	ssrc := func() uint32 { return 1 + g.Uint32N(12) }
	text := func(n int) string {
		b := make([]byte, g.IntN(n))
		for i := range b {
			b[i] = 'a' + byte(g.IntN(26))
		}
		return string(b)
	}
	var blocks []rtcp.ReceptionReport
	for range g.IntN(5) {
		blocks = append(blocks, rtcp.ReceptionReport{SSRC: ssrc(), FractionLost: uint8(g.IntN(256)), TotalLost: g.Uint32N(1 << 23), LastSequenceNumber: g.Uint32()})
	}
	list := []rtcp.Packet{&rtcp.SenderReport{SSRC: ssrc(), NTPTime: g.Uint64(), RTPTime: g.Uint32(), PacketCount: g.Uint32(), OctetCount: g.Uint32(), Reports: blocks}}
	if g.IntN(2) == 0 {
		list[0] = &rtcp.ReceiverReport{SSRC: ssrc(), Reports: blocks}
	}
	var chunks []rtcp.SourceDescriptionChunk
	for range 1 + g.IntN(3) {
		c := rtcp.SourceDescriptionChunk{Source: ssrc(), Items: []rtcp.SourceDescriptionItem{{Type: rtcp.SDESCNAME, Text: "c" + text(40)}}}
		for range g.IntN(3) {
			c.Items = append(c.Items, rtcp.SourceDescriptionItem{Type: rtcp.SDESNote, Text: text(20)})
		}
		chunks = append(chunks, c)
	}
	list = append(list, &rtcp.SourceDescription{Chunks: chunks})
	for range g.IntN(5) {
		list = append(list, randomPacket(g, ssrc, text))
	}
	return list
}

func randomPacket(g *rand.Rand, ssrc func() uint32, text func(int) string) rtcp.Packet {
	switch g.IntN(8) {
	case 0:
		return &rtcp.Goodbye{Sources: []uint32{ssrc(), ssrc()}[:g.IntN(3)], Reason: text(30)}
	case 1:
		return &rtcp.ApplicationDefined{SSRC: ssrc(), Name: "test", Data: make([]byte, 4*g.IntN(8))}
	case 2:
		return &rtcp.TransportLayerNack{SenderSSRC: ssrc(), MediaSSRC: ssrc(), Nacks: []rtcp.NackPair{{PacketID: uint16(g.Uint32())}}}
	case 3:
		return &rtcp.PictureLossIndication{SenderSSRC: ssrc(), MediaSSRC: ssrc()}
	case 4:
		return &rtcp.FullIntraRequest{SenderSSRC: ssrc(), MediaSSRC: ssrc(), FIR: []rtcp.FIREntry{{SSRC: ssrc(), SequenceNumber: 1}}}
	case 5:
		return &rtcp.SliceLossIndication{SenderSSRC: ssrc(), MediaSSRC: ssrc(), SLI: []rtcp.SLIEntry{{First: 1, Number: 2, Picture: 3}}}
	case 6:
		return &rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: ssrc(), Bitrate: 1e6, SSRCs: []uint32{ssrc()}}
	default:
		return &rtcp.ExtendedReport{SenderSSRC: ssrc(), Reports: []rtcp.ReportBlock{&rtcp.ReceiverReferenceTimeReportBlock{NTPTimestamp: g.Uint64()}}}
	}
}
