package media

import (
	"bufio"
	"io"
	"os"

	"rtspect/export/media/container"
)

// write makes the file of what was spooled.
func (f *muxFile) write() error {
	if f.copied != nil {
		return f.copy()
	}
	defer func() {
		for _, m := range f.tracks {
			m.data.remove()
			m.records.remove()
			if m.timing.final != nil {
				m.timing.final.remove()
			}
		}
	}()
	if err := f.choose(); err != nil || len(f.tracks) == 0 {
		return err
	}
	f.tie()
	var tracks []container.Track
	for _, m := range f.tracks {
		if err := m.settle(); err != nil {
			return writeError(f.x.Dir, err)
		}
		m.described.Samples = m.timing.samples
		tracks = append(tracks, m.described)
	}
	out := &muxOutput{f: f}
	defer out.close()
	if err := out.open(); err != nil {
		return writeError(f.x.Dir, err)
	}
	switch f.x.Mux {
	case "mkv":
		k := container.Matroska{Tracks: tracks, Start: f.start, Program: f.x.Program}
		k.Write(out, out.samples)
	case "ts":
		s := container.TS{Tracks: tracks}
		s.Write(out, out.samples)
	default:
		k := container.MP4{Tracks: tracks}
		for _, m := range f.tracks {
			k.Shift = append(k.Shift, m.timing.origin)
		}
		k.Write(out, out.samples)
	}
	return writeError(f.x.Dir, out.err)
}

// choose leaves out the tracks of which nothing can be made, and surveys the others.
func (f *muxFile) choose() error {
	kept := f.tracks[:0]
	var gone []*muxTrack
	for _, m := range f.tracks {
		m.release()
		m.data.flush()
		m.records.flush()
		if f.x.store.err != nil {
			return f.x.store.err
		}
		reason := "no packets"
		if m.parts[0].t.packets > 0 {
			reason = "no whole unit"
		}
		if m.records.bytes > 0 {
			if err := m.survey(); err != nil {
				return writeError(f.x.Dir, err)
			}
			reason = ""
		}
		m.described.Timescale = int(m.rate)
		if n := m.length(); n > 0 {
			m.described.Bitrate = int(float64(m.timing.bytes) * 8 / n)
		}
		if reason == "" {
			reason = m.pack.describe(&m.described)
		}
		if reason == "" {
			kept = append(kept, m)
			continue
		}
		gone = append(gone, m)
		for _, p := range m.parts {
			f.leave(p.t.s, p.t.format.Encoding, reason)
		}
	}
	for _, m := range gone {
		m.data.remove()
		m.records.remove()
	}
	f.tracks = kept
	return nil
}

// length is how long the segments of the track are together, in seconds.
func (m *muxTrack) length() (s float64) {
	for _, g := range m.segments {
		if g.kept {
			s += float64(g.tie.end-g.tie.earliest) / float64(m.rate)
		}
	}
	return s
}

// copy makes the file of a transport stream as it came.
func (f *muxFile) copy() error {
	f.copied.flush()
	if f.copied.bytes == 0 || f.x.store.err != nil {
		return f.x.store.err
	}
	in, err := os.Open(f.copied.path)
	if err != nil {
		return writeError(f.x.Dir, err)
	}
	defer in.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := in.Read(buf)
		f.out.Write(buf[:n])
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return writeError(f.x.Dir, err)
		}
	}
}

// muxOutput takes a file from a container, and the data of its samples from where they were spooled.
type muxOutput struct {
	f      *muxFile
	data   []*bufio.Reader
	opened []*os.File
	buf    []byte
	err    error
}

func (o *muxOutput) open() error {
	for _, m := range o.f.tracks {
		in, err := os.Open(m.data.path)
		if err != nil {
			return err
		}
		o.opened = append(o.opened, in)
		if _, err := in.Seek(m.timing.skippedBytes, io.SeekStart); err != nil {
			return err
		}
		o.data = append(o.data, bufio.NewReaderSize(in, 32<<10))
	}
	o.buf = make([]byte, 32<<10)
	return nil
}

func (o *muxOutput) close() {
	for _, in := range o.opened {
		in.Close()
	}
}

// Write takes bytes of the format.
func (o *muxOutput) Write(b []byte) { o.f.out.Write(b) }

// Copy takes the next n bytes of the samples of a track.
func (o *muxOutput) Copy(track, n int) {
	for n > 0 && o.err == nil {
		b := o.buf[:min(n, len(o.buf))]
		if _, err := io.ReadFull(o.data[track], b); err != nil {
			o.err = err
			return
		}
		o.f.out.Write(b)
		n -= len(b)
	}
}

// muxSamples merges the samples of all tracks in the order of decoding.
type muxSamples struct {
	o    *muxOutput
	in   []*bufio.Reader
	next []container.Sample
	has  []bool
	at   []float64 // seconds
	buf  [finalSize]byte
}

// samples begins a walk through the samples.
func (o *muxOutput) samples() container.Samples {
	s := &muxSamples{o: o}
	for i, m := range o.f.tracks {
		in, err := os.Open(m.timing.final.path)
		if err != nil {
			o.err = err
			return s
		}
		o.opened = append(o.opened, in)
		s.in = append(s.in, bufio.NewReaderSize(in, 16<<10))
		s.next = append(s.next, container.Sample{})
		s.has = append(s.has, false)
		s.at = append(s.at, 0)
		s.read(i)
	}
	return s
}

func (s *muxSamples) read(i int) {
	_, err := io.ReadFull(s.in[i], s.buf[:])
	if s.has[i] = err == nil; err != nil {
		if err != io.EOF {
			s.o.err = err
		}
		return
	}
	n := &s.next[i]
	getSample(n, s.buf[:])
	n.Track = i
	s.at[i] = float64(n.DTS) / float64(s.o.f.tracks[i].rate)
}

// Next gives the next sample.
func (s *muxSamples) Next() (x container.Sample, ok bool) {
	best := -1
	for i, has := range s.has {
		if has && (best < 0 || s.at[i] < s.at[best]) {
			best = i
		}
	}
	if best < 0 || s.o.err != nil {
		return x, false
	}
	x = s.next[best]
	s.read(best)
	return x, true
}
