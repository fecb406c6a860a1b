package reassembly

import (
	"fmt"
	"math/rand"
	"testing"

	"rtspect/capture"
)

// TestAnySegmentation sends random streams in random segments, with retransmissions, overlaps, reordering and loss.
// Every byte must be delivered at its offset with the frame of the first segment that carried it, and every missing
// range as a gap of exactly that size.
func TestAnySegmentation(t *testing.T) {
	for seed := range int64(400) {
		r := rand.New(rand.NewSource(seed))
		size := 1 + r.Intn(60000)
		pieces := cut(r, size)
		if seed%2 == 1 { // loss
			kept := pieces[:0]
			for _, p := range pieces {
				if r.Intn(10) != 0 {
					kept = append(kept, p)
				}
			}
			pieces = kept
		}
		if err := sendPieces(r, size, pieces); err != nil {
			t.Errorf("seed %d, %d bytes in %d segments: %v", seed, size, len(pieces), err)
		}
	}
}

// cut returns ranges that cover size bytes, some of them repeated or overlapping, in random order.
func cut(r *rand.Rand, size int) []span {
	var pieces []span
	longest := 1 + r.Intn(3000)
	for at := 0; at < size; {
		n := min(1+r.Intn(longest), size-at)
		p := span{int64(at), int64(at + n)}
		pieces = append(pieces, p)
		switch r.Intn(8) {
		case 0:
			pieces = append(pieces, p)
		case 1:
			q := span{max(0, p.from-int64(r.Intn(500))), min(int64(size), p.to+int64(r.Intn(500)))}
			pieces = append(pieces, q)
		}
		at += n
	}
	for range r.Intn(len(pieces) + 1) {
		i := r.Intn(len(pieces))
		j := min(len(pieces)-1, i+r.Intn(12))
		pieces[i], pieces[j] = pieces[j], pieces[i]
	}
	return pieces
}

func sendPieces(r *rand.Rand, size int, pieces []span) error {
	stream := make([]byte, size)
	r.Read(stream)
	isn := uint32(1<<32 - 1 - r.Intn(2*size))
	first := make([]capture.Frame, size) // frame that carried each byte first; 0: none
	b := new(Budget)
	p := &capture.Packet{Frame: 1, Src: testClient, Dst: testServer, Seq: isn, Flags: flagS}
	c := NewConn(p, b)
	out := checker{stream: stream, first: first}
	frame := capture.Frame(0)
	push := func(p *capture.Packet) {
		c.Push(p)
		out.drain(c)
		clear(p.Payload) // the reader reuses its buffer
	}
	push(p)
	for _, s := range pieces {
		frame += 2
		for i := s.from; i < s.to; i++ {
			if first[i] == 0 {
				first[i] = frame
			}
		}
		data := append([]byte(nil), stream[s.from:s.to]...)
		push(&capture.Packet{
			Frame: frame, Time: int64(frame), Src: testClient, Dst: testServer,
			Seq: isn + 1 + uint32(s.from), Flags: flagA, Payload: data, PayloadLen: len(data),
		})
		// The server is active but acknowledges nothing.
		push(&capture.Packet{Frame: frame + 1, Time: int64(frame), Src: testServer, Dst: testClient, Seq: 7, Ack: isn + 1, Flags: flagA})
	}
	c.Close()
	out.drain(c)
	return out.result(c, b)
}

// checker compares chunks with the expected stream.
type checker struct {
	stream []byte
	first  []capture.Frame
	at     int64
	data   int64
	gaps   int64
	err    error
}

func (k *checker) drain(c *Conn) {
	var ch Chunk
	for c.Next(&ch) {
		if k.err == nil {
			k.err = k.chunk(&ch)
		}
	}
}

func (k *checker) chunk(ch *Chunk) error {
	if ch.Offset != k.at || ch.Dir != ClientToServer {
		return fmt.Errorf("chunk %v at %d, expected %d", ch.Dir, ch.Offset, k.at)
	}
	if ch.GapKind != NoGap {
		if len(ch.Data) != 0 || ch.Gap <= 0 || ch.GapKind != Lost {
			return fmt.Errorf("gap at %d: %d bytes, kind %v, data %d", ch.Offset, ch.Gap, ch.GapKind, len(ch.Data))
		}
		for i := range ch.Gap {
			if f := k.first[k.at+i]; f != 0 {
				return fmt.Errorf("gap at byte %d, which frame %d carried", k.at+i, f)
			}
		}
		k.at += ch.Gap
		k.gaps += ch.Gap
		return nil
	}
	for i, x := range ch.Data {
		at := k.at + int64(i)
		if x != k.stream[at] {
			return fmt.Errorf("byte %d differs", at)
		}
		if f := k.first[at]; f != ch.Frame || ch.Time != int64(f) {
			return fmt.Errorf("byte %d: frame %d, time %d; frame %d carried it", at, ch.Frame, ch.Time, f)
		}
	}
	k.at += int64(len(ch.Data))
	k.data += int64(len(ch.Data))
	return nil
}

func (k *checker) result(c *Conn, b *Budget) error {
	if k.err != nil {
		return k.err
	}
	last := int64(len(k.first))
	for last > 0 && k.first[last-1] == 0 {
		last--
	}
	s := c.Stats(ClientToServer)
	switch {
	case k.at != last:
		return fmt.Errorf("ended at %d, expected %d", k.at, last)
	case s.Bytes != k.data || s.GapBytes != k.gaps || s.LostBytes != k.gaps:
		return fmt.Errorf("stats: %d bytes, %d in gaps; delivered %d and %d", s.Bytes, s.GapBytes, k.data, k.gaps)
	case s.ConflictBytes+s.OverLimit+s.StrayBytes+s.LateBytes != 0:
		return fmt.Errorf("conflict %d, over the limit %d, stray %d, late %d", s.ConflictBytes, s.OverLimit, s.StrayBytes, s.LateBytes)
	case b.inUse != 0:
		return fmt.Errorf("%d bytes buffered at the end", b.inUse)
	}
	return nil
}
