package elementary

import (
	"rtspect/asf"
	"rtspect/bitstream"
	"rtspect/codec"
	"rtspect/depacket"
	"rtspect/export/media/container"
	"rtspect/export/media/store"
	"rtspect/sdpview"
)

// writer stores the units of one track in a file format. Times are in ticks of the RTP clock since the first unit, gaps
// included.
type writer interface {
	unit(f *store.File, u *depacket.Unit, time int64)
	finish(f *store.File)
}

// newWriter makes the writer for the file format of a codec. silent is how many bytes of silence may replace what is
// missing, nil for none.
func newWriter(c *codec.Codec, f *sdpview.Format, media depacket.Depacketizer, asfHeader []byte, silent *int64) writer {
	rate, channels := codec.ClockRate(f, c.ClockRate), max(1, f.Channels)
	switch c.File.Format {
	case codec.ADTS:
		return &adtsWriter{config: media.(configured).Config}
	case codec.IVF:
		return &ivfWriter{IVF: container.IVF{FourCC: c.File.FourCC, ClockRate: rate}}
	case codec.WAV:
		w := &wavWriter{room: silent, silent: silence(c.File.Tag, c.Samples.Bits), WAV: container.WAV{Format: c.File.Tag, Channels: channels, SampleRate: rate, BitsPerSample: c.Samples.Bits}}
		if c.Samples.Bits > 8 {
			w.swap = c.Samples.Bits / 8
		}
		return w
	case codec.OggOpus:
		channels, mapping, _ := codec.OpusMapping(f)
		return newOgg(48000, container.AppendOpusHead(nil, channels, mapping), container.AppendOpusTags(nil))
	case codec.OggVorbis:
		w := newOgg(rate)
		w.unknown = true
		return w
	case codec.OggSpeex:
		header, comment := container.SpeexHeaders(rate, channels, codec.SpeexFrames(f))
		return newOgg(rate, header, comment)
	case codec.AMRStorage:
		magic := "#!" + c.Name + "\n"
		if f.Channels > 1 { // RFC 4867, 5.1
			magic = "#!" + c.Name + "_MC1.0\n\x00\x00\x00" + string(rune(f.Channels&15))
		}
		return &concatenation{magic: magic}
	case codec.ASF:
		return &asfWriter{header: asfHeader, size: int(asf.ParseHeader(asfHeader).File.MaxPacketSize)}
	}
	return &concatenation{separator: c.File.Separator}
}

// configured is a depacketizer that knows the configuration of the decoder.
type configured interface {
	Config() (bitstream.AudioConfig, bool)
}

// discard stores nothing.
type discard struct{}

func (discard) unit(*store.File, *depacket.Unit, int64) {}
func (discard) finish(*store.File)                      {}

// concatenation stores units one after another, after a magic number where the format has one.
type concatenation struct {
	magic     string
	separator string // between two units
	begun     bool
}

func (s *concatenation) unit(f *store.File, u *depacket.Unit, _ int64) {
	if !s.begun && s.magic != "" {
		f.Write([]byte(s.magic))
	}
	if s.begun && s.separator != "" {
		f.Write([]byte(s.separator))
	}
	s.begun = true
	f.Write(u.Data)
}

func (s *concatenation) finish(*store.File) {}

// adtsWriter stores AAC as ADTS.
type adtsWriter struct {
	config func() (bitstream.AudioConfig, bool)
	head   [7]byte
	// refused counts frames that are too long for ADTS, or of an audio object type that it has no place for.
	refused int64
}

func (s *adtsWriter) unit(f *store.File, u *depacket.Unit, _ int64) {
	c, ok := s.config()
	if !ok || c.ObjectType < 1 || c.ObjectType > 4 || len(u.Data) > container.MaxADTSFrame {
		s.refused++
		return
	}
	h := container.ADTS{ObjectType: c.ObjectType, RateIndex: c.RateIndex(), Channels: c.Channels & 7}
	f.Write(h.AppendHeader(s.head[:0], len(u.Data)))
	f.Write(u.Data)
}

func (s *adtsWriter) finish(*store.File) {}

// ivfWriter stores video frames as IVF. Its header is completed at the end.
type ivfWriter struct {
	container.IVF
	last int64
	head [container.IVFHeaderSize]byte
}

func (s *ivfWriter) unit(f *store.File, u *depacket.Unit, time int64) {
	if s.Frames == 0 {
		f.Write(s.AppendHeader(s.head[:0]))
	} else if time <= s.last {
		time = s.last + 1 // players reject times that do not increase
	}
	s.last = time
	if u.Width > 0 && u.Height > 0 && s.Width == 0 {
		s.Width, s.Height = u.Width, u.Height
	}
	s.Frames++
	f.Write(container.AppendIVFFrame(s.head[:0], len(u.Data), time))
	f.Write(u.Data)
}

func (s *ivfWriter) finish(f *store.File) {
	if s.Frames > 0 {
		f.Patch(s.AppendHeader(s.head[:0]))
	}
}

// asfWriter stores ASF data packets behind the header that the SDP gave, which is completed at the end.
type asfWriter struct {
	header  []byte // as the SDP carries it
	size    int    // of a data packet
	packets uint64
	padded  []byte
}

func (s *asfWriter) unit(f *store.File, u *depacket.Unit, _ int64) {
	b, ok := asf.Pad(s.padded[:0], u.Data, s.size)
	if !ok || u.Damaged {
		return // a file has no place for it
	}
	s.padded = b
	if s.packets == 0 {
		h, _ := asf.FileHeader(s.header, 0)
		f.Write(h)
	}
	s.packets++
	f.Write(b)
}

func (s *asfWriter) finish(f *store.File) {
	if h, ok := asf.FileHeader(s.header, s.packets); ok && s.packets > 0 {
		f.Patch(h)
	}
}
