package container

import "encoding/binary"

// WAV is the header of a WAV file.
type WAV struct {
	Format        uint16 // tag of WAVEFORMATEX
	Channels      int
	SampleRate    int // Hz
	BitsPerSample int
	Bytes         int64 // of samples
}

// WAVHeaderSize is the size of the header.
const WAVHeaderSize = 58

// AppendHeader appends the header of the file. Sizes that do not fit in 32 bits are the largest that do: readers then read
// to the end of the file.
func (h WAV) AppendHeader(dst []byte) []byte {
	le := binary.LittleEndian
	frame := max(1, h.Channels*((h.BitsPerSample+7)/8))
	size32 := func(n int64) uint32 { return uint32(min(n, 1<<32-1)) }
	dst = append(dst, "RIFF"...)
	dst = le.AppendUint32(dst, size32(h.Bytes+h.Bytes&1+WAVHeaderSize-8))
	dst = append(dst, "WAVEfmt "...)
	dst = le.AppendUint32(dst, 18)
	dst = le.AppendUint16(dst, h.Format)
	dst = le.AppendUint16(dst, uint16(h.Channels))
	dst = le.AppendUint32(dst, uint32(h.SampleRate))
	dst = le.AppendUint32(dst, uint32(h.SampleRate*frame))
	dst = le.AppendUint16(dst, uint16(frame))
	dst = le.AppendUint16(dst, uint16(h.BitsPerSample))
	dst = le.AppendUint16(dst, 0)
	dst = append(dst, "fact"...)
	dst = le.AppendUint32(dst, 4)
	dst = le.AppendUint32(dst, size32(h.Bytes/int64(frame)))
	dst = append(dst, "data"...)
	return le.AppendUint32(dst, size32(h.Bytes))
}

// AppendSwapped appends samples of width bytes in reversed byte order.
func AppendSwapped(dst, b []byte, width int) []byte {
	for ; len(b) >= width; b = b[width:] {
		for i := width - 1; i >= 0; i-- {
			dst = append(dst, b[i])
		}
	}
	return dst
}
