// Package mux writes the media of a session into one file: MP4, Matroska or MPEG-TS. What is to be muxed is spooled by
// track while the capture is read, data and records apart, so that memory does not grow with it: only when a track is
// complete are its first keyframe, its parameter sets, its decoding delay and its alignment with the other tracks known.
// Then the file is written in one go.
package mux

import (
	"strconv"

	"rtspect/bitstream"
	"rtspect/codec"
	"rtspect/export/media/container"
	"rtspect/export/media/manifest"
	"rtspect/export/media/store"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// Env is what the muxed files of an export share.
type Env struct {
	Format  string // of container
	Store   *store.Store
	Program string
	// KeepDamaged says that nothing is left out before the first keyframe.
	KeepDamaged bool
	scratch     scratch
}

// Source is a stream that is to be muxed: one format of it.
type Source struct {
	Session   *rtpflow.Session // nil for what no signalling explains
	Media     *rtpflow.Media   // nil likewise, and for raw flows of none
	Stream    *rtpflow.Stream  // nil for raw flows
	Format    *sdpview.Format
	Codec     *codec.Codec
	Encrypted bool
	// Depacketized says that units come of it.
	Depacketized bool
	// Config is the configuration of the decoder of AAC; nil for other codecs.
	Config func() (bitstream.AudioConfig, bool)
	// Elementary is the file of the stream, Units how many units it has by now: for transport streams, which are not
	// muxed again.
	Elementary *store.File
	Units      func() int64
}

// File is the file in which the media of a session come together.
type File struct {
	Name    string
	env     *Env
	session *rtpflow.Session
	tracks  []*track
	left    []leftOut
	copied  *Source // a transport stream that is the whole file
	out     *store.File
	start   int64 // wall clock at time 0
	notes   []string
	steps   []step
}

// leftOut is what a muxed file does not have, and why.
type leftOut struct {
	media    *rtpflow.Media
	stream   *rtpflow.Stream // nil for raw flows
	encoding string
	reason   string
}

// joinOverlap is how long, in nanoseconds, two streams of one media may overlap and still follow one another on one
// track.
const joinOverlap = 1e9

// otherMultiplex is why there is nothing beside a transport stream.
const otherMultiplex = "the session's transport stream is a multiplex already and is the whole file"

// NewFile prepares the file of a session, nil for what no signalling explains.
func NewFile(env *Env, session *rtpflow.Session, name string) *File {
	return &File{Name: name, env: env, session: session, out: env.Store.Create()}
}

// Empty reports whether there is nothing to put into the file.
func (f *File) Empty() bool { return len(f.tracks) == 0 && f.copied == nil }

// Leave notes a stream that the file does not have, and why.
func (f *File) Leave(s *Source, reason string) {
	f.left = append(f.left, leftOut{s.Media, s.Stream, s.Format.Encoding, reason})
}

// Add gives a stream its track, and returns the listener that takes its units; nil if the file has no place for it.
func (f *File) Add(s *Source) *Part {
	p, reason := f.add(s)
	if reason != "" {
		f.Leave(s, reason)
	}
	return p
}

func (f *File) add(s *Source) (p *Part, reason string) {
	switch {
	case s.Codec.TS.Whole && s.Depacketized:
		return nil, f.copy(s)
	case s.Encrypted:
		return nil, "the payloads are encrypted (SRTP)"
	case !s.Depacketized && s.Format.Encoding == "":
		return nil, "its encoding is unknown (--codec PT=ENC/RATE sets it)"
	case !s.Depacketized:
		return nil, "its encoding is not depacketized"
	case f.copied != nil:
		return nil, otherMultiplex
	case s.Format.ClockRate <= 0:
		return nil, "its clock rate is unknown"
	}
	pack, reason := newPacker(f.env, s)
	if reason != "" {
		return nil, reason
	}
	for _, m := range f.tracks {
		if m.continues(s) {
			return m.join(s), ""
		}
	}
	if len(f.tracks) >= container.MaxTracks || f.env.Format == container.FormatTS && len(f.tracks) >= container.MaxTSTracks {
		return nil, "the file has as many tracks as it can have"
	}
	m := newTrack(f, s, pack)
	f.tracks = append(f.tracks, m)
	return m.join(s), ""
}

// copy makes a transport stream the file. It fits into no other container, and nothing fits beside it.
func (f *File) copy(s *Source) (reason string) {
	switch {
	case f.env.Format != container.FormatTS:
		return container.Refusal(f.env.Format, &s.Codec.Coding)
	case f.copied != nil:
		return "another transport stream of the session is the file"
	}
	f.copied = s
	for _, m := range f.tracks {
		for _, p := range m.parts {
			p.track = nil
			f.Leave(p.source, otherMultiplex)
		}
	}
	f.tracks = nil
	return ""
}

// track is one track of a muxed file: a stream, or several of one media that follow one another. Its samples wait in two
// files, one of data, one of records that describe them.
type track struct {
	file      *File
	media     *rtpflow.Media
	rate      int64
	pack      packer
	video     bool
	predicted bool // samples depend on earlier ones, back to a keyframe
	data      *store.File
	records   *store.File
	parts     []*Part
	segments  []*segment
	timing    timing
	keys      int64 // samples with which decoding can begin
	described container.Track
	last      record // of the last sample, to which more may be added
	hasLast   bool
	scratch   []byte
	bytes     int64
}

func newTrack(f *File, s *Source, pack packer) *track {
	video := s.Codec.Kind == codec.Video
	return &track{
		file: f, media: s.Media, rate: int64(s.Format.ClockRate), pack: pack, video: video, predicted: s.Codec.Predicted,
		described: container.Track{Coding: s.Codec.Coding, Video: video},
		data:      f.env.Store.CreateTemporary(), records: f.env.Store.CreateTemporary(),
	}
}

// continues reports whether a stream may follow those of the track.
func (m *track) continues(s *Source) bool {
	last := m.parts[len(m.parts)-1].source
	a, b := last.Format, s.Format
	return m.media == s.Media && s.Media != nil && a.Encoding == b.Encoding && a.ClockRate == b.ClockRate && a.FmtpText == b.FmtpText &&
		last.Stream.Direction == s.Stream.Direction && s.Stream.Start >= last.Stream.End-joinOverlap
}

func (m *track) join(s *Source) *Part {
	p := newPart(m, s)
	m.parts = append(m.parts, p)
	return p
}

// ns is the duration of ticks in nanoseconds.
func (m *track) ns(ticks int64) float64 { return float64(ticks) * 1e9 / float64(m.rate) }

// LeftOut says, a line each, what the file does not have and why. The text may contain names from the capture.
func (f *File) LeftOut() (list []string) {
	for i := range f.left {
		l := &f.left[i]
		list = append(list, f.Name+": "+l.name()+" left out: "+l.reason)
	}
	return list
}

// name names what is left out.
func (l *leftOut) name() string {
	name := "a stream"
	if l.media != nil {
		name = "media " + strconv.Itoa(l.media.Index)
	}
	if l.stream != nil {
		name += ", " + manifest.SSRCText(l.stream.SSRC)
	}
	if l.encoding != "" {
		name += " (" + l.encoding + ")"
	}
	return name
}
