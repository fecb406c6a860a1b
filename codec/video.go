package codec

import (
	"rtspect/codec/config"
	"rtspect/depacket"
	"rtspect/rtpflow/frames"
)

// Why a column has no content.
const (
	notInspected    = "its payload format is not known"
	notDepacketized = "the encoding is not depacketized"
	notPlayed       = "browsers do not play it"

	notInMP4 = "MP4 has no mapping for it that players support; mkv has"
	notInTS  = "MPEG-TS has no mapping for it; mkv has"
)

// Clock rates that a payload format fixes, in Hz.
const (
	videoClock = 90000
	voiceClock = 8000
)

// refused is the coding of what no container supports.
func refused(reason string) Coding {
	return Coding{MP4: SampleEntry{Refusal: reason}, Matroska: CodecID{Refusal: reason}, TS: StreamType{Refusal: reason}}
}

// videoRows are the rows of video.
var videoRows = []*Codec{
	{
		Name: "H264", Kind: Video, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewH264},
		Depacketize: with(func(f Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewH264(f.Param, p, e)
		}),
		File: File{Format: Concatenation, Extension: "h264"}, Predicted: true, ParameterSets: SetsAnywhere,
		Samples: Samples{Packing: NALUnits},
		Coding: Coding{
			MP4:      SampleEntry{Name: "avc1", InBand: "avc3", Config: "avcC"},
			Matroska: CodecID{ID: "V_MPEG4/ISO/AVC", Private: true},
			TS:       StreamType{Type: 0x1b},
		},
		Browser: Browser{MIME: "video/mp4", Codecs: "avc1"},
	},
	{
		Name: "H265", Aliases: []string{"HEVC"}, Kind: Video, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewH265},
		Depacketize: with(func(f Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewH265(f.Param, p, e)
		}),
		File: File{Format: Concatenation, Extension: "h265"}, Predicted: true, ParameterSets: SetsAnywhere,
		Samples: Samples{Packing: NALUnits, H265: true},
		Coding: Coding{
			MP4:      SampleEntry{Name: "hvc1", InBand: "hev1", Config: "hvcC"},
			Matroska: CodecID{ID: "V_MPEGH/ISO/HEVC", Private: true},
			TS:       StreamType{Type: 0x24, Registration: "HEVC"},
		},
		Browser: Browser{MIME: "video/mp4", Codecs: "hvc1"},
	},
	{
		Name: "VP8", Kind: Video, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewVP8},
		Depacketize: with(func(_ Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewVP8(p, e)
		}),
		File: File{Format: IVF, Extension: "ivf", FourCC: "VP80"}, Predicted: true, ParameterSets: SetsNone,
		Samples: Samples{Packing: AccessUnits, Header: config.VP8},
		Coding: Coding{
			MP4:      SampleEntry{Name: "vp08", Config: "vpcC"},
			Matroska: CodecID{ID: "V_VP8"},
			TS:       StreamType{Refusal: notInTS},
		},
		Browser: Browser{MIME: "video/webm", Codecs: "vp8"},
	},
	{
		Name: "VP9", Kind: Video, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewVP9},
		Depacketize: with(func(_ Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewVP9(p, e)
		}),
		File: File{Format: IVF, Extension: "ivf", FourCC: "VP90"}, Predicted: true, ParameterSets: SetsNone,
		Samples: Samples{Packing: AccessUnits, Header: config.VP9},
		Coding: Coding{
			MP4:      SampleEntry{Name: "vp09", Config: "vpcC"},
			Matroska: CodecID{ID: "V_VP9"},
			TS:       StreamType{Refusal: notInTS},
		},
		Browser: Browser{MIME: "video/mp4", Codecs: "vp09"},
	},
	{
		Name: "AV1", Kind: Video, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewAV1},
		Depacketize: with(func(_ Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewAV1(p, e)
		}),
		File: File{Format: IVF, Extension: "ivf", FourCC: "AV01"}, Predicted: true, ParameterSets: SetsInBand,
		Samples: Samples{Packing: AccessUnits, Header: config.AV1, Strip: "\x12\x00"}, // a temporal delimiter
		Coding: Coding{
			MP4:      SampleEntry{Name: "av01", Config: "av1C"},
			Matroska: CodecID{ID: "V_AV1", Private: true},
			TS:       StreamType{Refusal: notInTS},
		},
		Browser: Browser{MIME: "video/mp4", Codecs: "av01"},
	},
	{
		Name: "MP4V-ES", Kind: Video, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewMPEG4Visual},
		Depacketize: with(func(f Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewMPEG4Visual(f.Param, p, e)
		}),
		File: File{Format: Concatenation, Extension: "m4v"}, Predicted: true, ParameterSets: SetsAnywhere,
		Samples: Samples{Packing: AccessUnits, Header: config.MPEG4Visual, Continues: continuesMPEG4, InBand: true},
		Coding: Coding{
			MP4:      SampleEntry{Name: "mp4v", Config: "esds", ObjectType: 0x20},
			Matroska: CodecID{ID: "V_MPEG4/ISO/ASP", Private: true},
			TS:       StreamType{Type: 0x10},
		},
		Browser: Browser{Refusal: notPlayed},
	},
	{
		Name: "MPV", Kind: Video, Static: []Static{{PayloadType: 32, ClockRate: videoClock}}, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewMPEGVideo},
		Depacketize: with(func(_ Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewMPEGVideo(p, e)
		}),
		File: File{Format: Concatenation, Extension: "m2v"}, Predicted: true, ParameterSets: SetsInBand,
		Samples: Samples{Packing: AccessUnits, Header: config.MPEGVideo, Continues: continuesMPEGVideo},
		Coding: Coding{
			MP4:      SampleEntry{Name: "mp4v", Config: "esds", ObjectType: 0x61},
			Matroska: CodecID{ID: "V_MPEG2", Private: true},
			TS:       StreamType{Type: 0x02},
		},
		Variants: []Coding{{
			MP4:      SampleEntry{Name: "mp4v", Config: "esds", ObjectType: 0x6a},
			Matroska: CodecID{ID: "V_MPEG1", Private: true},
			TS:       StreamType{Type: 0x01},
		}},
		Browser: Browser{Refusal: notPlayed},
	},
	{
		Name: "H263", Kind: Video, Static: []Static{{PayloadType: 34, ClockRate: videoClock}}, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewH263},
		Depacketize: with(func(_ Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewH263(p, e)
		}),
		File: File{Format: Concatenation, Extension: "h263"}, Predicted: true, ParameterSets: SetsNone,
		Samples: Samples{Packing: AccessUnits, Header: config.H263, Continues: continuesH263},
		Coding:  h263Coding, Browser: Browser{Refusal: notPlayed},
	},
	{
		Name: "H263-1998", Aliases: []string{"H263-2000"}, Kind: Video, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewH263Plus},
		Depacketize: with(func(_ Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewH263Plus(p, e)
		}),
		File: File{Format: Concatenation, Extension: "h263"}, Predicted: true, ParameterSets: SetsNone,
		Samples: Samples{Packing: AccessUnits, Header: config.H263, Continues: continuesH263},
		Coding:  h263Coding, Browser: Browser{Refusal: notPlayed},
	},
	{
		Name: "JPEG", Kind: Video, Static: []Static{{PayloadType: 26, ClockRate: videoClock}}, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewJPEG},
		Depacketize: with(func(f Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewJPEG(f.Width, f.Height, p, e)
		}),
		File: File{Format: Concatenation, Extension: "mjpeg"}, ParameterSets: SetsNone,
		Samples: Samples{Packing: AccessUnits, Header: config.JPEG},
		Coding: Coding{
			MP4:      SampleEntry{Name: "mp4v", Config: "esds", ObjectType: 0x6c},
			Matroska: CodecID{ID: "V_MJPEG"},
			TS:       StreamType{Refusal: notInTS},
		},
		Browser: Browser{Refusal: "browsers play single JPEG images only"},
	},
	inspectedVideo("H261", frames.NewH261, Static{PayloadType: 31, ClockRate: videoClock}),
	inspectedVideo("RAW", frames.NewRawVideo),
	inspectedVideo("THEORA", frames.NewTheora),
	unsupported("CELB", Video, Static{PayloadType: 25, ClockRate: videoClock}),
	unsupported("NV", Video, Static{PayloadType: 28, ClockRate: videoClock}),
}

// h263Coding is how containers name H.263 (MP4: 3GPP TS 26.244, 6.7).
var h263Coding = Coding{
	MP4:      SampleEntry{Name: "s263", Config: "d263", Fixed: "rtsp\x00\x0a\x00"},
	Matroska: CodecID{ID: "V_MS/VFW/FOURCC", FourCC: "H263"},
	TS:       StreamType{Refusal: notInTS},
}

// inspectedVideo is the row of video whose frames are counted only.
func inspectedVideo(name string, inspect frames.New, static ...Static) *Codec {
	c := unsupported(name, Video, static...)
	c.Inspect = Inspect{New: inspect}
	c.ClockRate = videoClock
	return c
}

// unsupported is the row of an encoding of which nothing is known but its payload types.
func unsupported(name string, kind Kind, static ...Static) *Codec {
	c := *unknown
	c.Name, c.Kind, c.Static = name, kind, static
	for _, s := range static {
		c.ClockRate = s.ClockRate
	}
	return &c
}

// with is the column of formats that can always be depacketized.
func with(depacketizer func(Format, *depacket.Pool, depacket.Emit) depacket.Depacketizer) Depacketize {
	return Depacketize{New: func(f Format, p *depacket.Pool, e depacket.Emit) (depacket.Depacketizer, string) {
		return depacketizer(f, p, e), ""
	}}
}

// A unit that does not begin with the start code of a frame, or of the headers before one, continues the frame
// before it.

func continuesMPEGVideo(b []byte) bool {
	return len(b) > 3 && (b[0] != 0 || b[1] != 0 || b[2] != 1 || b[3] >= 1 && b[3] <= 0xaf)
}

func continuesMPEG4(b []byte) bool { return len(b) > 2 && (b[0] != 0 || b[1] != 0 || b[2] != 1) }

func continuesH263(b []byte) bool {
	return len(b) > 2 && (b[0] != 0 || b[1] != 0 || b[2]&0xfc != 0x80)
}
