// Package codec is the table of what the program knows about RTP encodings: one row an encoding, with everything that
// is done with it. Static payload types, how its access units are counted for the report, how it is depacketized, which
// file it makes, how MP4, Matroska and MPEG-TS name it, what browsers play, or why not, are columns of that row; nothing
// else in the program selects by the name of an encoding. To add one, add a row: TestRows fails as long as a column has
// neither content nor a reason why it has none.
//
// The package is between what reads bytes and what uses the results. Its columns are functions of packages below it
// (rtpflow/frames inspects payloads, depacket rebuilds access units, codec/config reads decoder configurations) and plain
// data for what is above it, which it does not import: the file formats, containers and sample packings of
// export/media are constants and records that export/media interprets. So the analysis, which needs the inspector, can
// use the same row as the export without depending on it. sdpview, which is below, parses descriptions without knowing
// any encoding; Complete fills in what RFC 3551 says of static payload types.
package codec

import (
	"rtspect/codec/config"
	"rtspect/depacket"
	"rtspect/rtpflow/frames"
	"rtspect/sdpview"
)

// Kind is what an encoding carries.
type Kind uint8

// The kinds.
const (
	Unknown        Kind = iota
	Video               // frames
	Audio               // frames or samples
	Data                // metadata documents
	Multiplex           // a multiplex already: MPEG transport stream, ASF
	Event               // telephone events and tones; those below accompany another encoding
	Noise               // comfort noise
	Retransmission      // packets of another stream, sent again
	Redundancy          // blocks that repeat earlier ones
	Parity              // forward error correction
)

// Accompanies reports whether packets of this kind accompany or repair those of another encoding in one stream.
func (k Kind) Accompanies() bool { return k >= Event }

// Codec is a row of the table.
type Codec struct {
	// Name is the encoding name of a=rtpmap in upper case, Aliases others for the same.
	Name    string
	Aliases []string
	Kind    Kind
	Static  []Static
	// ClockRate is that of the RTP clock, in Hz, where a description does not give it.
	ClockRate int

	Inspect     Inspect
	Depacketize Depacketize
	File        File
	// Predicted says that frames depend on earlier ones, back to a keyframe.
	Predicted bool
	// ParameterSets says where decoders find parameter sets or sequence headers.
	ParameterSets ParameterSets

	Samples Samples
	// Coding is how containers name it. Variants are the others where one encoding name stands for several codecs.
	Coding
	Variants []Coding

	Browser Browser
}

// Static is a static payload type (RFC 3551, tables 4 and 5).
type Static struct {
	PayloadType         uint8
	ClockRate, Channels int
}

// Inspect counts access units as the packets pass.
type Inspect struct {
	New     frames.New
	Refusal string
}

// Format is the format of a stream that is to be depacketized.
type Format struct {
	*sdpview.Format
	ASFHeader []byte // of the description, for ASF
}

// Depacketize rebuilds access units.
type Depacketize struct {
	// New makes a depacketizer; nil where the format cannot be depacketized after all. The note says what a user
	// should know: then why, else what was assumed.
	New func(f Format, pool *depacket.Pool, emit depacket.Emit) (d depacket.Depacketizer, note string)
	// Refusal is why New is nil.
	Refusal string
}

// FileFormat is how the units of an elementary stream are stored in a file.
type FileFormat uint8

// The file formats.
const (
	Rtpdump       FileFormat = iota // no units: packets as they are
	Concatenation                   // units one after another
	ADTS                            // ISO/IEC 14496-3, 1.A.3.2
	IVF
	WAV
	OggOpus   // RFC 7845
	OggVorbis // Vorbis I specification, annex A
	OggSpeex
	AMRStorage // RFC 4867, 5
	ASF
)

// File is the file of an elementary stream.
type File struct {
	Format    FileFormat
	Extension string
	// Variant gives the extension by the first unit, "" for the usual one; nil where there is only one.
	Variant func(unit []byte) string
	// FourCC is the codec in IVF, Tag that in WAV.
	FourCC string
	Tag    uint16
	// Separator is written between two units.
	Separator string
	// Note is what a user should know in order to play the file.
	Note string
}

// ParameterSets says where parameter sets can be.
type ParameterSets uint8

// Where parameter sets can be.
const (
	_            ParameterSets = iota
	SetsNone                   // the codec has none
	SetsInBand                 // in the stream only
	SetsAnywhere               // in the description or in the stream
)

// Packing is how units become samples of a container.
type Packing uint8

// The packings.
const (
	NotPacked   Packing = iota // refused by all containers
	AccessUnits                // video frames as they are
	NALUnits                   // NAL units with their lengths, or with start codes in MPEG-TS
	RawSamples                 // audio as it is
	AACFrames                  // with ADTS headers in MPEG-TS
	MPEGFrames                 // single frames of MPEG audio
	AC3Frames                  // single frames of AC-3 with those that depend on them
	OpusPackets
	VorbisPackets
)

// Samples is how units become samples of a container.
type Samples struct {
	Packing Packing
	// Header reads what containers store apart from the samples, for AccessUnits; Continues reports whether a unit
	// continues the frame before it, nil where it never does. InBand says that MPEG-TS, which stores nothing apart,
	// needs the configuration in the samples.
	Header    func(unit []byte) (config.Header, bool)
	Continues func(unit []byte) bool
	InBand    bool
	// Strip is what units begin with and samples do not have.
	Strip string
	// H265 distinguishes the two codecs of NALUnits.
	H265 bool
	// Bits are those of an audio sample as coded, 0 where that varies; SampleRate is given where it is not the RTP
	// clock rate. Mono says that containers have no place for several channels.
	Bits       int
	SampleRate int
	Mono       bool
	// Described says that the config parameter of the SDP is the decoder configuration as containers store it.
	Described bool
	// Reversed says that the first sample is in the least significant bits of a byte, where containers want it in
	// the most significant ones.
	Reversed bool
}

// Coding is how containers name a codec.
type Coding struct {
	MP4      SampleEntry
	Matroska CodecID
	TS       StreamType
}

// SampleEntry is a sample entry of MP4 (ISO/IEC 14496-12, 8.5.2).
type SampleEntry struct {
	Name string // four characters
	// InBand is its name where parameter sets in the samples differ from those in the entry, "" where it is the same.
	InBand string
	// Config is the box of the decoder configuration, "" for none. Its content is Fixed if given, else the
	// configuration of the track; boxes of the names esds and dOps are made of it.
	Config, Fixed string
	// ObjectType is that of esds (ISO/IEC 14496-1, table 5), LowRate the one below 32 kHz, if it is another.
	ObjectType, LowRate byte
	// SampleSize is the field of an audio entry, where it is not 16.
	SampleSize int
	Refusal    string
}

// CodecID is a codec of Matroska (Matroska Codec Specifications).
type CodecID struct {
	ID string
	// Private says that CodecPrivate is the decoder configuration of the track. With the IDs V_MS/VFW/FOURCC and
	// A_MS/ACM it is a header with FourCC or Tag.
	Private bool
	FourCC  string
	Tag     uint16
	// LittleEndian says that samples of several bytes are stored with the least significant byte first.
	LittleEndian bool
	// PreRoll is how long decoders need to converge, in nanoseconds.
	PreRoll uint64
	Refusal string
}

// StreamType is a stream of MPEG-TS (ISO/IEC 13818-1, table 2-34).
type StreamType struct {
	// Type is the stream type, LowRate the one below 32 kHz, if it is another.
	Type, LowRate byte
	// Registration is the identifier of a registration descriptor, Private says that PES packets are those of private
	// stream 1.
	Registration string
	Private      bool
	// OpusControl says that access units have the control header of Opus, and the stream its descriptor.
	OpusControl bool
	// Whole says that it is a transport stream already: the file is the stream as it was sent.
	Whole   bool
	Refusal string
}

// Browser is what browsers play.
type Browser struct {
	// MIME is the type for a video or audio element and MediaSource, Codecs the beginning of its codecs parameter (RFC
	// 6381), which the decoder configuration completes.
	MIME, Codecs string
	Refusal      string
}
