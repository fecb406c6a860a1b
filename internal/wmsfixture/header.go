// Package wmsfixture generates a complete session of Windows Media over RTSP, for tests: the capture, the ASF header in
// its SDP, and the ASF data packets in its RTP packets.
package wmsfixture

import (
	"encoding/binary"
	"unicode/utf16"
)

// The properties in the header. Packets have PacketSize bytes in a file and are sent without their padding.
const (
	PacketSize  = 1400
	AudioStream = 1
	VideoStream = 2
	Preroll     = 3100 // ms
	Title       = "Made-up clip ☂"
	Author      = "Nobody"
	MeanFrame   = 400000 // 100 ns: 25 frames a second
	headerCount = 9
)

// FileID identifies the presentation in the header and in the Data Object.
var FileID = [16]byte{0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe, 1, 2, 3, 4, 5, 6, 7, 8}

// id returns the GUID with the given groups.
func id(a uint32, b, c uint16, rest uint64) []byte {
	g := binary.LittleEndian.AppendUint32(nil, a)
	g = binary.LittleEndian.AppendUint16(g, b)
	g = binary.LittleEndian.AppendUint16(g, c)
	return binary.BigEndian.AppendUint64(g, rest)
}

// pack concatenates integers (little-endian) and bytes.
func pack(parts ...any) (b []byte) {
	for _, p := range parts {
		switch p := p.(type) {
		case uint8:
			b = append(b, p)
		case uint16:
			b = binary.LittleEndian.AppendUint16(b, p)
		case uint32:
			b = binary.LittleEndian.AppendUint32(b, p)
		case uint64:
			b = binary.LittleEndian.AppendUint64(b, p)
		case []byte:
			b = append(b, p...)
		default:
			panic("a size must be chosen")
		}
	}
	return b
}

// text returns s as UTF-16LE with a terminating NUL.
func text(s string) (b []byte) {
	for _, u := range append(utf16.Encode([]rune(s)), 0) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// object returns an object with its header.
func object(guid []byte, body ...any) []byte {
	b := pack(body...)
	return pack(guid, uint64(24+len(b)), b)
}

// ASFHeader returns the header as the SDP contains it: the Header Object and the first 50 bytes of the Data Object, with
// the packet size of the file.
func ASFHeader() []byte {
	objects := pack(fileProperties(), headerExtension(), content(), extendedContent(), codecList(),
		audioStream(), videoStream(), bitrates(), padding())
	header := pack(id(0x75B22630, 0x668E, 0x11CF, 0xA6D900AA0062CE6C), uint64(30+len(objects)),
		uint32(headerCount), uint8(1), uint8(2), objects)
	packets := uint64(len(Packets(AudioStream)) + len(Packets(VideoStream)))
	return pack(header, id(0x75B22636, 0x668E, 0x11CF, 0xA6D900AA0062CE6C), 50+packets*PacketSize,
		FileID[:], packets, uint8(1), uint8(1))
}

func fileProperties() []byte {
	packets := uint64(len(Packets(AudioStream)) + len(Packets(VideoStream)))
	return object(id(0x8CABDCA1, 0xA947, 0x11CF, 0x8EE400C00C205365), FileID[:], uint64(23180160),
		uint64(127000000000000000), packets, uint64((Preroll+2000)*10000), uint64(2000*10000), uint64(Preroll),
		uint32(2), uint32(PacketSize), uint32(PacketSize), uint32(506000))
}

func audioStream() []byte {
	wave := pack(uint16(0x0161), uint16(2), uint32(44100), uint32(4003), uint16(372), uint16(16), uint16(10),
		[]byte{0, 0x88, 0, 0, 0x0f, 0, 0x75, 0x2e, 0, 0})
	spread := pack(uint8(1), uint16(372), uint16(372), uint16(1), uint8(0))
	return object(id(0xB7DC0791, 0xA9B7, 0x11CF, 0x8EE600C00C205365), id(0xF8699E40, 0x5B4D, 0x11CF, 0xA8FD00805F5C442B),
		id(0xBFC3CD50, 0x618F, 0x11CF, 0x8BB200AA00B4E220), uint64(0), uint32(len(wave)), uint32(len(spread)),
		uint16(AudioStream), uint32(0), wave, spread)
}

func videoStream() []byte {
	bitmap := pack(uint32(44), uint32(320), uint32(240), uint16(1), uint16(24), []byte("WMV3"), uint32(0), uint32(0),
		uint32(0), uint32(0), uint32(0), []byte{0x4e, 0x79, 0x1a, 0x01})
	video := pack(uint32(320), uint32(240), uint8(2), uint16(len(bitmap)), bitmap)
	return object(id(0xB7DC0791, 0xA9B7, 0x11CF, 0x8EE600C00C205365), id(0xBC19EFC0, 0x5B4D, 0x11CF, 0xA8FD00805F5C442B),
		id(0x20FB5700, 0x5B55, 0x11CF, 0xA8FD00805F5C442B), uint64(0), uint32(len(video)), uint32(0),
		uint16(VideoStream), uint32(0), video)
}

func content() []byte {
	texts := [][]byte{text(Title), text(Author), text(""), text("A session made up for tests"), text("")}
	b := []byte{}
	for _, t := range texts {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(t)))
	}
	for _, t := range texts {
		b = append(b, t...)
	}
	return object(id(0x75B22633, 0x668E, 0x11CF, 0xA6D900AA0062CE6C), b)
}

func extendedContent() []byte {
	entry := func(name string, kind uint16, value []byte) []byte {
		n := text(name)
		return pack(uint16(len(n)), n, kind, uint16(len(value)), value)
	}
	return object(id(0xD2D0A440, 0xE307, 0x11D2, 0x97F000A0C95EA850), uint16(4),
		entry("WMFSDKVersion", 0, text("9.00.00.2980")), entry("IsVBR", 2, pack(uint32(0))),
		entry("WM/TrackNumber", 3, pack(uint32(7))), entry("Blob", 1, []byte{0xca, 0xfe}))
}

func codecList() []byte {
	entry := func(kind uint16, name, about string, info []byte) []byte {
		n, d := text(name), text(about)
		return pack(kind, uint16(len(n)/2), n, uint16(len(d)/2), d, uint16(len(info)), info)
	}
	return object(id(0x86D15240, 0x311D, 0x11D0, 0xA3A400A0C90348F6), id(0x86D15241, 0x311D, 0x11D0, 0xA3A400A0C90348F6),
		uint32(2), entry(2, "Windows Media Audio V2", "32 kbps, 44 kHz, stereo", []byte{0x61, 1}),
		entry(1, "Windows Media Video V9", "", []byte("WMV3")))
}

func bitrates() []byte {
	return object(id(0x7BF875CE, 0x468D, 0x11D1, 0x8D82006097C9A2B2), uint16(2),
		uint16(AudioStream), uint32(35000), uint16(VideoStream), uint32(471000))
}

// headerExtension contains the languages and the extended properties of the video stream with its name.
func headerExtension() []byte {
	tag, name := text("en-us"), text("main")
	languages := object(id(0x7C4346A9, 0xEFE0, 0x4BFC, 0xB229393EDE415C85), uint16(1), uint8(len(tag)), tag)
	extended := object(id(0x14E6A5CB, 0xC672, 0x4332, 0x8399A96952065B5A), uint64(0), uint64(0), uint32(471000),
		uint32(3000), uint32(0), uint32(471000), uint32(3000), uint32(0), uint32(PacketSize), uint32(2),
		uint16(VideoStream), uint16(0), uint64(MeanFrame), uint16(1), uint16(0), uint16(0), uint16(len(name)), name)
	data := pack(languages, extended)
	return object(id(0x5FBF03B5, 0xA92E, 0x11CF, 0x8EE300C00C205365), id(0xABD3D211, 0xA9BA, 0x11CF, 0x8EE600C00C205365),
		uint16(6), uint32(len(data)), data)
}

func padding() []byte {
	return object(id(0x1806D474, 0xCADF, 0x4509, 0xA4BA9AABCB96AAE8), make([]byte, 16))
}
