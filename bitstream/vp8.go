package bitstream

// VP8Descriptor parses the payload descriptor (RFC 7741, 4.2) and returns its length. starts reports whether a
// frame starts.
func VP8Descriptor(b []byte) (n int, starts, ok bool) {
	if len(b) < 1 {
		return 0, false, false
	}
	starts = b[0]&0x10 != 0 && b[0]&7 == 0
	n = 1
	if b[0]&0x80 != 0 {
		if len(b) < 2 {
			return 0, starts, false
		}
		x := b[1]
		n = 2
		if x&0x80 != 0 { // picture ID of 7 or 15 bits
			if len(b) > n && b[n]&0x80 != 0 {
				n++
			}
			n++
		}
		if x&0x40 != 0 {
			n++
		}
		if x&0x30 != 0 {
			n++
		}
	}
	return n, starts, n < len(b)
}
