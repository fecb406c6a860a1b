package reassembly

import (
	"encoding/binary"
	"testing"

	"rtspect/capture"
)

// FuzzConn interprets its input as packets of six bytes each and checks invariants: contiguous offsets, consistent
// counts, limits respected, and no buffers in use at the end.
func FuzzConn(f *testing.F) {
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x01\x05\x00\x00"))
	f.Add([]byte("\x00\x00\x09\x05\x00\x00\x00\x00\x01\x08\x00\x00\x01\x00\x00\x00\xff\x10"))
	f.Add([]byte("\x40\x00\x00\x09\x00\x00\x40\x00\x09\x09\x00\x00\x02\x70\x00\x00\x00\x00"))
	for _, tail := range []string{"\x10\x00\x00\xff\x00\x00", "\x04\x00\x00\x01\x00\x00", "\x08\x7f\xff\x01\x00\x00", "\x01\x00\x01\x02\x00\xff"} {
		f.Add([]byte("\x02\x00\x00\x00\x00\x00\x03\x00\x00\x00\x01\x00\x00\x00\x01\x20\x00\x00" + tail + tail))
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		z := &fuzzer{t: t, b: &Budget{Limit: 8 << 10}}
		for i := 0; len(script) >= 6; i++ {
			z.push(script[:6])
			script = script[6:]
		}
		z.end()
	})
}

type fuzzer struct {
	t       testing.TB
	b       *Budget
	c       *Conn
	frame   capture.Frame
	now     int64
	at      [2]int64 // next expected offset
	bytes   [2]int64 // delivered
	gaps    [2]int64
	in      [2]int64 // bytes pushed that must be accounted for
	payload [255]byte
}

// push builds a packet from six bytes: direction and flags, sequence number (2), length, truncation, time and
// acknowledgment.
func (z *fuzzer) push(b []byte) {
	z.frame++
	z.now += (int64(b[5]&15) - 2) * 150e6
	p := &capture.Packet{
		Frame: z.frame, Time: z.now, Src: testClient, Dst: testServer, Flags: b[0] >> 1 & 0x17,
		Seq: uint32(int32(int16(binary.BigEndian.Uint16(b[1:])))), PayloadLen: int(b[3]), Window: uint16(b[4]),
		Ack: uint32(int32(int8(b[5]))) * 16, IPID: uint16(b[5] >> 6),
	}
	if b[0]&0x40 != 0 { // far away
		p.Seq <<= 16
	}
	if b[0]&0x80 != 0 {
		p.Ack <<= 16
	}
	if b[0]&1 != 0 {
		p.Src, p.Dst = p.Dst, p.Src
	}
	p.Payload = z.payload[:max(0, int(b[3])-int(b[4]>>4))]
	if z.c == nil {
		z.c = NewConn(p, z.b)
	}
	if !z.c.Push(p) {
		z.end()
		z.c = NewConn(p, z.b)
		if !z.c.Push(p) {
			z.t.Fatalf("frame %d: a new connection rejected its first packet", z.frame)
		}
	}
	d := z.c.DirOf(p)
	if p.Flags&flagR == 0 {
		z.in[d] += int64(p.PayloadLen)
	}
	z.drain()
}

func (z *fuzzer) drain() {
	var ch Chunk
	for z.c.Next(&ch) {
		d := ch.Dir
		if ch.Offset != z.at[d] {
			z.t.Fatalf("frame %d: %s, expected offset %d", z.frame, describe(&ch), z.at[d])
		}
		if (ch.GapKind == NoGap) != (ch.Gap == 0) || (ch.Gap == 0) != (len(ch.Data) > 0) || ch.Gap < 0 || ch.Frame == 0 {
			z.t.Fatalf("frame %d: odd chunk %+v", z.frame, ch)
		}
		z.bytes[d] += int64(len(ch.Data))
		z.gaps[d] += ch.Gap
		z.at[d] += int64(len(ch.Data)) + ch.Gap
	}
	if z.b.inUse > z.b.Limit {
		z.t.Fatalf("frame %d: %d bytes buffered, the limit is %d", z.frame, z.b.inUse, z.b.Limit)
	}
}

func (z *fuzzer) end() {
	if z.c == nil {
		return
	}
	z.c.Close()
	z.drain()
	for d := range z.at {
		s := z.c.Stats(Dir(d))
		if s.Bytes != z.bytes[d] || s.GapBytes != z.gaps[d] ||
			s.GapBytes != s.NotCapturedBytes+s.LostBytes+s.TruncatedBytes+s.UnknownBytes {
			z.t.Fatalf("direction %d: %d bytes, %d in gaps; stats %+v", d, z.bytes[d], z.gaps[d], *s)
		}
		// A keep-alive probe has at most one byte; every other byte is counted.
		out := s.Bytes + s.TruncatedBytes + s.RetransmittedBytes + s.LateBytes + s.StrayBytes + s.DuplicateBytes
		if rest := z.in[d] - out; rest < 0 || rest > s.KeepAlives {
			z.t.Fatalf("direction %d: %d bytes pushed, %d accounted for, %d keep-alives", d, z.in[d], out, s.KeepAlives)
		}
	}
	if z.b.inUse != 0 {
		z.t.Fatalf("%d bytes buffered at the end", z.b.inUse)
	}
	*z = fuzzer{t: z.t, b: z.b, frame: z.frame, now: z.now}
}
