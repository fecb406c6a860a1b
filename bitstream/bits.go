package bitstream

// Bits reads a byte slice bit by bit, the most significant bit first. Reading past the end returns zeros and
// sets Short.
type Bits struct {
	B     []byte
	Pos   int // in bits
	Short bool
}

// Left returns the number of unread bits.
func (r *Bits) Left() int { return 8*len(r.B) - r.Pos }

// Read returns the next n bits, n ≤ 32.
func (r *Bits) Read(n int) uint32 {
	var v uint32
	for n > 0 {
		if r.Pos >= 8*len(r.B) {
			r.Short = true
			return v << n
		}
		have := 8 - r.Pos&7
		take := min(have, n)
		v = v<<take | uint32(r.B[r.Pos>>3])>>(have-take)&(1<<take-1)
		r.Pos += take
		n -= take
	}
	return v
}

// Flag reads one bit.
func (r *Bits) Flag() bool { return r.Read(1) == 1 }

// Skip skips n bits.
func (r *Bits) Skip(n int) {
	r.Pos += n
	if n < 0 || r.Pos > 8*len(r.B) {
		r.Pos, r.Short = 8*len(r.B), true
	}
}

// UE reads an unsigned Exp-Golomb number (ITU-T H.264, 9.1).
func (r *Bits) UE() uint32 {
	n := 0
	for !r.Flag() {
		if n++; n > 31 || r.Short {
			r.Short = true
			return 0
		}
	}
	return 1<<n - 1 + r.Read(n)
}

// AppendBits appends n bits of src, starting at bit from, to dst and pads the last byte with zeros.
func AppendBits(dst, src []byte, from, n int) []byte {
	r := Bits{B: src, Pos: from}
	if from&7 == 0 {
		whole := n / 8
		dst = append(dst, src[from/8:from/8+whole]...)
		r.Pos += 8 * whole
		n -= 8 * whole
	}
	for ; n > 0; n -= 8 {
		k := min(n, 8)
		dst = append(dst, byte(r.Read(k)<<(8-k)))
	}
	return dst
}

// SE reads a signed Exp-Golomb number (ITU-T H.264, 9.1.1).
func (r *Bits) SE() int {
	n := int(r.UE())
	if n&1 == 1 {
		return (n + 1) / 2
	}
	return -n / 2
}
