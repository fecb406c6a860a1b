// Package frames finds the access units in the packets of an RTP source, as they go by: how many, how
// large, of what kind, how far apart, which of them are whole. It looks at the first bytes of a payload
// only, keeps no payload, and knows nothing of sessions or captures.
package frames

// Packet is one RTP packet that is no duplicate, as a Tracker needs it.
type Packet struct {
	Payload   []byte // what was captured of it, without padding; valid during the call
	Len       int    // of the payload on the wire
	Seq       int64  // extended sequence number
	Timestamp uint32
	Marker    bool
	Arrival   int64 // nanoseconds
	Frame     int64 // of the capture
}

// Tracker follows the packets of one payload type of a source.
type Tracker interface {
	// Add takes a packet.
	Add(p *Packet)
	// Gap says that the sequence numbers from first up to end (which is not one of them) are missing;
	// Filled that one of them came late. They are told of before the packet that shows it.
	Gap(first, end int64)
	Filled(seq int64)
	// Restart says that the numbering began anew.
	Restart()
	// Counted is the access units of sound and pictures so far. A picture is counted when the packets after
	// it show that it is over.
	Counted() int64
	// Finish ends the observation.
	Finish() *Summary
}

// The kinds of media that a Summary speaks of.
const (
	Video = "video" // pictures
	Audio = "audio"
	Data  = "data" // documents, such as metadata
	Event = "event"
	TS    = "transport-stream"
)

// Summary is what a Tracker found. Counts that the payload cannot tell are nil.
type Summary struct {
	Kind string
	// From is the frame of the capture from which on was counted.
	From int64
	// Count is the access units of which at least a part was seen; of these, Damaged have a hole, and Cut
	// were begun before the source was seen or not ended when it stopped.
	Count, Damaged, Cut int64
	// Missing are units of which nothing came, as the timestamps tell; nil where they do not.
	Missing *int64
	// MinBytes, MaxBytes and MeanBytes are of whole units: the RTP payloads they came in.
	MinBytes, MaxBytes int64
	MeanBytes          float64
	// LatePackets counts packets that came when their unit had been counted.
	LatePackets int64
	Video       *VideoSummary
	Audio       *AudioSummary
	Events      []EventSummary // of telephone-event, bounded
	// EventsDropped counts those beyond the bound.
	EventsDropped int64
	TS            *TSSummary
}
