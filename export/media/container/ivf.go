package container

import "encoding/binary"

// IVF is the header of an IVF file.
type IVF struct {
	FourCC        string // "VP80", "VP90", "AV01"
	Width, Height int
	ClockRate     int // ticks in a second
	Frames        int64
}

// IVFHeaderSize is the size of the header.
const IVFHeaderSize = 32

// AppendHeader appends the header of the file.
func (h IVF) AppendHeader(dst []byte) []byte {
	le := binary.LittleEndian
	dst = append(dst, "DKIF\x00\x00\x20\x00"...)
	dst = append(dst, h.FourCC...)
	dst = le.AppendUint16(dst, uint16(h.Width))
	dst = le.AppendUint16(dst, uint16(h.Height))
	dst = le.AppendUint32(dst, uint32(h.ClockRate))
	dst = le.AppendUint32(dst, 1)
	dst = le.AppendUint32(dst, uint32(min(h.Frames, 1<<32-1)))
	return append(dst, 0, 0, 0, 0)
}

// AppendIVFFrame appends the header of a frame of n bytes at a time in ticks.
func AppendIVFFrame(dst []byte, n int, time int64) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, uint32(n))
	return binary.LittleEndian.AppendUint64(dst, uint64(time))
}
