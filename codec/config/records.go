package config

import (
	"encoding/binary"
)

// AppendAVCC appends an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1).
func AppendAVCC(dst []byte, h Video, sps, pps [][]byte) []byte {
	dst = append(dst, 1, byte(h.Profile), byte(h.Compatibility), byte(h.Level), 0xff, 0xe0|byte(len(sps)))
	dst = appendSets(dst, sps)
	dst = append(dst, byte(len(pps)))
	dst = appendSets(dst, pps)
	switch h.Profile {
	case 100, 110, 122, 144, 244:
		dst = append(dst, 0xfc|byte(h.ChromaFormat), 0xf8|byte(h.BitDepth-8)&7, 0xf8|byte(h.ChromaDepth-8)&7, 0)
	}
	return dst
}

func appendSets(dst []byte, sets [][]byte) []byte {
	for _, s := range sets {
		dst = binary.BigEndian.AppendUint16(dst, uint16(len(s)))
		dst = append(dst, s...)
	}
	return dst
}

// AppendHVCC appends an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1). complete says that
// the samples contain no other parameter sets.
func AppendHVCC(dst []byte, h Video, vps, sps, pps [][]byte, complete bool) []byte {
	dst = append(dst, 1)
	dst = append(dst, h.General[:]...)
	dst = append(dst, 0xf0, 0, 0xfc, 0xfc|byte(h.ChromaFormat), 0xf8|byte(h.BitDepth-8)&7, 0xf8|byte(h.ChromaDepth-8)&7, 0, 0)
	last := byte(h.Layers)<<3 | 3
	if h.Nested {
		last |= 4
	}
	dst = append(dst, last, 3)
	for i, sets := range [][][]byte{vps, sps, pps} {
		typ := byte(32 + i)
		if complete {
			typ |= 0x80
		}
		dst = append(dst, typ)
		dst = binary.BigEndian.AppendUint16(dst, uint16(len(sets)))
		dst = appendSets(dst, sets)
	}
	return dst
}

// AppendAV1C appends an AV1CodecConfigurationRecord (AV1 Codec ISO Media File Format Binding, 2.3.3).
func AppendAV1C(dst []byte, h Video, sequence []byte) []byte {
	b := byte(h.Tier) << 7
	if h.BitDepth > 8 {
		b |= 0x40
	}
	if h.BitDepth > 10 {
		b |= 0x20
	}
	for i, on := range []bool{h.Monochrome, h.SubX, h.SubY} {
		if on {
			b |= 0x10 >> i
		}
	}
	b |= byte(h.Position)
	return append(append(dst, 0x81, byte(h.Profile)<<5|byte(h.Level), b, 0), sequence...)
}

// AppendVPCC appends the content of a VPCodecConfigurationBox (VP Codec ISO Media File Format Binding). The
// colors are left unspecified: the stream has them.
func AppendVPCC(dst []byte, h Video) []byte {
	chroma := byte(h.ChromaFormat)
	return append(dst, 1, 0, 0, 0, byte(h.Profile), vp9Level(h), byte(h.BitDepth)<<4|chroma<<1, 2, 2, 2, 0, 0)
}

// vp9Level is the lowest level whose frame size is large enough (VP9 bitstream specification, annex A). The frame rate,
// which could raise it, is not considered.
func vp9Level(h Video) byte {
	samples := h.Width * h.Height
	for _, l := range [...]struct {
		samples int
		level   byte
	}{{36864, 10}, {73728, 11}, {122880, 20}, {245760, 21}, {552960, 30}, {983040, 31}, {2228224, 40}, {8912896, 50}} {
		if samples <= l.samples {
			return l.level
		}
	}
	return 60
}

// AppendDAC3 appends the content of an AC3SpecificBox (ETSI TS 102 366, F.4).
func AppendDAC3(dst []byte, f AC3Frame) []byte {
	v := uint32(f.RateCode)<<22 | uint32(f.BSID)<<17 | uint32(f.BSMod)<<14 | uint32(f.ACMod)<<11 | uint32(f.SizeCode/2)<<5
	if f.LFE {
		v |= 1 << 10
	}
	return append(dst, byte(v>>16), byte(v>>8), byte(v))
}

// AppendDEC3 appends the content of an EC3SpecificBox (F.6) for one independent substream; rate is in
// bit/s.
func AppendDEC3(dst []byte, f AC3Frame, rate int) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(min(rate/1000, 1<<13-1))<<3)
	v := uint32(f.RateCode)<<22 | uint32(f.BSID)<<17 | uint32(f.BSMod)<<12 | uint32(f.ACMod)<<9
	if f.LFE {
		v |= 1 << 8
	}
	return append(dst, byte(v>>16), byte(v>>8), byte(v))
}

// SplitNALs splits an access unit in the byte stream format (Annex B) into NAL units without start codes.
func SplitNALs(b []byte, each func(nal []byte)) {
	start := -1
	for i := 0; i+2 < len(b); {
		if b[i+2] > 1 {
			i += 3
			continue
		}
		if b[i] != 0 || b[i+1] != 0 || b[i+2] != 1 {
			i++
			continue
		}
		giveNAL(b, start, i, each)
		start = i + 3
		i += 3
	}
	giveNAL(b, start, len(b), each)
}

// giveNAL passes on what is between two start codes. Zeros before the second do not belong to the NAL unit.
func giveNAL(b []byte, start, end int, each func([]byte)) {
	if start < 0 {
		return
	}
	for end > start && b[end-1] == 0 {
		end--
	}
	if end > start {
		each(b[start:end])
	}
}
