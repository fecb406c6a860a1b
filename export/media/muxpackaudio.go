package media

import (
	"encoding/hex"
	"strings"

	"rtspect/bitstream"
	"rtspect/codec/config"
	"rtspect/depacket"
	"rtspect/export/media/container"
)

// samplesPacker is for audio whose units are samples as they are, but for the order of bytes (swap) or of
// bits (repack: those of G.726 come with the first sample in the least significant bits).
type samplesPacker struct {
	codec                container.Codec
	rate, channels, bits int
	swap                 int
	repack               bool
	scratch              []byte
}

func (p *samplesPacker) parameters([]byte) {}

func (p *samplesPacker) unit(u *depacket.Unit, _ bool, to taker) {
	b := u.Data
	switch {
	case p.swap > 1:
		p.scratch = container.AppendSwapped(p.scratch[:0], b, p.swap)
		b = p.scratch
	case p.repack:
		p.scratch = appendReversed(p.scratch[:0], b, p.bits)
		b = p.scratch
	}
	to.give(packed{data: [4][]byte{b}, duration: u.Duration, key: true})
}

// appendReversed appends samples of n bits, the first in the least significant bits of the first byte,
// with the first in the most significant bits.
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
	t.Codec, t.SampleRate, t.Channels, t.Bits = p.codec, p.rate, p.channels, p.bits
	return ""
}

// aacPacker is for access units of AAC, with ADTS headers where the container wants them.
type aacPacker struct {
	adts, latm bool
	config     func() (bitstream.AudioConfig, bool)
	text       string // AudioSpecificConfig of the SDP
	head       []byte
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
		return "neither the description nor the stream gives its configuration"
	}
	t.Codec, t.SampleRate, t.Channels = container.AAC, c.SampleRate, aacChannels(c.Channels)
	if b, err := hex.DecodeString(strings.TrimSpace(p.text)); err == nil && !p.latm && len(b) >= 2 {
		t.Private = b
		return ""
	}
	t.Private = config.AppendAudioConfig(nil, c)
	return ""
}

// aacChannels is how many channels a configuration has (ISO/IEC 14496-3, table 1.19); 2 where the data
// tell it.
func aacChannels(configuration int) int {
	switch {
	case configuration == 7:
		return 8
	case configuration < 1 || configuration > 7:
		return 2
	}
	return configuration
}

// mpaPacker is for MPEG audio: its samples are single frames.
type mpaPacker struct {
	rate  int64
	found bool
	bitstream.AudioFrame
}

func (p *mpaPacker) parameters([]byte) {}

func (p *mpaPacker) unit(u *depacket.Unit, _ bool, to taker) {
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

func (p *mpaPacker) describe(t *container.Track) string {
	if !p.found {
		return "nothing in it is a frame of MPEG audio"
	}
	t.Codec, t.SampleRate, t.Channels = container.MP1+container.Codec(p.Layer-1), p.SampleRate, 2
	if p.Mono {
		t.Channels = 1
	}
	return ""
}

// ac3Packer is for AC-3 and Enhanced AC-3: its samples are single frames, with those that depend on them.
type ac3Packer struct {
	rate  int64
	codec container.Codec
	found bool
	frame config.AC3Frame
	head  []byte
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
		return "nothing in it is a frame of AC-3"
	}
	f := p.frame
	t.Codec, t.SampleRate, t.Channels = p.codec, f.SampleRate, f.Channels
	if f.Enhanced {
		t.Codec, t.Private = container.EAC3, config.AppendDEC3(nil, f, t.Bitrate)
		return ""
	}
	t.Codec, t.Private = container.AC3, config.AppendDAC3(nil, f)
	return ""
}

// opusPacker is for Opus packets.
type opusPacker struct{ head []byte }

func (p *opusPacker) parameters(b []byte) {
	if len(b) >= 19 && string(b[:8]) == "OpusHead" && b[9] > 0 {
		p.head = append([]byte(nil), b...)
	}
}

func (p *opusPacker) unit(u *depacket.Unit, _ bool, to taker) {
	to.give(packed{data: [4][]byte{u.Data}, duration: u.Duration, key: true})
}

func (p *opusPacker) describe(t *container.Track) string {
	t.Codec, t.SampleRate, t.Channels, t.Private = container.Opus, 48000, int(p.head[9]), p.head
	return ""
}

// vorbisPacker is for Vorbis packets. RTP tells the time of the first one in a packet of its own; how long
// each is follows from the headers.
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
		return "neither the description nor the stream gives its headers"
	}
	h := p.headers[0]
	t.Codec, t.Channels = container.Vorbis, int(h[11])
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
