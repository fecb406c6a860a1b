package emodel

import "strings"

// Codec contains the values that ITU-T G.113 publishes for a codec.
type Codec struct {
	Name     string  // common name
	Ie       float64 // equipment impairment factor; Ie,wb for wideband codecs
	Bpl      float64 // packet-loss robustness; 0 if not published, in which case loss cannot be rated
	Wideband bool
	// Lookahead is the encoder delay in addition to the frame, in ms.
	Lookahead float64
	Assumes   string // assumption about the receiver or the encoder, if any
}

// The values are taken from ITU-T G.113, Appendix I (Ie, and Bpl with packet-loss concealment) and Appendix IV
// (Ie,wb). They are provisional planning values. None are published for Opus, Speex, iLBC and narrowband AMR.
var (
	g711      = Codec{Name: "G.711", Bpl: 25.1, Assumes: "concealment of lost packets by G.711 Appendix I"}
	g7231Low  = Codec{Name: "G.723.1 at 5.3 kbit/s", Ie: 19, Lookahead: 7.5}
	g7231High = Codec{Name: "G.723.1 at 6.3 kbit/s", Ie: 15, Bpl: 16.1, Lookahead: 7.5}
	g728      = Codec{Name: "G.728 at 16 kbit/s", Ie: 7}
	g729      = Codec{Name: "G.729", Ie: 11, Bpl: 19, Lookahead: 5, Assumes: "values of G.729A with voice activity detection"}
	gsmFR     = Codec{Name: "GSM FR", Ie: 20}
	gsmHR     = Codec{Name: "GSM HR", Ie: 23}
	gsmEFR    = Codec{Name: "GSM EFR", Ie: 5, Bpl: 10}
	g726      = map[string]Codec{
		"40": {Name: "G.726 at 40 kbit/s", Ie: 2}, "32": {Name: "G.726 at 32 kbit/s", Ie: 7},
		"24": {Name: "G.726 at 24 kbit/s", Ie: 25}, "16": {Name: "G.726 at 16 kbit/s", Ie: 50},
	}
	g722 = map[int]Codec{
		64: {Name: "G.722 at 64 kbit/s", Ie: 13, Wideband: true}, 56: {Name: "G.722 at 56 kbit/s", Ie: 20, Wideband: true},
		48: {Name: "G.722 at 48 kbit/s", Ie: 31, Wideband: true},
	}
)

// amrWideband is Ie,wb of the AMR-WB (G.722.2) modes for handset listening, by mode number (RFC 4867).
var amrWideband = [...]float64{41, 26, 13, 10, 7, 5, 3, 1, 8}

// g7231Border separates the two bit rates of G.723.1, in kbit/s of payload.
const g7231Border = 5.8

// Lookup returns the published values of an encoding (its rtpmap name in upper case) with a payload bit rate in
// kbit/s. mode is the only mode that an AMR-WB stream is restricted to, or -1.
func Lookup(encoding string, kbps float64, mode int) (Codec, bool) {
	switch encoding {
	case "PCMU", "PCMA":
		return g711, true
	case "G723":
		if kbps < g7231Border {
			return g7231Low, true
		}
		return g7231High, true
	case "G728":
		return g728, true
	case "G729":
		return g729, true
	case "GSM":
		return gsmFR, true
	case "GSM-HR-08":
		return gsmHR, true
	case "GSM-EFR":
		return gsmEFR, true
	case "G722":
		for rate, c := range g722 {
			if kbps > float64(rate)-4 && kbps < float64(rate)+4 {
				return c, true
			}
		}
	case "AMR-WB":
		if mode >= 0 && mode < len(amrWideband) {
			return Codec{Name: "AMR-WB", Ie: amrWideband[mode], Wideband: true, Lookahead: 5}, true
		}
	}
	for _, prefix := range []string{"G726-", "AAL2-G726-"} {
		if rate, ok := strings.CutPrefix(encoding, prefix); ok {
			c, ok := g726[rate]
			return c, ok
		}
	}
	return Codec{}, false
}
