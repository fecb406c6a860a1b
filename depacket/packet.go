// Package depacket rebuilds the media of RTP streams from their packets: one payload format a file. A depacketizer
// takes the packets of one stream in sequence order, each with what was lost before it, and emits units (access
// units, frames, documents) that say whether loss touched them. A unit consists of bytes that the sender packetized
// and of what the payload format itself reconstructs from them; nothing is guessed. What payload headers mean is
// read by package payload, as it is for the report.
//
// Depacketizers do no I/O and keep no packet: what they need of a Packet they copy.
package depacket

// Packet is one RTP packet, its payload without header, extension and padding. Its slices are valid during Push
// only.
type Packet struct {
	Seq       uint16
	Timestamp uint32
	Time      int64 // of arrival, nanoseconds since 1970
	Marker    bool
	// Lost counts the sequence numbers before this one that never arrived, the first of them LostFirst.
	Lost      int
	LostFirst uint16
	// Restart says that the sequence numbers restarted (a seek, a new encoder): what was open before is over, and
	// nothing is known to be lost.
	Restart bool
	Payload []byte
	// Extension is the content of the header extension, of the profile ExtensionProfile.
	Extension        []byte
	ExtensionProfile uint16
}

// Run is a run of sequence numbers that never arrived.
type Run struct {
	First uint16
	Count int
}

// Unit is what a decoder takes at once: an access unit, a frame, a packet of audio, a document.
type Unit struct {
	// Data is valid during the call of Emit only.
	Data      []byte
	Timestamp uint32
	Time      int64 // arrival of its first packet
	// Duration is in ticks of the RTP clock, 0 where only the next unit shows it.
	Duration uint32
	// FirstSeq and LastSeq are the sequence numbers of its first and last packet.
	FirstSeq, LastSeq uint16
	Keyframe          bool
	// Frames is how many frames it has, where that may be more than one, else 0.
	Frames int
	// Parameters says that the unit is no frame: parameter sets that a decoder needs before one.
	Parameters bool
	// Damaged says that bytes of it are missing; Data is then what came before the first gap, as far as a decoder
	// can use it. Why says what is wrong, Missing which packets never arrived (up to maxMissing runs).
	Damaged bool
	Why     string
	Missing []Run
	// Moved says that parameter sets from between the slices of a frame are now before it, where decoders need
	// them.
	Moved bool
	// ParameterSets are those of a damaged unit that are complete, in the form of Data.
	ParameterSets []byte
	// Width and Height are given with keyframes whose payload has them, else 0.
	Width, Height int
}

// Emit takes a unit. It must not keep anything of it.
type Emit func(*Unit)

// Depacketizer takes the packets of a stream in sequence order.
type Depacketizer interface {
	// Push takes the next packet.
	Push(*Packet)
	// Flush emits what is still open, at the end of the stream.
	Flush()
}

const maxMissing = 8

// What is wrong with damaged units.
const (
	// EndOfStream is why the last unit of a stream is damaged where nothing else is wrong with it.
	EndOfStream = "the stream ends inside it"

	beginningLost   = "its beginning is lost"
	endLost         = "its end is lost"
	packetsLost     = "packets inside it are lost"
	restarted       = "the sequence numbers restart inside it"
	fragmentMissing = "a fragment is missing"
	fragmentsApart  = "its fragments are not contiguous"
	malformed       = "a payload is malformed"
	tooLarge        = "it is too large"
)

// damagedUnit is the unit of a packet from which no data can be extracted.
func damagedUnit(p *Packet, why string) *Unit {
	return &Unit{Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq, Damaged: true, Why: why}
}

// unitOf is a unit that begins and ends with a packet.
func unitOf(p *Packet) Unit {
	return Unit{Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq, Keyframe: true}
}
