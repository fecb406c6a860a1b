package reassembly

import "rtspect/capture"

// What one direction may hold behind its holes.
const (
	MaxWaitingBytes    = 1 << 20
	MaxWaitingSegments = 1024
)

// DefaultBudget is the Limit of a Budget that names none.
const DefaultBudget = 64 << 20

// Budget bounds what all connections together hold behind holes, and keeps the buffers that came
// free for the next one. The zero value is ready to use. It is not safe for concurrent use:
// connections that share one belong to one goroutine.
type Budget struct {
	// Limit in bytes; 0 is DefaultBudget.
	Limit int64

	held int64
	free [len(bufferSizes)][]*segment
}

// Buffers come in these sizes; a longer segment (offload can make any) gets one of its own that is
// not kept.
var bufferSizes = [...]int{256, 2 << 10, 16 << 10, 64 << 10}

const (
	// segmentCost is what a segment costs besides its buffer.
	segmentCost = 128
	// keepFree bounds the free buffers of one size, in bytes.
	keepFree = 1 << 20
)

// Held is what is in use at the moment, in bytes of buffers.
func (b *Budget) Held() int64 { return b.held }

// segment is a copy of (a part of) a segment that waits behind a hole.
type segment struct {
	off   int64 // stream offset of the first byte
	wire  int64 // bytes on the wire, of which data holds the first
	data  []byte
	frame capture.Frame
	time  int64
	seen  int64 // ordinal of its packet in the connection
	ipid  uint16
	class int8 // index into bufferSizes; -1: not kept
}

func (s *segment) end() int64 { return s.off + s.wire }

func (s *segment) cost() int64 { return int64(cap(s.data)) + segmentCost }

// get returns a segment with room for n bytes, or nil when that would pass the limit.
func (b *Budget) get(n int) *segment {
	limit := b.Limit
	if limit == 0 {
		limit = DefaultBudget
	}
	class, size := int8(-1), n
	for i, s := range bufferSizes {
		if n <= s {
			class, size = int8(i), s
			break
		}
	}
	if b.held+int64(size)+segmentCost > limit {
		return nil
	}
	var s *segment
	if class >= 0 {
		if l := len(b.free[class]); l > 0 {
			s = b.free[class][l-1]
			b.free[class] = b.free[class][:l-1]
		}
	}
	if s == nil {
		s = &segment{data: make([]byte, size), class: class}
	}
	b.held += s.cost()
	s.data = s.data[:n]
	return s
}

// put takes a segment back.
func (b *Budget) put(s *segment) {
	b.held -= s.cost()
	if s.class < 0 {
		return
	}
	if len(b.free[s.class]) < keepFree/bufferSizes[s.class] {
		b.free[s.class] = append(b.free[s.class], s)
	}
}
