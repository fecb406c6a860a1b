package codec

import (
	"rtspect/depacket"
	"rtspect/rtpflow/frames"
)

// Format tags of WAVEFORMATEX (RFC 2361).
const (
	tagPCM   = 0x0001
	tagALaw  = 0x0006
	tagMuLaw = 0x0007
	tagG726  = 0x0045
	tagAMR   = 0x0057
	tagAMRWB = 0x0058
	tagG722  = 0x028f
)

// acm is the codec of Matroska for what WAVE has a format tag.
func acm(tag uint16) CodecID { return CodecID{ID: "A_MS/ACM", Tag: tag} }

// audioRows are the rows of audio.
var audioRows = []*Codec{
	pcm("PCMU", 8, SampleEntry{Name: "ulaw"}, acm(tagMuLaw), tagMuLaw, frames.ADPCM(8), Static{PayloadType: 0, ClockRate: voiceClock, Channels: 1}),
	pcm("PCMA", 8, SampleEntry{Name: "alaw"}, acm(tagALaw), tagALaw, frames.ADPCM(8), Static{PayloadType: 8, ClockRate: voiceClock, Channels: 1}),
	pcm("L8", 8, SampleEntry{Name: "raw ", SampleSize: 8}, littleEndian, tagPCM, frames.PCM(8)),
	pcm("L16", 16, SampleEntry{Name: "twos"}, littleEndian, tagPCM, frames.PCM(16),
		Static{PayloadType: 10, ClockRate: 44100, Channels: 2}, Static{PayloadType: 11, ClockRate: 44100, Channels: 1}),
	pcm("L24", 24, SampleEntry{Name: "in24"}, littleEndian, tagPCM, frames.PCM(24)),
	inspectedAudio("L20", frames.PCM(20)),
	{
		Name: "G722", Kind: Audio, ClockRate: voiceClock,
		Static:  []Static{{PayloadType: 9, ClockRate: voiceClock, Channels: 1}}, // sampled at 16 kHz; the clock is an old mistake (4.5.2)
		Inspect: Inspect{New: frames.NewG722},
		Depacketize: with(func(_ Format, _ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewPackets(func(b []byte) uint32 { return uint32(len(b)) }, nil, e)
		}),
		File: File{Format: Concatenation, Extension: "g722"}, ParameterSets: SetsNone,
		Samples: Samples{Packing: RawSamples, Bits: 4, SampleRate: 16000},
		Coding:  Coding{MP4: SampleEntry{Refusal: notInMP4}, Matroska: acm(tagG722), TS: StreamType{Refusal: notInTS}},
		Browser: Browser{Refusal: notPlayed},
	},
	{
		Name: "GSM", Kind: Audio, Static: []Static{{PayloadType: 3, ClockRate: voiceClock, Channels: 1}}, ClockRate: voiceClock,
		Inspect: Inspect{New: frames.FixedFrames(33, 160)},
		Depacketize: with(func(_ Format, _ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewPackets(func(b []byte) uint32 { return uint32(len(b) / 33 * 160) }, depacket.CompleteFrames(33), e)
		}),
		File: File{Format: Concatenation, Extension: "gsm"}, ParameterSets: SetsNone,
		Coding: refused("no container has a mapping for it that players support"), Browser: Browser{Refusal: notPlayed},
	},
	amr("AMR", frames.AMR(160), false, voiceClock, "samr", tagAMR),
	amr("AMR-WB", frames.AMR(320), true, 2*voiceClock, "sawb", tagAMRWB),
	{
		Name: "MPEG4-GENERIC", Kind: Audio, ClockRate: 90000,
		Inspect: Inspect{New: frames.NewMPEG4Generic}, Depacketize: Depacketize{New: newMPEG4Generic},
		File: File{Format: ADTS, Extension: "aac"}, ParameterSets: SetsNone,
		Samples: Samples{Packing: AACFrames, Described: true}, Coding: aac,
		Browser: Browser{MIME: "audio/mp4", Codecs: "mp4a.40"},
	},
	{
		Name: "MP4A-LATM", Kind: Audio, ClockRate: 90000,
		Inspect: Inspect{New: frames.NewLATM},
		Depacketize: with(func(f Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewLATM(f.Param, audioDuration(f), p, e)
		}),
		File: File{Format: ADTS, Extension: "aac"}, ParameterSets: SetsNone,
		Samples: Samples{Packing: AACFrames}, Coding: aac,
		Browser: Browser{MIME: "audio/mp4", Codecs: "mp4a.40"},
	},
	{
		Name: "MPA", Kind: Audio, Static: []Static{{PayloadType: 14, ClockRate: 90000}}, ClockRate: 90000,
		Inspect: Inspect{New: frames.NewMPEGAudio},
		Depacketize: with(func(_ Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewMPEGAudio(p, e)
		}),
		File: File{Format: Concatenation, Extension: "mp3", Variant: mpegLayer}, ParameterSets: SetsNone,
		Samples: Samples{Packing: MPEGFrames}, Coding: mpegAudio[0], Variants: mpegAudio[1:],
		Browser: Browser{MIME: "audio/mpeg"},
	},
	{
		Name: "MPA-ROBUST", Kind: Audio, ClockRate: 90000,
		Inspect: Inspect{Refusal: "ADUs are not counted: they become frames only with those around them"},
		Depacketize: with(func(f Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewADU(p, e)
		}),
		File: File{Format: Concatenation, Extension: "mp3", Variant: mpegLayer}, ParameterSets: SetsNone,
		Samples: Samples{Packing: MPEGFrames}, Coding: mpegAudio[0], Variants: mpegAudio[1:],
		Browser: Browser{MIME: "audio/mpeg"},
	},
	ac3("AC3", "ac3", false),
	ac3("EAC3", "eac3", true),
	{
		Name: "OPUS", Kind: Audio, ClockRate: 48000,
		Inspect: Inspect{New: frames.NewOpus}, Depacketize: Depacketize{New: newOpus},
		File: File{Format: OggOpus, Extension: "opus"}, ParameterSets: SetsNone,
		Samples: Samples{Packing: OpusPackets}, Coding: opus,
		Browser: Browser{MIME: "audio/ogg", Codecs: "opus"},
	},
	{
		Name: "MULTIOPUS", Kind: Audio, ClockRate: 48000,
		Inspect:     Inspect{Refusal: "packets of several streams are not counted"},
		Depacketize: Depacketize{New: newOpus},
		File:        File{Format: OggOpus, Extension: "opus"}, ParameterSets: SetsNone,
		Samples: Samples{Packing: OpusPackets}, Coding: opus,
		Browser: Browser{MIME: "audio/ogg", Codecs: "opus"},
	},
	{
		Name: "VORBIS", Kind: Audio, ClockRate: 48000,
		Inspect: Inspect{New: frames.NewVorbis},
		Depacketize: with(func(f Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewVorbis(f.Param, p, e)
		}),
		File: File{Format: OggVorbis, Extension: "ogg"}, ParameterSets: SetsNone,
		Samples: Samples{Packing: VorbisPackets},
		Coding: Coding{
			MP4:      SampleEntry{Refusal: notInMP4},
			Matroska: CodecID{ID: "A_VORBIS", Private: true},
			TS:       StreamType{Refusal: notInTS},
		},
		Browser: Browser{MIME: "audio/ogg", Codecs: "vorbis"},
	},
	{
		Name: "SPEEX", Kind: Audio, ClockRate: voiceClock,
		Inspect: Inspect{New: frames.NewSpeex},
		Depacketize: with(func(f Format, _ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			samples := uint32(f.rate(voiceClock) / 50 * SpeexFrames(f.Format))
			return depacket.NewPackets(func([]byte) uint32 { return samples }, nil, e)
		}),
		File: File{Format: OggSpeex, Extension: "spx"}, ParameterSets: SetsNone,
		Coding: refused("no container has a mapping for it that players support"), Browser: Browser{Refusal: notPlayed},
	},
	inspectedAudio("G723", frames.NewG723, Static{PayloadType: 4, ClockRate: voiceClock, Channels: 1}),
	inspectedAudio("DVI4", frames.NewDVI4,
		Static{PayloadType: 5, ClockRate: voiceClock, Channels: 1}, Static{PayloadType: 6, ClockRate: 2 * voiceClock, Channels: 1},
		Static{PayloadType: 16, ClockRate: 11025, Channels: 1}, Static{PayloadType: 17, ClockRate: 22050, Channels: 1}),
	inspectedAudio("LPC", frames.FixedFrames(14, 160), Static{PayloadType: 7, ClockRate: voiceClock, Channels: 1}),
	inspectedAudio("G728", frames.FixedFrames(5, 20), Static{PayloadType: 15, ClockRate: voiceClock, Channels: 1}),
	inspectedAudio("G729", frames.G729(10), Static{PayloadType: 18, ClockRate: voiceClock, Channels: 1}),
	inspectedAudio("G729D", frames.G729(8)),
	inspectedAudio("G729E", frames.G729(15)),
	inspectedAudio("ILBC", frames.NewILBC),
	unsupported("QCELP", Audio, Static{PayloadType: 12, ClockRate: voiceClock, Channels: 1}),
	unsupported("CN", Noise, Static{PayloadType: 13, ClockRate: voiceClock, Channels: 1}),
	unsupported("EVRC", Audio),
	g726(2, false), g726(2, true), g726(3, false), g726(3, true), g726(4, false), g726(4, true), g726(5, false), g726(5, true),
}

// Codings of several rows.
var (
	littleEndian = CodecID{ID: "A_PCM/INT/LIT", LittleEndian: true}

	aac = Coding{
		MP4:      SampleEntry{Name: "mp4a", Config: "esds", ObjectType: 0x40},
		Matroska: CodecID{ID: "A_AAC", Private: true},
		TS:       StreamType{Type: 0x0f},
	}
	opus = Coding{
		MP4:      SampleEntry{Name: "Opus", Config: "dOps"},
		Matroska: CodecID{ID: "A_OPUS", Private: true, PreRoll: 80e6}, // RFC 7845, 4.2
		TS:       StreamType{Type: 0x06, Registration: "Opus", Private: true, OpusControl: true},
	}
	// mpegAudio are those of the layers 3, 2 and 1.
	mpegAudio = [3]Coding{mpegAudioCoding("A_MPEG/L3"), mpegAudioCoding("A_MPEG/L2"), mpegAudioCoding("A_MPEG/L1")}
)

func mpegAudioCoding(id string) Coding {
	return Coding{
		MP4:      SampleEntry{Name: "mp4a", Config: "esds", ObjectType: 0x6b, LowRate: 0x69},
		Matroska: CodecID{ID: id},
		TS:       StreamType{Type: 0x03, LowRate: 0x04},
	}
}

// pcm is the row of samples that WAV can store. MP4 names them as QuickTime does (QuickTime File Format, sound sample
// description).
func pcm(name string, bits int, entry SampleEntry, id CodecID, tag uint16, inspect frames.New, static ...Static) *Codec {
	return &Codec{
		Name: name, Kind: Audio, Static: static, ClockRate: voiceClock,
		Inspect: Inspect{New: inspect},
		Depacketize: with(func(f Format, _ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			size := max(1, f.Channels) * bits / 8
			return depacket.NewPackets(func(b []byte) uint32 { return uint32(len(b) / size) }, depacket.CompleteFrames(size), e)
		}),
		File: File{Format: WAV, Extension: "wav", Tag: tag}, ParameterSets: SetsNone,
		Samples: Samples{Packing: RawSamples, Bits: bits},
		Coding:  Coding{MP4: entry, Matroska: id, TS: StreamType{Refusal: notInTS}},
		Browser: Browser{MIME: "audio/wav"},
	}
}

// amr is the row of AMR or AMR-WB (MP4: 3GPP TS 26.244, 6.5 and 6.6: all modes, one frame a sample).
func amr(name string, inspect frames.New, wide bool, rate int, entry string, tag uint16) *Codec {
	return &Codec{
		Name: name, Kind: Audio, ClockRate: rate,
		Inspect: Inspect{New: inspect},
		Depacketize: with(func(f Format, _ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewAMR(wide, f.Param, f.Channels, e)
		}),
		File: File{Format: AMRStorage, Extension: "amr"}, ParameterSets: SetsNone,
		Samples: Samples{Packing: RawSamples, SampleRate: rate, Mono: true},
		Coding: Coding{
			MP4:      SampleEntry{Name: entry, Config: "damr", Fixed: "rtsp\x00\x83\xff\x00\x01"},
			Matroska: acm(tag),
			TS:       StreamType{Refusal: notInTS},
		},
		Browser: Browser{Refusal: notPlayed},
	}
}

// ac3Codings are those of AC-3 and Enhanced AC-3. Which one a stream has, its frames say.
var ac3Codings = []Coding{{
	MP4:      SampleEntry{Name: "ac-3", Config: "dac3"},
	Matroska: CodecID{ID: "A_AC3"},
	TS:       StreamType{Type: 0x81, Registration: "AC-3", Private: true},
}, {
	MP4:      SampleEntry{Name: "ec-3", Config: "dec3"},
	Matroska: CodecID{ID: "A_EAC3"},
	TS:       StreamType{Type: 0x87, Registration: "EAC3", Private: true},
}}

// ac3 is the row of AC-3 or Enhanced AC-3.
func ac3(name, extension string, enhanced bool) *Codec {
	c := &Codec{
		Name: name, Kind: Audio, ClockRate: 48000,
		Inspect: Inspect{New: frames.AC3(enhanced)},
		Depacketize: with(func(_ Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewAC3(enhanced, p, e)
		}),
		File: File{Format: Concatenation, Extension: extension}, ParameterSets: SetsNone,
		Samples: Samples{Packing: AC3Frames}, Coding: ac3Codings[0], Variants: ac3Codings,
		Browser: Browser{Refusal: "only browsers on some systems play it"},
	}
	if enhanced {
		c.Coding = ac3Codings[1]
	}
	return c
}

// g726 is the row of G.726 with so many bits a sample; msb says that the first sample of a byte is in the most
// significant bits (RFC 3551, 4.5.4).
func g726(bits int, msb bool) *Codec {
	rate := map[int]string{2: "16", 3: "24", 4: "32", 5: "40"}[bits]
	c := &Codec{
		Name: "G726-" + rate, Kind: Audio, ClockRate: voiceClock,
		Inspect: Inspect{New: frames.ADPCM(bits)},
		Depacketize: with(func(_ Format, _ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewPackets(func(b []byte) uint32 { return uint32(len(b) * 8 / bits) }, nil, e)
		}),
		File: File{
			Format: Concatenation, Extension: "g726",
			Note: "first sample in the least significant bits (ffmpeg: -f g726le -code_size " + string(rune('0'+bits)) + ")",
		},
		ParameterSets: SetsNone,
		Samples:       Samples{Packing: RawSamples, Bits: bits, SampleRate: voiceClock, Mono: true, Reversed: !msb},
		Coding:        Coding{MP4: SampleEntry{Refusal: notInMP4}, Matroska: acm(tagG726), TS: StreamType{Refusal: notInTS}},
		Browser:       Browser{Refusal: notPlayed},
	}
	if msb {
		c.Name = "AAL2-" + c.Name
		c.File.Note = "first sample in the most significant bits (ffmpeg: -f g726 -code_size " + string(rune('0'+bits)) + ")"
	}
	return c
}

// inspectedAudio is the row of audio whose frames are counted only.
func inspectedAudio(name string, inspect frames.New, static ...Static) *Codec {
	c := unsupported(name, Audio, static...)
	c.Inspect = Inspect{New: inspect}
	c.ClockRate = voiceClock
	return c
}
