package codec

import (
	"slices"
	"strconv"
	"strings"

	"rtspect/rtpflow/frames"
	"rtspect/sdpview"
)

// Rows are the rows of the table in their order.
func Rows() []*Codec { return rows }

var (
	rows   = slices.Concat(videoRows, audioRows, dataRows, repairRows)
	byName = index(Rows())
	static = staticTypes(rows)
)

func index(rows []*Codec) map[string]*Codec {
	m := make(map[string]*Codec, 2*len(rows))
	for _, c := range rows {
		m[c.Name] = c
		for _, name := range c.Aliases {
			m[name] = c
		}
	}
	return m
}

func staticTypes(rows []*Codec) (list [128]sdpview.Format) {
	for _, c := range rows {
		for _, s := range c.Static {
			list[s.PayloadType] = sdpview.Format{PayloadType: s.PayloadType, Encoding: c.Name, ClockRate: s.ClockRate, Channels: s.Channels, Static: true}
		}
	}
	return list
}

// unknown is the row of encodings that the table does not have.
var unknown = &Codec{
	Inspect:       Inspect{Refusal: notInspected},
	Depacketize:   Depacketize{Refusal: notDepacketized},
	ParameterSets: SetsNone,
	Coding:        refused(notDepacketized),
	Browser:       Browser{Refusal: notPlayed},
}

// Of is the row of an encoding name in upper case; that of unknown encodings where the table has none.
func Of(encoding string) *Codec {
	if c := byName[encoding]; c != nil {
		return c
	}
	switch {
	case strings.HasPrefix(encoding, asfName): // with a version behind it
		return byName[asfName]
	case strings.HasSuffix(encoding, "FEC"):
		return byName["PARITYFEC"]
	}
	return unknown
}

// Tracker makes the tracker that counts the access units of a format; nil where they are not counted.
func Tracker(f *sdpview.Format) frames.Tracker {
	if newTracker := Of(f.Encoding).Inspect.New; newTracker != nil {
		return newTracker(f)
	}
	return nil
}

// StaticFormat is the format of a static payload type (RFC 3551, tables 4 and 5).
func StaticFormat(payloadType uint8) (sdpview.Format, bool) {
	if int(payloadType) >= len(static) || static[payloadType].Encoding == "" {
		return sdpview.Format{}, false
	}
	return static[payloadType], true
}

// ParseSDP parses a description and completes its formats.
func ParseSDP(b []byte) *sdpview.Session {
	s := sdpview.Parse(b)
	Complete(s)
	return s
}

// Complete gives the formats of a description that have no rtpmap what RFC 3551 says of them, and a format without fmtp line
// the one that evidently belongs to it.
func Complete(s *sdpview.Session) {
	for _, m := range s.Media {
		for i := range m.Formats {
			f := &m.Formats[i]
			st, ok := StaticFormat(f.PayloadType)
			switch {
			case !ok:
			case f.Encoding == "" && !f.Unlisted:
				f.Encoding, f.ClockRate, f.Channels, f.Static = st.Encoding, st.ClockRate, st.Channels, true
			case f.ClockRate == 0 && f.Encoding == st.Encoding:
				f.ClockRate = st.ClockRate // "a=rtpmap:0 PCMU"
			}
		}
		adoptFmtp(m)
		sizes(m)
	}
}

// adoptFmtp gives the only format of a media the only fmtp line, if that has a payload type that the description uses nowhere
// else: some servers number the two independently.
func adoptFmtp(m *sdpview.Media) {
	var listed, other *sdpview.Format
	for i := range m.Formats {
		f := &m.Formats[i]
		switch {
		case f.Unlisted && f.Encoding == "" && f.FmtpText != "" && other == nil:
			other = f
		case !f.Unlisted && listed == nil && f.FmtpText == "" && f.Encoding != "":
			listed = f
		default:
			return
		}
	}
	if listed != nil && other != nil {
		listed.Fmtp, listed.FmtpText, listed.FmtpFrom = other.Fmtp, other.FmtpText, &other.PayloadType
	}
}

// sizes reads the video size from attributes: "a=framesize:26 320-240" (3GPP TS 26.234, 5.3.3.1) of one format, or
// "a=x-dimensions:320,240" of all.
func sizes(m *sdpview.Media) {
	set := func(f *sdpview.Format, w, h string) {
		width, err1 := strconv.ParseUint(strings.TrimSpace(w), 10, 16)
		height, err2 := strconv.ParseUint(strings.TrimSpace(h), 10, 16)
		if f != nil && err1 == nil && err2 == nil && width > 0 && height > 0 {
			f.Width, f.Height = int(width), int(height)
		}
	}
	if text, ok := m.Attribute("x-dimensions"); ok {
		w, h, _ := strings.Cut(text, ",")
		for i := range m.Formats {
			set(&m.Formats[i], w, h)
		}
	}
	if text, ok := m.Attribute("framesize"); ok {
		number, size, _ := strings.Cut(strings.TrimSpace(text), " ")
		w, h, _ := strings.Cut(size, "-")
		if pt, err := strconv.ParseUint(number, 10, 7); err == nil {
			set(m.Format(uint8(pt)), w, h)
		}
	}
}
