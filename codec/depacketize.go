package codec

import (
	"strconv"
	"strings"

	"rtspect/asf"
	"rtspect/bitstream"
	"rtspect/depacket"
	"rtspect/payload"
	"rtspect/sdpview"
)

// rate is the clock rate of the format, or another where it is not given.
func (f *Format) rate(otherwise int) int { return ClockRate(f.Format, otherwise) }

// ClockRate is the clock rate of a format, or another where it is not given.
func ClockRate(f *sdpview.Format, otherwise int) int {
	if f.ClockRate > 0 {
		return f.ClockRate
	}
	return otherwise
}

// audioDuration computes how long an access unit of AAC lasts, in ticks of the RTP clock.
func audioDuration(f Format) func(bitstream.AudioConfig) uint32 {
	rate := f.rate(90000)
	return func(c bitstream.AudioConfig) uint32 {
		if c.SampleRate == 0 {
			return 0
		}
		return uint32(int64(c.FrameSamples) * int64(rate) / int64(c.SampleRate))
	}
}

// newMPEG4Generic makes the depacketizer for AAC in the payload format of RFC 3640. ADTS has no place for other audio
// object types than the first four.
func newMPEG4Generic(f Format, p *depacket.Pool, e depacket.Emit) (depacket.Depacketizer, string) {
	if mode := strings.ToLower(f.Param("mode")); mode != "" && mode != "generic" && !strings.HasPrefix(mode, "aac") {
		return nil, ""
	}
	note := ""
	config, ok := bitstream.ParseAudioConfig(f.Param("config"))
	switch {
	case !ok:
		config = bitstream.AudioConfig{ObjectType: 2, SampleRate: f.rate(90000), Channels: max(1, f.Channels), FrameSamples: 1024}
		note = "no AudioSpecificConfig: AAC LC at the clock rate is assumed"
	case config.ObjectType < 1 || config.ObjectType > 4:
		return nil, "ADTS cannot store audio object type " + strconv.Itoa(config.ObjectType)
	}
	d := depacket.NewMPEG4Generic(f.Param, config, audioDuration(f)(config), p, e)
	if !ok {
		d.Assume()
	}
	return d, note
}

// newOpus makes the depacketizer for Opus. Some servers send the headers of an Ogg file as they found them.
func newOpus(f Format, _ *depacket.Pool, e depacket.Emit) (depacket.Depacketizer, string) {
	if _, _, ok := OpusMapping(f.Format); !ok {
		return nil, "the channels of multistream Opus are not described"
	}
	d := depacket.NewPackets(depacket.OpusSamples, nil, e)
	d.Headers = payload.IsOpusHeader
	return d, ""
}

// OpusMapping is the number of channels of Opus, with the channel mapping of several streams (RFC 7845, 5.1.1). The
// rtpmap of plain Opus always has two channels (RFC 7587, 7), and no mapping.
func OpusMapping(f *sdpview.Format) (channels int, mapping []byte, ok bool) {
	if f.Encoding == "OPUS" && f.Channels <= 2 {
		return 2, nil, true
	}
	streams, err1 := strconv.Atoi(f.Param("num_streams"))
	coupled, err2 := strconv.Atoi(f.Param("coupled_streams"))
	if err1 != nil || err2 != nil || streams < 1 || streams > 255 || coupled < 0 || coupled > streams || f.Channels < 1 {
		return 0, nil, false
	}
	mapping = []byte{byte(streams), byte(coupled)}
	for text := range strings.SplitSeq(f.Param("channel_mapping"), ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 0 || n > 255 {
			return 0, nil, false
		}
		mapping = append(mapping, byte(n))
	}
	return f.Channels, mapping, len(mapping) == 2+f.Channels
}

// SpeexFrames is how many frames of 20 ms a packet of Speex has (RFC 5574, 4.1.1).
func SpeexFrames(f *sdpview.Format) int {
	if n, err := strconv.Atoi(f.Param("ptime")); err == nil && n >= 40 && n <= 200 {
		return n / 20
	}
	return 1
}

// newASF makes the depacketizer for ASF, whose file needs the header of the description.
func newASF(f Format, _ *depacket.Pool, e depacket.Emit) (depacket.Depacketizer, string) {
	if _, ok := asf.FileHeader(f.ASFHeader, 0); !ok {
		return nil, "the description has no complete ASF header"
	}
	return depacket.NewASF(e), ""
}

// mpegLayer is the extension of MPEG audio of another layer than 3.
func mpegLayer(unit []byte) string {
	if f, ok := bitstream.ParseAudioFrame(unit); ok && f.Layer < 3 {
		return [...]string{"", "mp1", "mp2"}[f.Layer]
	}
	return ""
}
