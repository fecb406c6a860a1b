package config

import "math/bits"

// VorbisBlocks computes the duration of packets of Vorbis (Vorbis I specification, 1.3.2 and 4.2): a packet adds a quarter
// of its block and of the one before.
type VorbisBlocks struct {
	long   []bool // by mode
	sizes  [2]int
	before int
}

// lsb reads n bits of b from bit at on, least significant bit first, as Vorbis packs them.
func lsb(b []byte, at, n int) (v uint32) {
	for i := range n {
		v |= uint32(b[(at+i)/8]>>((at+i)%8)&1) << i
	}
	return v
}

// NewVorbisBlocks reads identification and setup header. The modes are at the end of the latter: they are
// read backwards, since what is before them can only be skipped by parsing all of it.
func NewVorbisBlocks(ident, setup []byte) (v VorbisBlocks, ok bool) {
	if len(ident) < 30 || len(setup) < 16 {
		return v, false
	}
	v.sizes = [2]int{1 << (ident[28] & 15), 1 << (ident[28] >> 4)}
	end := 8*len(setup) - 1
	for end > 8*7 && lsb(setup, end, 1) == 0 {
		end-- // to the framing bit
	}
	const mode = 1 + 16 + 16 + 8
	count := 0
	for at, n := end-mode, 1; n <= 64 && at >= 8*7+6 && lsb(setup, at+1, 32) == 0; at, n = at-mode, n+1 {
		if int(lsb(setup, at-6, 6))+1 == n {
			count = n
		}
	}
	for i := range count {
		v.long = append(v.long, lsb(setup, end-mode*(count-i), 1) == 1)
	}
	return v, count > 0
}

// Known reports whether the modes are known.
func (v *VorbisBlocks) Known() bool { return len(v.long) > 0 }

// Samples is how many samples the next packet adds. The first adds none.
func (v *VorbisBlocks) Samples(packet []byte) int {
	if len(packet) == 0 || packet[0]&1 != 0 || len(v.long) == 0 {
		return 0
	}
	n := int(packet[0] >> 1 & (1<<bits.Len(uint(len(v.long)-1)) - 1))
	size := v.sizes[0]
	if n < len(v.long) && v.long[n] {
		size = v.sizes[1]
	}
	samples := 0
	if v.before > 0 {
		samples = (v.before + size) / 4
	}
	v.before = size
	return samples
}
