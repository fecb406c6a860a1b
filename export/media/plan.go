package media

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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
	}
	for _, s := range x.list {
		if s.repairs != nil {
			s.repairs.order.window, s.repairs.order.losses = windowRepair, nil
		}
	}
}

// Kinds of payload that are no medium of their own.
func isRepair(encoding string) bool { return encoding == "RTX" }
func isFEC(encoding string) bool {
	switch encoding {
	case "ULPFEC", "FLEXFEC", "FLEXFEC-03", "PARITYFEC", "RAPTORFEC", "1D-INTERLEAVED-PARITYFEC":
		return true
	}
	return false
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
		case isRepair(f.Encoding):
			if s.repairType == nil {
				s.repairType = map[uint8]uint8{}
			}
			if n, err := strconv.ParseUint(f.Param("apt"), 10, 7); err == nil {
				s.repairType[pt] = uint8(n)
			}
		case isFEC(f.Encoding):
			if s.skipped == nil {
				s.skipped = map[uint8]int64{}
			}
			s.skipped[pt] = src.PayloadTypes[pt]
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
	var types []uint8
	for pt := range src.PayloadTypes {
		types = append(types, pt)
	}
	slices.SortFunc(types, func(a, b uint8) int {
		if n := src.PayloadTypes[b] - src.PayloadTypes[a]; n != 0 {
			return int(max(-1, min(1, n)))
		}
		return int(a) - int(b)
	})
	return types
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
	if f, ok := sdpview.Static(pt); ok {
		return f, "static"
	}
	return sdpview.Format{PayloadType: pt}, ""
}

// secured reports whether the payloads of a stream are encrypted.
func (x *exporter) secured(s *stream) bool {
	return s.media != nil && (strings.Contains(strings.ToUpper(s.media.Protocol), "SAVP") || strings.Contains(strings.ToUpper(s.media.Transport.Profile), "SAVP"))
}

// repairs ties streams of retransmissions to those whose packets they repeat (RFC 4588): the stream of
// the same media, or of the same SSRC in the session, that has the payload type of apt.
func (x *exporter) repairs() {
	for _, s := range x.list {
		if len(s.repairType) == 0 {
			continue
		}
		for _, other := range x.list {
			if other == s || other.session != s.session || other.main == nil || other.main.dump != nil {
				continue
			}
			if other.media != s.media && other.src.SSRC != s.src.SSRC {
				continue
			}
			if other.src.Direction == s.src.Direction && other.has(s.repairType) {
				s.repairs = other
				break
			}
		}
		if s.repairs != nil && len(s.all) == 0 {
			continue
		}
		for pt := range s.repairType { // nothing to repair: kept as packets
			if s.repairs == nil {
				s.addTrack(sdpview.Format{PayloadType: pt, Encoding: "RTX", ClockRate: s.src.ClockRate}, "sdp")
			}
		}
		s.nameTracks()
	}
}

// has reports whether the stream carries a payload type that another one repeats.
func (s *stream) has(repeated map[uint8]uint8) bool {
	for _, pt := range repeated {
		if s.tracks[pt] != nil {
			return true
		}
	}
	return false
}
