package reassembly

import (
	"testing"

	"rtspect/capture"
)

// flow returns the packets of a steady transfer: segments of the server, and an ACK for every second one.
type flow struct {
	c   *Conn
	p   capture.Packet
	ack capture.Packet
	ch  Chunk
	n   int
}

func newFlow(size int) *flow {
	f := &flow{}
	f.p = capture.Packet{Src: testServer, Dst: testClient, Flags: flagA, Seq: 1, Ack: 1, Window: 500, Payload: make([]byte, size), PayloadLen: size}
	f.ack = capture.Packet{Src: testClient, Dst: testServer, Flags: flagA, Seq: 1, Ack: 1, Window: 500}
	f.c = NewConn(&f.p, new(Budget))
	f.send(&f.ack)
	return f
}

func (f *flow) send(p *capture.Packet) {
	p.Frame++
	p.Time += 1000
	p.IPID++
	f.c.Push(p)
	for f.c.Next(&f.ch) {
	}
}

func (f *flow) segment() {
	f.send(&f.p)
	f.p.Seq += uint32(f.p.PayloadLen)
	if f.n++; f.n%2 == 0 {
		f.ack.Ack = f.p.Seq
		f.send(&f.ack)
	}
}

// swapped sends two segments in the wrong order.
func (f *flow) swapped() {
	n := uint32(f.p.PayloadLen)
	f.p.Seq += n
	f.send(&f.p)
	f.p.Seq -= n
	f.send(&f.p)
	f.p.Seq += 2 * n
}

func TestAllocations(t *testing.T) {
	f := newFlow(1448)
	if n := testing.AllocsPerRun(1000, f.segment); n != 0 {
		t.Errorf("in order: %v allocations per segment", n)
	}
	if got, want := f.c.Stats(ServerToClient).Bytes, int64(1001*1448); got != want {
		t.Errorf("%d bytes delivered, want %d", got, want)
	}
	if n := testing.AllocsPerRun(1000, f.swapped); n != 0 {
		t.Errorf("out of order: %v allocations per pair", n)
	}
	if got, want := f.c.Stats(ServerToClient).OutOfOrder+f.c.Stats(ServerToClient).Recovered, int64(1001); got != want {
		t.Errorf("%d out of order, want %d", got, want)
	}
}

func BenchmarkInOrder(b *testing.B) {
	f := newFlow(1448)
	f.p.Payload = f.p.Payload[:1448]
	b.ReportAllocs()
	for b.Loop() {
		f.send(&f.p)
		f.p.Seq += 1448
	}
}

func BenchmarkInOrderWithACKs(b *testing.B) {
	f := newFlow(1448)
	b.ReportAllocs()
	for b.Loop() {
		f.segment()
	}
}

func BenchmarkSwapped(b *testing.B) {
	f := newFlow(1448)
	b.ReportAllocs()
	for b.Loop() {
		f.swapped()
	}
}

func BenchmarkSnapped(b *testing.B) {
	f := newFlow(1448)
	f.p.Payload = f.p.Payload[:30]
	b.ReportAllocs()
	for b.Loop() {
		f.segment()
	}
}
