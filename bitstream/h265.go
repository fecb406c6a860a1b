package bitstream

import "strconv"

// H265SPS is H265Coding without the coding parameters.
func H265SPS(nal []byte) (v Video, ok bool) {
	v, _, ok = H265Coding(nal)
	return v, ok
}

// H265Coding parses a sequence parameter set (ITU-T H.265, 7.3.2.2). nal includes the NAL unit header.
func H265Coding(nal []byte) (v Video, c Coding, ok bool) {
	if len(nal) < 4 || nal[0]>>1&0x3f != 33 {
		return v, c, false
	}
	var buf [MaxParameterSet]byte
	r := Bits{B: unescape(buf[:0], nal[2:])}
	r.Skip(4)
	layers := int(r.Read(3)) // sps_max_sub_layers_minus1
	c.Layers, c.Nested = layers+1, r.Flag()
	h265ProfileTierLevel(&r, layers, &v, &c)
	r.UE() // sps_seq_parameter_set_id
	chroma, separate := r.UE(), false
	if chroma == 3 {
		separate = r.Flag()
	}
	c.ChromaFormat = int(chroma)
	width, height := int(r.UE()), int(r.UE())
	if r.Flag() {
		x, y := h264Crop(chroma, separate, true)
		left, right, top, bottom := int(r.UE()), int(r.UE()), int(r.UE()), int(r.UE())
		width -= x * (left + right)
		height -= y * (top + bottom)
	}
	c.BitDepth, c.ChromaDepth = int(r.UE())+8, int(r.UE())+8
	if r.Short || width <= 0 || height <= 0 || width > 1<<16 || height > 1<<16 {
		return Video{}, Coding{}, false
	}
	v.Width, v.Height = width, height
	v.FrameRate = h265Rate(&r, layers)
	return v, c, true
}

// h265ProfileTierLevel reads profile_tier_level (7.3.3).
func h265ProfileTierLevel(r *Bits, layers int, v *Video, c *Coding) {
	for i := range c.General {
		c.General[i] = byte(r.Read(8))
	}
	v.ProfileIDC, v.LevelIDC = int(c.General[0]&0x1f), int(c.General[11])
	c.Profile, c.Level = v.ProfileIDC, v.LevelIDC
	v.Profile = H265Profile(v.ProfileIDC)
	v.Level = strconv.FormatFloat(float64(v.LevelIDC)/30, 'f', -1, 64)
	if c.General[0]&0x20 != 0 { // general_tier_flag
		v.Level += " high tier"
	}
	var present [8][2]bool
	for i := range layers {
		present[i] = [2]bool{r.Flag(), r.Flag()}
	}
	if layers > 0 {
		r.Skip(2 * (8 - layers))
	}
	for _, p := range present[:layers] {
		if p[0] {
			r.Skip(88)
		}
		if p[1] {
			r.Skip(8)
		}
	}
}

// H265Profile returns the name of a general_profile_idc (Annex A.3).
func H265Profile(idc int) string {
	names := [...]string{
		1: "Main", 2: "Main 10", 3: "Main Still Picture", 4: "Range Extensions", 5: "High Throughput",
		6: "Multiview Main", 7: "Scalable Main", 8: "3D Main", 9: "Screen-Extended Main", 10: "Scalable Range Extensions", 11: "High Throughput Screen-Extended",
	}
	if idc > 0 && idc < len(names) {
		return names[idc]
	}
	return "profile " + strconv.Itoa(idc)
}

// h265Rate reads from the bit depths to the frame rate in the VUI parameters. It returns 0 if there is none or
// if the parameters in between are not supported.
func h265Rate(r *Bits, layers int) float64 {
	orderBits := int(r.UE()) + 4
	each := r.Flag() // sps_sub_layer_ordering_info_present_flag
	for i := range layers + 1 {
		if each || i == 0 {
			r.UE()
			r.UE()
			r.UE()
		}
	}
	for range 6 { // block sizes
		r.UE()
	}
	if r.Flag() { // scaling_list_enabled_flag
		if present := r.Flag(); present {
			h265Scaling(r)
		}
	}
	r.Skip(2)
	if r.Flag() { // PCM
		r.Skip(8)
		r.UE()
		r.UE()
		r.Skip(1)
	}
	if !h265ReferenceSets(r) {
		return 0
	}
	if r.Flag() { // long-term references
		n := int(r.UE())
		if n > 32 || orderBits > 16 {
			return 0
		}
		r.Skip(n * (orderBits + 1))
	}
	r.Skip(2)
	if !r.Flag() {
		return 0
	}
	skipVUI(r)
	r.Skip(3)
	if r.Flag() { // default display window
		for range 4 {
			r.UE()
		}
	}
	if !r.Flag() {
		return 0
	}
	tick, scale := r.Read(32), r.Read(32)
	if r.Short || tick == 0 {
		return 0
	}
	return float64(scale) / float64(tick)
}

// h265Scaling skips scaling_list_data (7.3.4).
func h265Scaling(r *Bits) {
	for size := range 4 {
		step := 1
		if size == 3 {
			step = 3
		}
		for matrix := 0; matrix < 6 && !r.Short; matrix += step {
			if !r.Flag() {
				r.UE()
				continue
			}
			if size > 1 {
				r.SE()
			}
			for range min(64, 1<<(4+size*2)) {
				r.SE()
			}
		}
	}
}

// h265ReferenceSets skips the short-term reference picture sets (7.3.7).
func h265ReferenceSets(r *Bits) bool {
	n := int(r.UE())
	if n > 64 {
		return false
	}
	var pictures [65]int
	for i := range n {
		if i > 0 && r.Flag() { // predicted from the previous set
			r.Skip(1)
			r.UE()
			count := 0
			for range pictures[i-1] + 1 {
				used := r.Flag()
				if used || r.Flag() {
					count++
				}
			}
			pictures[i] = count
			continue
		}
		negative, positive := int(r.UE()), int(r.UE())
		if negative > 16 || positive > 16 || r.Short {
			return false
		}
		pictures[i] = negative + positive
		for range negative + positive {
			r.UE()
			r.Skip(1)
		}
	}
	return !r.Short
}

// H265ExtraBits returns num_extra_slice_header_bits of a picture parameter set (7.3.2.3), the number of bits
// before the slice type. nal includes the NAL unit header.
func H265ExtraBits(nal []byte) int {
	if len(nal) < 3 {
		return 0
	}
	r := Bits{B: nal[2:]}
	r.UE()
	r.UE()
	r.Skip(2)
	return int(r.Read(3))
}
