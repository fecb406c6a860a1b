package mux

import (
	"bytes"
	"encoding/binary"

	"rtspect/bitstream"
	"rtspect/codec/config"
	"rtspect/depacket"
	"rtspect/export/media/container"
)

// nalPacker makes samples of the access units of H.264 and H.265: NAL units with their lengths or, in a byte stream, with
// start codes, an access unit delimiter first and parameter sets before each keyframe.
type nalPacker struct {
	byteStream, h265 bool
	// first are the parameter sets with which the first keyframe is decoded, then those of other identifiers; changed says
	// that a later one differs.
	first   []paramSet
	frozen  bool
	changed bool
	pending []byte
	seen    bool // the unit under way brings parameter sets
	scratch *scratch
}

// scratch is memory in which samples are assembled: one for all tracks, since only one sample is made at a time.
type scratch struct{ sample, sets []byte }

func newNALPacker(env *Env, s *Source) packer {
	return &nalPacker{byteStream: env.Format == container.FormatTS, h265: s.Codec.Samples.H265, scratch: &env.scratch}
}

// paramSet is a parameter set (NAL unit) with its type and identifier.
type paramSet struct {
	typ byte
	id  uint32
	nal []byte
}

// maxParamSets bounds the parameter sets in a configuration: avcC counts them with 5 bits.
const maxParamSets = 30

// NAL unit types: VPS, SPS, PPS and access unit delimiters.
const (
	h264SPS, h264PPS, h264AUD          = 7, 8, 9
	h265VPS, h265SPS, h265PPS, h265AUD = 32, 33, 34, 35
)

// Access unit delimiters that allow all slice types (ITU-T H.264, 7.3.2.4; H.265, 7.3.2.5).
var (
	delimiter264 = []byte{0, 0, 0, 1, h264AUD, 0xf0}
	delimiter265 = []byte{0, 0, 0, 1, h265AUD << 1, 1, 0x50}
)

func (p *nalPacker) typ(nal []byte) byte {
	if p.h265 {
		return nal[0] >> 1 & 0x3f
	}
	return nal[0] & 0x1f
}

// isSet reports whether a type is that of parameter sets in a configuration.
func (p *nalPacker) isSet(typ byte) bool {
	if p.h265 {
		return typ >= h265VPS && typ <= h265PPS
	}
	return typ == h264SPS || typ == h264PPS
}

func (p *nalPacker) parameters(b []byte) {
	config.SplitNALs(b, func(nal []byte) {
		if len(p.pending) < maxPending {
			p.pending = p.append(p.pending, nal)
		}
	})
}

// append appends a NAL unit in the form of the container. Delimiters are left out.
func (p *nalPacker) append(dst, nal []byte) []byte {
	typ := p.typ(nal)
	if p.h265 && typ == h265AUD || !p.h265 && typ == h264AUD {
		return dst
	}
	if p.isSet(typ) {
		p.note(typ, nal)
	}
	return p.frame(dst, nal)
}

func (p *nalPacker) frame(dst, nal []byte) []byte {
	if p.byteStream {
		dst = append(dst, 0, 0, 0, 1)
	} else {
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(nal)))
	}
	return append(dst, nal...)
}

// note remembers a parameter set.
func (p *nalPacker) note(typ byte, nal []byte) {
	p.seen = true
	if len(nal) > 1<<16-1 {
		return
	}
	id := p.number(typ, nal)
	for i := range p.first {
		s := &p.first[i]
		if s.typ != typ || s.id != id {
			continue
		}
		if bytes.Equal(s.nal, nal) {
			return
		}
		p.changed = p.changed || p.frozen
		if !p.frozen || p.byteStream {
			s.nal = append(s.nal[:0], nal...)
		}
		return
	}
	p.changed = p.changed || p.frozen
	if len(p.first) < maxParamSets && (!p.frozen || p.byteStream) {
		p.first = append(p.first, paramSet{typ, id, append([]byte(nil), nal...)})
	}
}

// number reads the identifier of a parameter set (ITU-T H.264, 7.3.2; H.265, 7.3.2). In practice H.265 has one sequence
// parameter set.
func (p *nalPacker) number(typ byte, nal []byte) uint32 {
	skip := 1
	switch {
	case p.h265 && typ == h265VPS:
		if len(nal) > 2 {
			return uint32(nal[2] >> 4)
		}
		return 0
	case p.h265 && typ == h265SPS:
		return 0
	case p.h265:
		skip = 2
	case typ == h264SPS:
		skip = 4
	}
	r := bitstream.Bits{B: nal[min(skip, len(nal)):min(skip+8, len(nal))]}
	return r.UE()
}

// continues reports whether the first slice of a unit is not the first of its frame.
func (p *nalPacker) continues(u *depacket.Unit) (yes bool) {
	found := false
	config.SplitNALs(u.Data, func(nal []byte) {
		typ := p.typ(nal)
		slice, first := typ >= 1 && typ <= 5, 1
		if p.h265 {
			slice, first = typ < 32, 2
		}
		if slice && !found && len(nal) > first {
			found, yes = true, nal[first]&0x80 == 0
		}
	})
	return yes
}

func (p *nalPacker) unit(u *depacket.Unit, rest bool, to taker) {
	sample := p.scratch.sample[:0]
	p.seen = len(p.pending) > 0
	config.SplitNALs(u.Data, func(nal []byte) { sample = p.append(sample, nal) })
	p.scratch.sample = sample
	data := [4][]byte{p.pending, sample}
	if p.byteStream && !rest {
		delimiter := delimiter264
		if p.h265 {
			delimiter = delimiter265
		}
		sets := p.scratch.sets[:0]
		if u.Keyframe && !p.seen {
			for _, s := range p.first {
				sets = p.frame(sets, s.nal)
			}
			p.scratch.sets = sets
		}
		data = [4][]byte{delimiter, sets, p.pending, sample}
	}
	if len(sample) > 0 {
		p.frozen = p.frozen || u.Keyframe && p.complete()
		to.give(packed{data: data, key: u.Keyframe})
		p.pending = p.pending[:0]
	}
}

// complete reports whether the parameter sets that decoders need are known.
func (p *nalPacker) complete() bool {
	sps, pps := false, false
	for _, s := range p.first {
		sps = sps || s.typ == h264SPS && !p.h265 || s.typ == h265SPS && p.h265
		pps = pps || s.typ == h264PPS && !p.h265 || s.typ == h265PPS && p.h265
	}
	return sps && pps
}

func (p *nalPacker) of(typ byte) (list [][]byte) {
	for _, s := range p.first {
		if s.typ == typ {
			list = append(list, s.nal)
		}
	}
	return list
}

func (p *nalPacker) describe(t *container.Track) string {
	if !p.complete() {
		return "neither the SDP nor the stream has the parameter sets that decoders need"
	}
	t.InBand = p.changed
	if p.h265 {
		h, ok := config.ParseSPS265(p.of(h265SPS)[0])
		if !ok {
			return "its sequence parameter set is invalid"
		}
		t.Width, t.Height = h.Width, h.Height
		t.Private = config.AppendHVCC(nil, h, p.of(h265VPS), p.of(h265SPS), p.of(h265PPS), !p.changed)
		return ""
	}
	h, ok := config.ParseSPS264(p.of(h264SPS)[0])
	if !ok {
		return "its sequence parameter set is invalid"
	}
	t.Width, t.Height = h.Width, h.Height
	t.Private = config.AppendAVCC(nil, h, p.of(h264SPS), p.of(h264PPS))
	return ""
}
