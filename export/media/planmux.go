package media

import (
	"fmt"

	"rtspect/bitstream"
	"rtspect/codec"
	"rtspect/export/media/container"
	"rtspect/export/media/elementary"
	"rtspect/export/media/mux"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// hosts are the two ends of streams that no signalling explains, in their direction.
type hosts struct{ from, to any }

// planMux plans the muxed files: one for each session, and one for the streams that no signalling explains between the same
// two hosts in the same direction.
func (p *plan) planMux() {
	o := p.options
	env := &mux.Env{Format: o.Mux, Store: p.store, Program: o.Program, KeepDamaged: o.Damaged == elementary.Keep}
	files := map[any]*mux.File{}
	file := func(key any, session *rtpflow.Session, name string) *mux.File {
		f := files[key]
		if f == nil {
			f = mux.NewFile(env, session, p.free(name)+"."+o.Mux)
			files[key] = f
			p.muxed = append(p.muxed, f)
		}
		return f
	}
	for _, s := range p.streams {
		switch {
		case s.Source.Stale: // not part of what a client received of the session
			addStream(file(s.Source, s.Session, fmt.Sprintf("%s-stale-%08x-mux", s.Session.ID, s.Source.SSRC)), s)
		case s.Session == nil:
			addStream(file(hosts{s.Source.Source.Addr, s.Source.Destination.Addr}, nil, fmt.Sprintf("unassociated-%08x-mux", s.Source.SSRC)), s)
		default:
			addStream(file(s.Session, s.Session, s.Session.ID), s)
		}
	}
	for _, r := range p.raws {
		addRaw(file(r.Session, r.Session, r.Session.ID), r)
	}
	if !o.MuxOnly {
		return
	}
	for _, s := range p.streams {
		for _, t := range s.Tracks() {
			if !t.Codec.TS.Whole || o.Mux != container.FormatTS { // a transport stream is copied from its file
				t.Discard()
			}
		}
	}
}

// addStream adds the tracks of a stream to a muxed file, or says why not.
func addStream(f *mux.File, s *elementary.Stream) {
	if s.Repaired() != nil {
		f.Leave(&mux.Source{Media: s.Media, Stream: s.Source, Format: &sdpview.Format{Encoding: "RTX"}}, "retransmissions: they are part of the stream that they repair")
		return
	}
	for _, t := range s.Tracks() {
		src := source(t)
		if isBackChannel(s) {
			f.Leave(src, "a back channel, against the direction of the session")
		} else if part := f.Add(src); part != nil {
			t.Listen(part)
		}
	}
}

// source describes a track to a muxed file.
func source(t *elementary.Track) *mux.Source {
	s := t.Stream
	src := &mux.Source{
		Session: s.Session, Media: s.Media, Stream: s.Source, Format: &t.Format, Codec: t.Codec, Encrypted: s.Encrypted,
		Depacketized: !t.Dumped(), Elementary: t.File(), Units: func() int64 { return t.Units },
	}
	if c, ok := t.Media.(interface {
		Config() (bitstream.AudioConfig, bool)
	}); ok {
		src.Config = c.Config
	}
	return src
}

func addRaw(f *mux.File, r *elementary.Raw) {
	src := &mux.Source{
		Session: r.Session, Media: r.Media, Format: &sdpview.Format{Encoding: r.Encoding}, Codec: codec.Of(r.Encoding), Depacketized: true,
		Elementary: r.File, Units: func() int64 { return r.Packets },
	}
	if r.IsTransportStream() {
		f.Add(src)
	} else {
		f.Leave(src, "datagrams that are neither RTP nor a transport stream")
	}
}

// isBackChannel reports whether a stream runs against the direction of its session.
func isBackChannel(s *elementary.Stream) bool {
	if s.Session == nil {
		return false
	}
	return s.Session.Mode == "play" && s.Source.Direction == rtpflow.ClientToServer || s.Session.Mode == "record" && s.Source.Direction == rtpflow.ServerToClient
}
