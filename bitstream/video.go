package bitstream

// Video is what parameter sets say of the pictures of a stream.
type Video struct {
	Width, Height int    // of the picture that is shown, 0 if not said
	Profile       string // in the words of the standard; "" if not said
	Level         string // "3.1"; "" if not said
	// ProfileIDC and LevelIDC are the numbers in the parameter sets, 0 if not said: the greater one asks more of
	// a decoder, as a rule.
	ProfileIDC, LevelIDC int
	// FrameRate is frames per second, 0 if not said. A frame of two fields counts once.
	FrameRate  float64
	Interlaced bool // may hold field pictures
}

// Coding is how the pictures of a stream are coded, as containers tell decoders apart from the samples. Fields
// that a codec does not have are zero.
type Coding struct {
	Profile       int // as the codec numbers it
	Compatibility int // H.264: constraint flags
	Level         int
	Tier          int // AV1
	ChromaFormat  int // 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4; not of AV1
	BitDepth      int // of luma
	ChromaDepth   int
	// General is the general part of profile_tier_level with the level (ITU-T H.265, 7.3.3), Layers the number of
	// temporal sub-layers, Nested sps_temporal_id_nesting_flag.
	General [12]byte
	Layers  int
	Nested  bool
	// Monochrome, SubX, SubY and Position are the color_config of AV1 (AV1 bitstream specification, 5.5.2).
	Monochrome, SubX, SubY bool
	Position               int
}

// ProfileLevel names profile and level as the field does: "High@L4.1", "Main@Main" (of MPEG-2); either alone where
// the other is not said, "" for neither.
func (v *Video) ProfileLevel() string { return ProfileLevel(v.Profile, v.Level) }

// ProfileLevel is Video.ProfileLevel for names from elsewhere.
func ProfileLevel(profile, level string) string {
	if level != "" && level[0] >= '0' && level[0] <= '9' {
		level = "L" + level
	}
	if profile == "" || level == "" {
		return profile + level
	}
	return profile + "@" + level
}

// unescape takes the emulation prevention bytes (ITU-T H.264, 7.3.1; H.265, 7.3.1.1) out of a NAL unit, as
// far as dst holds it.
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

// MaxParameterSet is how many bytes of a parameter set are looked at.
const MaxParameterSet = 512
