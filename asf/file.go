package asf

import "encoding/binary"

// FileHeader converts a header from the SDP to the beginning of a file: the Header Object with the number of
// data packets and the file size filled in and the broadcast flag cleared, followed by the header of the Data
// Object. The data packets must follow, each padded to FileProperties.MaxPacketSize. ok is false if the header
// is incomplete or declares no packet size.
func FileHeader(b []byte, packets uint64) (out []byte, ok bool) {
	h := ParseHeader(b)
	if h.File == nil || h.File.MaxPacketSize == 0 || h.Size < headerObjectSize || h.Size > uint64(len(b)) {
		return nil, false
	}
	const dataHead = 50
	data := dataHead + packets*uint64(h.File.MaxPacketSize)
	out = append(make([]byte, 0, h.Size+dataHead), b[:h.Size]...)
	for _, o := range h.Objects {
		const ( // offsets in the File Properties Object
			fileSize  = 40
			count     = 56
			flags     = 88
			sizes     = 92
			wholeSize = 104
		)
		if o.ID == guidFileProperties && o.Size >= wholeSize && uint64(o.Offset)+wholeSize <= h.Size {
			p := out[o.Offset:]
			binary.LittleEndian.PutUint64(p[fileSize:], h.Size+data)
			binary.LittleEndian.PutUint64(p[count:], packets)
			p[flags] &^= 1
			binary.LittleEndian.PutUint32(p[sizes:], h.File.MaxPacketSize)
			break
		}
	}
	out = append(out, guidData[:]...)
	out = binary.LittleEndian.AppendUint64(out, data)
	out = append(out, h.File.FileID[:]...)
	out = binary.LittleEndian.AppendUint64(out, packets)
	return append(out, 1, 1), true
}
