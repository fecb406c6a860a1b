package asf

// Audio is the WAVEFORMATEX of an audio stream ([ASF] 9.1).
type Audio struct {
	FormatTag     uint16
	Codec         string // name of the format tag; empty if unknown
	Channels      int
	SampleRate    uint32 // Hz
	BytesPerSec   uint32 // average
	BlockAlign    int    // bytes
	BitsPerSample int    // 0 if not specified
	Extra         int    // size of the codec-specific data in bytes
}

// formatTags maps the format tags used by Windows Media and its encoders to names.
var formatTags = map[uint16]string{
	0x0001: "PCM", 0x0002: "Microsoft ADPCM", 0x0003: "IEEE float PCM", 0x0006: "G.711 A-law",
	0x0007: "G.711 mu-law", 0x000A: "Windows Media Audio 9 Voice", 0x000B: "Windows Media Audio 10 Voice",
	0x0011: "IMA ADPCM", 0x0031: "GSM 6.10", 0x0042: "G.723.1", 0x0050: "MPEG layer 1 or 2",
	0x0055: "MP3", 0x0092: "AC-3 over S/PDIF", 0x00FF: "AAC", 0x0130: "ACELP.net", 0x0160: "Windows Media Audio 1",
	0x0161: "Windows Media Audio 2", 0x0162: "Windows Media Audio 9 Professional",
	0x0163: "Windows Media Audio 9 Lossless", 0x0164: "Windows Media Audio over S/PDIF",
	0x1600: "AAC in ADTS", 0x1602: "AAC in LOAS", 0x1610: "HE-AAC", 0x2000: "AC-3", 0x7A21: "AMR (constant bit rate)",
	0x7A22: "AMR (variable bit rate)", 0xFFFE: "extensible",
}

func (p *parser) audio(c *cursor) *Audio {
	a := Audio{
		FormatTag: c.u16(), Channels: int(c.u16()), SampleRate: c.u32(), BytesPerSec: c.u32(),
		BlockAlign: int(c.u16()), BitsPerSample: int(c.u16()),
	}
	if c.left() > 0 {
		a.Extra = int(c.u16())
		if a.Extra > c.left() {
			c.short = true
		}
	}
	p.checkLength(c, "WAVEFORMATEX")
	a.Codec = formatTags[a.FormatTag]
	return &a
}
