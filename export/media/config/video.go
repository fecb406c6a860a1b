package config

import "rtspect/bitstream"

// Video is what the headers of a video stream tell a container of it.
type Video struct {
	Width, Height int // of the pictures as shown
	bitstream.Coding
}

// video takes on what a parser of headers found.
func video(v bitstream.Video, c bitstream.Coding, ok bool) (Video, bool) {
	h := Video{v.Width, v.Height, c}
	return h, ok && h.plausible()
}

// plausible reports whether the header may be one.
func (h *Video) plausible() bool {
	return h.Width > 0 && h.Height > 0 && h.Width < 1<<16 && h.Height < 1<<16 && h.ChromaFormat <= 3 && h.BitDepth <= 16 && h.ChromaDepth <= 16
}

// ParseSPS264 reads a sequence parameter set of H.264, its NAL unit header included.
func ParseSPS264(n []byte) (h Video, ok bool) { return video(bitstream.H264Coding(n)) }

// ParseSPS265 reads a sequence parameter set of H.265, its NAL unit header included.
func ParseSPS265(n []byte) (h Video, ok bool) { return video(bitstream.H265Coding(n)) }

// ParseVP9 reads the header of a key frame.
func ParseVP9(frame []byte) (h Video, ok bool) {
	v, c, key := bitstream.VP9Coding(frame)
	return Video{v.Width, v.Height, c}, key && v.Width > 0
}

// obuSequence is the type of a sequence header (AV1 bitstream specification, 6.2.2).
const obuSequence = 1

// ParseAV1 finds the sequence header in a temporal unit of OBUs with sizes and reads it (AV1 bitstream
// specification, 5.5); obu is that header, with its size.
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
