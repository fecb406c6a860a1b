package codec

import (
	"rtspect/depacket"
	"rtspect/payload"
	"rtspect/rtpflow/frames"
)

// asfName is ASF in the payload format of Windows Media servers.
const asfName = "X-ASF-PF"

// Why columns of media that are neither video nor audio have no content.
const (
	notAV        = "neither video nor audio"
	notTransport = "a transport stream is a multiplex already; --mux ts writes it as it is"
)

// dataRows are the rows of metadata, events and multiplexes.
var dataRows = []*Codec{
	{
		Name: "MP2T", Kind: Multiplex, Static: []Static{{PayloadType: 33, ClockRate: videoClock}}, ClockRate: videoClock,
		Inspect: Inspect{New: frames.NewTransportStream},
		Depacketize: with(func(_ Format, _ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewPackets(nil, depacket.CompleteFrames(188), e)
		}),
		File: File{Format: Concatenation, Extension: "ts"}, ParameterSets: SetsNone,
		Coding: Coding{MP4: SampleEntry{Refusal: notTransport}, Matroska: CodecID{Refusal: notTransport}, TS: StreamType{Whole: true}}, Browser: Browser{Refusal: "browsers play MPEG-TS in HLS only"},
	},
	{ // RFC 2250, 3; PS is its name in GB/T 28181
		Name: "MP2P", Aliases: []string{"PS", "MP1S"}, Kind: Multiplex, ClockRate: videoClock,
		Inspect: Inspect{Refusal: "the packets of a program stream are not counted"},
		Depacketize: with(func(_ Format, _ *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewPackets(nil, nil, e)
		}),
		File: File{Format: Concatenation, Extension: "mpg"}, ParameterSets: SetsNone,
		Coding: refused("a program stream is a multiplex already; the .mpg file has all of it"), Browser: Browser{Refusal: notPlayed},
	},
	{
		Name: asfName, Kind: Multiplex, ClockRate: 1000,
		Inspect:     Inspect{Refusal: "its data packets are counted with the ASF header of the description"},
		Depacketize: Depacketize{New: newASF},
		File:        File{Format: ASF, Extension: "asf"}, ParameterSets: SetsNone,
		Coding: refused("ASF is a multiplex already; the .asf file has all of it"), Browser: Browser{Refusal: notPlayed},
	},
	document("SMPTE336M", "klv", frames.NewKLV, payload.BeginsKLV),
	document("VND.ONVIF.METADATA", "xml", frames.NewXML, payload.BeginsXML),
	document("VND.ONVIF.METADATA.GZIP", "xml.gz", nil, payload.BeginsGzip),
	accompanying("TELEPHONE-EVENT", Event, frames.NewEvents),
	accompanying("TONE", Event, nil),
}

// document is the row of metadata.
func document(name, extension string, inspect frames.New, begins func([]byte) bool) *Codec {
	c := &Codec{
		Name: name, Kind: Data, ClockRate: videoClock,
		Inspect: Inspect{New: inspect},
		Depacketize: with(func(_ Format, p *depacket.Pool, e depacket.Emit) depacket.Depacketizer {
			return depacket.NewDocuments(begins, p, e)
		}),
		File: File{Format: Concatenation, Extension: extension}, ParameterSets: SetsNone,
		Coding: refused(notAV), Browser: Browser{Refusal: notAV},
	}
	if inspect == nil {
		c.Inspect.Refusal = "compressed documents are not counted"
	}
	if extension == "xml" {
		c.File.Separator = "\n"
	}
	return c
}

// accompanying is the row of what accompanies audio.
func accompanying(name string, kind Kind, inspect frames.New) *Codec {
	c := unsupported(name, kind)
	if inspect != nil {
		c.Inspect = Inspect{New: inspect}
	}
	c.ClockRate = voiceClock
	return c
}

// repairRows are the rows of what repairs other packets and has no media.
var repairRows = []*Codec{
	repair("RTX", Retransmission, "X-WMS-RTX"),
	repair("RED", Redundancy),
	repair("PARITYFEC", Parity, "ULPFEC", "FLEXFEC", "FLEXFEC-03", "1D-INTERLEAVED-PARITYFEC", "SMPTE2022-1-FEC", "RAPTORFEC"),
}

func repair(name string, kind Kind, aliases ...string) *Codec {
	const reason = "it repairs other packets"
	return &Codec{
		Name: name, Aliases: aliases, Kind: kind, ParameterSets: SetsNone, Inspect: Inspect{Refusal: reason},
		Depacketize: Depacketize{Refusal: reason}, Coding: refused(reason), Browser: Browser{Refusal: reason},
	}
}
