package media

import (
	"strconv"
	"strings"

	"rtspect/asf"
	"rtspect/bitstream"
	"rtspect/depacket"
	"rtspect/export/media/container"
	"rtspect/payload"
	"rtspect/sdpview"
)

// codec is how the media of one format is taken out of its packets and stored.
type codec struct {
	extension string
	make      func(pool *depacket.Pool, emit depacket.Emit) depacket.Depacketizer
	sink      sink
	// predicted says that frames rely on those before, back to a keyframe.
	predicted bool
	note      string
}

// newCodec finds the codec of a format; asf is the ASF header of the description, if it has one. ok is
// false for what is kept as packets, with the reason in the note.
func newCodec(f sdpview.Format, asf []byte) (c codec, ok bool) {
	for _, family := range []func(sdpview.Format) (codec, bool){videoCodec, aacCodec, pcmCodec, audioCodec, oggCodec, dataCodec} {
		if c, ok = family(f); ok {
			return c, true
		}
		if c.note != "" {
			return c, false
		}
	}
	if strings.HasPrefix(f.Encoding, "X-ASF-PF") {
		return asfCodec(asf)
	}
	return c, false
}

func videoCodec(f sdpview.Format) (codec, bool) {
	type pool = *depacket.Pool
	type emit = depacket.Emit
	raw := func(ext string, make func(pool, emit) depacket.Depacketizer) (codec, bool) {
		return codec{extension: ext, make: make, sink: &rawSink{}, predicted: true}, true
	}
	ivf := func(fourcc string, make func(pool, emit) depacket.Depacketizer) (codec, bool) {
		return codec{extension: "ivf", make: make, predicted: true,
			sink: &ivfSink{IVF: container.IVF{FourCC: fourcc, ClockRate: rateOr(f, 90000)}}}, true
	}
	switch f.Encoding {
	case "H264":
		return raw("h264", func(p pool, e emit) depacket.Depacketizer { return depacket.NewH264(f.Param, p, e) })
	case "H265", "HEVC":
		return raw("h265", func(p pool, e emit) depacket.Depacketizer { return depacket.NewH265(f.Param, p, e) })
	case "MP4V-ES":
		return raw("m4v", func(p pool, e emit) depacket.Depacketizer { return depacket.NewMPEG4Visual(f.Param, p, e) })
	case "MPV":
		return raw("m2v", func(p pool, e emit) depacket.Depacketizer { return depacket.NewMPEGVideo(p, e) })
	case "H263":
		return raw("h263", func(p pool, e emit) depacket.Depacketizer { return depacket.NewH263(p, e) })
	case "H263-1998", "H263-2000":
		return raw("h263", func(p pool, e emit) depacket.Depacketizer { return depacket.NewH263Plus(p, e) })
	case "JPEG":
		c, _ := raw("mjpeg", func(p pool, e emit) depacket.Depacketizer { return depacket.NewJPEG(p, e) })
		c.predicted = false
		return c, true
	case "VP8":
		return ivf("VP80", func(p pool, e emit) depacket.Depacketizer { return depacket.NewVP8(p, e) })
	case "VP9":
		return ivf("VP90", func(p pool, e emit) depacket.Depacketizer { return depacket.NewVP9(p, e) })
	case "AV1":
		return ivf("AV01", func(p pool, e emit) depacket.Depacketizer { return depacket.NewAV1(p, e) })
	}
	return codec{}, false
}

func rateOr(f sdpview.Format, otherwise int) int {
	if f.ClockRate > 0 {
		return f.ClockRate
	}
	return otherwise
}

// aacCodec is for AAC in either payload format.
func aacCodec(f sdpview.Format) (codec, bool) {
	rate := rateOr(f, 90000)
	duration := func(c bitstream.AudioConfig) uint32 {
		if c.SampleRate == 0 {
			return 0
		}
		return uint32(int64(c.FrameSamples) * int64(rate) / int64(c.SampleRate))
	}
	switch f.Encoding {
	case "MPEG4-GENERIC":
		if mode := strings.ToLower(f.Param("mode")); mode != "" && mode != "generic" && !strings.HasPrefix(mode, "aac") {
			return codec{}, false
		}
		config, ok := bitstream.ParseAudioConfig(f.Param("config"))
		c := codec{extension: "aac"}
		if !ok {
			config = bitstream.AudioConfig{ObjectType: 2, SampleRate: rate, Channels: max(1, f.Channels), FrameSamples: 1024}
			c.note = "no AudioSpecificConfig: taken for AAC LC of the clock rate"
		} else if config.ObjectType < 1 || config.ObjectType > 4 {
			return codec{note: "audio object type " + strconv.Itoa(config.ObjectType) + " has no place in ADTS"}, false
		}
		c.sink = &adtsSink{config: func() (bitstream.AudioConfig, bool) { return config, true }}
		c.make = func(p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewMPEG4Generic(f.Param, config, duration(config), p, e)
		}
		return c, true
	case "MP4A-LATM":
		s := &adtsSink{}
		return codec{extension: "aac", sink: s, make: func(p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			d := depacket.NewLATM(f.Param, duration, p, e)
			s.config = func() (bitstream.AudioConfig, bool) {
				c, ok := d.Config()
				return c, ok && c.ObjectType >= 1 && c.ObjectType <= 4
			}
			return d
		}}, true
	}
	return codec{}, false
}

// pcmCodec is for samples that WAV holds.
func pcmCodec(f sdpview.Format) (codec, bool) {
	w := container.WAV{Format: container.WAVPCM, Channels: max(1, f.Channels), SampleRate: rateOr(f, 8000)}
	swap := 0
	switch f.Encoding {
	case "PCMU":
		w.Format, w.BitsPerSample = container.WAVMuLa, 8
	case "PCMA":
		w.Format, w.BitsPerSample = container.WAVALaw, 8
	case "L8":
		w.BitsPerSample = 8
	case "L16":
		w.BitsPerSample, swap = 16, 2
	case "L24":
		w.BitsPerSample, swap = 24, 3
	default:
		return codec{}, false
	}
	size := w.Channels * w.BitsPerSample / 8
	return codec{extension: "wav", sink: &wavSink{WAV: w, swap: swap}, make: packets(func(b []byte) uint32 { return uint32(len(b) / size) }, depacket.CompleteFrames(size))}, true
}

func packets(length func([]byte) uint32, whole func([]byte) int) func(*depacket.Pool, depacket.Emit) depacket.Depacketizer {
	return func(_ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
		return depacket.NewPackets(length, whole, e)
	}
}

// audioCodec is for audio that needs no container.
func audioCodec(f sdpview.Format) (codec, bool) {
	raw := func(ext string, make func(*depacket.Pool, depacket.Emit) depacket.Depacketizer) (codec, bool) {
		return codec{extension: ext, make: make, sink: &rawSink{}}, true
	}
	switch f.Encoding {
	case "MPA":
		return raw("mp3", func(p *depacket.Pool, e depacket.Emit) depacket.Depacketizer { return depacket.NewMPEGAudio(p, e) })
	case "MPA-ROBUST":
		return raw("mp3", func(p *depacket.Pool, e depacket.Emit) depacket.Depacketizer { return depacket.NewADU(p, e) })
	case "AC3":
		return raw("ac3", func(p *depacket.Pool, e depacket.Emit) depacket.Depacketizer { return depacket.NewAC3(false, p, e) })
	case "EAC3":
		return raw("eac3", func(p *depacket.Pool, e depacket.Emit) depacket.Depacketizer { return depacket.NewAC3(true, p, e) })
	case "G722":
		return raw("g722", packets(func(b []byte) uint32 { return uint32(len(b)) }, nil))
	case "GSM":
		return raw("gsm", packets(func(b []byte) uint32 { return uint32(len(b) / 33 * 160) }, depacket.CompleteFrames(33)))
	case "AMR", "AMR-WB":
		wide := f.Encoding == "AMR-WB"
		c := codec{extension: "amr", make: func(_ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewAMR(wide, f.Param, f.Channels, e)
		}}
		magic := "#!" + f.Encoding
		if f.Channels > 1 {
			magic += "_MC1.0\n\x00\x00\x00" + string(rune(f.Channels&15))
		} else {
			magic += "\n"
		}
		c.sink = &rawSink{magic: magic}
		return c, true
	}
	for _, prefix := range [...]string{"G726-", "AAL2-G726-"} {
		bits, err := strconv.Atoi(strings.TrimPrefix(f.Encoding, prefix))
		if !strings.HasPrefix(f.Encoding, prefix) || err != nil || bits < 16 || bits > 40 || bits%8 != 0 {
			continue
		}
		c, _ := raw("g726", packets(func(b []byte) uint32 { return uint32(len(b) * 8 / (bits / 8)) }, nil))
		c.note = "first sample in the least significant bits (ffmpeg: -f g726le -code_size " + strconv.Itoa(bits/8) + ")"
		if prefix == "AAL2-G726-" {
			c.note = "first sample in the most significant bits (ffmpeg: -f g726 -code_size " + strconv.Itoa(bits/8) + ")"
		}
		return c, true
	}
	return codec{}, false
}

// oggCodec is for audio that is stored in Ogg.
func oggCodec(f sdpview.Format) (codec, bool) {
	s := &oggSink{rate: int64(rateOr(f, 48000)), Ogg: container.Ogg{Serial: 1}}
	c := codec{sink: s}
	switch f.Encoding {
	case "OPUS", "MULTIOPUS":
		head, ok := opusHead(f)
		if !ok {
			return codec{note: "the channels of multistream Opus are not described"}, false
		}
		s.rate = 48000
		s.headers = [][]byte{head, container.AppendOpusTags(nil)}
		c.extension = "opus"
		c.make = func(_ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			d := depacket.NewPackets(depacket.OpusSamples, nil, e)
			d.Headers = depacket.IsOpusHeader
			return d
		}
	case "VORBIS":
		s.unknown = true
		c.extension = "ogg"
		c.make = func(p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewVorbis(f.Param, p, e)
		}
	case "SPEEX":
		rate := rateOr(f, 8000)
		s.rate = int64(rate)
		frames := 1
		if n, err := strconv.Atoi(f.Param("ptime")); err == nil && n >= 40 && n <= 200 {
			frames = n / 20
		}
		header, comment := container.SpeexHeaders(rate, max(1, f.Channels), frames)
		s.headers = [][]byte{header, comment}
		samples := uint32(rate / 50 * frames)
		c.extension, c.make = "spx", packets(func([]byte) uint32 { return samples }, nil)
	default:
		return codec{}, false
	}
	return c, true
}

// opusHead makes the identification header. The rtpmap of Opus always says two channels (RFC 7587, 7);
// what the sender codes, sprop-stereo may tell.
func opusHead(f sdpview.Format) ([]byte, bool) {
	if f.Encoding == "OPUS" && f.Channels <= 2 {
		return container.AppendOpusHead(nil, 2, nil), true
	}
	streams, err1 := strconv.Atoi(f.Param("num_streams"))
	coupled, err2 := strconv.Atoi(f.Param("coupled_streams"))
	if err1 != nil || err2 != nil || streams < 1 || streams > 255 || coupled < 0 || coupled > streams || f.Channels < 1 {
		return nil, false
	}
	mapping := []byte{byte(streams), byte(coupled)}
	for text := range strings.SplitSeq(f.Param("channel_mapping"), ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 0 || n > 255 {
			return nil, false
		}
		mapping = append(mapping, byte(n))
	}
	if len(mapping) != 2+f.Channels {
		return nil, false
	}
	return container.AppendOpusHead(nil, f.Channels, mapping), true
}

// dataCodec is for transport streams and metadata.
func dataCodec(f sdpview.Format) (codec, bool) {
	documents := func(begins func([]byte) bool) func(*depacket.Pool, depacket.Emit) depacket.Depacketizer {
		return func(p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewDocuments(begins, p, e)
		}
	}
	switch f.Encoding {
	case "MP2T":
		return codec{extension: "ts", sink: &rawSink{}, make: packets(nil, depacket.CompleteFrames(188))}, true
	case "SMPTE336M":
		return codec{extension: "klv", sink: &rawSink{}, make: documents(payload.BeginsKLV)}, true
	case "VND.ONVIF.METADATA":
		return codec{extension: "xml", sink: &rawSink{between: "\n"}, make: documents(payload.BeginsXML)}, true
	case "VND.ONVIF.METADATA.GZIP":
		return codec{extension: "xml.gz", sink: &rawSink{}, make: documents(payload.BeginsGzip)}, true
	}
	return codec{}, false
}

func asfCodec(header []byte) (codec, bool) {
	if _, ok := asf.FileHeader(header, 0); !ok {
		return codec{note: "the description holds no whole ASF header"}, false
	}
	size := int(asf.ParseHeader(header).File.MaxPacketSize)
	return codec{extension: "asf", sink: &asfSink{header: header, size: size}, make: func(_ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
		return depacket.NewASF(e)
	}}, true
}

// asfHeader finds the ASF header in a session description of Windows Media servers.
func asfHeader(s *sdpview.Session) []byte {
	if s == nil {
		return nil
	}
	lists := [][]sdpview.Attribute{s.Attributes}
	for _, m := range s.Media {
		lists = append(lists, m.Attributes)
	}
	for _, list := range lists {
		for _, a := range list {
			if !strings.EqualFold(a.Name, "pgmpu") {
				continue
			}
			if kind, b, _ := asf.ParseDataURL(a.Value); kind == asf.MediaTypeHeader {
				return b
			}
		}
	}
	return nil
}
