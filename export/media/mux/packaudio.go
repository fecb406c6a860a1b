package mux

import (
	"encoding/hex"
	"strings"

	"rtspect/bitstream"
	"rtspect/codec"
	"rtspect/codec/config"
	"rtspect/depacket"
	"rtspect/export/media/container"
)

// samplesPacker is for audio whose units are samples as they are, except for the order of bytes (swap) or of bits
// (reversed: the first sample is in the least significant bits).
type samplesPacker struct {
	rate, channels, bits int
	swap                 int
	reversed             bool
	scratch              []byte
}

func newSamplesPacker(env *Env, s *Source) packer {
	c := &s.Codec.Samples
	p := &samplesPacker{rate: sampleRate(s), channels: max(1, s.Format.Channels), bits: c.Bits, reversed: c.Reversed}
	if c.Bits > 8 && env.Format == container.FormatMatroska && s.Codec.Matroska.LittleEndian {
		p.swap = c.Bits / 8
	}
	return p
}

func (p *samplesPacker) parameters([]byte) {}

func (p *samplesPacker) unit(u *depacket.Unit, _ bool, to taker) {
	b := u.Data
	switch {
	case p.swap > 1:
		p.scratch = container.AppendSwapped(p.scratch[:0], b, p.swap)
		b = p.scratch
	case p.reversed:
		p.scratch = appendReversed(p.scratch[:0], b, p.bits)
		b = p.scratch
	}
	to.give(packed{data: [4][]byte{b}, duration: u.Duration, key: true})
}

// appendReversed appends samples of n bits, the first in the least significant bits of the first byte, with the first in
// the most significant bits.
func appendReversed(dst, b []byte, n int) []byte {
	var in, out uint64
	var have, made int
	for _, x := range b {
		in |= uint64(x) << have
		have += 8
		for have >= n {
			out = out<<n | in&(1<<n-1)
			in >>= n
			have -= n
			made += n
			for made >= 8 {
				dst = append(dst, byte(out>>(made-8)))
				made -= 8
			}
		}
	}
	return dst
}

func (p *samplesPacker) describe(t *container.Track) string {
	t.SampleRate, t.Channels, t.Bits = p.rate, p.channels, p.bits
	return ""
}

// aacPacker is for access units of AAC, with ADTS headers where the container wants them.
type aacPacker struct {
	adts   bool
	config func() (bitstream.AudioConfig, bool)
	text   string // AudioSpecificConfig of the SDP
	head   []byte
}

func newAACPacker(env *Env, s *Source) packer {
	p := &aacPacker{adts: env.Format == container.FormatTS, config: s.Config}
	if s.Codec.Samples.Described {
		p.text = s.Format.Param("config")
	}
	return p
}

func (p *aacPacker) parameters([]byte) {}

func (p *aacPacker) unit(u *depacket.Unit, _ bool, to taker) {
	if !p.adts {
		to.give(packed{data: [4][]byte{u.Data}, duration: u.Duration, key: true})
		return
	}
	c, ok := p.config()
	if !ok || len(u.Data) > container.MaxADTSFrame {
		return
	}
	h := container.ADTS{ObjectType: c.ObjectType, RateIndex: c.RateIndex(), Channels: c.Channels & 7}
	p.head = h.AppendHeader(p.head[:0], len(u.Data))
	to.give(packed{data: [4][]byte{p.head, u.Data}, duration: u.Duration, key: true})
}

func (p *aacPacker) describe(t *container.Track) string {
	c, ok := p.config()
	if !ok {
		return "neither the SDP nor the stream has its configuration"
	}
	t.SampleRate, t.Channels = c.SampleRate, aacChannels(c.Channels)
	if b, err := hex.DecodeString(strings.TrimSpace(p.text)); err == nil && len(b) >= 2 {
		t.Private = b
		return ""
	}
	t.Private = config.AppendAudioConfig(nil, c)
	return ""
}

// aacChannels is how many channels a configuration has (ISO/IEC 14496-3, table 1.19); 2 where only the data show it.
func aacChannels(configuration int) int {
	switch {
	case configuration == 7:
		return 8
	case configuration < 1 || configuration > 7:
		return 2
	}
	return configuration
}

// mpegPacker is for MPEG audio: its samples are single frames.
type mpegPacker struct {
	rate    int64
	found   bool
	codings [3]codec.Coding // of the layers 1 to 3
	bitstream.AudioFrame
}

func newMPEGPacker(_ *Env, s *Source) packer {
	c := s.Codec
	return &mpegPacker{rate: int64(s.Format.ClockRate), codings: [3]codec.Coding{c.Variants[1], c.Variants[0], c.Coding}}
}

func (p *mpegPacker) parameters([]byte) {}

func (p *mpegPacker) unit(u *depacket.Unit, _ bool, to taker) {
	offset := int64(0)
	for b := u.Data; len(b) > 0; {
		f, ok := bitstream.ParseAudioFrame(b)
		n := f.Size
		if !ok || n == 0 || n > len(b) {
			n = len(b)
		}
		duration := int64(0)
		if ok {
			if !p.found {
				p.AudioFrame, p.found = f, true
			}
			duration = int64(f.Samples) * p.rate / int64(f.SampleRate)
		}
		to.give(packed{data: [4][]byte{b[:n]}, offset: uint32(offset), duration: uint32(duration), key: true})
		offset += duration
		b = b[n:]
	}
}

func (p *mpegPacker) describe(t *container.Track) string {
	if !p.found {
		return "no frame of MPEG audio in it"
	}
	t.Coding, t.SampleRate, t.Channels = p.codings[p.Layer-1], p.SampleRate, 2
	if p.Mono {
		t.Channels = 1
	}
	return ""
}

// ac3Packer is for AC-3 and Enhanced AC-3: its samples are single frames, with those that depend on them.
type ac3Packer struct {
	rate    int64
	found   bool
	frame   config.AC3Frame
	codings []codec.Coding // of AC-3 and Enhanced AC-3
}

func newAC3Packer(_ *Env, s *Source) packer {
	return &ac3Packer{rate: int64(s.Format.ClockRate), codings: s.Codec.Variants}
}

func (p *ac3Packer) parameters([]byte) {}

func (p *ac3Packer) unit(u *depacket.Unit, _ bool, to taker) {
	offset, start := int64(0), 0
	duration := int64(0)
	for at := 0; at < len(u.Data); {
		f, ok := config.ParseAC3Frame(u.Data[at:])
		n := f.Size
		if !ok || n > len(u.Data)-at {
			n = len(u.Data) - at
		}
		if ok && !f.Dependent {
			if at > start {
				to.give(packed{data: [4][]byte{u.Data[start:at]}, offset: uint32(offset), duration: uint32(duration), key: true})
				offset += duration
			}
			start, duration = at, int64(f.Samples)*p.rate/int64(f.SampleRate)
			if !p.found {
				p.frame, p.found = f, true
			}
		}
		at += n
	}
	to.give(packed{data: [4][]byte{u.Data[start:]}, offset: uint32(offset), duration: uint32(duration), key: true})
}

func (p *ac3Packer) describe(t *container.Track) string {
	if !p.found {
		return "no frame of AC-3 in it"
	}
	f := p.frame
	t.SampleRate, t.Channels = f.SampleRate, f.Channels
	if f.Enhanced {
		t.Coding, t.Private = p.codings[1], config.AppendDEC3(nil, f, t.Bitrate)
		return ""
	}
	t.Coding, t.Private = p.codings[0], config.AppendDAC3(nil, f)
	return ""
}

// opusPacker is for Opus packets.
type opusPacker struct{ head []byte }

func newOpusPacker(_ *Env, s *Source) packer {
	channels, mapping, _ := codec.OpusMapping(s.Format)
	return &opusPacker{container.AppendOpusHead(nil, channels, mapping)}
}

func (p *opusPacker) parameters(b []byte) {
	if len(b) >= 19 && string(b[:8]) == "OpusHead" && b[9] > 0 {
		p.head = append([]byte(nil), b...)
	}
}

func (p *opusPacker) unit(u *depacket.Unit, _ bool, to taker) {
	to.give(packed{data: [4][]byte{u.Data}, duration: u.Duration, key: true})
}

func (p *opusPacker) describe(t *container.Track) string {
	t.SampleRate, t.Channels, t.Private = 48000, int(p.head[9]), p.head
	return ""
}

// vorbisPacker is for Vorbis packets. An RTP timestamp is that of the first one in its packet; the duration of each follows
// from the headers.
type vorbisPacker struct {
	headers [][]byte
	blocks  config.VorbisBlocks
	stamp   uint32 // of the RTP packet under way
	offset  uint32
}

func (p *vorbisPacker) parameters(b []byte) {
	if len(b) < 7 || string(b[1:7]) != "vorbis" {
		return
	}
	if i := int(b[0]-1) / 2; i < 3 && i == len(p.headers) {
		p.headers = append(p.headers, append([]byte(nil), b...))
	}
}

func (p *vorbisPacker) unit(u *depacket.Unit, _ bool, to taker) {
	if !p.blocks.Known() && len(p.headers) == 3 {
		p.blocks, _ = config.NewVorbisBlocks(p.headers[0], p.headers[2])
	}
	if u.Timestamp != p.stamp {
		p.stamp, p.offset = u.Timestamp, 0
	}
	samples := uint32(p.blocks.Samples(u.Data))
	to.give(packed{data: [4][]byte{u.Data}, offset: p.offset, duration: samples, key: true})
	p.offset += samples
}

func (p *vorbisPacker) describe(t *container.Track) string {
	if len(p.headers) < 3 || len(p.headers[0]) < 16 {
		return "neither the SDP nor the stream has its headers"
	}
	h := p.headers[0]
	t.Channels = int(h[11])
	t.SampleRate = int(h[12]) | int(h[13])<<8 | int(h[14])<<16 | int(h[15])<<24
	t.Private = []byte{2}
	for _, h := range p.headers[:2] { // Xiph lacing (RFC 9559, 10.3.2)
		n := len(h)
		for ; n >= 255; n -= 255 {
			t.Private = append(t.Private, 255)
		}
		t.Private = append(t.Private, byte(n))
	}
	for _, h := range p.headers {
		t.Private = append(t.Private, h...)
	}
	return ""
}
