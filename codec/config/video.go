package config

import (
	"bytes"
	"encoding/binary"

	"rtspect/bitstream"
)

// Video is what the headers of a video stream say.
type Video struct {
	Width, Height int // of the displayed frame
	bitstream.Coding
}

// Header is what a container has to know of video whose samples are access units as they are: a column of the codec
// table.
type Header struct {
	Width, Height int
	Private       []byte // the decoder configuration, a copy; nil for codecs without one
	// Variant selects the codec where one encoding stands for several: 1 for MPEG-1 in MPV.
	Variant int
}

// VP8 reads the frame tag of a keyframe (RFC 6386, 9.1).
func VP8(frame []byte) (Header, bool) {
	if len(frame) < 10 || frame[0]&1 != 0 || frame[3] != 0x9d || frame[4] != 0x01 || frame[5] != 0x2a {
		return Header{}, false
	}
	h := Video{Coding: bitstream.Coding{BitDepth: 8, ChromaFormat: 1}}
	h.Width, h.Height = int(binary.LittleEndian.Uint16(frame[6:]))&0x3fff, int(binary.LittleEndian.Uint16(frame[8:]))&0x3fff
	return Header{Width: h.Width, Height: h.Height, Private: AppendVPCC(nil, h)}, h.Width > 0
}

// VP9 reads the uncompressed header of a keyframe.
func VP9(frame []byte) (Header, bool) {
	h, ok := ParseVP9(frame)
	return Header{Width: h.Width, Height: h.Height, Private: AppendVPCC(nil, h)}, ok
}

// AV1 reads the sequence header of a temporal unit.
func AV1(unit []byte) (Header, bool) {
	h, sequence, ok := ParseAV1(unit)
	if !ok {
		return Header{}, false
	}
	return Header{Width: h.Width, Height: h.Height, Private: AppendAV1C(nil, h, sequence)}, true
}

// MPEG4Visual reads the video object layer.
func MPEG4Visual(b []byte) (Header, bool) {
	h, head, ok := ParseVOL(b)
	return Header{Width: h.Width, Height: h.Height, Private: bytes.Clone(head)}, ok
}

// MPEGVideo reads a sequence header of MPEG-1 or MPEG-2 video.
func MPEGVideo(b []byte) (Header, bool) {
	v, second, head, ok := ParseMPEGVideo(b)
	h := Header{Width: v.Width, Height: v.Height, Private: bytes.Clone(head)}
	if !second {
		h.Variant = 1
	}
	return h, ok
}

// H263 reads a picture header.
func H263(b []byte) (Header, bool) {
	h, ok := ParseH263(b)
	return Header{Width: h.Width, Height: h.Height}, ok
}

// JPEG reads the frame header of a JPEG file.
func JPEG(b []byte) (Header, bool) {
	h, ok := ParseJPEGSize(b)
	return Header{Width: h.Width, Height: h.Height}, ok
}

// video accepts what a parser of headers found if it is plausible.
func video(v bitstream.Video, c bitstream.Coding, ok bool) (Video, bool) {
	h := Video{v.Width, v.Height, c}
	return h, ok && h.plausible()
}

// plausible reports whether the values are those of a video stream.
func (h *Video) plausible() bool {
	return h.Width > 0 && h.Height > 0 && h.Width < 1<<16 && h.Height < 1<<16 && h.ChromaFormat <= 3 && h.BitDepth <= 16 && h.ChromaDepth <= 16
}

// ParseSPS264 reads a sequence parameter set of H.264, its NAL unit header included.
func ParseSPS264(n []byte) (h Video, ok bool) { return video(bitstream.H264Coding(n)) }

// ParseSPS265 reads a sequence parameter set of H.265, its NAL unit header included.
func ParseSPS265(n []byte) (h Video, ok bool) { return video(bitstream.H265Coding(n)) }

// ParseVP9 reads the header of a keyframe.
func ParseVP9(frame []byte) (h Video, ok bool) {
	v, c, key := bitstream.VP9Coding(frame)
	return Video{v.Width, v.Height, c}, key && v.Width > 0
}

// obuSequence is the type of a sequence header (AV1 bitstream specification, 6.2.2).
const obuSequence = 1

// ParseAV1 finds the sequence header in a temporal unit of OBUs with sizes and reads it (AV1 bitstream
// specification, 5.5); obu is that header with its size.
func ParseAV1(unit []byte) (h Video, obu []byte, ok bool) {
	for b := unit; len(b) > 1; {
		head := 1
		if b[0]&4 != 0 {
			head = 2
		}
		if b[0]&2 == 0 || len(b) <= head {
			return h, nil, false
		}
		n, used := bitstream.LEB128(b[head:])
		if used == 0 || n > len(b)-head-used {
			return h, nil, false
		}
		end := head + used + n
		if b[0]>>3&15 == obuSequence {
			h, ok = video(bitstream.AV1Coding(b[:end]))
			return h, b[:end], ok
		}
		b = b[end:]
	}
	return h, nil, false
}
