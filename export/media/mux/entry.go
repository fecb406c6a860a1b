package mux

import (
	"math"

	"rtspect/export/media/manifest"
	"rtspect/export/media/store"
	"rtspect/rtpflow"
)

// step is a place where the timestamps of a track restart, in seconds of the file.
type step struct {
	segment *segment
	at, gap float64
}

// maxSteps bounds the steps of a file in its manifest entry.
const maxSteps = 1000

// addStep notes where a segment begins.
func (f *File) addStep(g *segment, zero float64) {
	if g.previous == nil || len(f.steps) >= maxSteps {
		return
	}
	begin, end := g.wall(g.alignment.earliest), g.previous.wall(g.previous.alignment.end)
	f.steps = append(f.steps, step{g, (begin - zero) / 1e9, (begin - end) / 1e9})
}

// Output is the file while it is assembled.
func (f *File) Output() *store.File { return f.out }

// Entry is the manifest entry of the file.
func (f *File) Entry() manifest.MuxEntry {
	e := manifest.MuxEntry{Container: f.env.Format, Bytes: f.out.Bytes(), SHA256: f.out.SHA256(), Notes: f.notes}
	if f.session != nil {
		e.Session = f.session.ID
	}
	for i := range f.left {
		e.LeftOut = append(e.LeftOut, f.left[i].entry())
	}
	switch {
	case f.copied != nil:
		e.Streams = append(e.Streams, f.copiedEntry())
		e.Notes = append(e.Notes, "the session's transport stream as it was sent")
	case len(f.tracks) > 0:
		f.trackEntries(&e)
	}
	if f.out.Bytes() == 0 {
		e.Reason = "nothing to put into it"
	} else {
		e.File = f.Name
	}
	return e
}

func (f *File) copiedEntry() manifest.MuxStream {
	c := f.copied
	s := manifest.MuxStream{SSRCs: []string{}, Encoding: c.Format.Encoding, Samples: c.Units(), Bytes: f.out.Bytes()}
	if c.Stream != nil {
		s.SSRCs = append(s.SSRCs, manifest.SSRCText(c.Stream.SSRC))
	}
	s.Media, s.Type = mediaOf(c.Media)
	return s
}

func (f *File) trackEntries(e *manifest.MuxEntry) {
	e.Start = manifest.TimeText(f.start)
	for _, m := range f.tracks {
		s := m.entry()
		e.Streams = append(e.Streams, s)
		e.DurationS = max(e.DurationS, s.StartS+s.DurationS)
	}
	for _, t := range f.steps {
		g := t.segment
		s := manifest.MuxStep{SSRC: manifest.SSRCText(g.part.source.Stream.SSRC), AtS: micro(t.at), RTPTime: g.stamp, GapS: micro(t.gap), TiedBy: g.alignment.by}
		s.Media, _ = mediaOf(g.part.track.media)
		e.Steps = append(e.Steps, s)
	}
}

func (m *track) entry() manifest.MuxStream {
	t, d := &m.timing, &m.described
	seconds := func(ticks int64) float64 { return micro(float64(ticks) / float64(m.rate)) }
	s := manifest.MuxStream{
		Encoding: m.parts[0].source.Format.Encoding, StartS: seconds(t.first - t.origin), DurationS: seconds(d.End - t.first),
		Samples: t.samples, Skipped: t.skipped, Retimed: t.retimed, Bytes: t.bytes, Width: d.Width, Height: d.Height, SSRCs: []string{},
	}
	s.Media, s.Type = mediaOf(m.media)
	if m.video {
		s.Keyframes = t.keys
	}
	for _, p := range m.parts {
		s.SSRCs = append(s.SSRCs, manifest.SSRCText(p.source.Stream.SSRC))
	}
	for _, g := range m.segments {
		if g.kept {
			s.TiedBy = g.alignment.by
			break
		}
	}
	return s
}

func (l *leftOut) entry() manifest.MuxLeft {
	e := manifest.MuxLeft{Encoding: l.encoding, Reason: l.reason}
	e.Media, e.Type = mediaOf(l.media)
	if l.stream != nil {
		e.SSRC = manifest.SSRCText(l.stream.SSRC)
	}
	return e
}

// mediaOf is how a manifest names a media.
func mediaOf(m *rtpflow.Media) (index *int, typ string) {
	if m == nil {
		return nil, ""
	}
	i := m.Index
	return &i, m.Type
}

// micro rounds seconds to microseconds.
func micro(s float64) float64 { return math.Round(s*1e6) / 1e6 }
