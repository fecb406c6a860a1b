package reassembly

import "rtspect/capture"

// incoming is what remains to be placed of the segment pushed last; data borrows from the packet.
type incoming struct {
	data  []byte
	off   int64 // stream offset of the first byte that remains
	wire  int64 // bytes on the wire that remain; data may hold fewer
	frame capture.Frame
	time  int64
	seen  int64 // ordinal of the packet in the connection
	ipid  uint16
	dir   Dir

	live      bool
	duplicate bool // a copy made by the capture: counts as nothing else
	repeated  bool // counted among the retransmitted
	late      bool // counted among the late
	placed    bool // counted as out of order or recovered, or found to be neither
	blocked   bool // the limits keep it from waiting
}

func (in *incoming) end() int64 { return in.off + in.wire }

// skip takes the first n bytes away.
func (in *incoming) skip(n int64) {
	in.data = in.data[min(n, int64(len(in.data))):]
	in.off += n
	in.wire -= n
}
