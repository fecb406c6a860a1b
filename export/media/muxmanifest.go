package media

import (
	"fmt"
	"path/filepath"
	"strconv"
)

// MuxEntry is a muxed file, or what became none (Reason then says why).
type MuxEntry struct {
	File      string  `json:"file,omitempty"`
	Reason    string  `json:"reason,omitempty"`
	Session   string  `json:"session,omitempty"`
	Container string  `json:"container"`
	Bytes     int64   `json:"bytes"`
	SHA256    string  `json:"sha256,omitempty"`
	Start     string  `json:"start,omitempty"` // wall clock at time 0
	DurationS float64 `json:"duration_s,omitempty"`
	// Streams are its tracks in their order.
	Streams []MuxStream `json:"streams,omitempty"`
	LeftOut []MuxLeft   `json:"left_out,omitempty"`
	Steps   []MuxStep   `json:"discontinuities,omitempty"`
	Notes   []string    `json:"notes,omitempty"`
}

// MuxStream is a track of a muxed file.
type MuxStream struct {
	Media    *int     `json:"media,omitempty"`
	Type     string   `json:"type,omitempty"`
	SSRCs    []string `json:"ssrcs"`
	Encoding string   `json:"encoding"`
	// TiedBy says what its place in time relies on: "sender-reports", "onvif-replay" (the header
	// extension), "rtp-info" or "arrival".
	TiedBy    string  `json:"tied_by,omitempty"`
	StartS    float64 `json:"start_s"` // of its first sample in the file
	DurationS float64 `json:"duration_s"`
	Samples   int64   `json:"samples"`
	Keyframes int64   `json:"keyframes,omitempty"`
	Skipped   int64   `json:"dropped_before_keyframe,omitempty"`
	Retimed   int64   `json:"retimed,omitempty"`
	Bytes     int64   `json:"bytes"`
	Width     int     `json:"width,omitempty"`
	Height    int     `json:"height,omitempty"`
}

// MuxLeft is what a muxed file does not hold.
type MuxLeft struct {
	Media    *int   `json:"media,omitempty"`
	Type     string `json:"type,omitempty"`
	SSRC     string `json:"ssrc,omitempty"`
	Encoding string `json:"encoding,omitempty"`
	Reason   string `json:"reason"`
}

// MuxStep is a place where the RTP timestamps of a track begin anew (a seek, another SSRC): the file goes on
// at the wall clock.
type MuxStep struct {
	Media   *int    `json:"media,omitempty"`
	SSRC    string  `json:"ssrc"`
	AtS     float64 `json:"at_s"`
	RTPTime uint32  `json:"rtp_ts"`
	GapS    float64 `json:"gap_s"` // to the end of what was before
	TiedBy  string  `json:"tied_by"`
}

// muxStep is a step of a track, in seconds of the file.
type muxStep struct {
	segment *muxSegment
	at, gap float64
}

// maxSteps bounds the steps that are told of a file.
const maxSteps = 1000

// step notes where a segment begins anew.
func (f *muxFile) step(g *muxSegment, zero float64) {
	if g.previous == nil || len(f.steps) >= maxSteps {
		return
	}
	m := g.part.track
	begin := g.tie.anchor + m.ns(g.tie.earliest-g.ticks)
	end := g.previous.tie.anchor + m.ns(g.previous.tie.end-g.previous.ticks)
	f.steps = append(f.steps, muxStep{g, (begin - zero) / 1e9, (begin - end) / 1e9})
}

// publish gives the file its name and enters it in the manifest.
func (f *muxFile) publish() error {
	x := f.x
	e := MuxEntry{Container: x.Mux, Bytes: f.out.bytes, SHA256: f.out.sum, Notes: f.notes}
	if f.session != nil {
		e.Session = f.session.ID
	}
	for _, l := range f.left {
		e.LeftOut = append(e.LeftOut, l.entry())
		x.tell(fmt.Sprintf("%s: %s left out: %s", f.name, l.name(), l.reason))
	}
	f.entries(&e)
	if f.out.bytes == 0 {
		e.Reason = "nothing to put into it"
		x.manifest.Muxed = append(x.manifest.Muxed, e)
		return nil
	}
	e.File = f.name
	if err := x.store.publish(f.out.path, f.name, x.Force); err != nil {
		return err
	}
	x.manifest.Muxed = append(x.manifest.Muxed, e)
	if x.Written != nil {
		x.Written(filepath.Join(x.Dir, f.name), e.Bytes)
	}
	return nil
}

// entries tells of the tracks.
func (f *muxFile) entries(e *MuxEntry) {
	switch {
	case f.copiedTrack != nil:
		t := f.copiedTrack
		s := MuxStream{SSRCs: []string{ssrcText(t.s.src.SSRC)}, Encoding: t.format.Encoding, Samples: t.units, Bytes: f.out.bytes}
		s.Media, s.Type = mediaOf(t.s.media)
		e.Streams = append(e.Streams, s)
		e.Notes = append(e.Notes, "the session's transport stream as it came")
		return
	case f.copiedRaw != nil:
		s := MuxStream{SSRCs: []string{}, Encoding: f.copiedRaw.encoding, Samples: f.copiedRaw.packets, Bytes: f.out.bytes}
		s.Media, s.Type = mediaOf(f.copiedRaw.media)
		e.Streams = append(e.Streams, s)
		e.Notes = append(e.Notes, "the session's transport stream as it came")
		return
	case len(f.tracks) == 0:
		return
	}
	e.Start = timeText(f.start)
	for _, m := range f.tracks {
		s := m.entry()
		e.Streams = append(e.Streams, s)
		e.DurationS = max(e.DurationS, s.StartS+s.DurationS)
	}
	for _, t := range f.steps {
		s := MuxStep{SSRC: ssrcText(t.segment.part.t.s.src.SSRC), AtS: micro(t.at), RTPTime: t.segment.stamp, GapS: micro(t.gap), TiedBy: t.segment.tie.tied}
		s.Media, _ = mediaOf(t.segment.part.track.media)
		e.Steps = append(e.Steps, s)
	}
}

func (m *muxTrack) entry() MuxStream {
	t, d := &m.timing, &m.described
	seconds := func(ticks int64) float64 { return micro(float64(ticks) / float64(m.rate)) }
	s := MuxStream{Encoding: m.parts[0].t.format.Encoding, StartS: seconds(t.first - t.origin), DurationS: seconds(d.End - t.first),
		Samples: t.samples, Skipped: t.skipped, Retimed: t.retimed, Bytes: t.bytes, Width: d.Width, Height: d.Height, SSRCs: []string{}}
	s.Media, s.Type = mediaOf(m.media)
	if d.Codec.Video() {
		s.Keyframes = t.keys
	}
	for _, p := range m.parts {
		s.SSRCs = append(s.SSRCs, ssrcText(p.t.s.src.SSRC))
	}
	for _, g := range m.segments {
		if g.kept {
			s.TiedBy = g.tie.tied
			break
		}
	}
	return s
}

func (l *muxLeft) entry() MuxLeft {
	e := MuxLeft{Encoding: l.encoding, Reason: l.reason}
	e.Media, e.Type = mediaOf(l.media)
	if l.stream != nil {
		e.SSRC = ssrcText(l.stream.SSRC)
	}
	return e
}

// name says in words what is left out.
func (l *muxLeft) name() string {
	name := "a stream"
	if l.media != nil {
		name = "media " + strconv.Itoa(l.media.Index)
	}
	if l.stream != nil {
		name += ", " + ssrcText(l.stream.SSRC)
	}
	if l.encoding != "" {
		name += " (" + l.encoding + ")"
	}
	return name + " is"
}

func (x *exporter) tell(text string) {
	if x.Told != nil {
		x.Told(text)
	}
}
