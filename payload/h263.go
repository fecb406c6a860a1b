package payload

import "rtspect/bitstream"

// H263 reads the payload of a packet of H.263 in the format of RFC 2190, whose header has three modes.
func H263(b []byte) (f Frame, ok bool) {
	n := 4 // mode A
	if len(b) > 0 && b[0]&0x80 != 0 {
		n = 8 // mode B
		if b[0]&0x40 != 0 {
			n = 12 // mode C
		}
	}
	f.Header = n
	f.Traits = Coded | Reference
	if len(b) <= n {
		f.Traits = Coded | Malformed
		return f, false
	}
	// The bit for inter coding is in the second byte in mode A, in the fifth in B and C.
	if n == 4 && b[1]&0x10 == 0 || n > 4 && b[4]&0x80 == 0 {
		f.Traits |= Key | I
	} else {
		f.Traits |= P
	}
	if len(b) > n+2 && b[n] == 0 && b[n+1] == 0 && b[n+2]&0xfc == 0x80 { // picture start code
		f.Traits |= Begins
		if f.Traits&Key != 0 {
			f.Width, f.Height = bitstream.H263Size(b[1] >> 5)
		}
	}
	return f, true
}

// H263Plus reads the payload of a packet of H.263 in the format of RFC 4629: a header of 2 bytes (5.1), then video
// redundancy coding and an extra picture header where it says so. zeros says that the two zero bytes of a start
// code, which are not sent, come before the coded data.
func H263Plus(b []byte) (f Frame, zeros, ok bool) {
	if len(b) < 2 {
		f.Traits = Coded | Malformed
		return f, false, false
	}
	f.Header = 2 + (int(b[0]&1)<<5 | int(b[1]>>3))
	if b[0]&0x02 != 0 {
		f.Header++
	}
	if f.Header >= len(b) {
		f.Traits = Coded | Malformed
		return f, false, false
	}
	f.Traits = Coded | Reference
	zeros = b[0]&0x04 != 0
	x := b[f.Header:]
	if !zeros || x[0]&0xfc != 0x80 {
		return f, zeros, true
	}
	f.Traits |= Begins
	if !bitstream.H263Intra(x) {
		f.Traits |= P
		return f, zeros, true
	}
	f.Traits |= Key | I
	if len(x) > 2 {
		f.Width, f.Height = bitstream.H263Size(x[2] >> 2 & 7)
	}
	return f, zeros, true
}

// H261 reads the payload of a packet of H.261 (RFC 4587, 4.1). A picture start code has 20 bits; the format does not
// announce keyframes.
func H261(b []byte) (f Frame, ok bool) {
	f.Header = 4
	if len(b) < 8 {
		f.Traits = Coded | Malformed
		return f, false
	}
	f.Traits = Coded | Reference
	if b[0]>>5 == 0 && b[4] == 0 && b[5] == 1 && b[6]>>4 == 0 {
		f.Traits |= Begins
		f.Width, f.Height = 176, 144
		if b[7]&0x08 != 0 { // PTYPE, bit 4: CIF
			f.Width, f.Height = 352, 288
		}
	}
	return f, true
}
