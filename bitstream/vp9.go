package bitstream

// VP9Header is VP9Coding without the coding parameters.
func VP9Header(b []byte) (key bool, width, height int) {
	v, _, key := VP9Coding(b)
	return key, v.Width, v.Height
}

// VP9Coding parses the uncompressed header of a frame (VP9 bitstream specification, 6.2). The frame size is 0
// if the header is truncated.
func VP9Coding(b []byte) (v Video, c Coding, key bool) {
	r := Bits{B: b}
	if r.Read(2) != 2 {
		return v, c, false
	}
	profile := r.Read(1) | r.Read(1)<<1
	if profile == 3 {
		r.Skip(1)
	}
	if r.Flag() { // show_existing_frame
		return v, c, false
	}
	key = !r.Flag()
	r.Skip(2)
	if !key || r.Read(24) != 0x498342 || r.Short {
		return v, c, false
	}
	c.Profile, c.BitDepth = int(profile), 8
	if profile >= 2 {
		c.BitDepth = 10 + 2*int(r.Read(1))
	}
	c.ChromaFormat = vp9Chroma(&r, profile)
	width, height := int(r.Read(16))+1, int(r.Read(16))+1
	if !r.Short {
		v.Width, v.Height = width, height
	}
	return v, c, true
}

// vp9Chroma reads color_config from color_space on and returns the chroma format.
func vp9Chroma(r *Bits, profile uint32) int {
	rgb, odd := r.Read(3) == 7, profile&1 == 1
	switch {
	case rgb && odd:
		r.Skip(1)
		return 3
	case rgb:
		return 3
	}
	r.Skip(1)
	if !odd {
		return 1
	}
	x, y := r.Flag(), r.Flag()
	r.Skip(1)
	switch {
	case !x:
		return 3
	case !y:
		return 2
	}
	return 1
}
