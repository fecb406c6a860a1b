package depacket

import "testing"

func h265(param func(string) string) func(*Pool, Emit) Depacketizer {
	return func(p *Pool, e Emit) Depacketizer { return NewH265(param, p, e) }
}

var h265Cases = []testCase{
	{
		"single NAL units", h265(noParams), `
1 90 400101
2 90 2601afaa!
3 93 0201d0bb!`,
		[]string{"90 00000001400101" + "000000012601afaa key", "93 000000010201d0bb"},
	},
	{
		"aggregation", h265(noParams), `
1 90 600100034001010003420102` + `0004` + `2601afaa!`,
		[]string{"90 00000001400101" + "00000001420102" + "000000012601afaa key"},
	},
	{
		"fragments", h265(noParams), `
1 90 620193afaa
2 90 620113bb
3 90 620153cc!`,
		[]string{"90 000000012601afaabbcc key"},
	},
	{
		"a fragment is lost", h265(noParams), `
1 90 400101
2 90 620193afaa
4 90 620153cc!`,
		[]string{"90 00000001400101000000012601afaa key damaged 3+1 sets 00000001400101"},
	},
	{
		"PACI around a fragment", h265(noParams), `
1 90 6401` + `6210aa` + `93afaa
2 90 6401` + `6210aa` + `53cc!`,
		[]string{"90 000000012601afaacc key"},
	},
	{
		"decoding order numbers", h265(params("sprop-max-don-diff", "1", "sprop-depack-buf-nalus", "1")), `
1 93 02010001d0bb
2 90 26010000afaa`,
		[]string{"90 000000012601afaa key", "93 000000010201d0bb"},
	},
	// A fragment has its number in its first packet, an aggregation one for its first unit and differences, less
	// one, after it.
	{
		"decoding order numbers of fragments and aggregations", h265(params("sprop-max-don-diff", "2", "sprop-depack-buf-nalus", "2")), `
1 96 6201930007afaa
2 96 620153cc
3 90 6001` + `0005` + `00042601afaa` + `00` + `0004260110bb`,
		[]string{"90 000000012601afaa" + "00000001260110bb key", "96 000000012601afaacc key"},
	},
	{
		"parameter sets of the SDP", h265(params("sprop-vps", "QAEB", "sprop-sps", "QgEC", "sprop-pps", "RAED")), `
1 90 2601afaa!`,
		[]string{"90 00000001400101" + "00000001420102" + "00000001440103 parameters", "90 000000012601afaa key"},
	},
	{
		"the first slice is lost", h265(noParams), `
1 90 0201d0bb!
3 93 020150bb!`,
		[]string{"90 000000010201d0bb", "93 00000001020150bb damaged 2+1"},
	},
	{
		"malformed", h265(noParams), `
1 90 6001000901!
2 93 6201!
3 96 64010000!
4 99 7e01aa!`,
		[]string{"90  damaged", "93  damaged", "96  damaged", "99  damaged"},
	},
}

func TestH265(t *testing.T) { runCases(t, h265Cases) }

func FuzzH265(f *testing.F) { fuzzCases(f, h265Cases) }
