package container

import "rtspect/codec"

// The containers.
const (
	FormatMP4      = "mp4"
	FormatMatroska = "mkv"
	FormatTS       = "ts"
)

// MaxTracks is how many tracks a file may have.
const MaxTracks = 32

// Track is one stream of a muxed file. Samples of H.264 and H.265 are access units whose NAL units each have their length
// before them, in 4 bytes (in MPEG-TS: start codes); of AAC raw access units (in MPEG-TS: with ADTS headers); of all
// others what the elementary stream has.
type Track struct {
	// Coding is how the containers name the codec: columns of its row in the codec table.
	codec.Coding
	Video     bool // else audio
	Timescale int  // ticks per second
	Width     int
	Height    int
	// SampleRate (Hz), Channels and Bits (of a sample as coded) are of audio.
	SampleRate, Channels, Bits int
	// Private is the configuration of the decoder: an avcC, hvcC or av1C record, the content of vpcC, an
	// AudioSpecificConfig, OpusHead, the three headers of Vorbis laced as in Matroska, the headers of MPEG video; of AC-3
	// the content of dac3, of E-AC-3 of dec3.
	Private []byte
	// InBand says that parameter sets in the samples differ from those in Private.
	InBand bool
	// Bitrate is the mean, in bit/s.
	Bitrate int
	Samples int64
	End     int64 // in ticks, where the last sample ends
	// There is no language: RTP does not carry it.
}

// Sample is a coded frame. Times are in ticks of its track.
type Sample struct {
	Track    int
	PTS, DTS int64 // none is negative; DTS ≤ PTS, and increases within a track
	Duration int64 // to the next sample of the track
	Size     int
	Key      bool
}

// Samples walks through the samples of all tracks in the order of DTS.
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

// counter is an Output that only counts.
type counter int64

func (c *counter) Write(b []byte)  { *c += counter(len(b)) }
func (c *counter) Copy(_, n int)   { *c += counter(n) }
func (c *counter) take() (n int64) { n, *c = int64(*c), 0; return n }

func seconds(ticks int64, scale int) float64 {
	return float64(ticks) / float64(max(1, scale))
}

// firstVideo is the index of the first track of video, 0 without any.
func firstVideo(tracks []Track) int {
	for i := range tracks {
		if tracks[i].Video {
			return i
		}
	}
	return 0
}

// lowRate is the sample rate, in Hz, below which MPEG audio is that of MPEG-2.
const lowRate = 32000

// byRate chooses between two codes of a codec by the sample rate; low is 0 where there is one only.
func (t *Track) byRate(usual, low byte) byte {
	if low != 0 && t.SampleRate < lowRate {
		return low
	}
	return usual
}

// Refusal is why a container has no place for a codec, "" if it has.
func Refusal(format string, c *codec.Coding) string {
	switch format {
	case FormatMP4:
		return c.MP4.Refusal
	case FormatTS:
		return c.TS.Refusal
	}
	return c.Matroska.Refusal
}
