package rtcp

import (
	"encoding/binary"
	"strconv"
)

// Blocks walks the report blocks of an extended report (RFC 3611, 3).
type Blocks struct {
	Block
	b     []byte
	fault Fault
}

// Block is one report block of an XR.
type Block struct {
	Type     uint8
	Specific uint8  // the header's type-specific bits
	Body     []byte // what follows the header's four bytes
}

// The block types of RFC 3611 and those after it that this package reads.
const (
	BlockLossRLE          = 1
	BlockDuplicateRLE     = 2
	BlockReceiptTimes     = 3
	BlockReferenceTime    = 4
	BlockDLRR             = 5
	BlockStatistics       = 6
	BlockVoIP             = 7
	BlockPostRepairLoss   = 10 // RFC 5725
	BlockMeasurement      = 14 // RFC 6776
	BlockDiscardRLE       = 25 // RFC 7097
	BlockPostRepairCounts = 33 // RFC 7509
)

// blockNames are the registered block types.
var blockNames = [...]string{1: "Loss RLE", "Duplicate RLE", "Packet Receipt Times", "Receiver Reference Time", "DLRR", "Statistics Summary",
	"VoIP Metrics", "RTCP XP", "Texas Instruments Extended VoIP Quality", "Post-repair Loss RLE", "Multicast Acquisition", "IDMS",
	"ECN Summary", "Measurement Information", "Packet Delay Variation", "Delay", "Burst/Gap Loss Summary", "Burst/Gap Discard Summary",
	"Frame Impairment Summary", "Burst/Gap Loss", "Burst/Gap Discard", "MPEG-2 TS Decodability", "De-Jitter Buffer", "Discard Count",
	"Discard RLE", "Bytes Discarded", "Initial Synchronization Delay", "Synchronization Offset", "MOS", "Loss Concealment",
	"Concealed Seconds", "MPEG-2 TS PSI Decodability", "Post-repair Loss Count", "Video Loss Concealment", "Independent Burst/Gap Discard"}

var blockLabels [256]string

func init() {
	for t := range blockLabels {
		blockLabels[t] = strconv.Itoa(t)
		if t < len(blockNames) && blockNames[t] != "" {
			blockLabels[t] = blockNames[t]
		}
	}
}

// BlockName is the name of a block type, or its number where none is registered.
func BlockName(t uint8) string { return blockLabels[t] }

// Blocks begins to walk an XR.
func (p *Packet) Blocks() Blocks {
	if p.Type != XR || len(p.Body) < 4 {
		return Blocks{fault: TooShort}
	}
	return Blocks{b: p.Body[4:]}
}

// Fault says, when Next has returned false, whether a block did not fit the packet.
func (x *Blocks) Fault() Fault { return x.fault }

// Next goes to the next block.
func (x *Blocks) Next() bool {
	if len(x.b) == 0 || x.fault != NoFault {
		return false
	}
	if len(x.b) < 4 {
		x.fault = TooShort
		return false
	}
	size := 4 + 4*int(binary.BigEndian.Uint16(x.b[2:]))
	if size > len(x.b) {
		x.fault = TooShort
		return false
	}
	x.Block = Block{x.b[0], x.b[1], x.b[4:size]}
	x.b = x.b[size:]
	return true
}

// Source is the SSRC that a block is about; ok is false for the blocks that name none first.
func (b *Block) Source() (ssrc uint32, ok bool) {
	if len(b.Body) < 4 || b.Type == BlockReferenceTime || b.Type == BlockDLRR || b.Type == 12 {
		return 0, false
	}
	return binary.BigEndian.Uint32(b.Body), true
}
