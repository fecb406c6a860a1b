//home: rtpflow

package rtpflow

// The kinds of repair, by what is sent.
const (
	RepairRTX       = "rtx"          // RFC 4588, and Windows Media's x-wms-rtx
	RepairRIST      = "rist"         // VSF TR-06-1: the packet as it was, the lowest bit of its SSRC set
	RepairRED       = "red"          // RFC 2198
	RepairULPFEC    = "ulpfec"       // RFC 5109
	RepairFlexFEC   = "flexfec"      // RFC 8627
	RepairFlexFEC03 = "flexfec-03"   // the draft that WebRTC uses
	RepairParityFEC = "parityfec"    // RFC 2733
	RepairSMPTE     = "smpte-2022-1" // also Pro-MPEG CoP #3 and RFC 6015
	RepairDuplicate = "duplicate"    // SMPTE 2022-7, RFC 7198: the same packets on another path
	RepairOther     = "other"        // by the description a repair whose packets are not read (RaptorQ)
)

// Repair is what one kind of repair among the packets of a stream does for a stream: itself, or another.
type Repair struct {
	Kind        string  // RepairRTX, …
	By          *Stream // whose packets carry the repair
	Of          *Stream // whose losses they repair, nil if none was found
	PayloadType *uint8  // that marks them, nil where all packets of By are meant
	From        string  // "sdp" or "content": what told the kind
	// Packets are those that carry the repair; of these, Padding carry nothing (probes for bandwidth) and
	// Unread could not be read (cut, or malformed).
	Packets, Padding, Unread int64
	// Recovered are lost packets of Of that the repair brought, or parity could have computed. Useless
	// are repairs of what had come, Repeated of what another repair had brought, Failed parity packets
	// of groups that miss more than one for good, Outside those of packets that the capture does not
	// hold or that are too far back.
	Recovered, Useless, Repeated, Failed, Outside int64
	// Delay is the time from the packet that showed a hole to the one that filled it, Skew how much later
	// a copy came than the packet of Of; both in milliseconds.
	Delay, Skew *Spread
	// Rows and Columns are parity packets of SMPTE 2022-1 by direction.
	Rows, Columns int64
	RED           *RED
}

// Spread is mean and extremes of what was measured, in milliseconds.
type Spread struct{ Mean, Min, Max float64 }

// RED is what the packets of RFC 2198 hold.
type RED struct {
	Primary, Redundant map[uint8]int64 // blocks by payload type
	Levels             int             // most redundant blocks of a packet
	Blocks             int64           // redundant ones
	Unplaced           int64           // … of these, whose packet the timestamps do not tell
	Offsets            []uint16        // timestamp units; the first kinds seen
}

// Repaired is what all repairs did for the lost packets of a stream.
type Repaired struct {
	// Recovered of Lost were brought or can be computed; Residual stay lost.
	Recovered, Residual int64
	By                  []*Repair
}
