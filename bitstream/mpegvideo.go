package bitstream

import "bytes"

// maxMPEGSequence is the maximum size of a sequence header with its matrices and the following extension,
// without stuffing.
const maxMPEGSequence = 12 + 2*64 + 10

// MPEGSequenceWindow is the maximum number of bytes that MPEGSequence examines.
const MPEGSequenceWindow = maxMPEGSequence + 16

// MPEGSequence parses a sequence header (ISO/IEC 11172-2, 2.4.2.3; 13818-2, 6.2.2.1) at the start of b, and the
// MPEG-2 sequence extension after it. Without the extension the profile is "MPEG-1", or "" if b ends before
// that is known.
func MPEGSequence(b []byte) (v Video, ok bool) {
	v, _, ok = MPEGSequenceKind(b)
	return v, ok
}

// MPEGSequenceKind is MPEGSequence; mpeg2 reports whether the sequence extension follows. Without it the stream
// is MPEG-1.
func MPEGSequenceKind(b []byte) (v Video, mpeg2, ok bool) {
	if len(b) < 12 || b[0] != 0 || b[1] != 0 || b[2] != 1 || b[3] != 0xb3 {
		return v, false, false
	}
	b = b[:min(len(b), MPEGSequenceWindow)]
	r := Bits{B: b[4:]}
	v.Width, v.Height = int(r.Read(12)), int(r.Read(12))
	r.Skip(4)
	rates := [...]float64{1: 24000. / 1001, 2: 24, 3: 25, 4: 30000. / 1001, 5: 30, 6: 50, 7: 60000. / 1001, 8: 60}
	if n := int(r.Read(4)); n < len(rates) {
		v.FrameRate = rates[n]
	}
	r.Skip(18 + 1 + 10 + 1)
	for range 2 { // quantizer matrices
		if r.Flag() {
			r.Skip(64 * 8)
		}
	}
	ok = v.Width > 0 && v.Height > 0
	if r.Short {
		return v, false, ok
	}
	x := b[4+(r.Pos+7)/8:]
	if n := len(x) - len(bytes.TrimLeft(x, "\x00")); n > 2 {
		x = x[n-2:] // zero bytes may precede a start code
	}
	if len(x) < 4 {
		return v, false, ok
	}
	if !bytes.HasPrefix(x, []byte{0, 0, 1, 0xb5}) || len(x) > 4 && x[4]>>4 != 1 {
		v.Profile = "MPEG-1"
		return v, false, ok
	}
	if len(x) < 10 {
		return v, true, ok
	}
	v.Profile = map[byte]string{1: "High", 2: "Spatially Scalable", 3: "SNR Scalable", 4: "Main", 5: "Simple"}[x[4]&7]
	v.Level = map[byte]string{4: "High", 6: "High 1440", 8: "Main", 10: "Low"}[x[5]>>4]
	v.Interlaced = x[5]&8 == 0
	v.Width |= int(x[5]&1)<<13 | int(x[6]>>7)<<12
	v.Height |= int(x[6]>>5&3) << 12
	return v, true, v.Width > 0 && v.Height > 0
}
