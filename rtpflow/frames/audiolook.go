package frames

import (
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"

	"rtspect/bitstream"
	"rtspect/sdpview"
)

// bitsPerSample are the encodings of RFC 3551 in which each sample has a fixed number of bits, and each packet
// is one frame.
var bitsPerSample = map[string]int{"PCMU": 8, "PCMA": 8, "L8": 8, "L16": 16, "L20": 20, "L24": 24, "G722": 8,
	"G726-16": 2, "G726-24": 3, "G726-32": 4, "G726-40": 5, "AAL2-G726-16": 2, "AAL2-G726-24": 3, "AAL2-G726-32": 4, "AAL2-G726-40": 5}

// newAudio makes the tracker for an encoding; nil if it is none that is known.
func newAudio(f *sdpview.Format) *audio {
	a := &audio{rate: float64(f.ClockRate), spurts: true}
	a.audio.SampleRate, a.audio.Channels = f.ClockRate, max(1, f.Channels)
	if n := bitsPerSample[f.Encoding]; n > 0 {
		return sampledAudio(a, f, int64(n))
	}
	switch f.Encoding {
	case "GSM", "G729", "G729D", "G729E", "G728", "LPC", "ILBC", "DVI4", "SPEEX":
		a.bySize = true
	}
	switch f.Encoding {
	case "GSM":
		a.look = fixedFrames(33, 160)
	case "G729", "G729D", "G729E":
		a.look = lookG729(map[string]int64{"G729": 10, "G729D": 8, "G729E": 15}[f.Encoding])
	case "G723":
		a.look = lookG723
	case "G728":
		a.look = fixedFrames(5, 20)
	case "LPC":
		a.look = fixedFrames(14, 160)
	case "ILBC":
		a.look = fixedFrames(50, 240)
		if f.Param("mode") == "20" {
			a.look = fixedFrames(38, 160)
		}
	case "DVI4":
		a.look = func(_ *audio, p *Packet) (int64, int64, bool) { return 1, 2 * int64(p.Len-4), p.Len > 4 }
	case "OPUS":
		a.audio.SampleRate = 48000
		a.look = lookOpus
	case "MPA":
		a.audio.SampleRate, a.audio.Channels = 0, 0
		a.look = lookMPA
	case "AC3", "EAC3":
		a.spurts = false
		a.audio.Channels = f.Channels
		a.look = lookAC3(f.Encoding == "EAC3", f.ClockRate)
	case "MPEG4-GENERIC":
		return genericAudio(a, f)
	case "MP4A-LATM":
		return latmAudio(a, f)
	case "SPEEX":
		a.look = func(a *audio, p *Packet) (int64, int64, bool) { return 1, int64(a.rate / 50), p.Len > 0 }
	case "AMR", "AMR-WB":
		a.look = lookAMR(f.Encoding == "AMR-WB", f.Param("octet-align") == "1" || f.Param("crc") == "1" || f.Param("robust-sorting") == "1" || f.Param("interleaving") != "")
	case "VORBIS":
		a.spurts = false
		a.look = lookVorbis
	default:
		return nil
	}
	return a
}

// sampledAudio is for samples of a fixed number of bits.
func sampledAudio(a *audio, f *sdpview.Format, perTick int64) *audio {
	if f.Encoding[0] == 'L' {
		perTick *= int64(max(1, f.Channels))
	}
	if f.Encoding == "G722" {
		a.audio.SampleRate = 16000
	}
	a.bySize = true
	a.look = func(_ *audio, p *Packet) (int64, int64, bool) {
		return 1, 8 * int64(p.Len) / perTick, p.Len > 0
	}
	if perTick == 8 { // the usual one, without a division
		a.look = func(_ *audio, p *Packet) (int64, int64, bool) { return 1, int64(p.Len), p.Len > 0 }
	}
	return a
}

// fixedFrames is for frames of a fixed size and length (RFC 3551, 4.5).
func fixedFrames(size, ticks int64) audioLook {
	return func(_ *audio, p *Packet) (int64, int64, bool) {
		n := int64(p.Len) / size
		return n, n * ticks, n > 0
	}
}

// lookG729 is for frames of 10 ms, after which a frame of comfort noise of 2 bytes may come (RFC 3551, 4.5.6).
func lookG729(size int64) audioLook {
	return func(_ *audio, p *Packet) (int64, int64, bool) {
		n := int64(p.Len) / size
		if int64(p.Len)%size != 0 {
			n++
		}
		return n, n * 80, n > 0
	}
}

// lookG723 walks frames of 30 ms, whose first two bits give their size (RFC 3551, 4.5.3).
func lookG723(_ *audio, p *Packet) (n, ticks int64, ok bool) {
	for at := 0; at < len(p.Payload); n++ {
		at += [4]int{24, 20, 4, 1}[p.Payload[at]&3]
	}
	return n, n * 240, n > 0
}

// lookOpus reads an Opus packet (RFC 7587, 4.2).
func lookOpus(a *audio, p *Packet) (n, ticks int64, ok bool) {
	samples, stereo, ok := bitstream.OpusPacket(p.Payload)
	if !ok {
		return 1, 0, p.Len > 0
	}
	if stereo {
		a.audio.Channels = 2
	}
	return 1, int64(samples), true
}

// lookMPA walks the frames of MPEG audio (RFC 2250, 3.5); those of which the capture holds nothing are taken to
// be as long as the last.
func lookMPA(a *audio, p *Packet) (n, ticks int64, ok bool) {
	b := p.Payload
	if len(b) < 8 {
		return 0, 0, false
	}
	if binary.BigEndian.Uint16(b[2:]) != 0 { // a fragment that is not the first
		a.audio.Fragments++
		return 0, 0, true
	}
	left := p.Len - 4
	b = b[4:]
	size, samples := 0, 0
	for left > 4 {
		if h, ok := bitstream.ParseAudioFrame(b); ok {
			size, samples = h.Size, h.Samples
			if n == 0 {
				a.describeMPA(h, p)
			}
		} else if n == 0 || len(b) >= 4 {
			break
		}
		n++
		ticks += int64(float64(samples)*a.rate/float64(a.audio.SampleRate) + 0.5)
		if size == 0 {
			break
		}
		left -= size
		b = b[min(size, len(b)):]
	}
	return n, ticks, n > 0
}

func (a *audio) describeMPA(h bitstream.AudioFrame, p *Packet) {
	channels := 2
	if h.Mono {
		channels = 1
	}
	if a.audio.SampleRate == h.SampleRate && a.audio.Channels == channels {
		return
	}
	version := map[int]string{1: "MPEG-1", 2: "MPEG-2", 25: "MPEG-2.5"}[h.Version]
	a.described(h.SampleRate, channels, version+" layer "+strconv.Itoa(h.Layer), p)
}

// lookAC3 reads the header of RFC 4184 (4.1) or, for E-AC-3, RFC 4598 (4.1): how many frames, or which fragment
// of one. A syncframe of AC-3 holds 1536 samples.
func lookAC3(enhanced bool, rate int) audioLook {
	return func(a *audio, p *Packet) (n, ticks int64, ok bool) {
		b := p.Payload
		if len(b) < 3 {
			return 0, 0, false
		}
		fragment, count := b[0]&3, int64(b[1])
		if enhanced {
			fragment = 2 * (b[0] & 1)
		}
		if fragment != 0 {
			a.audio.Fragments++
			if fragment == 3 {
				return 0, 0, true
			}
			count = 1
		}
		if !enhanced && len(b) >= 9 && b[2] == 0x0b && b[3] == 0x77 {
			a.describeAC3(b[2:], p)
		}
		return count, count * 1536 * int64(rate) / int64(max(1, a.audio.SampleRate)), true
	}
}

// describeAC3 reads sample rate and channels from a syncframe (ATSC A/52, 5.3.1 and 5.3.2).
func (a *audio) describeAC3(b []byte, p *Packet) {
	rate := [4]int{48000, 44100, 32000, 0}[b[4]>>6]
	mode := b[6] >> 5
	channels := [8]int{2, 1, 2, 3, 3, 4, 4, 5}[mode]
	r := bitstream.Bits{B: b[6:]}
	r.Skip(3)
	if mode&1 != 0 && mode != 1 {
		r.Skip(2)
	}
	if mode&4 != 0 {
		r.Skip(2)
	}
	if mode == 2 {
		r.Skip(2)
	}
	if r.Flag() {
		channels++
	}
	if rate != 0 {
		a.described(rate, channels, "", p)
	}
}

// aacProfiles name audio object types (ISO/IEC 14496-3, table 1.17).
var aacProfiles = map[int]string{1: "AAC Main", 2: "AAC LC", 3: "AAC SSR", 4: "AAC LTP", 17: "ER AAC LC", 23: "ER AAC LD", 39: "ER AAC ELD"}

func (a *audio) config(c bitstream.AudioConfig) {
	a.audio.SampleRate, a.audio.Channels = c.SampleRate, c.Channels
	if c.Channels == 7 {
		a.audio.Channels = 8
	}
	a.audio.Profile = aacProfiles[c.ObjectType]
	if c.Extended {
		a.audio.Profile = "HE-AAC"
	}
}

// genericAudio is for MPEG4-GENERIC (RFC 3640).
func genericAudio(a *audio, f *sdpview.Format) *audio {
	a.spurts = false
	a.sized = true
	ticks := int64(1024)
	if c, ok := bitstream.ParseAudioConfig(f.Param("config")); ok {
		a.config(c)
		ticks = int64(c.FrameSamples) * int64(max(1, f.ClockRate)) / int64(c.SampleRate)
	}
	h := bitstream.NewAUHeaders(f.Param)
	if h.ConstantDuration > 0 {
		ticks = int64(h.ConstantDuration)
	}
	a.look = func(a *audio, p *Packet) (int64, int64, bool) { return a.accessUnits(&h, ticks, p) }
	return a
}

// accessUnits reads the AU headers (3.2.1): one for each access unit, or the same one before each fragment.
func (a *audio) accessUnits(h *bitstream.AUHeaders, each int64, p *Packet) (n, ticks int64, ok bool) {
	b := p.Payload
	if !h.Any() {
		a.sizes.add(int64(p.Len))
		return 1, each, p.Len > 0
	}
	if len(b) < 2 {
		return 0, 0, false
	}
	bitsN := int(binary.BigEndian.Uint16(b))
	end := 2 + (bitsN+7)/8
	if end > p.Len {
		return 0, 0, false
	}
	r := bitstream.Bits{B: b[2:min(end, len(b))]}
	left := p.Len - end
	for r.Left() >= max(1, h.Size+h.IndexDelta) && n < 256 {
		size, _, _, _ := h.Header(&r, n == 0)
		if r.Short {
			break
		}
		if size > left && n == 0 { // a fragment: the last one has the marker bit
			a.audio.Fragments++
			if !p.Marker {
				return 0, 0, true
			}
			a.sizes.add(int64(size))
			return 1, each, true
		}
		a.sizes.add(int64(size))
		left -= size
		n++
	}
	return n, n * each, n > 0
}

// latmAudio is for MP4A-LATM (RFC 6416, 6): an audioMuxElement has one timestamp, and ends with the marker bit.
func latmAudio(a *audio, f *sdpview.Format) *audio {
	a.spurts = false
	var c bitstream.LATMConfig
	if b, err := hex.DecodeString(strings.TrimSpace(f.Param("config"))); err == nil {
		c.Read(&bitstream.Bits{B: b})
	}
	inBand := f.Param("cpresent") != "0"
	if c.OK {
		a.config(c.Audio)
	}
	a.look = func(a *audio, p *Packet) (n, ticks int64, ok bool) {
		b := p.Payload
		if len(b) == 0 {
			return 0, 0, false
		}
		if inBand && !c.OK && b[0]&0x80 == 0 { // useSameStreamMux
			r := bitstream.Bits{B: b, Pos: 1}
			if c.Read(&r); c.OK {
				a.config(c.Audio)
			}
		}
		if !p.Marker {
			a.audio.Fragments++
			return 0, 0, true
		}
		if !c.OK {
			return 1, 0, true
		}
		n = int64(c.SubFrames)
		return n, n * int64(c.Audio.FrameSamples) * int64(a.rate) / int64(c.Audio.SampleRate), true
	}
	return a
}

// lookAMR reads the table of contents of RFC 4867 (4.3.2, 4.4.2): frames of 20 ms.
func lookAMR(wide, aligned bool) audioLook {
	ticks := int64(160)
	if wide {
		ticks = 320
	}
	return func(_ *audio, p *Packet) (n, _ int64, ok bool) {
		r := bitstream.Bits{B: p.Payload}
		r.Skip(4)
		if aligned {
			r.Skip(4)
		}
		for more := true; more && !r.Short && n < 64; n++ {
			more = r.Flag()
			r.Skip(5)
			if aligned {
				r.Skip(2)
			}
		}
		return n, n * ticks, p.Len > 1
	}
}

// lookVorbis reads the header of RFC 5215 (2.2). How long a packet is, only its decoder knows.
func lookVorbis(a *audio, p *Packet) (n, _ int64, ok bool) {
	b := p.Payload
	if len(b) < 4 {
		return 0, 0, false
	}
	if b[3]>>4&3 != 0 { // configuration or comment
		return 0, 0, true
	}
	switch b[3] >> 6 {
	case 0:
		return int64(b[3] & 15), 0, true
	case 1:
		a.audio.Fragments++
		return 1, 0, true
	}
	a.audio.Fragments++
	return 0, 0, true
}
