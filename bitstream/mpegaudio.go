package bitstream

// AudioFrame is the header of an MPEG audio frame (ISO/IEC 11172-3, 2.4.2.3).
type AudioFrame struct {
	Layer      int
	Version    int // 1, 2, or 25 for 2.5
	SampleRate int
	Samples    int
	Size       int // bytes; 0 for free format
	Mono       bool
	CRC        bool
}

var audioBitRates = [2][3][16]int{
	{ // MPEG-1
		{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
		{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	},
	{ // MPEG-2 and 2.5
		{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	},
}

// ParseAudioFrame parses the header of a frame.
func ParseAudioFrame(b []byte) (f AudioFrame, ok bool) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return f, false
	}
	version, layer, rate := b[1]>>3&3, b[1]>>1&3, b[2]>>2&3
	if version == 1 || layer == 0 || rate == 3 || b[2]>>4 == 15 {
		return f, false
	}
	f.Layer = 4 - int(layer)
	f.SampleRate = [3]int{44100, 48000, 32000}[rate]
	f.Version = [4]int{25, 0, 2, 1}[version]
	low := 0
	if version != 3 {
		low = 1
		f.SampleRate /= 2
	}
	if version == 0 {
		f.SampleRate /= 2
	}
	f.CRC = b[1]&1 == 0
	f.Mono = b[3]>>6 == 3
	f.Samples = [3]int{384, 1152, 1152}[f.Layer-1]
	if f.Layer == 3 && low == 1 {
		f.Samples = 576
	}
	padding := int(b[2] >> 1 & 1)
	bitRate := 1000 * audioBitRates[low][f.Layer-1][b[2]>>4]
	switch {
	case bitRate == 0:
	case f.Layer == 1:
		f.Size = (12*bitRate/f.SampleRate + padding) * 4
	default:
		f.Size = f.Samples/8*bitRate/f.SampleRate + padding
	}
	return f, true
}
