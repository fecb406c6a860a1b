package media

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/capture"
	"rtspect/depacket"
	"rtspect/rtpflow"
)

// runOrder gives what comes out for sequence numbers that go in: each with what was lost before it.
func runOrder(o *order, in []uint16) (out []string) {
	o.pool = &depacket.Pool{}
	if o.window == 0 {
		o.window = windowPackets
	}
	o.deliver = func(p *depacket.Packet, _ uint8) {
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
		o.push(&depacket.Packet{Seq: seq, Payload: payload}, 96, capture.Frame(i+1))
		payload[0], payload[1] = 0xee, 0xee // a packet is valid during the call only
	}
	o.flush()
	return out
}

func TestOrder(t *testing.T) {
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
		name  string
		order order
		in    []uint16
		want  []string
		lost  int64
		late  int64
	}{
		{"in order over the wrap", order{}, run(65530, 20), texts(run(65530, 20)), 0, 0},
		{"the first is late", order{}, []uint16{2, 1, 3}, texts(run(1, 3)), 0, 0},
		{"swapped over the wrap", order{}, join(run(65520, 15), []uint16{0, 65535}, run(1, 5)), texts(run(65520, 22)), 0, 0},
		{"lost at the end of the window", order{window: 4}, join(run(0, 10), run(11, 8)), texts(run(0, 10), "11 lost 10+1", run(12, 7)), 1, 0},
		{"too late", order{window: 2}, join(run(0, 10), run(11, 5), []uint16{10}), texts(run(0, 10), "11 lost 10+1", run(12, 4)), 1, 1},
		{"twice", order{}, join(run(0, 10), []uint16{11, 11, 10, 12}), texts(run(0, 13)), 0, 0},
		{"two holes", order{window: 3}, join(run(0, 10), []uint16{11, 13, 14, 15, 16}), texts(run(0, 10), "11 lost 10+1", "13 lost 12+1", run(14, 3)), 2, 0},
		{"known to stay lost: nothing waits", order{losses: []rtpflow.Loss{{FirstSeq: 10, Count: 1, Frame: 11}}}, join(run(0, 10), run(11, 3)),
			texts(run(0, 10), "11 lost 10+1", run(12, 2)), 1, 0},
		{"a seek that the report knows", order{window: 2, jumps: []rtpflow.Discontinuity{{FromSeq: 9, ToSeq: 50}}}, join(run(0, 10), run(50, 5)),
			texts(run(0, 10), "50 restart", run(51, 4)), 0, 0},
		{"a new beginning far back", order{}, join(run(30000, 10), run(5, 5)), texts(run(30000, 10), "5 restart", run(6, 4)), 0, 0},
		{"a stray packet", order{}, join(run(0, 10), []uint16{40000}, run(10, 3)), texts(run(0, 13)), 0, 0},
		{"fewer than are waited for", order{}, []uint16{7}, texts(run(7, 1)), 0, 0},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			got := runOrder(&x.order, x.in)
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if x.order.lost != x.lost || x.order.late != x.late {
				t.Errorf("lost %d, late %d", x.order.lost, x.order.late)
			}
		})
	}
}

func TestOrderWithoutMemory(t *testing.T) {
	o := order{window: windowPackets}
	var out []uint16
	o.pool = &depacket.Pool{Limit: 8 << 10}
	o.deliver = func(p *depacket.Packet, _ uint8) { out = append(out, p.Seq) }
	push := func(seq uint16) { o.push(&depacket.Packet{Seq: seq, Payload: make([]byte, 1000)}, 96, 0) }
	for i := range uint16(30) {
		if i != 20 {
			push(i)
		}
	}
	o.flush()
	if len(out) != 29 || o.lost != 1 {
		t.Errorf("%d packets, %d lost: %v", len(out), o.lost, out)
	}
}

func TestOrderAllocations(t *testing.T) {
	o := order{window: windowPackets, pool: &depacket.Pool{}, deliver: func(*depacket.Packet, uint8) {}}
	p := depacket.Packet{Payload: make([]byte, 1000)}
	for range 100 {
		o.push(&p, 96, 0)
		p.Seq++
	}
	if n := testing.AllocsPerRun(1000, func() {
		o.push(&p, 96, 0)
		p.Seq++
	}); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}

func FuzzOrder(f *testing.F) {
	f.Add([]byte{1, 1, 2, 1, 255, 3, 100})
	f.Fuzz(func(t *testing.T, steps []byte) {
		o := order{pool: &depacket.Pool{Limit: 64 << 10}, window: 16}
		in, out := 0, 0
		var last uint16
		begun := false
		o.deliver = func(p *depacket.Packet, _ uint8) {
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
			o.push(&depacket.Packet{Seq: seq, Payload: []byte{s}}, 96, 0)
		}
		o.flush()
		if int64(in) != int64(out)+o.late+o.duplicates+o.strays {
			t.Errorf("%d in, %d out, %d late, %d duplicates, %d strays", in, out, o.late, o.duplicates, o.strays)
		}
	})
}
