package depacket

// Packet is one RTP packet, its payload without header, extension and padding. Its slices are valid
// during Push only.
type Packet struct {
	Seq       uint16
	Timestamp uint32
	Time      int64 // of arrival, nanoseconds since 1970
	Marker    bool
	// Lost counts the sequence numbers before this one that never came, the first of them LostFirst.
	Lost      int
	LostFirst uint16
	// Restart says that the numbering began anew (a seek, a new encoder): what was open before is
	// over, and nothing is known to be lost.
	Restart bool
	Payload []byte
	// Extension is the content of the header extension, of the profile ExtensionProfile.
	Extension        []byte
	ExtensionProfile uint16
}

// Run is a run of sequence numbers that never came.
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
	// Duration is in ticks of the RTP clock, 0 where only the next unit tells.
	Duration uint32
	// FirstSeq and LastSeq are the sequence numbers of the packets it came in.
	FirstSeq, LastSeq uint16
	Keyframe          bool
	// Parameters says that the unit is no frame: parameter sets that a decoder needs before one.
	Parameters bool
	// Damaged says that bytes of it are missing; Data is then what came before the first hole, as
	// far as a decoder could use it. Why says in a few words what is wrong, Missing what never came
	// (up to maxMissing runs).
	Damaged bool
	Why     string
	Missing []Run
	// Moved says that parameter sets among the slices of a picture stand before it now, as decoders
	// need them.
	Moved bool
	// ParameterSets are those of a damaged unit that are whole, in the form of Data.
	ParameterSets []byte
	// Width and Height are given with keyframes whose payload tells them, else 0.
	Width, Height int
}

// Emit takes a unit. It may keep nothing of it.
type Emit func(*Unit)

// Depacketizer takes the packets of a stream in order.
type Depacketizer interface {
	// Push takes the next packet.
	Push(*Packet)
	// Flush gives what is still open, at the end of the stream.
	Flush()
}

const maxMissing = 8

// CutOff is why the last unit of a stream is damaged where nothing else is wrong with it.
const CutOff = "the stream ends inside it"
