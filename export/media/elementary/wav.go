package elementary

import (
	"bytes"
	"fmt"

	"rtspect/depacket"
	"rtspect/export/media/container"
	"rtspect/export/media/store"
)

// Bounds of the silence that stands for what is missing, against timestamps that no recording explains.
const (
	maxGap = 3600 // seconds of one gap
	// MaxSilence is how many bytes of silence an export may write.
	MaxSilence = 1 << 31
)

// wavWriter stores samples as WAV, at their times: loss and silence suppression leave gaps, which silence fills. Its header is
// completed at the end.
type wavWriter struct {
	container.WAV
	swap    int    // bytes of a sample, where their order is to be reversed
	silent  byte   // what silence consists of
	room    *int64 // bytes of silence that the export may still write; nil where gaps are closed up
	begun   bool
	swapped []byte
	head    [container.WAVHeaderSize]byte

	gaps, filled int64 // gaps that were filled, and with how many bytes
	closed       int64 // gaps that were not filled
}

func (s *wavWriter) unit(f *store.File, u *depacket.Unit, time int64) {
	if !s.begun {
		f.Write(s.AppendHeader(s.head[:0]))
		s.begun = true
	}
	b := u.Data
	if s.swap > 1 {
		s.swapped = container.AppendSwapped(s.swapped[:0], b, s.swap)
		b = s.swapped
	}
	s.fill(f, time, int64(len(b)))
	s.Bytes += int64(len(b))
	f.Write(b)
}

// frame is the size of the samples of one instant.
func (s *wavWriter) frame() int64 { return int64(max(1, s.Channels*s.BitsPerSample/8)) }

// fill writes silence up to a time in ticks. Timestamps may be off by less than half a unit, of so many bytes.
func (s *wavWriter) fill(f *store.File, time, unit int64) {
	gap := time*s.frame() - s.Bytes
	if gap <= 0 || 2*gap < unit && gap < int64(s.SampleRate)*s.frame()/100 {
		return
	}
	if s.room == nil || gap > *s.room || gap > maxGap*int64(s.SampleRate)*s.frame() {
		s.closed++
		return
	}
	*s.room -= gap
	s.gaps++
	s.filled += gap
	s.Bytes += gap
	silence := bytes.Repeat([]byte{s.silent}, int(min(gap, 1<<14)))
	for ; gap > 0; gap -= int64(len(silence)) {
		f.Write(silence[:min(gap, int64(len(silence)))])
	}
}

func (s *wavWriter) finish(f *store.File) {
	if !s.begun {
		return
	}
	if s.Bytes&1 == 1 {
		f.Write([]byte{0})
	}
	f.Patch(s.AppendHeader(s.head[:0]))
}

// seconds is how long the file plays.
func (s *wavWriter) seconds() float64 {
	return float64(s.Bytes/s.frame()) / float64(max(1, s.SampleRate))
}

// note is what a user should know about the time line of the file.
func (s *wavWriter) note() string {
	seconds := float64(s.filled/s.frame()) / float64(max(1, s.SampleRate))
	switch {
	case s.closed > 0 && s.room != nil:
		return fmt.Sprintf("gaps filled with silence: %d (%.3f s); too long to be filled: %d", s.gaps, seconds, s.closed)
	case s.gaps > 0:
		return fmt.Sprintf("gaps filled with silence: %d (%.3f s)", s.gaps, seconds)
	case s.closed > 0:
		return "gaps were closed up: the file is shorter than the recording"
	}
	return ""
}

// silence is the byte of which the silence of a format tag consists (G.711, RFC 3551, 4.5.9 to 4.5.14).
func silence(tag uint16, bits int) byte {
	switch {
	case tag == 7: // µ-law
		return 0xff
	case tag == 6: // A-law
		return 0xd5
	case bits == 8: // offset binary
		return 0x80
	}
	return 0
}
