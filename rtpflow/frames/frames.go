// Package frames finds the access units in the packets of an RTP source as they arrive: their number, size, kind and
// spacing, and which of them are complete. It reads only the first bytes of a payload, keeps no payload, and knows
// nothing of sessions or captures.
package frames

// Packet is an RTP packet that is not a duplicate.
type Packet struct {
	Payload   []byte // captured part, without padding; valid during the call
	Len       int    // bytes of the payload on the wire
	Seq       int64  // extended sequence number
	Timestamp uint32
	Marker    bool
	Arrival   int64 // nanoseconds
	Frame     int64 // in the capture
	Extended  bool  // the packet has a header extension
}

// Tracker follows the packets of one payload type of a source.
type Tracker interface {
	// Add takes a packet.
	Add(p *Packet)
	// Gap notes that the sequence numbers from first up to but not including end are missing; Filled notes that one of
	// them arrived late. Both are called before Add of the packet that shows it.
	Gap(first, end int64)
	Filled(seq int64)
	// Restart notes that the sequence numbers restarted.
	Restart()
	// Counted returns the number of audio and video frames so far. A video frame is counted when the packets after it
	// show that it has ended.
	Counted() int64
	// Finish completes the counts. No other method may be called afterwards.
	Finish() *Summary
}

// The kinds of media.
const (
	Video = "video"
	Audio = "audio"
	Data  = "data" // documents, such as metadata
	Event = "event"
	TS    = "transport-stream"
)

// Summary is the result of a Tracker. Counts that the payload does not reveal are nil.
type Summary struct {
	Kind string
	// From is the frame of the capture at which counting started.
	From int64
	// Count is the number of access units of which at least a part was captured. Of these, Damaged have a gap, and Cut
	// started before the capture of the source or had not ended when it stopped.
	Count, Damaged, Cut int64
	// Missing counts units that were lost completely, judged by the timestamps; nil if these do not show it.
	Missing *int64
	// MinBytes, MaxBytes and MeanBytes are the sizes of complete units: of the RTP payloads that carry them.
	MinBytes, MaxBytes int64
	MeanBytes          float64
	// LatePackets counts packets that arrived after their unit was counted.
	LatePackets int64
	Video       *VideoSummary
	Audio       *AudioSummary
	Events      []EventSummary // of telephone-event, bounded
	// EventsDropped counts events beyond the limit.
	EventsDropped int64
	TS            *TSSummary
}
