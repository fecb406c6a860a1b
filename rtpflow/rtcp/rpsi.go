package rtcp

// PictureSelection is a reference picture selection indication (RFC 4585, 6.3.3).
type PictureSelection struct {
	PayloadType uint8
	Bits        []byte // in the codec's own form
	Padding     uint8  // bits of the last bytes that do not count
}

// PictureSelection reads an RPSI.
func (f Feedback) PictureSelection() (s PictureSelection, ok bool) {
	if len(f.FCI) < 4 || int(f.FCI[0]) > 8*(len(f.FCI)-2) {
		return s, false
	}
	return PictureSelection{f.FCI[1] & 0x7f, f.FCI[2:], f.FCI[0]}, true
}
