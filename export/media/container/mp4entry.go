package container

// MaxMP4Rate is the highest sample rate, in Hz, that a sample entry tells itself.
const MaxMP4Rate = 1<<16 - 1

// sampleEntry appends the sample entry of the track (ISO/IEC 14496-12, 8.5.2).
func (t *Track) sampleEntry(b []byte) []byte {
	if t.Codec.Video() {
		return t.visualEntry(b)
	}
	return t.audioEntry(b)
}

func (t *Track) visualEntry(b []byte) []byte {
	name, config := "mp4v", t.esds
	record := func(name string, content []byte) func([]byte) []byte {
		return func(b []byte) []byte {
			return box(b, name, func(b []byte) []byte { return append(b, content...) })
		}
	}
	switch t.Codec {
	case H264:
		name, config = "avc1", record("avcC", t.Private)
		if t.InBand {
			name = "avc3"
		}
	case H265:
		name, config = "hvc1", record("hvcC", t.Private)
		if t.InBand {
			name = "hev1"
		}
	case AV1:
		name, config = "av01", record("av1C", t.Private)
	case VP8, VP9:
		name, config = "vp08", record("vpcC", t.Private)
		if t.Codec == VP9 {
			name = "vp09"
		}
	case H263: // 3GPP TS 26.244, 6.7
		name, config = "s263", record("d263", append([]byte("rtsp"), 0, 10, 0))
	}
	return box(b, name, func(b []byte) []byte {
		b = be16(zeros(b, 6), 1)
		b = zeros(b, 16)
		b = be16(b, t.Width, t.Height)
		b = be32(b, 0x480000, 0x480000, 0)
		b = be16(b, 1)
		b = zeros(b, 32)
		b = be16(b, 24, 0xffff)
		return config(b)
	})
}

func (t *Track) audioEntry(b []byte) []byte {
	name, bits, config := "mp4a", 16, t.esds
	record := func(name string) func([]byte) []byte {
		return func(b []byte) []byte {
			return box(b, name, func(b []byte) []byte { return append(b, t.Private...) })
		}
	}
	switch t.Codec {
	case Opus:
		name, config = "Opus", t.dOps
	case AC3:
		name, config = "ac-3", record("dac3")
	case EAC3:
		name, config = "ec-3", record("dec3")
	case AMR, AMRWB: // 3GPP TS 26.244, 6.5 and 6.6: all modes, one frame a sample
		name, config = "samr", func(b []byte) []byte {
			return box(b, "damr", func(b []byte) []byte { return append(append(b, "rtsp"...), 0, 0x83, 0xff, 0, 1) })
		}
		if t.Codec == AMRWB {
			name = "sawb"
		}
	case MuLaw, ALaw, PCMBig, PCMLittle: // as QuickTime has them
		name, config = t.quickTimeName(), nothing
		if t.Bits == 8 && t.Codec == PCMLittle {
			bits = 8
		}
	}
	return box(b, name, func(b []byte) []byte {
		b = be16(zeros(b, 6), 1)
		b = zeros(b, 8)
		b = be16(b, t.Channels, bits, 0, 0)
		rate := uint32(t.SampleRate)
		if rate > MaxMP4Rate { // the configuration tells it
			rate = 0
		}
		b = be32(b, rate<<16)
		return config(b)
	})
}

// quickTimeName is the sample entry of samples of PCM (QuickTime File Format, Sound Sample Descriptions).
func (t *Track) quickTimeName() string {
	switch {
	case t.Codec == MuLaw:
		return "ulaw"
	case t.Codec == ALaw:
		return "alaw"
	case t.Bits == 8:
		return "raw "
	case t.Bits == 24:
		return "in24"
	}
	return "twos"
}

// Object types of ISO/IEC 14496-1, table 5.
var objectTypes = map[Codec]byte{MPEG4Visual: 0x20, MPEG2Video: 0x61, MPEG1Video: 0x6a, MotionJPEG: 0x6c,
	AAC: 0x40, MP3: 0x6b, MP2: 0x6b, MP1: 0x6b}

// esds appends the elementary stream descriptor (ISO/IEC 14496-14, 5.6).
func (t *Track) esds(b []byte) []byte {
	stream := byte(4) // visual
	if !t.Codec.Video() {
		stream = 5
	}
	object := objectTypes[t.Codec]
	if (t.Codec == MP1 || t.Codec == MP2 || t.Codec == MP3) && t.SampleRate < 32000 {
		object = 0x69 // MPEG-2 audio
	}
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

// dOps appends the OpusSpecificBox (Encapsulation of Opus in ISO Base Media File Format, 4.3.2): OpusHead
// with its numbers the other way round.
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
