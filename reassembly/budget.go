package reassembly

import "rtspect/capture"

// Limits of the data that one direction may buffer behind gaps.
const (
	MaxPendingBytes    = 1 << 20
	MaxPendingSegments = 1024
)

// DefaultBudget is the limit of a Budget with a zero Limit.
const DefaultBudget = 64 << 20

// Budget limits the memory that all connections together use to buffer data behind gaps, and recycles the
// buffers. The zero value is ready for use. It is not safe for concurrent use: connections that share a Budget
// must be used by one goroutine.
type Budget struct {
	// Limit is in bytes; 0 means DefaultBudget.
	Limit int64

	inUse int64
	free  [len(bufferSizes)][]*segment
}

// bufferSizes are the sizes of recycled buffers. A longer segment (offload can produce any size) gets its own
// buffer, which is not recycled.
var bufferSizes = [...]int{256, 2 << 10, 16 << 10, 64 << 10}

const (
	// segmentCost is the size of a segment without its buffer.
	segmentCost = 128
	// keepFree limits the free buffers of one size, in bytes.
	keepFree = 1 << 20
)

// segment is a copy of a segment, or of part of one, that is buffered behind a gap.
type segment struct {
	off   int64 // stream offset of the first byte
	wire  int64 // bytes on the wire; data contains the first of these
	data  []byte
	frame capture.Frame
	time  int64
	seen  int64 // ordinal of its packet in the connection
	ipid  uint16
	class int8 // index into bufferSizes; -1: not recycled
}

func (s *segment) end() int64 { return s.off + s.wire }

func (s *segment) cost() int64 { return int64(cap(s.data)) + segmentCost }

// get returns a segment with room for n bytes, or nil if that would exceed the limit.
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
	if b.inUse+int64(size)+segmentCost > limit {
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
	b.inUse += s.cost()
	s.data = s.data[:n]
	return s
}

// put returns a segment to the budget.
func (b *Budget) put(s *segment) {
	b.inUse -= s.cost()
	if s.class < 0 {
		return
	}
	if len(b.free[s.class]) < keepFree/bufferSizes[s.class] {
		b.free[s.class] = append(b.free[s.class], s)
	}
}
