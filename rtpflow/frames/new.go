package frames

import (
	"strconv"

	"rtspect/bitstream"
	"rtspect/sdpview"
)

// New returns a tracker for a format; it is a column of the codec table. It returns nil if the access units of the
// format cannot be followed.
type New func(f *sdpview.Format) Tracker

// newUnits returns a tracker for video or documents.
func newUnits(f *sdpview.Format, inspect inspector) *units {
	t := &units{inspect: inspect, rate: float64(f.ClockRate), kind: Video, keyed: true, mode: -1}
	if n, err := strconv.Atoi(f.Param("packetization-mode")); err == nil {
		t.mode = n
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
