package capture

import (
	"errors"
	"os"
)

// LinkType is a LINKTYPE_ number as in the file.
type LinkType uint16

// Errors for unusable inputs. They are wrapped with the file name and what was found.
var (
	ErrNotCapture = errors.New("not a capture file")
	ErrTooShort   = errors.New("truncated capture header")
	ErrLinkType   = errors.New("link type not supported")
	ErrEmpty      = errors.New("empty file")
	// ErrDecompress: the compression needs more memory than the decompressor may use, or a dictionary.
	ErrDecompress = errors.New("cannot decompress")
	// ErrDamaged: the rest of the file cannot be decompressed. What was decompressed has been returned.
	ErrDamaged = errors.New("damaged compressed data")
	// ErrChanged: the file is not the one that was read before, or changed while it was read.
	ErrChanged = errors.New("the file changed while it was in use")
)

// File contains the properties of a capture file. The counts grow as packets are read and are final once Next
// has returned io.EOF.
type File struct {
	Name        string // as given; "-" for standard input
	Format      string // "pcap" or "pcapng"
	Compression string // "none", "gzip", "zstd", "lz4"
	// LinkTypes contains the names (EN10MB, LINUX_SLL2, …) in order of first appearance.
	LinkTypes []string
	Packets   int64
	// Bytes is the size of the capture after decompression.
	Bytes int64
	// Size is the size of the stored file, 0 for a pipe. Read is how much of it has been read, for progress
	// displays.
	Size, Read int64
	// Start and End are the earliest and the latest packet time. HasTime is false if no packet has a time.
	Start, End int64
	HasTime    bool
	// TruncatedBySnaplen counts the packets that exceed the snaplen.
	TruncatedBySnaplen int64
	// Truncated reports that the file ends within a record.
	Truncated bool
	// Damage lists the damage found, in order, with one entry per kind.
	Damage []Damage
	// Dropped is the number of packets that the capturing tool reports as lost (pcapng interface statistics and
	// epb_dropcount).
	Dropped int64
	// TimeRegressions counts packets with an earlier time than the previous packet. MaxTimeRegression is the
	// largest step in nanoseconds, and FirstTimeRegression is the frame of the first.
	TimeRegressions     int64
	MaxTimeRegression   int64
	FirstTimeRegression Frame
	// Fragments counts IP fragments. FragmentsLost counts datagrams that remained incomplete, and
	// FirstFragmentLost is a frame of the first of these.
	Fragments         int64
	FragmentsLost     int64
	FirstFragmentLost Frame
	// Undecoded counts packets whose link or network layer could not be decoded, by reason (see the Reason
	// constants).
	Undecoded map[string]int64
	// NotIP counts packets without IP (ARP, LLDP, spanning tree, PPP control…).
	NotIP int64
	// Comments contains packet, interface and section comments: the first 1000, with up to 4096 bytes each.
	// They may contain any valid UTF-8, including control characters.
	Comments []Comment
	// Interfaces contains the interfaces of a pcapng file in the order of Packet.Interface, up to 4096.
	// Application, OS and Hardware are taken from the first section header that contains them. All strings are
	// truncated to 256 bytes.
	Interfaces                []Interface
	Application, OS, Hardware string
	// HasSecrets reports that the file contains TLS or other decryption secrets.
	HasSecrets bool

	opened, closed os.FileInfo // of a regular file, when it was opened and when it had been read
}

// Damage describes damage of the container or of its compression.
type Damage struct {
	// Kind is one of "cut-short", "bad-length", "bad-block", "bad-interface", "bad-time-resolution",
	// "compression", "read-error", "trailing-data", "limit", "comments".
	Kind string
	// Frame is the last packet before the damage.
	Frame Frame
	// Offset is the position in the decompressed file.
	Offset int64
	// Detail is a description in one sentence.
	Detail string
	// Fatal reports that nothing after the damage could be read.
	Fatal bool
	// Skipped is the total number of bytes skipped to find the next record.
	Skipped int64
	// Count is the number of occurrences; the other fields describe the first.
	Count int64
}

// Comment is a comment in a pcapng file.
type Comment struct {
	Frame Frame // 0 for a section or interface comment
	Text  string
}

// Interface is a pcapng interface.
type Interface struct {
	Name, Description, Filter string
	Link                      LinkType
	Received, Dropped         int64 // according to the last statistics block; -1 if absent
}
