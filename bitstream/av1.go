package bitstream

import "strconv"

// LEB128 decodes a variable-length size (AV1 bitstream specification, 4.10.5). used is the number of bytes, or
// 0 if b does not start with one.
func LEB128(b []byte) (n, used int) {
	for i := range min(len(b), 5) {
		n |= int(b[i]&0x7f) << (7 * i)
		if b[i]&0x80 == 0 {
			return n, i + 1
		}
	}
	return 0, 0
}

// AV1Size returns the maximum frame size of a sequence header OBU, or 0 if b is not one.
func AV1Size(b []byte) (width, height int) {
	v, _ := AV1Sequence(b)
	return v.Width, v.Height
}

// AV1Sequence reads a sequence header OBU, including the OBU header (AV1 bitstream specification, 5.5), up to
// the frame size. The rest may be truncated.
func AV1Sequence(b []byte) (v Video, ok bool) {
	var c Coding
	v, _, ok = av1Prefix(&Bits{B: b}, &c)
	return v, ok
}

// AV1Coding reads a complete sequence header OBU, including the OBU header.
func AV1Coding(b []byte) (v Video, c Coding, ok bool) {
	r := Bits{B: b}
	v, reduced, ok := av1Prefix(&r, &c)
	if !ok {
		return v, c, false
	}
	if !reduced && r.Flag() { // frame ids
		r.Skip(7)
	}
	r.Skip(3) // superblock size, filters
	if !reduced {
		av1Tools(&r)
	}
	r.Skip(3) // super resolution, filters
	av1Color(&r, &c)
	return v, c, !r.Short
}

// av1Prefix reads a sequence header OBU up to the frame size. reduced is reduced_still_picture_header.
func av1Prefix(r *Bits, c *Coding) (v Video, reduced, ok bool) {
	r.Skip(1)
	typ := r.Read(4)
	extension, sized := r.Flag(), r.Flag()
	r.Skip(1)
	if extension {
		r.Skip(8)
	}
	for more := sized; more; {
		more = r.Flag()
		r.Skip(7)
	}
	profile := r.Read(3)
	if typ != 1 || profile > 2 {
		return v, false, false
	}
	v.Profile = [...]string{"Main", "High", "Professional"}[profile]
	c.Profile = int(profile)
	r.Skip(1)
	if reduced = r.Flag(); reduced {
		c.Level = int(r.Read(5))
	} else {
		v.FrameRate = av1Timing(r, c)
	}
	v.Level = av1Level(c.Level)
	wbits, hbits := int(r.Read(4))+1, int(r.Read(4))+1
	v.Width, v.Height = int(r.Read(wbits))+1, int(r.Read(hbits))+1
	if r.Short {
		return Video{}, false, false
	}
	return v, reduced, true
}

// av1Timing reads the timing information, the decoder model and the operating points. The first operating point
// provides the level.
func av1Timing(r *Bits, c *Coding) (rate float64) {
	delay := 0 // size of a buffer delay in bits; 0 without a decoder model
	if r.Flag() {
		tick, scale := r.Read(32), r.Read(32)
		if r.Flag() { // equal_picture_interval
			if n := r.UE() + 1; tick > 0 {
				rate = float64(scale) / (float64(tick) * float64(n))
			}
		}
		if r.Flag() {
			delay = int(r.Read(5)) + 1
			r.Skip(32 + 10)
		}
	}
	display := r.Flag()
	for i, n := uint32(0), r.Read(5)+1; i < n; i++ {
		r.Skip(12)
		level, tier := int(r.Read(5)), 0
		if level > 7 {
			tier = int(r.Read(1))
		}
		if i == 0 {
			c.Level, c.Tier = level, tier
		}
		if delay > 0 && r.Flag() {
			r.Skip(2*delay + 1)
		}
		if display && r.Flag() {
			r.Skip(4)
		}
	}
	return rate
}

// av1Tools skips the coding tools, which a reduced header omits.
func av1Tools(r *Bits) {
	r.Skip(4)
	order := r.Flag()
	if order {
		r.Skip(2)
	}
	screen := uint32(2)
	if !r.Flag() {
		screen = r.Read(1)
	}
	if screen > 0 && !r.Flag() {
		r.Skip(1)
	}
	if order {
		r.Skip(3)
	}
}

// av1Color reads color_config (5.5.2).
func av1Color(r *Bits, c *Coding) {
	c.BitDepth = 8
	if r.Flag() {
		c.BitDepth = 10
		if c.Profile == 2 && r.Flag() {
			c.BitDepth = 12
		}
	}
	c.Monochrome = c.Profile != 1 && r.Flag()
	var primaries, transfer, matrix uint32 = 2, 2, 2
	if r.Flag() {
		primaries, transfer, matrix = r.Read(8), r.Read(8), r.Read(8)
	}
	c.SubX, c.SubY = true, true
	switch {
	case c.Monochrome:
		r.Skip(1)
		return
	case primaries == 1 && transfer == 13 && matrix == 0: // sRGB
		c.SubX, c.SubY = false, false
		return
	}
	r.Skip(1)
	switch {
	case c.Profile == 1:
		c.SubX, c.SubY = false, false
	case c.Profile == 2 && c.BitDepth == 12:
		c.SubX = r.Flag()
		c.SubY = c.SubX && r.Flag()
	case c.Profile == 2:
		c.SubY = false
	}
	if c.SubX && c.SubY {
		c.Position = int(r.Read(2))
	}
}

// av1Level returns the name of a seq_level_idx (Annex A.3); 31 means no limit.
func av1Level(n int) string {
	if n == 31 {
		return "maximum parameters"
	}
	return strconv.Itoa(2+n>>2) + "." + strconv.Itoa(n&3)
}
