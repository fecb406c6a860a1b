package bitstream

import "strconv"

// H264SPS is H264Coding without the coding parameters.
func H264SPS(nal []byte) (v Video, ok bool) {
	v, _, ok = H264Coding(nal)
	return v, ok
}

// H264Coding parses a sequence parameter set (ITU-T H.264, 7.3.2.1.1). nal includes the NAL unit header.
func H264Coding(nal []byte) (v Video, c Coding, ok bool) {
	if len(nal) < 4 || nal[0]&0x1f != 7 {
		return v, c, false
	}
	var buf [MaxParameterSet]byte
	r := Bits{B: unescape(buf[:0], nal[1:])}
	profile, constraints, level := r.Read(8), r.Read(8), r.Read(8)
	v.Profile, v.Level = H264Profile(byte(profile), byte(constraints)), H264Level(byte(profile), byte(constraints), byte(level))
	v.ProfileIDC, v.LevelIDC = int(profile), int(level)
	c.Profile, c.Compatibility, c.Level = int(profile), int(constraints), int(level)
	c.BitDepth, c.ChromaDepth = 8, 8
	r.UE() // seq_parameter_set_id
	chroma, separate := uint32(1), false
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		if chroma = r.UE(); chroma == 3 {
			separate = r.Flag()
		}
		c.BitDepth, c.ChromaDepth = int(r.UE())+8, int(r.UE())+8
		r.Skip(1)
		if r.Flag() {
			h264Scaling(&r, chroma)
		}
	}
	c.ChromaFormat = int(chroma)
	r.UE() // log2_max_frame_num_minus4
	h264OrderCount(&r)
	r.UE() // max_num_ref_frames
	r.Skip(1)
	width, height := int(r.UE())+1, int(r.UE())+1
	frameOnly := r.Flag()
	if !frameOnly {
		height *= 2
		v.Interlaced = true
		r.Skip(1)
	}
	r.Skip(1)
	width, height = 16*width, 16*height
	if r.Flag() {
		x, y := h264Crop(chroma, separate, frameOnly)
		left, right, top, bottom := int(r.UE()), int(r.UE()), int(r.UE()), int(r.UE())
		width -= x * (left + right)
		height -= y * (top + bottom)
	}
	if r.Short || width <= 0 || height <= 0 || width > 1<<16 || height > 1<<16 {
		return Video{}, Coding{}, false
	}
	v.Width, v.Height = width, height
	if r.Flag() {
		v.FrameRate = h264Timing(&r)
	}
	return v, c, true
}

// h264Crop returns the units of the cropping offsets in luma samples (7.4.2.1.1, table 6-1).
func h264Crop(chroma uint32, separate, frameOnly bool) (x, y int) {
	x, y = 1, 1
	if !separate {
		switch chroma {
		case 1:
			x, y = 2, 2
		case 2:
			x = 2
		}
	}
	if !frameOnly {
		y *= 2
	}
	return x, y
}

func h264Scaling(r *Bits, chroma uint32) {
	lists := 8
	if chroma == 3 {
		lists = 12
	}
	for i := range lists {
		if !r.Flag() {
			continue
		}
		size := 16
		if i >= 6 {
			size = 64
		}
		last, next := 8, 8
		for j := 0; j < size && !r.Short; j++ {
			if next != 0 {
				next = (last + r.SE() + 256) & 0xff
			}
			if next != 0 {
				last = next
			}
		}
	}
}

// h264OrderCount skips the parameters of the picture order count.
func h264OrderCount(r *Bits) {
	switch r.UE() {
	case 0:
		r.UE()
	case 1:
		r.Skip(1)
		r.UE()
		r.UE()
		for n := r.UE(); n > 0 && !r.Short; n-- {
			r.UE()
		}
	}
}

// h264Timing reads the VUI parameters (E.1.1) up to the frame rate. A frame lasts two ticks.
func h264Timing(r *Bits) float64 {
	skipVUI(r)
	if !r.Flag() {
		return 0
	}
	tick, scale := r.Read(32), r.Read(32)
	if r.Short || tick == 0 {
		return 0
	}
	return float64(scale) / (2 * float64(tick))
}

// skipVUI skips the first VUI parameters, which are the same in H.264 (E.1.1) and H.265 (E.2.1).
func skipVUI(r *Bits) {
	if r.Flag() && r.Read(8) == 255 { // sample aspect ratio
		r.Skip(32)
	}
	if r.Flag() { // overscan
		r.Skip(1)
	}
	if r.Flag() { // video signal type
		r.Skip(4)
		if r.Flag() {
			r.Skip(24)
		}
	}
	if r.Flag() { // chroma location
		r.UE()
		r.UE()
	}
}

// H264Profile returns the name of a profile_idc with its constraint flags (Annex A.2).
func H264Profile(idc, constraints byte) string {
	switch idc {
	case 66:
		if constraints&0x40 != 0 {
			return "Constrained Baseline"
		}
		return "Baseline"
	case 100:
		switch constraints & 0x0c {
		case 0x0c:
			return "Constrained High"
		case 0x08:
			return "Progressive High"
		}
		return "High"
	case 77:
		return "Main"
	case 88:
		return "Extended"
	case 110, 122, 244:
		name := map[byte]string{110: "High 10", 122: "High 4:2:2", 244: "High 4:4:4 Predictive"}[idc]
		if constraints&0x10 != 0 {
			name += " Intra"
		}
		return name
	case 44:
		return "CAVLC 4:4:4 Intra"
	case 83:
		return "Scalable Baseline"
	case 86:
		return "Scalable High"
	case 118:
		return "Multiview High"
	case 128:
		return "Stereo High"
	}
	return "profile " + strconv.Itoa(int(idc))
}

// H264Level returns the name of a level_idc (A.3).
func H264Level(profile, constraints, level byte) string {
	if level == 11 && constraints&0x10 != 0 && (profile == 66 || profile == 77 || profile == 88) || level == 9 {
		return "1b"
	}
	if level%10 == 0 {
		return strconv.Itoa(int(level / 10))
	}
	return strconv.Itoa(int(level/10)) + "." + strconv.Itoa(int(level%10))
}
