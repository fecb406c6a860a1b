package media

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rtspect/codec"
	"rtspect/export/media/elementary"
	"rtspect/export/media/manifest"
	"rtspect/export/media/mux"
	"rtspect/export/media/store"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// plan is what becomes of the streams of a report.
type plan struct {
	report  *rtpflow.Report
	options *Options
	store   *store.Store
	env     elementary.Env
	guesses map[*rtpflow.Stream]sdpview.Format

	streams []*elementary.Stream
	of      map[*rtpflow.Stream]*elementary.Stream
	raws    []*elementary.Raw
	rawOf   map[*rtpflow.Media]*elementary.Raw
	muxed   []*mux.File
	taken   map[string]bool // names of files
	omitted int64           // streams beyond maxFiles

	// last is the stream of the packet before.
	last       *elementary.Stream
	lastSource *rtpflow.Stream
}

// queueLimit bounds the memory of packets that wait for earlier ones, in bytes.
const queueLimit = 24 << 20

// newPlan plans the files of the streams that are selected.
func newPlan(r *rtpflow.Report, o *Options, st *store.Store, guesses map[*rtpflow.Stream]sdpview.Format) *plan {
	p := &plan{
		report: r, options: o, store: st, guesses: guesses, taken: map[string]bool{},
		of: map[*rtpflow.Stream]*elementary.Stream{}, rawOf: map[*rtpflow.Media]*elementary.Raw{},
	}
	p.env.Store, p.env.Damaged, p.env.Times = st, o.Damaged, o.Times
	p.env.Queue.Limit = queueLimit
	if !o.CloseGaps {
		silence := int64(elementary.MaxSilence)
		p.env.Silence = &silence
	}
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			if !o.selects(s, m) {
				continue
			}
			for _, st := range m.Streams {
				p.addStream(s, m, st)
			}
			p.addRaw(s, m)
		}
	}
	if o.selects(nil, nil) {
		for _, st := range r.Unassociated.Streams {
			p.addStream(nil, nil, st)
		}
	}
	p.tieRepairs()
	if o.Mux != "" {
		p.planMux()
	}
	return p
}

// addStream plans the files of a stream.
func (p *plan) addStream(session *rtpflow.Session, m *rtpflow.Media, src *rtpflow.Stream) {
	if !p.options.selectsStream(src) {
		return
	}
	if len(p.streams) >= maxFiles {
		p.omitted++
		return
	}
	s := elementary.NewStream(&p.env, session, m, src, baseName(session, m, src))
	s.Encrypted = isEncrypted(m) || src.Encryption != nil
	for _, pt := range payloadTypes(src) {
		f, from := p.options.format(m, pt)
		if g, ok := p.guesses[src]; ok && f.Encoding == "" && g.PayloadType == pt {
			f, from = g, "content"
		}
		if f.Encoding == "" && f.ClockRate == 0 {
			f.ClockRate = src.ClockRate
		}
		switch {
		case p.planRepair(s, &f):
		case p.options.selectsCodec(f.Encoding):
			s.AddTrack(f, from)
		}
	}
	p.streams = append(p.streams, s)
	p.of[src] = s
	p.nameTracks(s)
}

// addRaw plans the file of a media that was negotiated without RTP, or whose datagrams are a transport stream.
func (p *plan) addRaw(s *rtpflow.Session, m *rtpflow.Media) {
	if m.Raw == nil || len(p.options.SSRCs) > 0 || !p.options.selectsCodec(m.Raw.Format) {
		return
	}
	if !codec.Of(m.Raw.Format).TS.Whole && !strings.HasPrefix(strings.ToUpper(m.Transport.Profile), "RAW/") {
		return
	}
	r := elementary.NewRaw(&p.env, s, m, p.free(fmt.Sprintf("%s-m%d-raw", s.ID, m.Index)))
	p.raws = append(p.raws, r)
	p.rawOf[m] = r
}

// nameTracks gives each file of a stream a unique name.
func (p *plan) nameTracks(s *elementary.Stream) {
	for _, t := range s.Tracks() {
		if t.Name == "" {
			t.Name = p.free(s.Name)
		}
	}
}

// names are the files that the export will write, as far as they are known beforehand.
func (p *plan) names() []string {
	names := []string{manifest.Name}
	for _, f := range p.muxed {
		if !f.Empty() {
			names = append(names, f.Name)
		}
	}
	if p.options.MuxOnly {
		return names
	}
	for _, s := range p.streams {
		for _, t := range s.Tracks() {
			names = append(names, t.FileName())
			if n := t.TimesName(); n != "" {
				names = append(names, n)
			}
		}
	}
	for _, r := range p.raws {
		names = append(names, r.Name)
	}
	return names
}

// baseName is the name of a stream's files, without the extension and what distinguishes equal ones.
func baseName(s *rtpflow.Session, m *rtpflow.Media, src *rtpflow.Stream) string {
	if s == nil {
		return fmt.Sprintf("unassociated-%08x", src.SSRC)
	}
	return fmt.Sprintf("%s-m%d-%08x", s.ID, m.Index, src.SSRC)
}

// free returns a name that no other file has.
func (p *plan) free(name string) string {
	unique := name
	for n := 2; p.taken[unique]; n++ {
		unique = name + "-" + strconv.Itoa(n)
	}
	p.taken[unique] = true
	return unique
}

// payloadTypes are those of a stream, the most frequent first.
func payloadTypes(src *rtpflow.Stream) []uint8 { return sortedByCount(src.PayloadTypes) }

// sortedByCount are payload types by their counts, the most frequent first.
func sortedByCount(counts map[uint8]int64) []uint8 {
	var types []uint8
	for pt := range counts {
		types = append(types, pt)
	}
	slices.SortFunc(types, func(a, b uint8) int {
		if n := counts[b] - counts[a]; n != 0 {
			return int(max(-1, min(1, n)))
		}
		return int(a) - int(b)
	})
	return types
}

// format explains a payload type: by the description, by the options, by the static payload types.
func (o *Options) format(m *rtpflow.Media, pt uint8) (f sdpview.Format, from string) {
	if m != nil {
		for i := range m.Formats {
			if f := &m.Formats[i]; f.PayloadType == pt && f.Encoding != "" {
				if f.Static {
					return *f, "static"
				}
				return *f, "sdp"
			}
		}
	}
	if f, ok := o.Formats[pt]; ok {
		return f, "option"
	}
	if f, ok := codec.StaticFormat(pt); ok {
		return f, "static"
	}
	return sdpview.Format{PayloadType: pt}, ""
}

// isEncrypted reports whether the payloads of a media are encrypted (SRTP).
func isEncrypted(m *rtpflow.Media) bool {
	return m != nil && strings.Contains(strings.ToUpper(m.Protocol+" "+m.Transport.Profile), "SAVP")
}
