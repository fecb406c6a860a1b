package mux

import (
	"rtspect/codec"
	"rtspect/codec/config"
	"rtspect/depacket"
	"rtspect/export/media/container"
)

// packers make the packer of each packing.
var packers = [...]func(*Env, *Source) packer{
	codec.AccessUnits: newFramePacker,
	codec.NALUnits:    newNALPacker,
	codec.RawSamples:  newSamplesPacker,
	codec.AACFrames:   newAACPacker,
	codec.MPEGFrames:  newMPEGPacker,
	codec.AC3Frames:   newAC3Packer,
	codec.OpusPackets: newOpusPacker,
	codec.VorbisPackets: func(*Env, *Source) packer {
		return &vorbisPacker{}
	},
}

// newPacker makes the packer that turns the units of a stream into samples; reason is why the container has no place for
// them.
func newPacker(env *Env, s *Source) (p packer, reason string) {
	c := s.Codec
	if reason = container.Refusal(env.Format, &c.Coding); reason != "" {
		return nil, reason
	}
	if c.Samples.Mono && s.Format.Channels > 1 {
		return nil, "no container has a mapping for several channels of it"
	}
	if c.Samples.Packing == codec.RawSamples && env.Format == container.FormatMP4 && sampleRate(s) > container.MaxMP4Rate {
		return nil, "MP4 has no place for such a high sample rate; mkv has"
	}
	return packers[c.Samples.Packing](env, s), ""
}

// sampleRate is the sample rate of audio, in Hz.
func sampleRate(s *Source) int {
	if s.Codec.Samples.SampleRate > 0 {
		return s.Codec.Samples.SampleRate
	}
	return codec.ClockRate(s.Format, s.Codec.ClockRate)
}

// framePacker is for video whose units are samples as they are. Their header is read from the first keyframe.
type framePacker struct {
	codec.Samples
	predicted bool
	variants  []codec.Coding
	inBand    bool // the container does not store the configuration apart from the samples
	found     bool
	header    config.Header
	pending   []byte
}

func newFramePacker(env *Env, s *Source) packer {
	return &framePacker{
		Samples: s.Codec.Samples, predicted: s.Codec.Predicted, variants: s.Codec.Variants,
		inBand: env.Format == container.FormatTS && s.Codec.Samples.InBand,
	}
}

// maxPending bounds what waits for the next unit.
const maxPending = 1 << 20

func (p *framePacker) parameters(b []byte) {
	if len(p.pending)+len(b) <= maxPending {
		p.pending = append(p.pending, b...)
	}
	p.read(b)
}

// read reads the header, once.
func (p *framePacker) read(b []byte) {
	if p.found {
		return
	}
	if h, ok := p.Header(b); ok {
		p.header, p.found = h, true
	}
}

// continues reports whether a unit does not begin as a frame, or the headers before one, does.
func (p *framePacker) continues(u *depacket.Unit) bool {
	return p.Continues != nil && p.Continues(u.Data)
}

func (p *framePacker) unit(u *depacket.Unit, _ bool, to taker) {
	if u.Keyframe || !p.predicted {
		p.read(u.Data)
	}
	b := u.Data
	if n := len(p.Strip); n > 0 && len(b) > n && string(b[:n]) == p.Strip {
		b = b[n:]
	}
	var head []byte // where nothing is stored apart from the samples, each keyframe brings the configuration
	if p.inBand && u.Keyframe && !p.configured(p.pending) && !p.configured(b) {
		head = p.header.Private
	}
	to.give(packed{data: [4][]byte{head, p.pending, b}, duration: u.Duration, key: u.Keyframe})
	p.pending = p.pending[:0]
}

// configured reports whether data include the configuration of the decoder.
func (p *framePacker) configured(b []byte) bool {
	_, ok := p.Header(b)
	return ok
}

func (p *framePacker) describe(t *container.Track) string {
	if !p.found {
		return "nothing in it gives the frame size"
	}
	if v := p.header.Variant; v > 0 {
		t.Coding = p.variants[v-1]
	}
	t.Width, t.Height, t.Private = p.header.Width, p.header.Height, p.header.Private
	return ""
}
