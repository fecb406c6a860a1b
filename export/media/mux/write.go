package mux

import (
	"bufio"
	"io"
	"os"

	"rtspect/export/media/container"
)

// Write writes the file from what was spooled.
func (f *File) Write() error {
	if f.copied != nil {
		return f.writeCopy()
	}
	defer f.removeSpools()
	if err := f.choose(); err != nil || len(f.tracks) == 0 {
		return err
	}
	f.align()
	var tracks []container.Track
	for _, m := range f.tracks {
		if err := m.settle(); err != nil {
			return f.env.Store.Fail(err)
		}
		m.described.Samples = m.timing.samples
		tracks = append(tracks, m.described)
	}
	out := &output{f: f}
	defer out.close()
	if err := out.open(); err != nil {
		return f.env.Store.Fail(err)
	}
	switch f.env.Format {
	case container.FormatMatroska:
		k := container.Matroska{Tracks: tracks, Start: f.start, Program: f.env.Program}
		k.Write(out, out.samples)
	case container.FormatTS:
		s := container.TS{Tracks: tracks}
		s.Write(out, out.samples)
	default:
		k := container.MP4{Tracks: tracks}
		for _, m := range f.tracks {
			k.Shift = append(k.Shift, m.timing.origin)
		}
		k.Write(out, out.samples)
	}
	if out.err != nil {
		return f.env.Store.Fail(out.err)
	}
	return nil
}

func (f *File) removeSpools() {
	for _, m := range f.tracks {
		m.removeSpools()
	}
}

func (m *track) removeSpools() {
	m.data.Remove()
	m.records.Remove()
	if m.timing.final != nil {
		m.timing.final.Remove()
	}
}

// choose leaves out the tracks of which nothing can be made, and surveys the others.
func (f *File) choose() error {
	kept := f.tracks[:0]
	for _, m := range f.tracks {
		reason, err := m.complete()
		if err != nil {
			return err
		}
		if reason == "" {
			kept = append(kept, m)
			continue
		}
		for _, p := range m.parts {
			f.Leave(p.source, reason)
		}
		m.removeSpools()
	}
	f.tracks = kept
	return nil
}

// complete surveys a track that has been spooled; reason says why it cannot be in the file.
func (m *track) complete() (reason string, err error) {
	m.release()
	m.data.Flush()
	m.records.Flush()
	if err := m.file.env.Store.Err(); err != nil {
		return "", err
	}
	if m.records.Bytes() == 0 {
		if m.parts[0].packets > 0 {
			return m.explain("no complete unit"), nil
		}
		return m.explain("no packets"), nil
	}
	if err := m.survey(); err != nil {
		return "", m.file.env.Store.Fail(err)
	}
	return m.explain(""), nil
}

// explain completes the description of a track that has samples.
func (m *track) explain(reason string) string {
	m.described.Timescale = int(m.rate)
	if n := m.length(); n > 0 {
		m.described.Bitrate = int(float64(m.timing.bytes) * 8 / n)
	}
	if reason == "" {
		reason = m.pack.describe(&m.described)
	}
	return reason
}

// length is how long the segments of the track are together, in seconds.
func (m *track) length() (s float64) {
	for _, g := range m.segments {
		if g.kept {
			s += float64(g.alignment.end-g.alignment.earliest) / float64(m.rate)
		}
	}
	return s
}

// writeCopy makes the file of a transport stream as it was sent.
func (f *File) writeCopy() error {
	from := f.copied.Elementary
	from.Flush()
	if err := f.env.Store.Err(); err != nil || from.Bytes() == 0 {
		return err
	}
	in, err := from.Open()
	if err != nil {
		return f.env.Store.Fail(err)
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
			return f.env.Store.Fail(err)
		}
	}
}

// output takes a file from a container, and the data of its samples from where they were spooled.
type output struct {
	f      *File
	data   []*bufio.Reader
	opened []*os.File
	buf    []byte
	err    error
}

func (o *output) open() error {
	for _, m := range o.f.tracks {
		in, err := m.data.Open()
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

func (o *output) close() {
	for _, in := range o.opened {
		in.Close()
	}
}

// Write takes bytes of the format.
func (o *output) Write(b []byte) { o.f.out.Write(b) }

// Copy takes the next n bytes of the samples of a track.
func (o *output) Copy(track, n int) {
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

// merger merges the samples of all tracks in decoding order.
type merger struct {
	o    *output
	in   []*bufio.Reader
	next []container.Sample
	has  []bool
	at   []float64 // seconds
	buf  [finalSize]byte
}

// samples begins a walk through the samples.
func (o *output) samples() container.Samples {
	s := &merger{o: o}
	for i, m := range o.f.tracks {
		in, err := m.timing.final.Open()
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

func (s *merger) read(i int) {
	_, err := io.ReadFull(s.in[i], s.buf[:])
	if s.has[i] = err == nil; err != nil {
		if err != io.EOF {
			s.o.err = err
		}
		return
	}
	n := &s.next[i]
	readSample(n, s.buf[:])
	n.Track = i
	s.at[i] = float64(n.DTS) / float64(s.o.f.tracks[i].rate)
}

// Next returns the next sample.
func (s *merger) Next() (x container.Sample, ok bool) {
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
