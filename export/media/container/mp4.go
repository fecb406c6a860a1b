package container

import (
	"encoding/binary"

	"github.com/Eyevinn/mp4ff/mp4"
)

// Bounds of a fragment: seconds, samples (more in long files), bytes beyond those of one sample.
const (
	fragmentSeconds = 2
	fragmentSamples = 4096
	fragmentBytes   = 32 << 20
)

// maxFragments bounds the entries of the index: its count has 16 bits.
const maxFragments = 1<<16 - 1

// MP4 writes a file in fragments (ISO/IEC 14496-12, 8.8), so that memory does not grow with its length. They are measured
// first, so that an index (sidx) can precede them.
type MP4 struct {
	Tracks []Track
	// Shift is, by track, the time in ticks at which the presentation begins: decoding times are not negative, though
	// frames are decoded before they are displayed.
	Shift []int64

	seconds  float64 // of a fragment
	most     int     // samples in it
	indexed  int
	sequence uint32
	samples  []Sample
	bytes    int
	boxes    []byte
	index    []fragment
}

// fragment is an entry of the index.
type fragment struct {
	size     int64
	time     int64 // of decoding, in ticks of the indexed track
	shown    int64 // earliest presentation
	duration int64
	key      bool
}

// mp4Scale is the timescale of the movie header.
const mp4Scale = 1000

// Write writes the file; samples is called twice, for the same samples.
func (m *MP4) Write(out Output, samples func() Samples) {
	m.plan()
	m.index = m.index[:0]
	var counted counter
	m.fragments(&counted, samples(), func(f fragment) {
		f.size = counted.take()
		m.index = append(m.index, f)
	})
	out.Write(m.head())
	m.fragments(out, samples(), func(fragment) {})
}

// plan chooses the track of the index and how long fragments are.
func (m *MP4) plan() {
	m.indexed = firstVideo(m.Tracks)
	m.seconds = fragmentSeconds
	total := 0.0
	var count int64
	for _, t := range m.Tracks {
		total = max(total, seconds(t.End, t.Timescale))
		count += t.Samples
	}
	// A fragment ends by time or by its number of samples; a third of the index is for either.
	m.seconds = max(m.seconds, total/(maxFragments/3))
	m.most = max(fragmentSamples, int(count/(maxFragments/3)))
}

// fragments writes the samples, and calls each for every fragment that is written.
func (m *MP4) fragments(out Output, samples Samples, each func(fragment)) {
	m.sequence = 0
	m.samples, m.bytes = m.samples[:0], 0
	var begin float64
	for {
		s, ok := samples.Next()
		if !ok {
			break
		}
		t := &m.Tracks[s.Track]
		at := seconds(s.DTS, t.Timescale)
		if len(m.samples) == 0 {
			begin = at
		} else if m.full(&s, at-begin) {
			m.flush(out, each)
			begin = at
		}
		m.samples = append(m.samples, s)
		m.bytes += s.Size
	}
	m.flush(out, each)
}

// full reports whether a sample has to begin another fragment: after some seconds, and with video at a keyframe if one
// comes in time.
func (m *MP4) full(s *Sample, passed float64) bool {
	if len(m.samples) >= m.most || m.bytes+s.Size > fragmentBytes || passed >= 2*m.seconds {
		return true
	}
	if passed < m.seconds/2 {
		return false
	}
	if m.Tracks[m.indexed].Video {
		return s.Track == m.indexed && s.Key
	}
	return passed >= m.seconds
}

// flush writes the fragment.
func (m *MP4) flush(out Output, each func(fragment)) {
	if len(m.samples) == 0 {
		return
	}
	m.sequence++
	f := m.describe()
	m.boxes = m.moof(m.boxes[:0])
	out.Write(m.boxes)
	m.boxes = append(binary.BigEndian.AppendUint32(m.boxes[:0], uint32(8+m.bytes)), "mdat"...)
	out.Write(m.boxes)
	for track := range m.Tracks {
		n := 0
		for i := range m.samples {
			if m.samples[i].Track == track {
				n += m.samples[i].Size
			}
		}
		if n > 0 {
			out.Copy(track, n)
		}
	}
	each(f)
	m.samples, m.bytes = m.samples[:0], 0
}

// describe is the fragment's entry in the index.
func (m *MP4) describe() (f fragment) {
	first := true
	for i := range m.samples {
		s := &m.samples[i]
		if s.Track != m.indexed {
			continue
		}
		if first {
			f.time, f.shown, f.key, first = s.DTS, s.PTS, s.Key, false
		}
		f.shown = min(f.shown, s.PTS)
		f.duration += s.Duration
	}
	return f
}

// Flags of samples (8.8.3.1).
const (
	flagsKey   = 0x02000000 // depends on no other
	flagsDelta = 0x01010000 // depends on others, is no sync sample
)

// moof appends the description of the samples of the fragment.
func (m *MP4) moof(dst []byte) []byte {
	moof := &mp4.MoofBox{}
	offset := 0
	moof.AddChild(mp4.CreateMfhd(m.sequence))
	for track := range m.Tracks {
		video := m.Tracks[track].Video
		var trun *mp4.TrunBox
		size := 0
		for i := range m.samples {
			s := &m.samples[i]
			if s.Track != track {
				continue
			}
			if trun == nil {
				trun = &mp4.TrunBox{Version: 1, DataOffset: int32(offset), Flags: 0x000301} // data offset, durations, sizes
				if video {
					trun.Flags |= 0x000c00 // flags, composition offsets
				}
				traf := &mp4.TrafBox{}
				traf.AddChild(mp4.CreateTfhd(uint32(track + 1)))
				tfdt := mp4.CreateTfdt(uint64(s.DTS))
				tfdt.Version = 1
				traf.AddChild(tfdt)
				traf.AddChild(trun)
				moof.AddChild(traf)
			}
			flags := uint32(flagsDelta)
			if s.Key {
				flags = flagsKey
			}
			trun.AddSample(mp4.NewSample(flags, uint32(min(s.Duration, 1<<32-1)), uint32(s.Size), int32(min(s.PTS-s.DTS, 1<<31-1))))
			size += s.Size
		}
		offset += size
	}
	// The offsets of the data count from the beginning of moof, whose size does not depend on them.
	begin := int32(moof.Size()) + 8
	for _, traf := range moof.Trafs {
		traf.Trun.DataOffset += begin
	}
	return encode(dst, moof)
}
