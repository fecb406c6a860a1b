package container

// ADTS is the header of a frame of AAC (ISO/IEC 13818-7, 6.2).
type ADTS struct {
	ObjectType int // 1 to 4: Main, LC, SSR, LTP
	RateIndex  int // sampling frequency index
	Channels   int // channel configuration, 0 to 7
}

// MaxADTSFrame is the longest frame whose length fits the header.
const MaxADTSFrame = 1<<13 - 1 - 7

// AppendHeader appends the header of a frame of n bytes, at most MaxADTSFrame.
func (a ADTS) AppendHeader(dst []byte, n int) []byte {
	n += 7
	return append(dst, 0xff, 0xf1,
		byte(a.ObjectType-1)<<6|byte(a.RateIndex)<<2|byte(a.Channels)>>2,
		byte(a.Channels)<<6|byte(n>>11), byte(n>>3), byte(n)<<5|0x1f, 0xfc)
}
