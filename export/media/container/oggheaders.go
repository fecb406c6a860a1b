package container

import "encoding/binary"

// vendor is the vendor string of comment headers.
const vendor = "rtspect"

// AppendOpusHead appends the identification header of Opus (RFC 7845, 5.1). mapping is nil for one or
// two channels; else it is stream count, coupled count and channel mapping.
func AppendOpusHead(dst []byte, channels int, mapping []byte) []byte {
	dst = append(dst, "OpusHead\x01"...)
	dst = append(dst, byte(channels), 0, 0)
	dst = binary.LittleEndian.AppendUint32(dst, 48000)
	dst = append(dst, 0, 0)
	if mapping == nil {
		return append(dst, 0)
	}
	return append(append(dst, 1), mapping...)
}

// AppendOpusTags appends the comment header of Opus (RFC 7845, 5.2).
func AppendOpusTags(dst []byte) []byte {
	return appendComment(append(dst, "OpusTags"...))
}

func appendComment(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(vendor)))
	dst = append(dst, vendor...)
	return append(dst, 0, 0, 0, 0)
}

// SpeexHeaders returns the two header packets of Speex. frames is how many each packet has.
func SpeexHeaders(rate, channels, frames int) (header, comment []byte) {
	mode := 0
	switch {
	case rate > 25000:
		mode = 2
	case rate > 12500:
		mode = 1
	}
	le := binary.LittleEndian
	header = append(header, "Speex   "...)
	header = append(header, "1.2"...)
	header = append(header, make([]byte, 17)...)
	for _, v := range [...]int{1, 80, rate, mode, 4, channels, -1, 160 << mode, 1, frames, 0, 0, 0} {
		header = le.AppendUint32(header, uint32(int32(v)))
	}
	return header, appendComment(nil)
}
