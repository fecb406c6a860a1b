package frames

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/rtpflow/measure"
	"rtspect/sdpview"
)

// addTo gives a packet to a source as an analysis does, and its format where it asks.
func addTo(s *Source, seq *measure.Sequence, p *measure.Packet, f *sdpview.Format, payload []byte) {
	var k Packet
	v, _ := seq.Add(p.Seq)
	if v == measure.Duplicate {
		return
	}
	if v == measure.Confirmed {
		seq.Restart()
	}
	if s.Add(&k, p, v, seq, payload) {
		f.PayloadType = p.PayloadType
		s.Know(f, trackerOf(f))
		s.Settle(&k)
	}
}

// Packets of sound that are counted together give what they give one by one.
func TestAlikeSound(t *testing.T) {
	formats := []sdpview.Format{
		{Encoding: "PCMU", ClockRate: 8000},
		{Encoding: "L16", ClockRate: 48000, Channels: 2},
		{Encoding: "G729", ClockRate: 8000},
		{Encoding: "ILBC", ClockRate: 8000},
		{Encoding: "SPEEX", ClockRate: 16000},
		{Encoding: "DVI4", ClockRate: 8000},
		{Encoding: "GSM", ClockRate: 8000},
	}
	together := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 0))
		f := formats[seed%uint64(len(formats))]
		var fast, slow Source
		var fastSeq, slowSeq measure.Sequence
		p := measure.Packet{Header: measure.Header{Seq: uint16(r.Uint32()), Timestamp: r.Uint32(), HeaderLen: 12, PayloadLen: 160}}
		add := func(s *Source, seq *measure.Sequence) { addTo(s, seq, &p, &f, make([]byte, p.PayloadLen)) }
		for range 400 {
			p.Frame++
			p.Marker = (r.IntN(40) == 0) != (seed%3 == 0) // a third of the senders mark nearly all
			switch r.IntN(60) {
			case 0:
				p.Seq += uint16(r.IntN(5))
				p.Timestamp += 160 * uint32(r.IntN(5))
			case 1:
				p.Seq -= uint16(r.IntN(5))
			case 2:
				p.PayloadLen = []int{0, 1, 20, 33, 38, 160, 320}[r.IntN(7)]
			case 3:
				p.PayloadType = uint8(r.IntN(2))
			case 4:
				p.Timestamp += uint32(r.IntN(2000))
			case 5:
				p.Seq += 20000
			}
			add(&fast, &fastSeq)
			together += int(fast.repeats.n)
			slow.settle() // so that no packet is like another
			add(&slow, &slowSeq)
			if r.IntN(30) == 0 && fast.Counted() != slow.Counted() {
				t.Fatalf("seed %d: %d frames, %d one by one", seed, fast.Counted(), slow.Counted())
			}
			p.Seq++
			n := 160
			if slow.repeats.audio != nil && slow.repeats.open {
				n = int(slow.repeats.ticks)
			}
			p.Timestamp += uint32(n)
		}
		if x, y := fast.Finish(), slow.Finish(); !reflect.DeepEqual(x, y) {
			t.Fatalf("seed %d, %s: %s", seed, f.Encoding, cmp.Diff(y[0].Summary, x[0].Summary, cmp.Exporter(func(reflect.Type) bool { return true })))
		}
	}
	if together == 0 {
		t.Error("no packets were counted together")
	}
}

// Fragments that are counted together give what they give one by one.
func TestAlikeFragments(t *testing.T) {
	together := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		f := sdpview.Format{Encoding: []string{"H264", "H265"}[seed%2], ClockRate: 90000}
		var fast, slow Source
		var fastSeq, slowSeq measure.Sequence
		p := measure.Packet{Header: measure.Header{Seq: uint16(r.Uint32()), Timestamp: r.Uint32(), HeaderLen: 12}}
		payload := make([]byte, 100)
		add := func(s *Source, seq *measure.Sequence) {
			addTo(s, seq, &p, &f, payload[:min(len(payload), p.PayloadLen)])
		}
		left := 0 // of the NAL unit
		for range 600 {
			p.Frame++
			p.Arrival += int64(r.IntN(1000)) - 100
			p.PayloadLen = 50 + r.IntN(3)
			p.Marker = false
			start, end := byte(0), byte(0)
			if left == 0 {
				start, left = 0x80, 1+r.IntN(30)
				if r.IntN(3) > 0 {
					p.Timestamp += 3000
				}
			}
			if left--; left == 0 {
				end = 0x40
				p.Marker = r.IntN(5) > 0
			}
			if f.Encoding == "H264" {
				payload[0], payload[1], payload[2] = 0x7c, start|end|[]byte{1, 5}[r.IntN(20)/19], byte(r.Uint32())
			} else {
				payload[0], payload[1], payload[2] = 49<<1, 1, start|end|[]byte{1, 19}[r.IntN(20)/19]
			}
			payload[3] = 0x80 | byte(r.Uint32())
			switch r.IntN(60) {
			case 0:
				p.Seq += uint16(r.IntN(5))
			case 1:
				p.Seq -= uint16(r.IntN(5))
			case 2:
				p.PayloadLen = r.IntN(5)
			case 3:
				p.Timestamp += 3000
			case 4:
				p.Marker = !p.Marker
			case 5:
				if r.IntN(5) == 0 {
					p.Seq += 20000
				}
			case 6:
				payload[0] ^= 0x60
			}
			add(&fast, &fastSeq)
			together += int(fast.repeats.n)
			slow.settle() // so that no packet is like another
			add(&slow, &slowSeq)
			p.Seq++
		}
		if x, y := fast.Finish(), slow.Finish(); !reflect.DeepEqual(x, y) {
			t.Fatalf("seed %d, %s: %s", seed, f.Encoding, cmp.Diff(y[0].Summary, x[0].Summary, cmp.Exporter(func(reflect.Type) bool { return true })))
		}
	}
	if together == 0 {
		t.Error("no packets were counted together")
	}
}
