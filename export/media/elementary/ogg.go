package elementary

import (
	"bytes"

	"rtspect/depacket"
	"rtspect/export/media/container"
	"rtspect/export/media/store"
	"rtspect/payload"
)

// Bounds of an Ogg page: how long it may be, in bytes and in seconds.
const (
	oggPageBytes   = 4 << 10
	oggPageSeconds = 1
)

// oggWriter stores packets of audio in Ogg. The positions are RTP times, so that a gap in them is a gap in the file.
type oggWriter struct {
	container.Ogg
	headers [][]byte // the first on a separate page
	// rate is the clock of RTP and positions; positions count from the first unit.
	rate  int64
	begun bool
	dst   []byte
	first int64 // time at the beginning of the page
	end   int64 // time at the end of the last packet
	// unknown says that the duration of a packet is unknown until the next one.
	unknown bool
	length  int64 // of the packet before, in place of an unknown duration
	start   int64 // of the packet before
}

func newOgg(rate int, headers ...[]byte) *oggWriter {
	return &oggWriter{Ogg: container.Ogg{Serial: 1}, rate: int64(rate), headers: headers}
}

func (s *oggWriter) unit(f *store.File, u *depacket.Unit, time int64) {
	if u.Parameters && s.begun {
		return
	}
	if u.Parameters && payload.IsOpusHeader(u.Data) {
		i := 0
		if u.Data[4] == 'T' {
			i = 1
		}
		s.headers[i] = bytes.Clone(u.Data)
		return
	}
	if u.Parameters {
		s.headers = append(s.headers, bytes.Clone(u.Data))
		return
	}
	if !s.begun {
		s.begin(f)
		s.first, s.end = time, time
	}
	s.dst = s.dst[:0]
	if s.unknown && time > s.start {
		s.length = min(time-s.start, s.rate)
		s.SetGranule(s.start + s.length)
		s.end = s.start + s.length
	}
	// A gap ends the page, so that the position before it is in the file.
	if time > s.end+s.rate/100 || s.Pending() > oggPageBytes || time-s.first >= oggPageSeconds*s.rate {
		s.dst = s.Flush(s.dst, false)
		s.first = time
	}
	s.start = time
	s.end = max(s.end, time+int64(u.Duration))
	if s.unknown {
		s.end = max(s.end, time+s.length)
	}
	s.dst = s.AppendPacket(s.dst, u.Data, s.end)
	f.Write(s.dst)
}

// begin writes the headers.
func (s *oggWriter) begin(f *store.File) {
	s.begun = true
	for i, h := range s.headers {
		s.dst = s.AppendPacket(s.dst, h, 0)
		if i == 0 {
			s.dst = s.Flush(s.dst, false)
		}
	}
	s.dst = s.Flush(s.dst, false)
	f.Write(s.dst)
}

func (s *oggWriter) finish(f *store.File) {
	if s.begun {
		f.Write(s.Flush(s.dst[:0], true))
	}
}
