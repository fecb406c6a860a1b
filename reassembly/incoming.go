package reassembly

import "rtspect/capture"

// incoming is the remainder of the last pushed segment. data refers to the packet.
type incoming struct {
	data  []byte
	off   int64 // stream offset of the first remaining byte
	wire  int64 // remaining bytes on the wire; data may be shorter
	frame capture.Frame
	time  int64
	seen  int64 // ordinal of the packet in the connection
	ipid  uint16
	dir   Dir

	live      bool
	duplicate bool // a duplicate in the capture: not counted as anything else
	repeated  bool // counted as retransmitted
	late      bool // counted as late
	placed    bool // already classified as out of order, recovered or neither
	blocked   bool // cannot be buffered because of the limits
}

func (in *incoming) end() int64 { return in.off + in.wire }

// skip removes the first n bytes.
func (in *incoming) skip(n int64) {
	in.data = in.data[min(n, int64(len(in.data))):]
	in.off += n
	in.wire -= n
}
