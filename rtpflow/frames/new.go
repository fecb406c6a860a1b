package frames

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"

	"rtspect/bitstream"
	"rtspect/sdpview"
)

// New makes the tracker for a format; nil where access units of it are not known, or where it is no media but
// repairs other packets.
func New(f *sdpview.Format) Tracker {
	switch f.Encoding {
	case "MP2T":
		return NewTransport()
	case "TELEPHONE-EVENT":
		return &events{}
	}
	if a := newAudio(f); a != nil {
		return a
	}
	if t := newUnits(f); t != nil {
		return t
	}
	return nil
}

// newUnits makes the tracker for pictures and documents; nil for other encodings.
func newUnits(f *sdpview.Format) *units {
	t := &units{rate: float64(f.ClockRate), kind: Video, keyed: true, mode: -1}
	if n, err := strconv.Atoi(f.Param("packetization-mode")); err == nil {
		t.mode = n
	}
	switch f.Encoding {
	case "H264":
		if t.mode == 2 {
			return nil // interleaved: the packets of a unit do not follow one another
		}
		t.look, t.fragmentMask = lookH264, fragmentH264
		t.sets.describe(base64Sets(f.Param("sprop-parameter-sets")), bitstream.H264SPS)
	case "H265":
		if n, _ := strconv.Atoi(f.Param("sprop-max-don-diff")); n > 0 {
			return nil
		}
		t.look, t.fragmentMask = lookH265, fragmentH265
		t.sets.describe(base64Sets(f.Param("sprop-sps")), bitstream.H265SPS)
		for _, pps := range base64Sets(f.Param("sprop-pps")) {
			t.h265Extra = bitstream.H265ExtraBits(pps)
		}
	case "VP8":
		t.look = lookVP8
	case "VP9":
		t.look = lookVP9
	case "AV1":
		t.look = lookAV1
	case "MP4V-ES":
		t.look = lookMPEG4
		if b, err := hex.DecodeString(strings.TrimSpace(f.Param("config"))); err == nil {
			t.sets.describe([][]byte{b}, bitstream.MPEG4VOL)
		}
	case "MPV":
		t.look = lookMPV
	case "H263":
		t.look = lookH263
	case "H263-1998", "H263-2000":
		t.look = lookH263Plus
	case "H261":
		t.look, t.keyed = lookH261, false
	case "JPEG":
		t.look, t.intra = lookJPEG, true
	case "RAW":
		t.look, t.intra = lookRaw, true
		t.sets.sized(f)
	case "THEORA":
		t.look, t.unmarked = lookTheora, true
		t.sets.sized(f)
	case "SMPTE336M":
		t.look, t.kind = lookDocument("\x06\x0e\x2b\x34"), Data
	case "VND.ONVIF.METADATA":
		t.look, t.kind = lookDocument("<"), Data
	default:
		return nil
	}
	return t
}

// sized notes the size that parameters of the SDP give.
func (s *parameterSets) sized(f *sdpview.Format) {
	w, _ := strconv.Atoi(f.Param("width"))
	h, _ := strconv.Atoi(f.Param("height"))
	if w > 0 && h > 0 && w < 1<<16 && h < 1<<16 {
		s.described, s.hasDescribed = bitstream.Video{Width: w, Height: h}, true
	}
}

// describe notes the first parameter set of the SDP that can be read.
func (s *parameterSets) describe(sets [][]byte, parse func([]byte) (bitstream.Video, bool)) {
	for _, b := range sets {
		if v, ok := parse(b); ok {
			s.described, s.hasDescribed = v, true
			return
		}
	}
}

// base64Sets reads parameter sets parted by commas.
func base64Sets(s string) (list [][]byte) {
	for text := range strings.SplitSeq(s, ",") {
		text = strings.TrimRight(strings.TrimSpace(text), "=")
		if b, err := base64.RawStdEncoding.DecodeString(text); err == nil && len(b) > 0 && len(list) < 64 {
			list = append(list, b)
		}
	}
	return list
}
