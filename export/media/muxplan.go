package media

import (
	"fmt"
	"strings"

	"rtspect/depacket"
	"rtspect/export/media/container"
	"rtspect/rtpflow"
)

// Containers are the formats of muxed files.
var Containers = []string{"mp4", "mkv", "ts"}

// ParseContainer reads the name of a container; "" is none.
func ParseContainer(s string) (string, error) {
	for _, c := range Containers {
		if s == c || s == "" {
			return s, nil
		}
	}
	return "", fmt.Errorf("unknown container %q (mp4, mkv or ts)", s)
}

// muxFile is the file in which the media of a session come together.
type muxFile struct {
	x       *exporter
	session *rtpflow.Session // nil for what no signalling explains
	from    rtpflow.Stream   // there: whose endpoints it has
	name    string
	tracks  []*muxTrack
	left    []muxLeft
	// copied is a transport stream that is the file as it came, of the track or raw flow told.
	copied      *file
	copiedTrack *track
	copiedRaw   *rawFile
	out         *file
	start       int64 // wall clock at time 0
	notes       []string
	steps       []muxStep
}

// muxLeft is what a muxed file does not hold, and why.
type muxLeft struct {
	media    *rtpflow.Media
	stream   *rtpflow.Stream // nil for raw flows
	encoding string
	reason   string
}

// muxTrack is one track of a muxed file: a stream, or several of one media that follow one another. Its
// samples wait in two files, one of data, one of records that say what they are.
type muxTrack struct {
	file      *muxFile
	media     *rtpflow.Media
	rate      int64
	pack      packer
	pictures  bool // else sound
	predicts  bool // samples rely on those before, back to a keyframe
	data      *file
	records   *file
	parts     []*muxPart
	segments  []*muxSegment
	timing    muxTiming
	keys      int64 // samples with which decoding can begin
	described container.Track
	held      muxRecord // of the last sample, to which more may come
	holds     bool
	scratch   []byte
	bytes     int64
}

// muxPart is a stream on its way into a track.
type muxPart struct {
	track   *muxTrack
	t       *track
	segment *muxSegment
	jumps   int
	clock   wallClock
	// Of the unit under way: its time, its arrival, and whether it goes on with the sample before.
	time, arrival int64
	goesOn        bool
}

// joinSlack is how long, in nanoseconds, two streams of one media may overlap and still follow one
// another on one track.
const joinSlack = 1e9

// planMux plans the muxed files.
func (x *exporter) planMux() {
	if x.Mux == "" {
		return
	}
	bySession := map[*rtpflow.Session]*muxFile{}
	for _, s := range x.list {
		var f *muxFile
		if s.session == nil {
			f = x.muxOfPair(s)
		} else if f = bySession[s.session]; f == nil {
			f = &muxFile{x: x, session: s.session, name: x.free(s.session.ID) + "." + x.Mux}
			bySession[s.session] = f
			x.muxed = append(x.muxed, f)
		}
		f.add(s)
	}
	for _, r := range x.raws {
		f := bySession[r.session]
		if f == nil {
			f = &muxFile{x: x, session: r.session, name: x.free(r.session.ID) + "." + x.Mux}
			bySession[r.session] = f
			x.muxed = append(x.muxed, f)
		}
		f.addRaw(r)
	}
	for _, f := range x.muxed {
		f.out = x.store.create()
	}
	if !x.MuxOnly {
		return
	}
	for _, s := range x.list {
		for _, t := range s.all {
			if t.media != nil && t.format.Encoding != "MP2T" {
				t.codec.sink = noSink{}
			}
		}
	}
}

// onlyMuxed is why there is no elementary stream where none was asked for.
const onlyMuxed = "only the muxed file was asked for"

// noSink stores nothing.
type noSink struct{}

func (noSink) unit(*file, *depacket.Unit, int64) {}
func (noSink) finish(*file)                      {}

// muxOfPair finds the file of a stream that no signalling explains: those between the same two hosts in
// the same direction are taken for one session.
func (x *exporter) muxOfPair(s *stream) *muxFile {
	for _, f := range x.muxed {
		if f.session == nil && f.from.Source.Addr == s.src.Source.Addr && f.from.Destination.Addr == s.src.Destination.Addr {
			return f
		}
	}
	f := &muxFile{x: x, name: x.free(fmt.Sprintf("unassociated-%08x-mux", s.src.SSRC)) + "." + x.Mux}
	f.from.Source, f.from.Destination = s.src.Source, s.src.Destination
	x.muxed = append(x.muxed, f)
	return f
}

// add takes the payloads of a stream, or says why not.
func (f *muxFile) add(s *stream) {
	switch {
	case s.repairs != nil:
		f.leave(s, "RTX", "retransmissions: they are part of the stream that they repair")
		return
	case s.backChannel():
		for _, t := range s.all {
			f.leave(s, t.format.Encoding, "a back channel, against the direction of the session")
		}
		return
	}
	for _, t := range s.all {
		if reason := f.addTrack(s, t); reason != "" {
			f.leave(s, t.format.Encoding, reason)
		}
	}
}

func (f *muxFile) leave(s *stream, encoding, reason string) {
	f.left = append(f.left, muxLeft{s.media, s.src, encoding, reason})
}

// backChannel reports whether a stream runs against the direction of its session.
func (s *stream) backChannel() bool {
	if s.session == nil {
		return false
	}
	return s.session.Mode == "play" && s.src.Direction == rtpflow.ClientToServer || s.session.Mode == "record" && s.src.Direction == rtpflow.ServerToClient
}

// addTrack gives the payloads of one format their track, or the reason why there is none.
func (f *muxFile) addTrack(s *stream, t *track) (reason string) {
	if t.format.Encoding == "MP2T" && t.dump == nil {
		return f.addCopy(t.file, t, nil)
	}
	switch {
	case f.x.secured(s):
		return "the payloads are encrypted (SRTP)"
	case t.dump != nil && t.format.Encoding == "":
		return "its encoding is not known (--codec PT=ENC/RATE names it)"
	case t.dump != nil:
		return "nothing here takes this encoding apart"
	case f.copied != nil:
		return "the session's transport stream is a multiplex of its own and is the whole file"
	case t.clock.rate <= 0:
		return "its clock rate is not known"
	}
	pack, codec, reason := newPacker(f.x.Mux, t)
	if reason != "" {
		return reason
	}
	for _, m := range f.tracks {
		last := m.parts[len(m.parts)-1].t
		if m.media == s.media && s.media != nil && sameFormat(last, t) && s.src.Start >= last.s.src.End-joinSlack {
			m.join(t)
			return ""
		}
	}
	if len(f.tracks) >= container.MaxTracks || f.x.Mux == "ts" && len(f.tracks) >= container.MaxTSTracks {
		return "the file has as many tracks as it may have"
	}
	m := &muxTrack{file: f, media: s.media, rate: t.clock.rate, pack: pack, pictures: codec.Video(), predicts: t.codec.predicted, data: f.x.store.create(), records: f.x.store.create()}
	m.data.plain, m.records.plain = true, true
	f.tracks = append(f.tracks, m)
	m.join(t)
	return ""
}

func sameFormat(a, b *track) bool {
	return a.format.Encoding == b.format.Encoding && a.format.ClockRate == b.format.ClockRate && a.format.FmtpText == b.format.FmtpText && a.s.src.Direction == b.s.src.Direction
}

func (m *muxTrack) join(t *track) {
	t.mux = &muxPart{track: m, t: t}
	m.parts = append(m.parts, t.mux)
}

// addCopy plans a transport stream as it came; it fits no other container and stands with nothing else.
func (f *muxFile) addCopy(from *file, t *track, r *rawFile) (reason string) {
	switch {
	case f.x.Mux != "ts":
		return "a transport stream is a multiplex of its own; --mux ts writes it as it is"
	case f.copied != nil:
		return "another transport stream of the session is the file"
	}
	f.copied, f.copiedTrack, f.copiedRaw = from, t, r
	for _, m := range f.tracks {
		for _, p := range m.parts {
			p.t.mux = nil
			f.leave(p.t.s, p.t.format.Encoding, "the session's transport stream is a multiplex of its own and is the whole file")
		}
	}
	f.tracks = nil
	return ""
}

func (f *muxFile) addRaw(r *rawFile) {
	reason := "datagrams that are neither RTP nor a transport stream"
	if r.encoding == "MP2T" {
		reason = f.addCopy(r.file, nil, r)
	}
	if reason != "" {
		f.left = append(f.left, muxLeft{media: r.media, encoding: r.encoding, reason: reason})
	}
}

// names are those that muxed files will have.
func (x *exporter) muxNames() (names []string) {
	for _, f := range x.muxed {
		if len(f.tracks) > 0 || f.copied != nil {
			names = append(names, f.name)
		}
	}
	return names
}

// isMetadata tells encodings that are no picture and no sound.
func isMetadata(encoding string) bool {
	return strings.HasPrefix(encoding, "VND.ONVIF.METADATA") || encoding == "SMPTE336M"
}
