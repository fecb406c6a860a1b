package media

import (
	"fmt"
	"strconv"
	"strings"

	codectable "rtspect/codec"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// plan makes the streams and raw files that are wanted.
func (x *exporter) plan(guesses map[*rtpflow.Stream]sdpview.Format) {
	for _, s := range x.report.Sessions {
		for _, m := range s.Media {
			if !x.chooses(s, m) {
				continue
			}
			for _, st := range m.Streams {
				x.addStream(s, m, st, guesses)
			}
			x.addRaw(s, m)
		}
	}
	if x.chooses(nil, nil) {
		for _, st := range x.report.Unassociated.Streams {
			x.addStream(nil, nil, st, guesses)
		}
	}
	x.repairs()
	for _, s := range x.list {
		s.order.window = windowPackets
		s.order.losses = s.src.Losses
		if s.red != nil {
			s.order.window, s.order.losses = windowRepair, nil
		}
	}
	for _, s := range x.list {
		if s.repairs != nil {
			s.repairs.order.window, s.repairs.order.losses = windowRepair, nil
		}
	}
}

// addStream plans the files of a stream.
func (x *exporter) addStream(session *rtpflow.Session, m *rtpflow.Media, src *rtpflow.Stream, guesses map[*rtpflow.Stream]sdpview.Format) {
	if !x.choosesStream(src) {
		return
	}
	if len(x.list) >= maxFiles {
		x.omitted++
		return
	}
	s := &stream{x: x, src: src, session: session, media: m, name: baseName(session, m, src)}
	s.order.pool, s.order.deliver, s.order.jumps = &x.queue, s.deliver, src.Discontinuities
	for _, pt := range payloadTypes(src) {
		f, from := x.format(m, pt)
		if g, ok := guesses[src]; ok && f.Encoding == "" && g.PayloadType == pt {
			f, from = g, "content"
		}
		if f.Encoding == "" && f.ClockRate == 0 {
			f.ClockRate = src.ClockRate
		}
		switch {
		case s.planRepair(&f):
		case x.choosesCodec(f.Encoding):
			s.addTrack(f, from)
		}
	}
	x.list = append(x.list, s)
	x.of[src] = s
	s.nameTracks()
}

// nameTracks gives each file of a stream a name of its own.
func (s *stream) nameTracks() {
	for _, t := range s.all {
		if t.name == "" {
			t.name = s.x.free(s.name)
		}
	}
}

// baseName is the name of a stream's files, without what keeps equal ones apart and extension.
func baseName(s *rtpflow.Session, m *rtpflow.Media, src *rtpflow.Stream) string {
	if s == nil {
		return fmt.Sprintf("unassociated-%08x", src.SSRC)
	}
	return fmt.Sprintf("%s-m%d-%08x", s.ID, m.Index, src.SSRC)
}

// free gives a name that no other file has.
func (x *exporter) free(name string) string {
	unique := name
	for n := 2; x.byName[unique]; n++ {
		unique = name + "-" + strconv.Itoa(n)
	}
	x.byName[unique] = true
	return unique
}

// payloadTypes are those of a stream, the most frequent first.
func payloadTypes(src *rtpflow.Stream) []uint8 {
	return sortedByCount(src.PayloadTypes)
}

// format explains a payload type: by the description, by the options, by the static table.
func (x *exporter) format(m *rtpflow.Media, pt uint8) (sdpview.Format, string) {
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
	if f, ok := x.Formats[pt]; ok {
		return f, "option"
	}
	if f, ok := codectable.StaticFormat(pt); ok {
		return f, "static"
	}
	return sdpview.Format{PayloadType: pt}, ""
}

// secured reports whether the payloads of a stream are encrypted.
func (x *exporter) secured(s *stream) bool {
	return s.media != nil && (strings.Contains(strings.ToUpper(s.media.Protocol), "SAVP") || strings.Contains(strings.ToUpper(s.media.Transport.Profile), "SAVP"))
}
