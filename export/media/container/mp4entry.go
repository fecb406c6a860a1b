package container

import (
	"encoding/binary"

	"github.com/Eyevinn/mp4ff/mp4"
)

// MaxMP4Rate is the highest sample rate, in Hz, that a sample entry of PCM can express.
const MaxMP4Rate = 1<<16 - 1

// sampleEntry is the sample entry of the track (ISO/IEC 14496-12, 8.5.2).
func (t *Track) sampleEntry() mp4.Box {
	name := t.MP4.Name
	if t.InBand && t.MP4.InBand != "" {
		name = t.MP4.InBand
	}
	config := t.configBox()
	if t.Video {
		e := mp4.CreateVisualSampleEntryBox(name, uint16(t.Width), uint16(t.Height), config)
		e.CompressorName = ""
		return e
	}
	size := 16
	if t.MP4.SampleSize > 0 {
		size = t.MP4.SampleSize
	}
	rate := t.SampleRate
	if rate > MaxMP4Rate { // the decoder configuration has it
		rate = 0
	}
	e := mp4.CreateAudioSampleEntryBox(name, uint16(t.Channels), uint16(size), uint16(rate), nil)
	if config != nil {
		e.Children = append(e.Children, config) // AddChild panics for records that are not of its types
	}
	return e
}

// configBox is the box of the decoder configuration, nil without one. Its content is mostly the record that
// codec/config makes, for Matroska too.
func (t *Track) configBox() mp4.Box {
	b := t.Private
	switch t.MP4.Config {
	case "":
		return nil
	case "esds":
		b = t.esds()
	case "dOps":
		b = opusSpecific(b)
	}
	if t.MP4.Fixed != "" {
		b = []byte(t.MP4.Fixed)
	}
	return mp4.CreateUnknownBox(t.MP4.Config, uint64(8+len(b)), b)
}

// esds is the content of the box with the elementary stream descriptor (ISO/IEC 14496-14, 5.6). That of mp4ff gives a
// descriptor one byte for its size, which configurations of more than 100 bytes exceed.
func (t *Track) esds() []byte {
	stream := byte(4) // visual
	if !t.Video {
		stream = 5
	}
	rate := uint32(t.Bitrate)
	config := []byte{t.byRate(t.MP4.ObjectType, t.MP4.LowRate), stream<<2 | 1, 0, 0, 0}
	config = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(config, rate), rate)
	if len(t.Private) > 0 {
		config = descriptor(config, 5, t.Private)
	}
	es := descriptor([]byte{0, 0, 0}, 4, config)
	es = descriptor(es, 6, []byte{2})
	return descriptor(make([]byte, 4), 3, es) // behind version and flags
}

// descriptor appends a descriptor with its size in 4 bytes (ISO/IEC 14496-1, 8.3.3).
func descriptor(b []byte, tag byte, content []byte) []byte {
	n := len(content)
	b = append(b, tag, byte(n>>21)|0x80, byte(n>>14)|0x80, byte(n>>7)|0x80, byte(n&0x7f))
	return append(b, content...)
}

// opusSpecific is the OpusSpecificBox (Encapsulation of Opus in ISO Base Media File Format, 4.3.2): OpusHead in big
// endian.
func opusSpecific(h []byte) []byte {
	if len(h) < 19 {
		return nil
	}
	b := []byte{0, h[9], h[11], h[10], h[15], h[14], h[13], h[12], h[17], h[16], h[18]}
	return append(b, h[19:]...)
}
