package config

import "rtspect/bitstream"

// AC3Frame is what the header of a frame of AC-3 or Enhanced AC-3 says (ETSI TS 102 366, 4.3 and E.1.2).
type AC3Frame struct {
	Enhanced   bool
	Dependent  bool // of the frame before (E.1.3.1.1)
	SampleRate int
	RateCode   int // fscod
	SizeCode   int // frmsizecod
	BSID       int
	BSMod      int
	ACMod      int
	LFE        bool
	Channels   int
	Samples    int
	Size       int // bytes
}

var (
	ac3Rates    = [3]int{48000, 44100, 32000}
	ac3BitRates = [19]int{32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640}
	ac3Channels = [8]int{2, 1, 2, 3, 3, 4, 4, 5}
)

// ParseAC3Frame reads the header of a frame of either kind.
func ParseAC3Frame(b []byte) (f AC3Frame, ok bool) {
	if len(b) < 8 || b[0] != 0x0b || b[1] != 0x77 {
		return f, false
	}
	f.BSID = int(b[5] >> 3)
	f.Enhanced = f.BSID > 10
	if f.Enhanced {
		ok = f.readEnhanced(b)
	} else {
		ok = f.read(b)
	}
	f.Channels = ac3Channels[f.ACMod]
	if f.LFE {
		f.Channels++
	}
	return f, ok && f.Size > 7
}

func (f *AC3Frame) read(b []byte) bool {
	f.RateCode, f.SizeCode = int(b[4]>>6), int(b[4]&0x3f)
	if f.RateCode == 3 || f.SizeCode >= 2*len(ac3BitRates) {
		return false
	}
	f.SampleRate, f.Samples = ac3Rates[f.RateCode], 1536
	words := ac3BitRates[f.SizeCode/2] * 1000 * f.Samples / f.SampleRate / 16
	if f.RateCode == 1 {
		words += f.SizeCode & 1
	}
	f.Size = 2 * words
	r := bitstream.Bits{B: b}
	r.Skip(45)
	f.BSMod, f.ACMod = int(r.Read(3)), int(r.Read(3))
	if f.ACMod&1 == 1 && f.ACMod != 1 {
		r.Skip(2)
	}
	if f.ACMod&4 != 0 {
		r.Skip(2)
	}
	if f.ACMod == 2 {
		r.Skip(2)
	}
	f.LFE = r.Flag()
	return true
}

func (f *AC3Frame) readEnhanced(b []byte) bool {
	r := bitstream.Bits{B: b}
	r.Skip(16)
	kind, substream := r.Read(2), r.Read(3)
	f.Dependent = kind == 1 || substream > 0
	f.Size = 2 * (int(r.Read(11)) + 1)
	f.RateCode = int(r.Read(2))
	blocks := [4]int{1, 2, 3, 6}[r.Read(2)]
	if f.RateCode == 3 { // half the rates; the blocks are then six
		half := blocksCode(blocks)
		if half == 3 {
			return false
		}
		f.SampleRate, blocks = ac3Rates[half]/2, 6
	} else {
		f.SampleRate = ac3Rates[f.RateCode]
	}
	f.Samples = 256 * blocks
	f.ACMod, f.LFE = int(r.Read(3)), r.Flag()
	return kind != 3
}

func blocksCode(n int) int {
	if n == 6 {
		return 3
	}
	return n - 1
}
