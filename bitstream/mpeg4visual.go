package bitstream

import "strconv"

// MPEG4VOL parses the headers before a VOP (ISO/IEC 14496-2, 6.2.2 and 6.2.3), either from the fmtp parameter
// config or from the start of a keyframe.
func MPEG4VOL(b []byte) (v Video, ok bool) {
	for i := 0; i+4 < len(b); i++ {
		if b[i] != 0 || b[i+1] != 0 || b[i+2] != 1 {
			continue
		}
		switch code := b[i+3]; {
		case code == 0xb0:
			v.ProfileIDC = int(b[i+4])
			v.Profile, v.Level = MPEG4Profile(b[i+4])
		case code >= 0x20 && code <= 0x2f:
			return v, mpeg4Layer(&v, b[i+4:])
		case code == 0xb6:
			return v, false
		}
		i += 3
	}
	return v, false
}

func mpeg4Layer(v *Video, b []byte) bool {
	r := Bits{B: b}
	r.Skip(9)
	version := uint32(1)
	if r.Flag() {
		version = r.Read(4)
		r.Skip(3)
	}
	if r.Read(4) == 15 { // pixel aspect ratio
		r.Skip(16)
	}
	if r.Flag() { // VOL control parameters
		r.Skip(3)
		if r.Flag() {
			r.Skip(79)
		}
	}
	shape := r.Read(2)
	if shape == 3 && version != 1 {
		r.Skip(4)
	}
	r.Skip(1)
	resolution := int(r.Read(16))
	r.Skip(1)
	if r.Flag() { // fixed_vop_rate
		bits := 1
		for 1<<bits < resolution {
			bits++
		}
		if n := int(r.Read(bits)); n > 0 {
			v.FrameRate = float64(resolution) / float64(n)
		}
	}
	if shape != 0 {
		return !r.Short
	}
	r.Skip(1)
	v.Width = int(r.Read(13))
	r.Skip(1)
	v.Height = int(r.Read(13))
	r.Skip(1)
	v.Interlaced = r.Flag()
	return !r.Short && v.Width > 0 && v.Height > 0
}

// MPEG4Profile returns the names of a profile_and_level_indication (Annex G, table G-1), or "" if it is
// uncommon.
func MPEG4Profile(n byte) (profile, level string) {
	switch {
	case n >= 1 && n <= 6:
		return "Simple", strconv.Itoa(int(n))
	case n == 8:
		return "Simple", "0"
	case n >= 0x10 && n <= 0x12:
		return "Simple Scalable", strconv.Itoa(int(n & 15))
	case n >= 0x21 && n <= 0x22:
		return "Core", strconv.Itoa(int(n & 15))
	case n >= 0x32 && n <= 0x34:
		return "Main", strconv.Itoa(int(n & 15))
	case n >= 0x91 && n <= 0x94:
		return "Advanced Real Time Simple", strconv.Itoa(int(n & 15))
	case n >= 0xf0 && n <= 0xf5:
		return "Advanced Simple", strconv.Itoa(int(n & 15))
	}
	return "", ""
}
