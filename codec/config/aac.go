package config

import "rtspect/bitstream"

// AppendAudioConfig appends an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) of the core of AAC.
func AppendAudioConfig(dst []byte, c bitstream.AudioConfig) []byte {
	v := uint32(c.ObjectType)<<11 | uint32(c.RateIndex())<<7 | uint32(c.Channels&15)<<3
	if c.FrameSamples == 960 {
		v |= 4
	}
	return append(dst, byte(v>>8), byte(v))
}
