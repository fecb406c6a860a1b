package bitstream

// OpusPacket reads the table-of-contents byte of an Opus packet (RFC 6716, 3.1) and returns its duration in
// samples at 48 kHz, and whether it is stereo.
func OpusPacket(b []byte) (samples int, stereo, ok bool) {
	if len(b) == 0 {
		return 0, false, false
	}
	config := b[0] >> 3
	switch {
	case config < 12:
		samples = [4]int{480, 960, 1920, 2880}[config&3]
	case config < 16:
		samples = [2]int{480, 960}[config&1]
	default:
		samples = [4]int{120, 240, 480, 960}[config&3]
	}
	switch b[0] & 3 {
	case 1, 2:
		samples *= 2
	case 3:
		if len(b) < 2 {
			return 0, false, false
		}
		samples *= int(b[1] & 0x3f)
	}
	return samples, b[0]&4 != 0, samples > 0 && samples <= 5760
}
