package rtpflow

// The kinds of repair.
const (
	RepairRTX       = "rtx"          // RFC 4588, and Windows Media's x-wms-rtx
	RepairRIST      = "rist"         // VSF TR-06-1: the packet again, with the lowest bit of its SSRC set
	RepairRED       = "red"          // RFC 2198
	RepairULPFEC    = "ulpfec"       // RFC 5109
	RepairFlexFEC   = "flexfec"      // RFC 8627
	RepairFlexFEC03 = "flexfec-03"   // the draft that WebRTC uses
	RepairParityFEC = "parityfec"    // RFC 2733
	RepairSMPTE     = "smpte-2022-1" // also Pro-MPEG CoP #3 and RFC 6015
	RepairDuplicate = "duplicate"    // SMPTE 2022-7, RFC 7198: the same packets on another path
	RepairOther     = "other"        // described as repair, but its packets are not parsed (RaptorQ)
)

// Repair describes one kind of repair among the packets of a stream, for the stream itself or another.
type Repair struct {
	Kind        string  // RepairRTX, …
	By          *Stream // whose packets carry the repair
	Of          *Stream // whose losses they repair, nil if none was found
	PayloadType *uint8  // of the repair packets, nil if it is all packets of By
	From        string  // "sdp" or "content": how the kind is known
	// Packets carry the repair; of these, Padding contain nothing (bandwidth probes) and Unread could not be parsed
	// (truncated or malformed).
	Packets, Padding, Unread int64
	// Recovered are lost packets of Of that the repair contains, or that parity can reconstruct. Useless are repairs of
	// received packets, Repeated those of packets that another repair recovered, Failed parity packets of groups in
	// which more than one packet is lost, Outside repairs of packets that are not in the capture or too far back.
	Recovered, Useless, Repeated, Failed, Outside int64
	// Delay is the time from the packet that showed a gap to the one that filled it, Skew the time from a packet of Of to
	// its copy; both in milliseconds.
	Delay, Skew *Spread
	// Rows and Columns are parity packets of SMPTE 2022-1 by direction.
	Rows, Columns int64
	RED           *RED
}

// Spread is mean and extremes of what was measured, in milliseconds.
type Spread struct{ Mean, Min, Max float64 }

// RED summarizes packets of RFC 2198.
type RED struct {
	Primary, Redundant map[uint8]int64 // blocks by payload type
	Levels             int             // most redundant blocks in a packet
	Blocks             int64           // redundant ones
	Unplaced           int64           // … of these, whose packet the timestamps do not identify
	Offsets            []uint16        // timestamp units; the first kinds seen
}

// Repaired sums up all repairs of a stream's lost packets.
type Repaired struct {
	// Recovered of Lost were received or can be reconstructed; Residual stay lost.
	Recovered, Residual int64
	By                  []*Repair
}

// Parity reports whether a repair computes lost packets rather than sending them again.
func (r *Repair) Parity() bool {
	switch r.Kind {
	case RepairULPFEC, RepairFlexFEC, RepairFlexFEC03, RepairParityFEC, RepairSMPTE:
		return true
	}
	return false
}
