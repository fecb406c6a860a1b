package media

import (
	"encoding/binary"

	"rtspect/bitstream"
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// Bounds of what a guess looks at.
const (
	sampleCount = 64
	sampleBytes = 2 << 10 // of each payload
	maxGuesses  = 512     // streams
)

// samples are the beginnings of payloads of a stream whose encoding nothing names.
type samples struct {
	payloadType uint8
	rate        int
	list        []sample
}

type sample struct {
	b      []byte
	length int
	marker bool
}

// guess looks into the payloads of streams whose encoding neither the signalling nor the options
// name, in a pass of its own that ends when enough was seen.
func (x *exporter) guess(open func() (*capture.Capture, error)) (map[*rtpflow.Stream]sdpview.Format, error) {
	unknown := x.unknown()
	if len(unknown) == 0 {
		return nil, nil
	}
	c, err := open()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	missing := len(unknown)
	err = rtpflow.Replay(c, x.report, rtpflow.Listener{RTP: func(st *rtpflow.Stream, p *rtpflow.RTPPacket) bool {
		s := unknown[st]
		if s == nil || len(s.list) >= sampleCount || p.PayloadType != s.payloadType || p.Duplicate || len(p.Payload) == 0 {
			return true
		}
		b := append([]byte(nil), p.Payload[:min(len(p.Payload), sampleBytes)]...)
		s.list = append(s.list, sample{b, p.PayloadLen, p.Marker})
		if len(s.list) == sampleCount {
			missing--
		}
		return missing > 0
	}})
	if err != nil {
		return nil, err
	}
	guesses := map[*rtpflow.Stream]sdpview.Format{}
	for st, s := range unknown {
		if f, ok := s.guess(); ok {
			guesses[st] = f
		}
	}
	return guesses, nil
}

// unknown finds the streams that a guess is for.
func (x *exporter) unknown() map[*rtpflow.Stream]*samples {
	list := map[*rtpflow.Stream]*samples{}
	add := func(m *rtpflow.Media, st *rtpflow.Stream) {
		types := payloadTypes(st)
		if len(types) == 0 || len(list) >= maxGuesses || !x.choosesStream(st) {
			return
		}
		if f, _ := x.format(m, types[0]); f.Encoding == "" {
			list[st] = &samples{payloadType: types[0], rate: st.ClockRate}
		}
	}
	for _, s := range x.report.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				add(m, st)
			}
		}
	}
	for _, st := range x.report.Unassociated.Streams {
		add(nil, st)
	}
	return list
}

// guess names the encoding that all samples agree with.
func (s *samples) guess() (sdpview.Format, bool) {
	if len(s.list) < 4 {
		return sdpview.Format{}, false
	}
	f := sdpview.Format{PayloadType: s.payloadType, ClockRate: s.rate}
	video := s.rate == 0 || s.rate == 90000
	switch {
	case s.all(isTransportStream):
		f.Encoding = "MP2T"
	case s.all(isGenericAAC):
		f.Encoding = "MPEG4-GENERIC"
		f.Channels = 2
		f.Fmtp = []sdpview.Param{{Name: "mode", Value: "AAC-hbr"}, {Name: "sizelength", Value: "13"}, {Name: "indexlength", Value: "3"}, {Name: "indexdeltalength", Value: "3"}}
	case s.all(isMPEGAudio):
		f.Encoding = "MPA"
	case s.all(isAC3) && s.some(func(x sample) bool { return x.b[2] == 0x0b && x.b[3] == 0x77 }):
		f.Encoding = "AC3"
	case video && s.all(isH265) && s.some(isH265Usual):
		f.Encoding = "H265"
	case video && s.all(isH264) && s.some(isH264Usual):
		f.Encoding = "H264"
	case video && s.all(isVP8) && s.some(isVP8Key):
		f.Encoding = "VP8"
	case video && s.some(func(x sample) bool { return x.marker }) && s.some(func(x sample) bool { return len(x.b) > 4 && binary.BigEndian.Uint32(x.b) == 0x1b6 }):
		f.Encoding = "MP4V-ES"
	default:
		return f, false
	}
	if f.ClockRate == 0 {
		f.ClockRate = 90000
	}
	return f, true
}

func (s *samples) all(is func(sample) bool) bool {
	return !s.some(func(x sample) bool { return !is(x) })
}

func (s *samples) some(is func(sample) bool) bool {
	for _, x := range s.list {
		if is(x) {
			return true
		}
	}
	return false
}

func isTransportStream(s sample) bool { return s.b[0] == 0x47 && s.length%188 == 0 }

// isGenericAAC tells AU headers of 16 bits whose sizes add up to the payload (RFC 3640, 3.3.6).
func isGenericAAC(s sample) bool {
	if len(s.b) < 4 {
		return false
	}
	n := int(binary.BigEndian.Uint16(s.b))
	if n == 0 || n%16 != 0 || 2+n/8 > len(s.b) {
		return false
	}
	sum := 2 + n/8
	for h := s.b[2 : 2+n/8]; len(h) > 0; h = h[2:] {
		sum += int(binary.BigEndian.Uint16(h) >> 3)
	}
	return sum == s.length
}

func isMPEGAudio(s sample) bool {
	if len(s.b) < 8 || s.b[0] != 0 || s.b[1] != 0 {
		return false
	}
	if binary.BigEndian.Uint16(s.b[2:]) != 0 {
		return true
	}
	_, ok := bitstream.ParseAudioFrame(s.b[4:])
	return ok
}

func isAC3(s sample) bool { return len(s.b) > 4 && s.b[0] <= 3 && s.b[1] > 0 }

// isH264 tells a payload structure of RFC 6184 from others: the types that senders use, an indicator
// and a header that fit each other.
func isH264(s sample) bool {
	if s.b[0]&0x80 != 0 || len(s.b) < 2 {
		return false
	}
	switch typ := s.b[0] & 0x1f; {
	case typ >= 1 && typ <= 12:
		return true
	case typ == 24:
		return len(s.b) > 3 && int(binary.BigEndian.Uint16(s.b[1:]))+3 <= s.length
	case typ == 28:
		t := s.b[1] & 0x1f
		return t >= 1 && t <= 12 && s.b[1]&0x20 == 0 && s.b[1]&0xc0 != 0xc0
	}
	return false
}

func isH264Usual(s sample) bool {
	typ := s.b[0] & 0x1f
	return typ == 5 || typ == 7 || typ == 24 || typ == 28 && s.b[1]&0x80 != 0
}

func isH265(s sample) bool {
	if len(s.b) < 3 || s.b[0]&0x81 != 0 || s.b[1]>>3 != 0 || s.b[1]&7 == 0 {
		return false
	}
	typ := s.b[0] >> 1
	return typ <= 9 || typ >= 16 && typ <= 21 || typ >= 32 && typ <= 40 || typ == h265AP || typ == h265FU
}

// isH265Usual tells what a stream of any length has: a parameter set, an aggregation whose sizes fit, or
// the beginning of a fragmented slice.
func isH265Usual(s sample) bool {
	switch s.b[0] >> 1 {
	case 32, 33, 34:
		return true
	case h265AP:
		return len(s.b) > 4 && int(binary.BigEndian.Uint16(s.b[2:]))+4 <= s.length
	case h265FU:
		typ := s.b[2] & 0x3f
		return s.b[2]&0xc0 == 0x80 && (typ <= 9 || typ >= 16 && typ <= 21)
	}
	return false
}

// The payload structures of RFC 7798 that samples may hold.
const (
	h265AP = 48
	h265FU = 49
)

func isVP8(s sample) bool { return s.b[0]&0x48 == 0 && len(s.b) > 4 }

// isVP8Key finds the start code of a key frame (RFC 6386, 9.1) after a descriptor of any length.
func isVP8Key(s sample) bool {
	if s.b[0]&0x17 != 0x10 {
		return false
	}
	for n := 1; n <= 6 && n+6 <= len(s.b); n++ {
		if s.b[n]&1 == 0 && s.b[n+3] == 0x9d && s.b[n+4] == 0x01 && s.b[n+5] == 0x2a {
			return true
		}
	}
	return false
}
