package bitstream

// Video contains the stream properties that parameter sets declare.
type Video struct {
	Width, Height int    // displayed size; 0 if unknown
	Profile       string // as named in the standard; "" if unknown
	Level         string // for example "3.1"; "" if unknown
	// ProfileIDC and LevelIDC are the values in the parameter sets, 0 if unknown. As a rule, a higher value
	// requires a more capable decoder.
	ProfileIDC, LevelIDC int
	// FrameRate is in frames per second, 0 if unknown. A frame of two fields counts once.
	FrameRate  float64
	Interlaced bool // may contain field pictures
}

// Coding contains the coding parameters that containers pass to decoders separately from the samples. Fields
// that a codec does not have are zero.
type Coding struct {
	Profile       int // codec-specific number
	Compatibility int // H.264: constraint flags
	Level         int
	Tier          int // AV1
	ChromaFormat  int // 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4; not used for AV1
	BitDepth      int // luma
	ChromaDepth   int
	// General is the general part of profile_tier_level including the level (ITU-T H.265, 7.3.3), Layers is the
	// number of temporal sub-layers, and Nested is sps_temporal_id_nesting_flag.
	General [12]byte
	Layers  int
	Nested  bool
	// Monochrome, SubX, SubY and Position are from the color_config of AV1 (AV1 bitstream specification,
	// 5.5.2).
	Monochrome, SubX, SubY bool
	Position               int
}

// ProfileLevel returns profile and level in the common notation: "High@L4.1", or "Main@Main" for MPEG-2. If one
// of them is unknown, it returns the other alone.
func (v *Video) ProfileLevel() string { return ProfileLevel(v.Profile, v.Level) }

// ProfileLevel is Video.ProfileLevel for a profile and level from another source.
func ProfileLevel(profile, level string) string {
	if level != "" && level[0] >= '0' && level[0] <= '9' {
		level = "L" + level
	}
	if profile == "" || level == "" {
		return profile + level
	}
	return profile + "@" + level
}

// unescape removes the emulation prevention bytes (ITU-T H.264, 7.3.1; H.265, 7.3.1.1) from a NAL unit, up to
// the capacity of dst.
func unescape(dst, nal []byte) []byte {
	zeros := 0
	dst = dst[:0]
	for _, c := range nal {
		if len(dst) == cap(dst) {
			break
		}
		if zeros >= 2 && c == 3 {
			zeros = 0
			continue
		}
		zeros++
		if c != 0 {
			zeros = 0
		}
		dst = append(dst, c)
	}
	return dst
}

// MaxParameterSet is the maximum number of bytes of a parameter set that are examined.
const MaxParameterSet = 512
