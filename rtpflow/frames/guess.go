package frames

import (
	"encoding/binary"
	"slices"

	"rtspect/bitstream"
	"rtspect/sdpview"
)

// leastSamples is the number of payloads that a guess needs.
const leastSamples = 4

// Sample is the beginning of a payload.
type Sample struct {
	Bytes  []byte
	Length int // of the whole payload
	Marker bool
}

type samples []Sample

// Guess returns the format that all payloads of one type agree with. rate is the clock rate, 0 if it is not known.
func Guess(s samples, payloadType uint8, rate int) (sdpview.Format, bool) {
	if len(s) < leastSamples {
		return sdpview.Format{}, false
	}
	f := sdpview.Format{PayloadType: payloadType, ClockRate: rate}
	video := rate == 0 || rate == 90000
	switch {
	case s.all(isTransportStream):
		f.Encoding = "MP2T"
	case s.all(isGenericAAC):
		f.Encoding = "MPEG4-GENERIC"
		f.Channels = 2
		f.Fmtp = []sdpview.Param{{Name: "mode", Value: "AAC-hbr"}, {Name: "sizelength", Value: "13"}, {Name: "indexlength", Value: "3"}, {Name: "indexdeltalength", Value: "3"}}
	case s.all(isMPEGAudio):
		f.Encoding = "MPA"
	case s.all(isAC3) && s.some(func(x Sample) bool { return x.Bytes[2] == 0x0b && x.Bytes[3] == 0x77 }):
		f.Encoding = "AC3"
	case video && s.all(isH265) && s.some(isH265Usual):
		f.Encoding = "H265"
	case video && s.all(isH264) && s.some(isH264Usual):
		f.Encoding = "H264"
	case video && s.all(isVP8) && s.some(isVP8Key):
		f.Encoding = "VP8"
	case video && s.some(func(x Sample) bool { return x.Marker }) && s.some(func(x Sample) bool { return len(x.Bytes) > 4 && binary.BigEndian.Uint32(x.Bytes) == 0x1b6 }):
		f.Encoding = "MP4V-ES"
	default:
		return f, false
	}
	if f.ClockRate == 0 {
		f.ClockRate = 90000
	}
	return f, true
}

func (s samples) all(is func(Sample) bool) bool {
	return !s.some(func(x Sample) bool { return !is(x) })
}

func (s samples) some(is func(Sample) bool) bool {
	return slices.ContainsFunc(s, is)
}

func isTransportStream(s Sample) bool { return s.Bytes[0] == 0x47 && s.Length%188 == 0 }

// isGenericAAC reports AU headers of 16 bits whose sizes add up to the payload (RFC 3640, 3.3.6).
func isGenericAAC(s Sample) bool {
	if len(s.Bytes) < 4 {
		return false
	}
	n := int(binary.BigEndian.Uint16(s.Bytes))
	if n == 0 || n%16 != 0 || 2+n/8 > len(s.Bytes) {
		return false
	}
	sum := 2 + n/8
	for h := s.Bytes[2 : 2+n/8]; len(h) > 0; h = h[2:] {
		sum += int(binary.BigEndian.Uint16(h) >> 3)
	}
	return sum == s.Length
}

func isMPEGAudio(s Sample) bool {
	if len(s.Bytes) < 8 || s.Bytes[0] != 0 || s.Bytes[1] != 0 {
		return false
	}
	if binary.BigEndian.Uint16(s.Bytes[2:]) != 0 {
		return true
	}
	_, ok := bitstream.ParseAudioFrame(s.Bytes[4:])
	return ok
}

func isAC3(s Sample) bool { return len(s.Bytes) > 4 && s.Bytes[0] <= 3 && s.Bytes[1] > 0 }

// isH264 reports a payload structure of RFC 6184: a type that senders use, with an indicator and a header that fit each
// other.
func isH264(s Sample) bool {
	if s.Bytes[0]&0x80 != 0 || len(s.Bytes) < 2 {
		return false
	}
	switch typ := s.Bytes[0] & 0x1f; {
	case typ >= 1 && typ <= 12:
		return true
	case typ == 24:
		return len(s.Bytes) > 3 && int(binary.BigEndian.Uint16(s.Bytes[1:]))+3 <= s.Length
	case typ == 28:
		t := s.Bytes[1] & 0x1f
		return t >= 1 && t <= 12 && s.Bytes[1]&0x20 == 0 && s.Bytes[1]&0xc0 != 0xc0
	}
	return false
}

func isH264Usual(s Sample) bool {
	typ := s.Bytes[0] & 0x1f
	return typ == 5 || typ == 7 || typ == 24 || typ == 28 && s.Bytes[1]&0x80 != 0
}

func isH265(s Sample) bool {
	if len(s.Bytes) < 3 || s.Bytes[0]&0x81 != 0 || s.Bytes[1]>>3 != 0 || s.Bytes[1]&7 == 0 {
		return false
	}
	typ := s.Bytes[0] >> 1
	return typ <= 9 || typ >= 16 && typ <= 21 || typ >= 32 && typ <= 40 || typ == h265AP || typ == h265FU
}

// isH265Usual reports what a stream of any length contains: a parameter set, an aggregation whose sizes fit, or the
// beginning of a fragmented slice.
func isH265Usual(s Sample) bool {
	switch s.Bytes[0] >> 1 {
	case 32, 33, 34:
		return true
	case h265AP:
		return len(s.Bytes) > 4 && int(binary.BigEndian.Uint16(s.Bytes[2:]))+4 <= s.Length
	case h265FU:
		typ := s.Bytes[2] & 0x3f
		return s.Bytes[2]&0xc0 == 0x80 && (typ <= 9 || typ >= 16 && typ <= 21)
	}
	return false
}

// The payload structures of RFC 7798 that samples may have.
const (
	h265AP = 48
	h265FU = 49
)

func isVP8(s Sample) bool { return s.Bytes[0]&0x48 == 0 && len(s.Bytes) > 4 }

// isVP8Key finds the start code of a keyframe (RFC 6386, 9.1) after a descriptor of any length.
func isVP8Key(s Sample) bool {
	if s.Bytes[0]&0x17 != 0x10 {
		return false
	}
	for n := 1; n <= 6 && n+6 <= len(s.Bytes); n++ {
		if s.Bytes[n]&1 == 0 && s.Bytes[n+3] == 0x9d && s.Bytes[n+4] == 0x01 && s.Bytes[n+5] == 0x2a {
			return true
		}
	}
	return false
}

// Guess returns the format of a payload type by the packets kept for it.
func (s *Source) Guess(payloadType uint8, rate int) (sdpview.Format, bool) {
	try := attempt{payloadType, rate, len(s.waiting)}
	if try == s.failed {
		return sdpview.Format{}, false
	}
	var list samples
	for i := range s.waiting {
		if k := &s.waiting[i]; k.pt == payloadType && k.n > 0 {
			list = append(list, Sample{k.bytes[:k.n], k.Len, k.Marker})
		}
	}
	f, ok := Guess(list, payloadType, rate)
	if ok {
		if rate == 0 && f.ClockRate == 90000 && (f.Encoding == "MPEG4-GENERIC" || f.Encoding == "AC3") {
			f.ClockRate = 0 // the sample rate, which is not known
		}
		s.guess, s.guessed = f.Encoding, true
	} else {
		s.failed = try
	}
	return f, ok
}

// attempt is the input of a guess: the kept packets do not change, except that those of a payload type are removed when
// its format is known.
type attempt struct {
	payloadType uint8
	rate, kept  int
}
