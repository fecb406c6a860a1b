package bitstream

// H263Intra reads the picture coding type from a picture header without its two first bytes (ITU-T
// H.263, 5.1).
func H263Intra(b []byte) bool {
	r := Bits{B: b}
	r.Skip(6 + 8 + 5) // rest of the start code, temporal reference, 5 bits of PTYPE
	if r.Read(3) != 7 {
		return !r.Flag() && !r.Short
	}
	if r.Read(3) == 1 {
		r.Skip(18) // OPPTYPE
	}
	return r.Read(3) == 0 && !r.Short
}
