package container

// Codec is what a track of a muxed file holds.
type Codec uint8

// The codecs. Samples of H264 and H265 are access units whose NAL units each have their length before
// them, in 4 bytes (in MPEG-TS: start codes); of AAC raw access units (in MPEG-TS: with ADTS headers);
// of all others what the elementary stream holds.
const (
	H264 Codec = iota + 1
	H265
	VP8
	VP9
	AV1
	MPEG4Visual
	MPEG1Video
	MPEG2Video
	H263
	MotionJPEG
	AAC
	MP1
	MP2
	MP3
	AC3
	EAC3
	Opus
	Vorbis
	PCMLittle // signed, the least significant byte first; unsigned where a sample has 8 bits
	PCMBig    // signed, the most significant byte first
	MuLaw
	ALaw
	G722
	G726 // the first sample in the most significant bits
	AMR
	AMRWB
)

// Video reports whether the codec is one of pictures.
func (c Codec) Video() bool { return c <= MotionJPEG }

// MaxTracks is how many tracks a file may have.
const MaxTracks = 32

// Track is one stream of a muxed file.
type Track struct {
	Codec     Codec
	Timescale int // ticks in a second
	Width     int
	Height    int
	// SampleRate (Hz), Channels and Bits (of a sample, as coded) are of audio.
	SampleRate, Channels, Bits int
	// Private is the configuration of the decoder: an avcC, hvcC or av1C record, the content of vpcC,
	// an AudioSpecificConfig, OpusHead, the three headers of Vorbis laced as Matroska has them, the
	// headers of MPEG video; of AC-3 the content of dac3, of E-AC-3 of dec3.
	Private []byte
	// InBand says that parameter sets in the samples differ from those in Private.
	InBand bool
	// Bitrate is the mean, in bits a second.
	Bitrate int
	Samples int64
	End     int64 // in ticks, where the last sample ends
	// Language is not known: RTP does not tell it.
}

// Sample is a coded picture or frame of audio. Times are in ticks of its track.
type Sample struct {
	Track    int
	PTS, DTS int64 // none is negative; DTS ≤ PTS, and grows within a track
	Duration int64 // to the next sample of the track
	Size     int
	Key      bool
}

// Samples goes through the samples of all tracks in the order of DTS.
type Samples interface {
	Next() (s Sample, ok bool)
}

// Output takes the bytes of a file in their order.
type Output interface {
	// Write takes bytes of the format.
	Write(b []byte)
	// Copy takes the next n bytes of the samples of a track.
	Copy(track, n int)
}

// measure is an Output that only counts.
type measure int64

func (m *measure) Write(b []byte)  { *m += measure(len(b)) }
func (m *measure) Copy(_, n int)   { *m += measure(n) }
func (m *measure) take() (n int64) { n, *m = int64(*m), 0; return n }
func seconds(ticks int64, scale int) float64 {
	return float64(ticks) / float64(max(1, scale))
}

// Refusal says why a container has no place for a codec, "" if it has.
func Refusal(format string, c Codec) string {
	switch format {
	case "mp4":
		switch c {
		case Vorbis, G722, G726:
			return "MP4 has no place for it that players know; mkv has"
		}
	case "ts":
		switch c {
		case H264, H265, MPEG1Video, MPEG2Video, MPEG4Visual, AAC, MP1, MP2, MP3, AC3, EAC3, Opus:
		default:
			return "MPEG-TS has no place for it; mkv has"
		}
	}
	return ""
}
