package bitstream

import "strconv"

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

// AV1Size reads the largest frame size from a sequence header OBU, 0 where there is none.
func AV1Size(b []byte) (width, height int) {
	v, _ := AV1Sequence(b)
	return v.Width, v.Height
}

// AV1Sequence reads a sequence header OBU with its header (AV1 bitstream specification, 5.5).
func AV1Sequence(b []byte) (v Video, ok bool) {
	r := Bits{B: b}
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
		return v, false
	}
	v.Profile = [...]string{"Main", "High", "Professional"}[profile]
	r.Skip(1)
	if r.Flag() {
		v.Level = av1Level(r.Read(5))
	} else {
		v.FrameRate = av1Timing(&r, &v)
	}
	wbits, hbits := int(r.Read(4))+1, int(r.Read(4))+1
	v.Width, v.Height = int(r.Read(wbits))+1, int(r.Read(hbits))+1
	if r.Short {
		return Video{}, false
	}
	return v, true
}

// av1Timing reads timing, decoder model and operating points, of which the first gives the level.
func av1Timing(r *Bits, v *Video) (rate float64) {
	delay := 0 // bits of a buffer delay, 0 without decoder model
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
		level := r.Read(5)
		if level > 7 {
			r.Skip(1)
		}
		if i == 0 {
			v.Level = av1Level(level)
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

// av1Level names a seq_level_idx (Annex A.3); 31 stands for no limit.
func av1Level(n uint32) string {
	if n == 31 {
		return "maximum parameters"
	}
	return strconv.Itoa(int(2+n>>2)) + "." + strconv.Itoa(int(n&3))
}
