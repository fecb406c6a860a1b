package container

import (
	"encoding/binary"
	"math"
)

// Elements of EBML (RFC 8794) and Matroska (RFC 9559, 5.1).
const (
	ebmlHeader      = 0x1a45dfa3
	ebmlVersion     = 0x4286
	ebmlReadVersion = 0x42f7
	ebmlMaxID       = 0x42f2
	ebmlMaxSize     = 0x42f3
	ebmlDocType     = 0x4282
	ebmlDocVersion  = 0x4287
	ebmlDocRead     = 0x4285

	mkvSegment      = 0x18538067
	mkvSeekHead     = 0x114d9b74
	mkvSeek         = 0x4dbb
	mkvSeekID       = 0x53ab
	mkvSeekPosition = 0x53ac

	mkvInfo       = 0x1549a966
	mkvScale      = 0x2ad7b1
	mkvDuration   = 0x4489
	mkvDate       = 0x4461
	mkvMuxingApp  = 0x4d80
	mkvWritingApp = 0x5741

	mkvTracks       = 0x1654ae6b
	mkvTrackEntry   = 0xae
	mkvTrackNumber  = 0xd7
	mkvTrackUID     = 0x73c5
	mkvTrackType    = 0x83
	mkvLacing       = 0x9c
	mkvLanguage     = 0x22b59c
	mkvCodecID      = 0x86
	mkvCodecPrivate = 0x63a2
	mkvCodecDelay   = 0x56aa
	mkvSeekPreRoll  = 0x56bb
	mkvVideo        = 0xe0
	mkvPixelWidth   = 0xb0
	mkvPixelHeight  = 0xba
	mkvAudio        = 0xe1
	mkvSampling     = 0xb5
	mkvChannels     = 0x9f
	mkvBitDepth     = 0x6264
	mkvCluster      = 0x1f43b675
	mkvTimestamp    = 0xe7
	mkvSimpleBlock  = 0xa3
	mkvCues         = 0x1c53bb6b
	mkvCuePoint     = 0xbb
	mkvCueTime      = 0xb3
	mkvCueTrackPos  = 0xb7
	mkvCueTrack     = 0xf7
	mkvCuePosition  = 0xf1
)

// appendID appends the identifier of an element, which contains its own length.
func appendID(dst []byte, id uint32) []byte {
	switch {
	case id > 0xffffff:
		dst = append(dst, byte(id>>24))
		fallthrough
	case id > 0xffff:
		dst = append(dst, byte(id>>16))
		fallthrough
	case id > 0xff:
		dst = append(dst, byte(id>>8))
	}
	return append(dst, byte(id))
}

// appendSize appends the size of an element in as few bytes as possible (RFC 8794, 4).
func appendSize(dst []byte, n int64) []byte {
	length := 1
	for n >= 1<<(7*length)-1 {
		length++
	}
	v := uint64(n) | 1<<(7*length)
	for i := length - 1; i >= 0; i-- {
		dst = append(dst, byte(v>>(8*i)))
	}
	return dst
}

// appendSize8 appends a size in 8 bytes, whatever it is.
func appendSize8(dst []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(n)|1<<56)
}

func appendElement(dst []byte, id uint32, content []byte) []byte {
	dst = appendSize(appendID(dst, id), int64(len(content)))
	return append(dst, content...)
}

func appendText(dst []byte, id uint32, s string) []byte { return appendElement(dst, id, []byte(s)) }

func appendUint(dst []byte, id uint32, v uint64) []byte {
	n := 1
	for n < 8 && v>>(8*n) > 0 {
		n++
	}
	dst = appendSize(appendID(dst, id), int64(n))
	for i := n - 1; i >= 0; i-- {
		dst = append(dst, byte(v>>(8*i)))
	}
	return dst
}

func appendFloat(dst []byte, id uint32, v float64) []byte {
	dst = appendSize(appendID(dst, id), 8)
	return binary.BigEndian.AppendUint64(dst, math.Float64bits(v))
}
