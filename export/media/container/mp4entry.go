package container

// MaxMP4Rate is the highest sample rate, in Hz, that a sample entry of PCM can express.
const MaxMP4Rate = 1<<16 - 1

// sampleEntry appends the sample entry of the track (ISO/IEC 14496-12, 8.5.2).
func (t *Track) sampleEntry(b []byte) []byte {
	name := t.MP4.Name
	if t.InBand && t.MP4.InBand != "" {
		name = t.MP4.InBand
	}
	return box(b, name, func(b []byte) []byte {
		b = be16(zeros(b, 6), 1)
		if t.Video {
			b = t.visualFields(b)
		} else {
			b = t.audioFields(b)
		}
		return t.configBox(b)
	})
}

func (t *Track) visualFields(b []byte) []byte {
	b = zeros(b, 16)
	b = be16(b, t.Width, t.Height)
	b = be32(b, 0x480000, 0x480000, 0)
	b = be16(b, 1)
	b = zeros(b, 32)
	return be16(b, 24, 0xffff)
}

func (t *Track) audioFields(b []byte) []byte {
	size := 16
	if t.MP4.SampleSize > 0 {
		size = t.MP4.SampleSize
	}
	rate := uint32(t.SampleRate)
	if rate > MaxMP4Rate { // the decoder configuration has it
		rate = 0
	}
	b = zeros(b, 8)
	b = be16(b, t.Channels, size, 0, 0)
	return be32(b, rate<<16)
}

// configBox appends the box of the decoder configuration.
func (t *Track) configBox(b []byte) []byte {
	switch t.MP4.Config {
	case "":
		return b
	case "esds":
		return t.esds(b)
	case "dOps":
		return t.dOps(b)
	}
	return box(b, t.MP4.Config, func(b []byte) []byte {
		if t.MP4.Fixed != "" {
			return append(b, t.MP4.Fixed...)
		}
		return append(b, t.Private...)
	})
}

// esds appends the elementary stream descriptor (ISO/IEC 14496-14, 5.6).
func (t *Track) esds(b []byte) []byte {
	stream := byte(4) // visual
	if !t.Video {
		stream = 5
	}
	object := t.byRate(t.MP4.ObjectType, t.MP4.LowRate)
	config := append([]byte{object, stream<<2 | 1, 0, 0, 0}, be32(nil, uint32(t.Bitrate), uint32(t.Bitrate))...)
	if len(t.Private) > 0 {
		config = descriptor(config, 5, t.Private)
	}
	es := descriptor([]byte{0, 0, 0}, 4, config)
	es = descriptor(es, 6, []byte{2})
	return fullBox(b, "esds", 0, 0, func(b []byte) []byte { return descriptor(b, 3, es) })
}

// descriptor appends a descriptor with its size in 4 bytes (ISO/IEC 14496-1, 8.3.3).
func descriptor(b []byte, tag byte, content []byte) []byte {
	n := len(content)
	b = append(b, tag, byte(n>>21)|0x80, byte(n>>14)|0x80, byte(n>>7)|0x80, byte(n&0x7f))
	return append(b, content...)
}

// dOps appends the OpusSpecificBox (Encapsulation of Opus in ISO Base Media File Format, 4.3.2): OpusHead in big endian.
func (t *Track) dOps(b []byte) []byte {
	h := t.Private
	return box(b, "dOps", func(b []byte) []byte {
		if len(h) < 19 {
			return b
		}
		b = append(b, 0, h[9], h[11], h[10], h[15], h[14], h[13], h[12], h[17], h[16], h[18])
		return append(b, h[19:]...)
	})
}
