package media

import (
	"rtspect/asf"
	"rtspect/bitstream"
	"rtspect/depacket"
	"rtspect/export/media/container"
)

// sink stores the units of one medium in a file format. Times are in ticks of the RTP clock since the
// first unit, gaps and all.
type sink interface {
	unit(f *file, u *depacket.Unit, time int64)
	finish(f *file)
}

// rawSink stores units one after another, after a magic number where the format has one.
type rawSink struct {
	magic string
	// between stands between two units.
	between string
	begun   bool
}

func (s *rawSink) unit(f *file, u *depacket.Unit, _ int64) {
	if !s.begun && s.magic != "" {
		f.Write([]byte(s.magic))
	}
	if s.begun && s.between != "" {
		f.Write([]byte(s.between))
	}
	s.begun = true
	f.Write(u.Data)
}

func (s *rawSink) finish(*file) {}

// adtsSink stores AAC as ADTS.
type adtsSink struct {
	config func() (bitstream.AudioConfig, bool)
	head   [7]byte
	// refused counts frames that are too long for ADTS.
	refused int64
}

func (s *adtsSink) unit(f *file, u *depacket.Unit, _ int64) {
	c, ok := s.config()
	if !ok || len(u.Data) > container.MaxADTSFrame {
		s.refused++
		return
	}
	h := container.ADTS{ObjectType: c.ObjectType, RateIndex: c.RateIndex(), Channels: c.Channels & 7}
	f.Write(h.AppendHeader(s.head[:0], len(u.Data)))
	f.Write(u.Data)
}

func (s *adtsSink) finish(*file) {}

// ivfSink stores video frames as IVF; its header is completed at the end.
type ivfSink struct {
	container.IVF
	last int64
	head [container.IVFHeaderSize]byte
}

func (s *ivfSink) unit(f *file, u *depacket.Unit, time int64) {
	if s.Frames == 0 {
		f.Write(s.AppendHeader(s.head[:0]))
	} else if time <= s.last {
		time = s.last + 1 // players take times that do not grow for an error
	}
	s.last = time
	if u.Width > 0 && u.Height > 0 && s.Width == 0 {
		s.Width, s.Height = u.Width, u.Height
	}
	s.Frames++
	f.Write(container.AppendIVFFrame(s.head[:0], len(u.Data), time))
	f.Write(u.Data)
}

func (s *ivfSink) finish(f *file) {
	if s.Frames > 0 {
		f.patch(s.AppendHeader(s.head[:0]))
	}
}

// wavSink stores samples as WAV; its header is completed at the end.
type wavSink struct {
	container.WAV
	swap    int // bytes of a sample, where their order is to be changed
	begun   bool
	scratch []byte
	head    [container.WAVHeaderSize]byte
}

func (s *wavSink) unit(f *file, u *depacket.Unit, _ int64) {
	if !s.begun {
		f.Write(s.AppendHeader(s.head[:0]))
		s.begun = true
	}
	b := u.Data
	if s.swap > 1 {
		s.scratch = container.AppendSwapped(s.scratch[:0], b, s.swap)
		b = s.scratch
	}
	s.Bytes += int64(len(b))
	f.Write(b)
}

func (s *wavSink) finish(f *file) {
	if !s.begun {
		return
	}
	if s.Bytes&1 == 1 {
		f.Write([]byte{0})
	}
	f.patch(s.AppendHeader(s.head[:0]))
}

// asfSink stores ASF data packets behind the header that the SDP gave; it is completed at the end.
type asfSink struct {
	header  []byte // as the SDP carries it
	size    int    // of a data packet
	packets uint64
	scratch []byte
}

func (s *asfSink) unit(f *file, u *depacket.Unit, _ int64) {
	b, ok := asf.Pad(s.scratch[:0], u.Data, s.size)
	if !ok || u.Damaged {
		return // it cannot stand in a file
	}
	s.scratch = b
	if s.packets == 0 {
		h, _ := asf.FileHeader(s.header, 0)
		f.Write(h)
	}
	s.packets++
	f.Write(b)
}

func (s *asfSink) finish(f *file) {
	if h, ok := asf.FileHeader(s.header, s.packets); ok && s.packets > 0 {
		f.patch(h)
	}
}
