package reorder

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/capture"
	"rtspect/depacket"
	"rtspect/rtpflow"
)

// sequences returns what comes out for sequence numbers that go in: each with what was lost before it.
func sequences(o *Buffer, in []uint16) (out []string) {
	o.Pool = &depacket.Pool{}
	if o.Size == 0 {
		o.Size = Window
	}
	o.Deliver = func(p *depacket.Packet, _ uint8) {
		s := fmt.Sprint(p.Seq)
		if p.Lost > 0 {
			s += fmt.Sprintf(" lost %d+%d", p.LostFirst, p.Lost)
		}
		if p.Restart {
			s += " restart"
		}
		if len(p.Payload) != 2 || uint16(p.Payload[0])<<8|uint16(p.Payload[1]) != p.Seq {
			s += " wrong payload"
		}
		out = append(out, s)
	}
	for i, seq := range in {
		payload := []byte{byte(seq >> 8), byte(seq)}
		o.Push(&depacket.Packet{Seq: seq, Payload: payload}, 96, capture.Frame(i+1))
		payload[0], payload[1] = 0xee, 0xee // a packet is valid during the call only
	}
	o.Flush()
	return out
}

func TestBuffer(t *testing.T) {
	run := func(from uint16, n int) (list []uint16) {
		for i := range n {
			list = append(list, from+uint16(i))
		}
		return list
	}
	join := func(parts ...[]uint16) (list []uint16) {
		for _, p := range parts {
			list = append(list, p...)
		}
		return list
	}
	texts := func(parts ...any) (list []string) {
		for _, p := range parts {
			switch p := p.(type) {
			case []uint16:
				for _, n := range p {
					list = append(list, fmt.Sprint(n))
				}
			case string:
				list = append(list, p)
			}
		}
		return list
	}
	tests := []struct {
		name       string
		buffer     Buffer
		in         []uint16
		want       []string
		lost, late int64
	}{
		{"in order over the wrap", Buffer{}, run(65530, 20), texts(run(65530, 20)), 0, 0},
		{"the first is late", Buffer{}, []uint16{2, 1, 3}, texts(run(1, 3)), 0, 0},
		{"swapped over the wrap", Buffer{}, join(run(65520, 15), []uint16{0, 65535}, run(1, 5)), texts(run(65520, 22)), 0, 0},
		{"lost at the end of the window", Buffer{Size: 4}, join(run(0, 10), run(11, 8)), texts(run(0, 10), "11 lost 10+1", run(12, 7)), 1, 0},
		{"too late", Buffer{Size: 2}, join(run(0, 10), run(11, 5), []uint16{10}), texts(run(0, 10), "11 lost 10+1", run(12, 4)), 1, 1},
		{"twice", Buffer{}, join(run(0, 10), []uint16{11, 11, 10, 12}), texts(run(0, 13)), 0, 0},
		{"two gaps", Buffer{Size: 3}, join(run(0, 10), []uint16{11, 13, 14, 15, 16}), texts(run(0, 10), "11 lost 10+1", "13 lost 12+1", run(14, 3)), 2, 0},
		{
			"lost by the report: nothing waits",
			Buffer{Losses: []rtpflow.Loss{{FirstSeq: 10, Count: 1, Frame: 11}}},
			join(run(0, 10), run(11, 3)),
			texts(run(0, 10), "11 lost 10+1", run(12, 2)), 1, 0,
		},
		{
			"a seek that the report has",
			Buffer{Size: 2, Jumps: []rtpflow.Discontinuity{{FromSeq: 9, ToSeq: 50}}},
			join(run(0, 10), run(50, 5)),
			texts(run(0, 10), "50 restart", run(51, 4)), 0, 0,
		},
		{"a restart far back", Buffer{}, join(run(30000, 10), run(5, 5)), texts(run(30000, 10), "5 restart", run(6, 4)), 0, 0},
		{"a packet out of range", Buffer{}, join(run(0, 10), []uint16{40000}, run(10, 3)), texts(run(0, 13)), 0, 0},
		{"fewer than the warm-up", Buffer{}, []uint16{7}, texts(run(7, 1)), 0, 0},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			got := sequences(&x.buffer, x.in)
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if x.buffer.Lost != x.lost || x.buffer.Late != x.late {
				t.Errorf("lost %d, late %d", x.buffer.Lost, x.buffer.Late)
			}
		})
	}
}

func TestBufferWithoutMemory(t *testing.T) {
	o := Buffer{Size: Window}
	var out []uint16
	o.Pool = &depacket.Pool{Limit: 8 << 10}
	o.Deliver = func(p *depacket.Packet, _ uint8) { out = append(out, p.Seq) }
	push := func(seq uint16) { o.Push(&depacket.Packet{Seq: seq, Payload: make([]byte, 1000)}, 96, 0) }
	for i := range uint16(30) {
		if i != 20 {
			push(i)
		}
	}
	o.Flush()
	if len(out) != 29 || o.Lost != 1 {
		t.Errorf("%d packets, %d lost: %v", len(out), o.Lost, out)
	}
}

func TestBufferAllocations(t *testing.T) {
	o := Buffer{Size: Window, Pool: &depacket.Pool{}, Deliver: func(*depacket.Packet, uint8) {}}
	p := depacket.Packet{Payload: make([]byte, 1000)}
	for range 100 {
		o.Push(&p, 96, 0)
		p.Seq++
	}
	if n := testing.AllocsPerRun(1000, func() {
		o.Push(&p, 96, 0)
		p.Seq++
	}); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}

func FuzzBuffer(f *testing.F) {
	f.Add([]byte{1, 1, 2, 1, 255, 3, 100})
	f.Fuzz(func(t *testing.T, steps []byte) {
		o := Buffer{Pool: &depacket.Pool{Limit: 64 << 10}, Size: 16}
		in, out := 0, 0
		var last uint16
		begun := false
		o.Deliver = func(p *depacket.Packet, _ uint8) {
			if begun && !p.Restart && p.Seq != last+1+uint16(p.Lost) {
				t.Errorf("%d follows %d with %d lost", p.Seq, last, p.Lost)
			}
			begun, last = true, p.Seq
			out++
		}
		seq := uint16(65000)
		for _, s := range steps {
			step := int(int8(s))
			if step > 120 || step < -120 {
				step *= 100
			}
			seq += uint16(step)
			in++
			o.Push(&depacket.Packet{Seq: seq, Payload: []byte{s}}, 96, 0)
		}
		o.Flush()
		if int64(in) != int64(out)+o.Late+o.Duplicates+o.OutOfRange {
			t.Errorf("%d in, %d out, %d late, %d duplicates, %d out of range", in, out, o.Late, o.Duplicates, o.OutOfRange)
		}
	})
}
