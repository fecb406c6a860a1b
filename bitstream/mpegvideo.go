package bitstream

// MPEGSequence reads a sequence header (ISO/IEC 11172-2, 2.4.2.3; 13818-2, 6.2.2.1) at the beginning of b,
// and the sequence extension of MPEG-2 after it.
func MPEGSequence(b []byte) (v Video, ok bool) {
	if len(b) < 12 || b[0] != 0 || b[1] != 0 || b[2] != 1 || b[3] != 0xb3 {
		return v, false
	}
	r := Bits{B: b[4:]}
	v.Width, v.Height = int(r.Read(12)), int(r.Read(12))
	r.Skip(4)
	rates := [...]float64{1: 24000. / 1001, 2: 24, 3: 25, 4: 30000. / 1001, 5: 30, 6: 50, 7: 60000. / 1001, 8: 60}
	if n := int(r.Read(4)); n < len(rates) {
		v.FrameRate = rates[n]
	}
	r.Skip(18 + 1 + 10 + 1)
	for range 2 { // quantiser matrices
		if r.Flag() {
			r.Skip(64 * 8)
		}
	}
	x := b[4+min((r.Pos+7)/8, len(b)-4):]
	if r.Short || len(x) < 10 || x[0] != 0 || x[1] != 0 || x[2] != 1 || x[3] != 0xb5 || x[4]>>4 != 1 {
		v.Profile = "MPEG-1"
		return v, v.Width > 0 && v.Height > 0
	}
	v.Profile = map[byte]string{1: "High", 2: "Spatially Scalable", 3: "SNR Scalable", 4: "Main", 5: "Simple"}[x[4]&7]
	v.Level = map[byte]string{4: "High", 6: "High 1440", 8: "Main", 10: "Low"}[x[5]>>4]
	v.Interlaced = x[5]&8 == 0
	v.Width |= int(x[5]&1)<<13 | int(x[6]>>7)<<12
	v.Height |= int(x[6]>>5&3) << 12
	return v, v.Width > 0 && v.Height > 0
}
