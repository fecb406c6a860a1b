package measure

// variety counts values of a header field, and how many of them differ from the first.
type variety struct {
	n, differ int64
	first     int
}

func (x *variety) add(value int) {
	if x.n++; x.n == 1 {
		x.first = value
	}
	if value != x.first {
		x.differ++
	}
}

// minRandom is the number of values that are compared at least.
const minRandom = 3

// RandomPadding reports whether several packets have padding counts that do not fit, and the counts differ: those of SRTP
// are encrypted (RFC 3711, 3.1). A sender that pads wrongly makes the same mistake each time.
func (s *Source) RandomPadding() bool {
	return s.badPadding.n >= minRandom && s.badPadding.differ >= minRandom-1
}

// RandomExtensions reports whether each header extension has another profile: some applications encrypt the extensions with
// the payload. A sender of clear extensions has one profile, or a few.
func (s *Source) RandomExtensions() bool {
	return s.profiles.n >= minRandom && s.profiles.differ == s.profiles.n-1
}
