package media

import (
	"strconv"
	"strings"

	"rtspect/codec/config"
	"rtspect/depacket"
	"rtspect/export/media/container"
	"rtspect/sdpview"
)

// newPacker chooses how the units of a track become samples of a container, or says why they do not.
func newPacker(format string, t *track) (p packer, codec container.Codec, reason string) {
	p, codec = videoPacker(format, t)
	if p == nil {
		p, codec = audioPacker(format, t)
	}
	if p == nil {
		switch {
		case isMetadata(t.format.Encoding):
			return nil, 0, "neither picture nor sound"
		case strings.HasPrefix(t.format.Encoding, "X-ASF-PF"):
			return nil, 0, "ASF is a multiplex of its own; its .asf holds all of it"
		}
		return nil, 0, "no container here has a place for it that players know"
	}
	if s, ok := p.(*samplesPacker); ok && format == "mp4" && s.rate > container.MaxMP4Rate {
		return nil, 0, "MP4 has no place for so high a sample rate; mkv has"
	}
	return p, codec, container.Refusal(format, codec)
}

func videoPacker(format string, t *track) (packer, container.Codec) {
	switch t.format.Encoding {
	case "H264":
		return &nalPacker{byteStream: format == "ts", scratch: &t.s.x.scratch}, container.H264
	case "H265", "HEVC":
		return &nalPacker{byteStream: format == "ts", h265: true, scratch: &t.s.x.scratch}, container.H265
	case "VP8":
		return &framePacker{codec: container.VP8}, container.VP8
	case "VP9":
		return &framePacker{codec: container.VP9, look: lookVP9}, container.VP9
	case "AV1":
		return &framePacker{codec: container.AV1, look: lookAV1}, container.AV1
	case "MP4V-ES":
		return &framePacker{codec: container.MPEG4Visual, look: lookVOL, inBand: format == "ts"}, container.MPEG4Visual
	case "MPV":
		return &framePacker{codec: container.MPEG2Video, look: lookMPEG}, container.MPEG2Video
	case "H263", "H263-1998", "H263-2000":
		return &framePacker{codec: container.H263, look: lookH263}, container.H263
	case "JPEG":
		return &framePacker{codec: container.MotionJPEG, look: lookJPEG}, container.MotionJPEG
	}
	return nil, 0
}

func audioPacker(format string, t *track) (packer, container.Codec) {
	f := t.format
	switch f.Encoding {
	case "MPEG4-GENERIC", "MP4A-LATM":
		if s, ok := t.codec.sink.(*adtsSink); ok {
			return &aacPacker{adts: format == "ts", config: s.config, text: f.Param("config"), latm: f.Encoding == "MP4A-LATM"}, container.AAC
		}
	case "MPA", "MPA-ROBUST":
		return &mpaPacker{rate: t.clock.rate}, container.MP3
	case "AC3", "EAC3":
		p := &ac3Packer{rate: t.clock.rate, codec: container.AC3}
		if f.Encoding == "EAC3" {
			p.codec = container.EAC3
		}
		return p, p.codec
	case "OPUS", "MULTIOPUS":
		if head, ok := opusHead(f); ok {
			return &opusPacker{head: head}, container.Opus
		}
	case "VORBIS":
		return &vorbisPacker{}, container.Vorbis
	case "PCMU", "PCMA", "L8", "L16", "L24":
		return pcmPacker(format, f)
	case "G722":
		return &samplesPacker{codec: container.G722, rate: 16000, channels: max(1, f.Channels), bits: 4}, container.G722
	case "AMR", "AMR-WB":
		if f.Channels > 1 {
			return nil, 0
		}
		if f.Encoding == "AMR" {
			return &samplesPacker{codec: container.AMR, rate: 8000, channels: 1}, container.AMR
		}
		return &samplesPacker{codec: container.AMRWB, rate: 16000, channels: 1}, container.AMRWB
	}
	if bits, msb, ok := g726(f.Encoding); ok {
		return &samplesPacker{codec: container.G726, rate: 8000, channels: 1, bits: bits, repack: !msb}, container.G726
	}
	return nil, 0
}

// g726 reads the bits of a sample from the encoding's name; msb says that the first sample is in the most
// significant bits (RFC 3551, 4.5.4).
func g726(encoding string) (bits int, msb, ok bool) {
	rest, msb := strings.CutPrefix(encoding, "AAL2-")
	rate, found := strings.CutPrefix(rest, "G726-")
	n, err := strconv.Atoi(rate)
	return n / 8, msb, found && err == nil && n >= 16 && n <= 40 && n%8 == 0
}

// framePacker is for video whose units are samples as they are. look reads the headers of the first
// keyframe.
type framePacker struct {
	codec   container.Codec
	look    func(p *framePacker, u *depacket.Unit)
	inBand  bool // the container tells decoders nothing
	found   bool
	header  config.Video
	private []byte
	pending []byte
}

// maxPending bounds what waits for the next unit.
const maxPending = 1 << 20

func (p *framePacker) parameters(b []byte) {
	if len(p.pending)+len(b) <= maxPending {
		p.pending = append(p.pending, b...)
	}
	if p.codec == container.MPEG4Visual && !p.found {
		p.look(p, &depacket.Unit{Data: b})
	}
}

// goOn reports whether a unit does not begin as a picture, or the headers before one, does.
func (p *framePacker) goOn(u *depacket.Unit) bool {
	b := u.Data
	switch p.codec {
	case container.MPEG1Video, container.MPEG2Video:
		return len(b) > 3 && (b[0] != 0 || b[1] != 0 || b[2] != 1 || b[3] >= 1 && b[3] <= 0xaf)
	case container.MPEG4Visual:
		return len(b) > 2 && (b[0] != 0 || b[1] != 0 || b[2] != 1)
	case container.H263:
		return len(b) > 2 && (b[0] != 0 || b[1] != 0 || b[2]&0xfc != 0x80)
	}
	return false
}

func (p *framePacker) unit(u *depacket.Unit, _ bool, to taker) {
	if !p.found && (u.Keyframe || p.codec == container.MotionJPEG) {
		if p.look != nil {
			p.look(p, u)
		} else if u.Width > 0 {
			p.header.Width, p.header.Height, p.found = u.Width, u.Height, true
		}
	}
	b := u.Data
	if p.codec == container.AV1 && len(b) > 2 && b[0] == 0x12 && b[1] == 0 {
		b = b[2:] // containers have no temporal delimiters
	}
	var head []byte // where nothing is told apart from the samples, each keyframe brings the configuration
	if p.inBand && p.codec == container.MPEG4Visual && u.Keyframe && !hasVOL(p.pending) && !hasVOL(b) {
		head = p.private
	}
	to.give(packed{data: [4][]byte{head, p.pending, b}, duration: u.Duration, key: u.Keyframe})
	p.pending = p.pending[:0]
}

func (p *framePacker) describe(t *container.Track) string {
	if !p.found {
		return "nothing in it tells the size of the pictures"
	}
	t.Codec, t.Width, t.Height, t.Private = p.codec, p.header.Width, p.header.Height, p.private
	if p.codec == container.VP8 || p.codec == container.VP9 {
		h := p.header
		if p.codec == container.VP8 {
			h.BitDepth, h.ChromaFormat = 8, 1
		}
		t.Private = config.AppendVPCC(nil, h)
	}
	return ""
}

func lookVP9(p *framePacker, u *depacket.Unit) { p.header, p.found = config.ParseVP9(u.Data) }

func lookAV1(p *framePacker, u *depacket.Unit) {
	h, sequence, ok := config.ParseAV1(u.Data)
	if ok {
		p.header, p.private, p.found = h, config.AppendAV1C(nil, h, sequence), true
	}
}

func lookVOL(p *framePacker, u *depacket.Unit) {
	h, head, ok := config.ParseVOL(u.Data)
	if ok {
		p.header, p.private, p.found = h, append([]byte(nil), head...), true
	}
}

func hasVOL(b []byte) bool {
	_, _, ok := config.ParseVOL(b)
	return ok
}

func lookMPEG(p *framePacker, u *depacket.Unit) {
	h, second, head, ok := config.ParseMPEGVideo(u.Data)
	if !ok {
		return
	}
	p.header, p.private, p.found = h, append([]byte(nil), head...), true
	if !second {
		p.codec = container.MPEG1Video
	}
}

func lookH263(p *framePacker, u *depacket.Unit) { p.header, p.found = config.ParseH263(u.Data) }

func lookJPEG(p *framePacker, u *depacket.Unit) { p.header, p.found = config.ParseJPEGSize(u.Data) }

// pcmPacker is for samples of PCM, in the order of bytes that the container has.
func pcmPacker(format string, f sdpview.Format) (packer, container.Codec) {
	p := &samplesPacker{rate: rateOr(f, 8000), channels: max(1, f.Channels), bits: 8}
	switch f.Encoding {
	case "PCMU":
		p.codec = container.MuLaw
	case "PCMA":
		p.codec = container.ALaw
	case "L8":
		p.codec = container.PCMLittle
	case "L16":
		p.bits, p.swap = 16, 2
	case "L24":
		p.bits, p.swap = 24, 3
	}
	if p.swap > 0 {
		p.codec = container.PCMLittle
		if format == "mp4" {
			p.codec, p.swap = container.PCMBig, 0
		}
	}
	return p, p.codec
}
