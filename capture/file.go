package capture

import "errors"

// LinkType is a LINKTYPE_ number as the file gives it.
type LinkType uint16

// Errors that make an input unusable; wrapped with the file's name and what was found.
var (
	ErrNotCapture = errors.New("not a capture file")
	ErrTooShort   = errors.New("capture header cut short")
	ErrLinkType   = errors.New("link type not supported")
	ErrEmpty      = errors.New("empty file")
)

// File tells what is known of one capture file. The counts grow as packets are read and are final
// after Next has returned io.EOF.
type File struct {
	Name        string // as given; "-" for standard input
	Format      string // "pcap" or "pcapng"
	Compression string // "none", "gzip", "zstd", "lz4"
	// LinkTypes are the names (EN10MB, LINUX_SLL2, …) in the order in which packets of them appeared.
	LinkTypes []string
	Packets   int64
	// Bytes is the size of the capture file, after decompression.
	Bytes int64
	// Size is the size of the file as it is stored, 0 for a pipe; Read is how much of that has been
	// read (for progress).
	Size, Read int64
	// Start and End are the earliest and latest packet times; HasTime is false if no packet has one.
	Start, End int64
	HasTime    bool
	// Snapped counts packets of which the snaplen kept only a part.
	Snapped int64
	// CutShort says that the file ended inside a record.
	CutShort bool
	// Damage lists what ended or disturbed the reading, in order: one entry for each kind.
	Damage []Damage
	// Dropped is what the capturing tool says it lost (pcapng interface statistics and epb_dropcount).
	Dropped int64
	// Backward counts packets whose time is before their predecessor's; MaxBackward is the largest
	// step in nanoseconds, FirstBackward the frame where it first happened.
	Backward      int64
	MaxBackward   int64
	FirstBackward Frame
	// Fragments counts IP fragments; FragmentsLost datagrams that never became whole (and
	// FirstFragmentLost a frame of the first of these).
	Fragments         int64
	FragmentsLost     int64
	FirstFragmentLost Frame
	// Undecoded counts packets of link or network layers that could not be decoded, by reason (the
	// Reason constants).
	Undecoded map[string]int64
	// NotIP counts packets that hold no IP at all (ARP, LLDP, spanning tree, PPP control…).
	NotIP int64
	// Comments are packet, interface and section comments: the first 1000, and of each up to 4096
	// bytes. They may hold any valid UTF-8, control characters too.
	Comments []Comment
	// Interfaces of a pcapng file in the order of Packet.Interface, the first 4096; Application and
	// OS as the first section header that names them does. All texts are cut at 256 bytes.
	Interfaces                []Interface
	Application, OS, Hardware string
	// HasSecrets says that the file carries TLS or other decryption secrets.
	HasSecrets bool
}

// Damage is one fault of the container or of its compression.
type Damage struct {
	// Kind is one of "cut-short", "bad-length", "bad-block", "bad-interface", "bad-time-resolution",
	// "compression", "trailing-data", "limit", "comments".
	Kind string
	// Frame is the last packet read before it.
	Frame Frame
	// Offset is the position in the (decompressed) file.
	Offset int64
	// Detail is one sentence in plain words.
	Detail string
	// Fatal says that nothing after it could be read.
	Fatal bool
	// Skipped is how many bytes were passed over to find the next record, in all.
	Skipped int64
	// Count is how often it happened; the rest tells of the first time.
	Count int64
}

// Comment is a comment found in a pcapng file.
type Comment struct {
	Frame Frame // 0 for a section's or interface's
	Text  string
}

// Interface is one pcapng interface.
type Interface struct {
	Name, Description, Filter string
	Link                      LinkType
	Received, Dropped         int64 // as of the last statistics block; -1 where not given
}
