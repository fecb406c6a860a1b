package depacket

// bitReader reads a byte string bit by bit, the most significant first. Reading beyond the end gives zeros
// and sets short.
type bitReader struct {
	b     []byte
	pos   int // in bits
	short bool
}

func (r *bitReader) left() int { return 8*len(r.b) - r.pos }

// read returns the next n (up to 32) bits.
func (r *bitReader) read(n int) uint32 {
	var v uint32
	for n > 0 {
		if r.pos >= 8*len(r.b) {
			r.short = true
			return v << n
		}
		have := 8 - r.pos&7
		take := min(have, n)
		v = v<<take | uint32(r.b[r.pos>>3])>>(have-take)&(1<<take-1)
		r.pos += take
		n -= take
	}
	return v
}

func (r *bitReader) flag() bool { return r.read(1) == 1 }

func (r *bitReader) skip(n int) {
	r.pos += n
	if n < 0 || r.pos > 8*len(r.b) {
		r.pos, r.short = 8*len(r.b), true
	}
}

// ue reads an Exp-Golomb number (ITU-T H.264, 9.1).
func (r *bitReader) ue() uint32 {
	n := 0
	for !r.flag() {
		if n++; n > 31 || r.short {
			r.short = true
			return 0
		}
	}
	return 1<<n - 1 + r.read(n)
}

// appendBits appends n bits of src, from bit from on, to dst as whole bytes; the last is filled with
// zeros.
func appendBits(dst, src []byte, from, n int) []byte {
	r := bitReader{b: src, pos: from}
	if from&7 == 0 {
		whole := n / 8
		dst = append(dst, src[from/8:from/8+whole]...)
		r.pos += 8 * whole
		n -= 8 * whole
	}
	for ; n > 0; n -= 8 {
		k := min(n, 8)
		dst = append(dst, byte(r.read(k)<<(8-k)))
	}
	return dst
}
