package rtcp

import (
	"encoding/binary"
	"strconv"
)

// Blocks iterates over the report blocks of an extended report (RFC 3611, 3).
type Blocks struct {
	Block
	b   []byte
	err ParseError
}

// Block is one report block of an extended report.
type Block struct {
	Type     uint8
	Specific uint8  // type-specific bits of the header
	Body     []byte // content after the four bytes of the header
}

// The block types with a separate parser (RFC 3611 unless noted). Metrics parses the types with plain
// numbers.
const (
	BlockLossRLE        = 1
	BlockDuplicateRLE   = 2
	BlockReceiptTimes   = 3
	BlockReferenceTime  = 4
	BlockDLRR           = 5
	BlockStatistics     = 6
	BlockVoIP           = 7
	BlockPostRepairLoss = 10 // RFC 5725
	BlockDiscardRLE     = 25 // RFC 7097
)

// blockNames are the registered block types, by number.
var blockNames = [...]string{
	1: "Loss RLE", "Duplicate RLE", "Packet Receipt Times", "Receiver Reference Time", "DLRR", "Statistics Summary",
	"VoIP Metrics", "RTCP XP", "Texas Instruments Extended VoIP Quality", "Post-repair Loss RLE", "Multicast Acquisition", "IDMS",
	"ECN Summary", "Measurement Information", "Packet Delay Variation", "Delay", "Burst/Gap Loss Summary", "Burst/Gap Discard Summary",
	"Frame Impairment Summary", "Burst/Gap Loss", "Burst/Gap Discard", "MPEG-2 TS Decodability", "De-Jitter Buffer", "Discard Count",
	"Discard RLE", "Bytes Discarded", "Initial Synchronization Delay", "Synchronization Offset", "MOS", "Loss Concealment",
	"Concealed Seconds", "MPEG-2 TS PSI Decodability", "Post-repair Loss Count", "Video Loss Concealment", "Independent Burst/Gap Discard",
}

var blockLabels [256]string

func init() {
	for t := range blockLabels {
		blockLabels[t] = strconv.Itoa(t)
		if t < len(blockNames) && blockNames[t] != "" {
			blockLabels[t] = blockNames[t]
		}
	}
}

// BlockName returns the name of a block type, or its number if it is not registered.
func BlockName(t uint8) string { return blockLabels[t] }

// Blocks returns an iterator over the blocks of an XR packet.
func (p *Packet) Blocks() Blocks {
	if p.Type != XR || len(p.Body) < 4 {
		return Blocks{err: TooShort}
	}
	return Blocks{b: p.Body[4:]}
}

// Err returns, after Next has returned false, whether a block exceeded the packet.
func (x *Blocks) Err() ParseError { return x.err }

// Next advances to the next block.
func (x *Blocks) Next() bool {
	if len(x.b) == 0 || x.err != NoError {
		return false
	}
	if len(x.b) < 4 {
		x.err = TooShort
		return false
	}
	size := 4 + 4*int(binary.BigEndian.Uint16(x.b[2:]))
	if size > len(x.b) {
		x.err = TooShort
		return false
	}
	x.Block = Block{x.b[0], x.b[1], x.b[4:size]}
	x.b = x.b[size:]
	return true
}

// Source returns the SSRC that a block reports on. ok is false for block types that do not start with one.
func (b *Block) Source() (ssrc uint32, ok bool) {
	if len(b.Body) < 4 || b.Type == BlockReferenceTime || b.Type == BlockDLRR || b.Type == 12 {
		return 0, false
	}
	return binary.BigEndian.Uint32(b.Body), true
}
