package frames

import (
	"bytes"

	"rtspect/bitstream"
)

// maxChanges limits the changes of parameter sets that are remembered; all are counted.
const maxChanges = 16

// ParameterChange is a change of the video parameters.
type ParameterChange struct {
	Time, Frame int64
	From, To    bitstream.Video
}

// parameterSets follows the parameter sets of a stream: those of the SDP, then those in band.
type parameterSets struct {
	described    bitstream.Video
	hasDescribed bool
	inBand       bitstream.Video
	has          bool
	first        bitstream.Video // the first in band
	n            int64           // parameter sets seen in band
	last         []byte          // the last one
	changes      []ParameterChange
	changesN     int64
}

// take notes a parameter set in band; a repeated one costs a comparison.
func (s *parameterSets) take(b []byte, p *Packet, parse func([]byte) (bitstream.Video, bool)) {
	s.n++
	b = b[:min(len(b), bitstream.MaxParameterSet)]
	if bytes.Equal(b, s.last) {
		return
	}
	v, ok := parse(b)
	if !ok {
		return
	}
	s.last = append(s.last[:0], b...)
	s.set(v, p)
}

// set notes the parameters that are in force from a packet on.
func (s *parameterSets) set(v bitstream.Video, p *Packet) {
	if !s.has {
		s.has, s.first = true, v
	} else if v != s.inBand {
		s.changesN++
		if len(s.changes) < maxChanges {
			s.changes = append(s.changes, ParameterChange{p.Arrival, p.Frame, s.inBand, v})
		}
	}
	s.inBand = v
}

// size notes the frame size that a keyframe contains.
func (s *parameterSets) size(width, height int, p *Packet) {
	if width <= 0 || height <= 0 || s.has && s.inBand.Width == width && s.inBand.Height == height {
		return
	}
	v := s.inBand
	v.Width, v.Height = width, height
	s.set(v, p)
}

// now returns the parameters in force.
func (s *parameterSets) now() (v bitstream.Video, ok bool) {
	if s.has {
		return s.inBand, true
	}
	return s.described, s.hasDescribed
}
