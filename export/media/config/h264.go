package config

import "rtspect/bitstream"

// Video is what the headers of a video stream tell a container of it. Fields that a codec does not
// have are zero.
type Video struct {
	Width, Height int // of the pictures as shown
	Profile       int // as the codec numbers it
	Compatibility int // H.264: constraint flags
	Level         int
	Tier          int // AV1
	ChromaFormat  int // 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
	BitDepth      int // of luma
	ChromaDepth   int
	// General is the general part of profile_tier_level with the level (H.265, 7.3.3), Layers the
	// number of temporal sub-layers, Nested sps_temporal_id_nesting_flag.
	General [12]byte
	Layers  int
	Nested  bool
	// Monochrome, SubX, SubY and Position are the color_config of AV1 (5.5.2).
	Monochrome, SubX, SubY bool
	Position               int
}

// unescape takes the emulation prevention bytes out of the beginning of a NAL unit (ITU-T H.264, 7.4.1).
func unescape(n []byte) []byte {
	n = n[:min(len(n), 1<<10)]
	out := make([]byte, 0, len(n))
	zeros := 0
	for _, b := range n {
		if zeros >= 2 && b == 3 {
			zeros = 0
			continue
		}
		zeros++
		if b != 0 {
			zeros = 0
		}
		out = append(out, b)
	}
	return out
}

// ParseSPS264 reads a sequence parameter set of H.264 (ITU-T H.264, 7.3.2.1), its NAL unit header
// included.
func ParseSPS264(n []byte) (h Video, ok bool) {
	r := bitstream.Bits{B: unescape(n)}
	r.Skip(8)
	h.Profile, h.Compatibility, h.Level = int(r.Read(8)), int(r.Read(8)), int(r.Read(8))
	r.UE()
	h.ChromaFormat, h.BitDepth, h.ChromaDepth = 1, 8, 8
	separate := false
	switch h.Profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		h.ChromaFormat = int(r.UE())
		separate = h.ChromaFormat == 3 && r.Flag()
		h.BitDepth, h.ChromaDepth = int(r.UE())+8, int(r.UE())+8
		r.Skip(1)
		if r.Flag() {
			scalingLists264(&r, h.ChromaFormat)
		}
	}
	r.UE() // log2_max_frame_num_minus4
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
	r.UE() // max_num_ref_frames
	r.Skip(1)
	width, height := int(r.UE())+1, int(r.UE())+1
	fields := 1
	if !r.Flag() { // frame_mbs_only_flag
		fields = 2
		r.Skip(1)
	}
	r.Skip(1)
	var crop [4]int // left, right, top, bottom
	if r.Flag() {
		for i := range crop {
			crop[i] = int(r.UE())
		}
	}
	unitX, unitY := 1, fields
	if !separate && (h.ChromaFormat == 1 || h.ChromaFormat == 2) {
		unitX = 2
	}
	if !separate && h.ChromaFormat == 1 {
		unitY *= 2
	}
	h.Width, h.Height = width*16-unitX*(crop[0]+crop[1]), height*16*fields-unitY*(crop[2]+crop[3])
	return h, !r.Short && h.plausible()
}

// plausible reports whether the header may be one.
func (h *Video) plausible() bool {
	return h.Width > 0 && h.Height > 0 && h.Width < 1<<16 && h.Height < 1<<16 && h.ChromaFormat <= 3 && h.BitDepth <= 16 && h.ChromaDepth <= 16
}

// scalingLists264 skips the scaling lists (7.3.2.1.1.1).
func scalingLists264(r *bitstream.Bits, chroma int) {
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
		for range size {
			if next != 0 {
				next = (last + se(r) + 256) & 255
			}
			if next != 0 {
				last = next
			}
		}
	}
}

// se reads a signed Exp-Golomb number (9.1.1).
func se(r *bitstream.Bits) int {
	v := int(r.UE())
	if v&1 == 1 {
		return (v + 1) / 2
	}
	return -v / 2
}
