package bitstream

// LATMConfig is a StreamMuxConfig (ISO/IEC 14496-3, 1.7.3.2) with one program and one layer.
type LATMConfig struct {
	OK         bool // the configuration is complete and supported
	Audio      AudioConfig
	SubFrames  int // access units per audioMuxElement
	LengthType int // frameLengthType: 0 if a length precedes each access unit, 1 if the length is fixed
	Fixed      int // bits per access unit, for LengthType 1
	OtherData  int // bits after the access units
	HasOther   bool
}

// Read parses a StreamMuxConfig.
func (c *LATMConfig) Read(r *Bits) {
	*c = LATMConfig{}
	version := r.Flag()
	if version && r.Flag() { // audioMuxVersionA
		return
	}
	if version {
		latmValue(r) // taraBufferFullness
	}
	sameTime := r.Flag()
	c.SubFrames = int(r.Read(6)) + 1
	programs, layers := r.Read(4), r.Read(3)
	if programs != 0 || layers != 0 || !sameTime {
		return
	}
	if version {
		n := int(latmValue(r))
		if n > r.Left() {
			return
		}
		end := r.Pos + n
		c.Audio = ReadAudioConfig(r)
		r.Skip(end - r.Pos)
	} else {
		c.Audio = ReadAudioConfig(r)
	}
	whole := !r.Short
	// The rest is often truncated. It then reads as zeros, which are the usual values.
	c.LengthType = int(r.Read(3))
	switch c.LengthType {
	case 0:
		r.Skip(8) // latmBufferFullness
	case 1:
		c.Fixed = 8 * (int(r.Read(9)) + 20)
	default:
		return
	}
	if c.HasOther = r.Flag(); c.HasOther {
		if version {
			c.OtherData = int(latmValue(r))
		} else {
			for more := true; more && !r.Short; {
				more = r.Flag()
				c.OtherData = c.OtherData<<8 | int(r.Read(8))
			}
		}
	}
	if r.Flag() {
		r.Skip(8) // crcCheckSum
	}
	c.OK = whole && c.Audio.SampleRate > 0 && c.OtherData >= 0 && c.OtherData < 1<<24
}

// latmValue reads a LatmGetValue (1.7.3.1).
func latmValue(r *Bits) uint32 {
	var v uint32
	for n := r.Read(2) + 1; n > 0; n-- {
		v = v<<8 | r.Read(8)
	}
	return v
}
