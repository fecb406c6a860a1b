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
