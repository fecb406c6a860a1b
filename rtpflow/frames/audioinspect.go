package frames

import (
	"encoding/hex"
	"strconv"
	"strings"

	"rtspect/bitstream"
	"rtspect/payload"
	"rtspect/sdpview"
)

// newAudio returns a tracker for an encoding whose packets contain complete frames, as nearly all audio is sent.
func newAudio(f *sdpview.Format, inspect audioInspector) *audio {
	a := &audio{inspect: inspect, rate: float64(f.ClockRate), spurts: true}
	a.audio.SampleRate, a.audio.Channels = f.ClockRate, max(1, f.Channels)
	return a
}

// ADPCM returns the New of encodings in which a tick of the RTP clock is a fixed number of bits, for any number of
// channels, and each packet is one frame (RFC 3551).
func ADPCM(bits int) New {
	return func(f *sdpview.Format) Tracker { return newSamples(f, int64(bits)) }
}

// PCM returns the New of linear PCM, in which each sample of each channel has a fixed number of bits.
func PCM(bits int) New {
	return func(f *sdpview.Format) Tracker { return newSamples(f, int64(bits*max(1, f.Channels))) }
}

// NewG722 returns a tracker for G.722, whose sample rate is not that of its RTP clock (RFC 3551, 4.5.2).
func NewG722(f *sdpview.Format) Tracker {
	a := newSamples(f, 8)
	a.audio.SampleRate = 16000
	return a
}

// newSamples returns a tracker for samples with a number of bits per tick.
func newSamples(f *sdpview.Format, perTick int64) *audio {
	a := newAudio(f, func(_ *audio, p *Packet) (int64, int64, bool) {
		return 1, 8 * int64(p.Len) / perTick, p.Len > 0
	})
	if perTick == 8 { // the usual one, without a division
		a.inspect = func(_ *audio, p *Packet) (int64, int64, bool) { return 1, int64(p.Len), p.Len > 0 }
	}
	a.bySize = true
	return a
}

// FixedFrames returns the New of frames of a fixed size in bytes and a fixed length in ticks (RFC 3551, 4.5).
func FixedFrames(size, ticks int64) New {
	return func(f *sdpview.Format) Tracker { return newFixed(f, size, ticks) }
}

func newFixed(f *sdpview.Format, size, ticks int64) Tracker {
	a := newAudio(f, func(_ *audio, p *Packet) (int64, int64, bool) {
		n := int64(p.Len) / size
		return n, n * ticks, n > 0
	})
	a.bySize = true
	return a
}

// NewILBC returns a tracker for iLBC, in frames of 20 or 30 ms (RFC 3952, 4.1).
func NewILBC(f *sdpview.Format) Tracker {
	if f.Param("mode") == "20" {
		return newFixed(f, 38, 160)
	}
	return newFixed(f, 50, 240)
}

// G729 returns the New of G.729 and its annexes D and E, in frames of 10 ms and a size in bytes, which a frame of comfort
// noise of 2 bytes may follow (RFC 3551, 4.5.6).
func G729(size int64) New {
	return func(f *sdpview.Format) Tracker {
		a := newAudio(f, func(_ *audio, p *Packet) (int64, int64, bool) {
			n := (int64(p.Len) + size - 1) / size
			return n, n * 80, n > 0
		})
		a.bySize = true
		return a
	}
}

// NewDVI4 returns a tracker for DVI4: a header of 4 bytes, then 4 bits a sample (RFC 3551, 4.5.1).
func NewDVI4(f *sdpview.Format) Tracker {
	a := newAudio(f, func(_ *audio, p *Packet) (int64, int64, bool) { return 1, 2 * int64(p.Len-4), p.Len > 4 })
	a.bySize = true
	return a
}

// NewSpeex returns a tracker for Speex, counting each packet as one frame of 20 ms (RFC 5574, 3.3).
func NewSpeex(f *sdpview.Format) Tracker {
	a := newAudio(f, func(a *audio, p *Packet) (int64, int64, bool) { return 1, int64(a.rate / 50), p.Len > 0 })
	a.bySize = true
	return a
}

// NewG723 returns a tracker for G.723.1, in frames of 30 ms.
func NewG723(f *sdpview.Format) Tracker { return newAudio(f, inspectG723) }

// NewOpus returns a tracker for Opus.
func NewOpus(f *sdpview.Format) Tracker {
	a := newAudio(f, inspectOpus)
	a.audio.SampleRate = 48000
	return a
}

// NewMPEGAudio returns a tracker for MPEG audio, of which the frames give the sample rate.
func NewMPEGAudio(f *sdpview.Format) Tracker {
	a := newAudio(f, inspectMPEGAudio)
	a.audio.SampleRate, a.audio.Channels = 0, 0
	return a
}

// AC3 returns the New of AC-3 or Enhanced AC-3.
func AC3(enhanced bool) New {
	return func(f *sdpview.Format) Tracker {
		a := newAudio(f, inspectAC3(enhanced, f.ClockRate))
		a.spurts = false
		a.audio.Channels = f.Channels
		return a
	}
}

// AMR returns the New of AMR or AMR-WB, in frames of 20 ms, of which each lasts so many ticks.
func AMR(ticks int64) New {
	return func(f *sdpview.Format) Tracker { return newAudio(f, inspectAMR(payload.NewAMR(f.Param), ticks)) }
}

// NewVorbis returns a tracker for Vorbis.
func NewVorbis(f *sdpview.Format) Tracker {
	a := newAudio(f, inspectVorbis)
	a.spurts = false
	return a
}

// inspectG723 counts frames, whose first two bits give their size (RFC 3551, 4.5.3).
func inspectG723(_ *audio, p *Packet) (n, ticks int64, ok bool) {
	for at := 0; at < len(p.Payload); n++ {
		at += [4]int{24, 20, 4, 1}[p.Payload[at]&3]
	}
	return n, n * 240, n > 0
}

// inspectOpus reads an Opus packet (RFC 7587, 4.2). Some servers send the headers of an Ogg file, which are no audio.
func inspectOpus(a *audio, p *Packet) (n, ticks int64, ok bool) {
	if payload.IsOpusHeader(p.Payload) {
		return 0, 0, true
	}
	samples, stereo, ok := bitstream.OpusPacket(p.Payload)
	if !ok {
		return 1, 0, p.Len > 0
	}
	if stereo {
		a.audio.Channels = 2
	}
	return 1, int64(samples), true
}

// inspectMPEGAudio counts the frames of MPEG audio.
func inspectMPEGAudio(a *audio, p *Packet) (n, ticks int64, ok bool) {
	offset, ok := payload.MPEGAudio(p.Payload)
	if !ok || len(p.Payload) < 2*payload.AudioHeaderSize {
		return 0, 0, false
	}
	if offset != 0 { // a fragment that is not the first
		a.audio.Fragments++
		return 0, 0, true
	}
	var r payload.MPEGAudioFrames
	for r.Read(p.Payload[payload.AudioHeaderSize:], p.Len-payload.AudioHeaderSize); r.Next(); n++ {
		if n == 0 {
			a.describeMPA(r.AudioFrame, p)
		}
		ticks += int64(float64(r.Samples)*a.rate/float64(a.audio.SampleRate) + 0.5)
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

// inspectAC3 counts the frames of a payload, of which each has 1536 samples. rate is that of the RTP clock.
func inspectAC3(enhanced bool, rate int) audioInspector {
	return func(a *audio, p *Packet) (n, ticks int64, ok bool) {
		h, ok := payload.AC3(p.Payload, enhanced)
		if !ok {
			return 0, 0, false
		}
		count := int64(h.Frames)
		if h.Fragment {
			a.audio.Fragments++
			if !h.First {
				return 0, 0, true
			}
			count = 1
		}
		b := p.Payload[payload.AC3HeaderSize:]
		if !enhanced && len(b) >= 7 && b[0] == 0x0b && b[1] == 0x77 {
			a.describeAC3(b, p)
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

// NewMPEG4Generic returns a tracker for MPEG4-GENERIC (RFC 3640).
func NewMPEG4Generic(f *sdpview.Format) Tracker {
	h := payload.NewAUHeaders(f.Param)
	ticks := int64(1024)
	a := newAudio(f, nil)
	a.spurts = false
	a.sized = true
	if c, ok := bitstream.ParseAudioConfig(f.Param("config")); ok {
		a.config(c)
		ticks = int64(c.FrameSamples) * int64(max(1, f.ClockRate)) / int64(c.SampleRate)
	}
	if h.ConstantDuration > 0 {
		ticks = int64(h.ConstantDuration)
	}
	a.inspect = func(a *audio, p *Packet) (int64, int64, bool) { return a.accessUnits(&h, ticks, p) }
	return a
}

// accessUnits counts the access units of a payload; of one in fragments, the last fragment, which has the marker bit,
// is counted.
func (a *audio) accessUnits(h *payload.AUHeaders, each int64, p *Packet) (n, ticks int64, ok bool) {
	var r payload.MPEG4Generic
	if !r.Read(h, p.Payload, p.Len) {
		return 0, 0, false
	}
	for r.Next() {
		if r.Fragment {
			a.audio.Fragments++
			if !p.Marker {
				return 0, 0, true
			}
		}
		if r.ADTS.Size > 0 && a.audio.Profile == "" {
			a.config(r.ADTS.Config)
		}
		if r.Size == 0 {
			a.audio.EmptyUnits++
			continue
		}
		a.sizes.add(int64(r.Size))
		n++
	}
	if r.ADTS.Size > 0 {
		a.audio.ADTS++
		evidence(&a.audio.ADTSFrames, p.Frame)
	}
	if r.Framed {
		a.audio.Framed++
	}
	return n, n * each, n > 0
}

// NewLATM returns a tracker for MP4A-LATM (RFC 6416, 6): an audioMuxElement has one timestamp, and ends with the marker bit.
func NewLATM(f *sdpview.Format) Tracker {
	var c bitstream.LATMConfig
	if b, err := hex.DecodeString(strings.TrimSpace(f.Param("config"))); err == nil {
		c.Read(&bitstream.Bits{B: b})
	}
	inBand := f.Param("cpresent") != "0"
	a := newAudio(f, func(a *audio, p *Packet) (n, ticks int64, ok bool) {
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
	})
	a.spurts = false
	if c.OK {
		a.config(c.Audio)
	}
	return a
}

// maxEntries bounds the entries of a table of contents.
const maxEntries = 64

// inspectAMR counts the frames in the table of contents of a payload.
func inspectAMR(layout payload.AMR, each int64) audioInspector {
	return func(_ *audio, p *Packet) (n, ticks int64, ok bool) {
		r := bitstream.Bits{B: p.Payload}
		layout.Header(&r)
		for more := true; more && !r.Short && n < maxEntries; n++ {
			more, _, _ = layout.Entry(&r)
		}
		return n, n * each, p.Len > 1
	}
}

// inspectVorbis counts packets. Their duration is known to the decoder only.
func inspectVorbis(a *audio, p *Packet) (n, _ int64, ok bool) {
	h, ok := payload.Xiph(p.Payload)
	switch {
	case !ok:
		return 0, 0, false
	case h.DataType != 0: // configuration or comment
		return 0, 0, true
	case h.Fragment == 0:
		return int64(h.Packets), 0, true
	}
	a.audio.Fragments++
	if h.Fragment == 1 {
		n = 1
	}
	return n, 0, true
}
