package bitstream

// H263Intra reads the picture coding type from a picture header without its first two bytes (ITU-T H.263, 5.1)
// and reports whether the frame is an I picture.
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

// H263Size returns the frame size of a source format (5.1.3), or 0 for a custom format.
func H263Size(format byte) (width, height int) {
	switch format {
	case 1:
		return 128, 96
	case 2:
		return 176, 144
	case 3:
		return 352, 288
	case 4:
		return 704, 576
	case 5:
		return 1408, 1152
	}
	return 0, 0
}
