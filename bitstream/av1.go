package bitstream

// LEB128 reads a size (AV1 bitstream specification, 4.10.5); used is 0 if it is none.
func LEB128(b []byte) (n, used int) {
	for i := range min(len(b), 5) {
		n |= int(b[i]&0x7f) << (7 * i)
		if b[i]&0x80 == 0 {
			return n, i + 1
		}
	}
	return 0, 0
}

// AV1Size reads the largest frame size from a sequence header OBU (5.5), 0 where it has timing or
// decoder model information, which nothing here needs.
func AV1Size(b []byte) (width, height int) {
	r := Bits{B: b}
	r.Skip(5)
	extension, sized := r.Flag(), r.Flag()
	r.Skip(1)
	if extension {
		r.Skip(8)
	}
	for more := sized; more; {
		more = r.Flag()
		r.Skip(7)
	}
	r.Skip(4) // profile, still picture
	if r.Flag() {
		r.Skip(5)
	} else {
		if r.Flag() {
			return 0, 0
		}
		delay := r.Flag()
		if delay {
			return 0, 0
		}
		for n := r.Read(5) + 1; n > 0; n-- {
			r.Skip(12)
			if r.Read(5) > 7 {
				r.Skip(1)
			}
		}
	}
	wbits, hbits := int(r.Read(4))+1, int(r.Read(4))+1
	width, height = int(r.Read(wbits))+1, int(r.Read(hbits))+1
	if r.Short {
		return 0, 0
	}
	return width, height
}
