package bitstream

import "encoding/hex"

// AudioConfig contains the core AAC parameters of an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).
type AudioConfig struct { // of the core codec: 2 is AAC LC
	ObjectType   int // of the core codec, in Hz
	SampleRate   int // channel configuration; 0 if the data contains a program_config_element
	Channels     int // configuration, 0 for one that is described in the data
	FrameSamples int // 1024 or 960
	// Extended reports that the stream uses SBR, which doubles the sample rate of the core codec.
	Extended bool
}

var aacRates = [...]int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// AACRate is the sample rate of a sampling frequency index (ISO/IEC 14496-3, table 1.18), 0 if it has none.
func AACRate(index int) int {
	if index >= len(aacRates) {
		return 0
	}
	return aacRates[index]
}

// RateIndex returns the sampling frequency index of the sample rate, or the nearest one.
func (c AudioConfig) RateIndex() int {
	best := 0
	for i, r := range aacRates {
		if abs(r-c.SampleRate) < abs(aacRates[best]-c.SampleRate) {
			best = i
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// ParseAudioConfig parses an AudioSpecificConfig in hexadecimal, the form of the fmtp parameter config.
func ParseAudioConfig(text string) (AudioConfig, bool) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) < 2 {
		return AudioConfig{}, false
	}
	r := Bits{B: b}
	c := ReadAudioConfig(&r)
	return c, !r.Short && c.SampleRate > 0
}

// ReadAudioConfig reads an AudioSpecificConfig up to the end of its GASpecificConfig.
func ReadAudioConfig(r *Bits) (c AudioConfig) {
	c.ObjectType = objectType(r)
	c.SampleRate = sampleRate(r)
	c.Channels = int(r.Read(4))
	if c.ObjectType == 5 || c.ObjectType == 29 { // SBR or PS precedes the core object type
		c.Extended = true
		sampleRate(r)
		c.ObjectType = objectType(r)
	}
	c.FrameSamples = 1024
	switch c.ObjectType {
	case 1, 2, 3, 4, 6, 7, 17, 19, 20, 21, 22, 23:
		if r.Flag() { // frameLengthFlag
			c.FrameSamples = 960
		}
		if r.Flag() { // dependsOnCoreCoder
			r.Skip(14)
		}
		extension := r.Flag()
		if c.Channels == 0 {
			programConfig(r)
		}
		if c.ObjectType == 6 || c.ObjectType == 20 {
			r.Skip(3)
		}
		if extension {
			switch c.ObjectType {
			case 22:
				r.Skip(16)
			case 17, 19, 20, 23:
				r.Skip(3)
			}
			r.Skip(1)
		}
		c.extension(r)
	}
	return c
}

// extension reads the backward-compatible sync extension for SBR and PS after the core configuration. Its sync
// word cannot be confused with other data that may follow there.
func (c *AudioConfig) extension(r *Bits) {
	next := *r
	if r.Left() < 16 || next.Read(11) != 0x2b7 {
		return
	}
	if objectType(&next) == 5 && next.Flag() {
		c.Extended = true
		sampleRate(&next)
		if after := next; after.Left() >= 12 && after.Read(11) == 0x548 {
			after.Skip(1)
			next = after
		}
	}
	*r = next
}

func objectType(r *Bits) int {
	if t := r.Read(5); t != 31 {
		return int(t)
	}
	return 32 + int(r.Read(6))
}

func sampleRate(r *Bits) int {
	i := r.Read(4)
	if i == 15 {
		return int(r.Read(24))
	}
	if int(i) < len(aacRates) {
		return aacRates[i]
	}
	return 0
}

// programConfig skips a program_config_element (ISO/IEC 14496-3, 4.4.1.1).
func programConfig(r *Bits) {
	r.Skip(10)
	front, side, back := int(r.Read(4)), int(r.Read(4)), int(r.Read(4))
	lfe, data, coupling := int(r.Read(2)), int(r.Read(3)), int(r.Read(4))
	for _, n := range [...]int{4, 4} { // mono and stereo mixdown
		if r.Flag() {
			r.Skip(n)
		}
	}
	if r.Flag() {
		r.Skip(3)
	}
	r.Skip(5*(front+side+back) + 4*lfe + 4*data + 5*coupling)
	r.Skip(-r.Pos & 7)
	r.Skip(8 * int(r.Read(8)))
}
