package dialectfixture

import (
	"encoding/binary"

	"rtspect/internal/capturebuilder"
)

const (
	pidPMT   = 0x100
	pidVideo = 0x1011
)

// transportStream generates packets of a program with one H.264 stream.
type transportStream struct {
	counter     map[uint16]byte // continuity counters
	videoFrames int
	noise       uint64
}

// seven returns seven transport packets. At the start of a video frame, they start with the tables and a PES header.
func (s *transportStream) seven(starts bool) (b []byte) {
	if starts {
		pts := uint64(s.videoFrames) * 3000
		s.videoFrames++
		pat := section(0x00, []byte{0, 1, 0xc1, 0, 0, 0, 1, 0xe0 | pidPMT>>8, pidPMT & 0xff})
		pmt := section(0x02, []byte{
			0, 1, 0xc1, 0, 0, 0xe0 | pidVideo>>8, pidVideo & 0xff, 0xf0, 0,
			0x1b, 0xe0 | pidVideo>>8, pidVideo & 0xff, 0xf0, 0,
		})
		pes := []byte{
			0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5, 0x21 | byte(pts>>29)&0x0e, byte(pts >> 22), byte(pts>>14) | 1,
			byte(pts >> 7), byte(pts<<1) | 1, 0, 0, 0, 1, 0x65,
		}
		b = append(b, s.packet(0, true, pat, 0xff)...)
		b = append(b, s.packet(pidPMT, true, pmt, 0xff)...)
		b = append(b, s.packet(pidVideo, true, pes, 0x55)...)
	}
	for len(b) < 7*188 {
		s.noise++
		b = append(b, s.packet(pidVideo, false, capturebuilder.Noise(8000+s.noise, 184), 0)...)
	}
	return b
}

// packet returns one transport packet, padded with fill.
func (s *transportStream) packet(pid uint16, start bool, payload []byte, fill byte) []byte {
	if s.counter == nil {
		s.counter = map[uint16]byte{}
	}
	b := []byte{0x47, byte(pid >> 8), byte(pid), 0x10 | s.counter[pid]&15}
	s.counter[pid]++
	if start {
		b[1] |= 0x40
	}
	b = append(b, payload...)
	for len(b) < 188 {
		b = append(b, fill)
	}
	return b
}

// section returns a table section with its pointer field, length and CRC.
func section(table byte, body []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{table}, 0xb000|uint16(len(body)+4))
	b = append(b, body...)
	crc := ^uint32(0)
	for _, v := range b {
		crc ^= uint32(v) << 24
		for range 8 {
			top := crc >> 31
			crc = crc<<1 ^ top*0x04c11db7
		}
	}
	return append([]byte{0}, binary.BigEndian.AppendUint32(b, crc)...)
}
