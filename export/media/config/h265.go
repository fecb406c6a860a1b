package config

import "rtspect/bitstream"

// ParseSPS265 reads a sequence parameter set of H.265 (ITU-T H.265, 7.3.2.2), its NAL unit header
// included.
func ParseSPS265(n []byte) (h Video, ok bool) {
	b := unescape(n)
	r := bitstream.Bits{B: b}
	r.Skip(16 + 4)
	h.Layers = int(r.Read(3)) + 1
	h.Nested = r.Flag()
	if len(b) < 3+len(h.General) {
		return h, false
	}
	copy(h.General[:], b[3:])
	r.Skip(8 * len(h.General))
	var profile, level [8]bool
	for i := range h.Layers - 1 {
		profile[i], level[i] = r.Flag(), r.Flag()
	}
	if h.Layers > 1 {
		r.Skip(2 * (8 - (h.Layers - 1)))
	}
	for i := range h.Layers - 1 {
		if profile[i] {
			r.Skip(88)
		}
		if level[i] {
			r.Skip(8)
		}
	}
	r.UE()
	h.ChromaFormat = int(r.UE())
	separate := h.ChromaFormat == 3 && r.Flag()
	h.Width, h.Height = int(r.UE()), int(r.UE())
	if r.Flag() {
		unitX, unitY := 1, 1
		if !separate && (h.ChromaFormat == 1 || h.ChromaFormat == 2) {
			unitX = 2
		}
		if !separate && h.ChromaFormat == 1 {
			unitY = 2
		}
		h.Width -= unitX * int(r.UE()+r.UE())
		h.Height -= unitY * int(r.UE()+r.UE())
	}
	h.BitDepth, h.ChromaDepth = int(r.UE())+8, int(r.UE())+8
	return h, !r.Short && h.plausible()
}
