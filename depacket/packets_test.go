package depacket

import (
	"testing"

	"rtspect/bitstream"
	"rtspect/payload"
)

var hbr = params("mode", "AAC-hbr", "sizelength", "13", "indexlength", "3", "indexdeltalength", "3")

func generic(param func(string) string) func(*Pool, Emit) Depacketizer {
	return func(p *Pool, e Emit) Depacketizer { return NewMPEG4Generic(param, bitstream.AudioConfig{}, 1024, p, e) }
}

func latm(param func(string) string) func(*Pool, Emit) Depacketizer {
	return func(p *Pool, e Emit) Depacketizer {
		return NewLATM(param, func(c bitstream.AudioConfig) uint32 { return uint32(c.FrameSamples) }, p, e)
	}
}

var audioCases = []testCase{
	{
		"AAC: several units in a packet", generic(hbr), `
1 0 00200010` + `0018` + `aabbccddee!
2 2048 00100008` + `11!`,
		[]string{"0 aabb key", "1024 ccddee key", "2048 11 key"},
	},
	{
		"AAC: fragments", generic(hbr), `
1 0 00100020aabb
2 0 00100020ccdd!
3 1024 0010000811!`,
		[]string{"0 aabbccdd key", "1024 11 key"},
	},
	{
		"AAC: a fragment is lost", generic(hbr), `
1 0 00100030aabb
3 0 00100030ccdd!
4 1024 0010000811!`,
		[]string{"0 aabb key damaged 2+1", "1024 11 key"},
	},
	{
		"AAC: the first fragment is lost", generic(hbr), `
1 0 0010000811!
3 1024 00100030ccdd!
4 2048 0010000822!`,
		[]string{"0 11 key", "1024  key damaged 2+1", "2048 22 key"},
	},
	{
		"AAC: interleaved", generic(hbr), `
1 0 00200008` + `0009` + `0012!
2 1024 00200008` + `0009` + `1133!
3 4096 0010000844!`,
		[]string{"0 00 key", "1024 11 key", "2048 12 key", "3072 33 key", "4096 44 key"},
	},
	{
		"AAC: low bit rate", generic(params("mode", "AAC-lbr")), `
1 0 00080caabbcc!`,
		[]string{"0 aabbcc key"},
	},
	{
		"AAC: sizes that the SDP fixes", generic(params("constantsize", "2")), `
1 0 aabbccdd!`,
		[]string{"0 aabb key", "1024 ccdd key"},
	},
	{
		"AAC: auxiliary section, random access flag", generic(params("sizelength", "14", "indexlength", "1", "randomaccessindication", "1", "auxiliarydatasizelength", "8")), `
1 0 0010` + `0008` + `08ff` + `aabb!
2 1024 0010` + `0009` + `00` + `ccdd!`,
		[]string{"0 aabb", "1024 ccdd key"},
	},
	{
		"LATM: configuration of the SDP", latm(params("cpresent", "0", "config", "40002310")), `
1 0 02aabb!
2 1024 03cc
3 1024 ddee!`,
		[]string{"0 aabb key", "1024 ccddee key"},
	},
	{
		"LATM: configuration with the sync extension of SBR", latm(params("cpresent", "0", "config", "40002320adca00")), `
1 0 02aabb!`,
		[]string{"0 aabb key"},
	},
	{
		"LATM: in band, not at a byte", latm(noParams), `
1 0 200011881fe01555d8!
2 1024 81666e80!`,
		[]string{"0 aabb key", "1024 ccdd key"},
	},
	{
		"LATM: longer than its element", latm(params("cpresent", "0", "config", "40002310")), `
1 0 05aabb!`,
		[]string{"0  key damaged"},
	},
	{
		"MPEG audio: frames and fragments", func(p *Pool, e Emit) Depacketizer { return NewMPEGAudio(p, e) }, `
1 0 00000000fffd1104` + `00000000000000000000` + `
3 90 00000000aabb
4 90 00000005cc`,
		[]string{"0 fffd110400000000000000000000 key damaged 2+1", "90 aabb key damaged"},
	},
	{
		"AC-3: whole and in pieces", func(p *Pool, e Emit) Depacketizer { return NewAC3(false, p, e) }, `
1 0 00010b77aa!
2 1536 01020b77bb
3 1536 0302cc!
5 3072 0302dd!
6 4608 00010b77ee!`,
		[]string{"0 0b77aa key", "1536 0b77bbcc key", "3072  key damaged 4+1", "4608 0b77ee key"},
	},
	{
		"E-AC-3: two frames in a packet, one in two", func(p *Pool, e Emit) Depacketizer { return NewAC3(true, p, e) }, `
1 0 00020b77aa0b77bb!
2 1536 01020b77cc
3 1536 0102dd!
5 4608 0102ee!`,
		[]string{"0 0b77aa0b77bb key", "1536 0b77ccdd key", "4608  key damaged 4+1"},
	},
	{
		"AMR: octet-aligned", func(p *Pool, e Emit) Depacketizer { return NewAMR(false, params("octet-align", "1"), 1, e) }, `
1 0 f0c444aabbccddee1122334455`,
		[]string{"0 44aabbccddee key", "160 441122334454 key"},
	},
	{
		"AMR: bandwidth-efficient", func(p *Pool, e Emit) Depacketizer { return NewAMR(false, noParams, 1, e) }, `
1 0 f47fffffffff80`,
		[]string{"0 44fffffffffe key"},
	},
	{
		"AMR: interleaved", func(p *Pool, e Emit) Depacketizer { return NewAMR(false, params("interleaving", "2"), 1, e) }, `
1 0 f010fcfc
2 160 f011fc7c`,
		nil,
	},
	{
		"AMR: malformed", func(p *Pool, e Emit) Depacketizer { return NewAMR(false, params("octet-align", "1"), 1, e) }, `
1 0 f04c
2 160 f004aa`,
		[]string{"0  damaged", "160  key damaged"},
	},
	{
		"Vorbis: headers of the SDP, several packets, fragments", func(p *Pool, e Emit) Depacketizer {
			return NewVorbis(params("configuration", "AAAAAQABAgAMAQcBdm9yYmlzBXNldHU="), p, e)
		}, `
1 0 000102020002aabb0001cc
2 64 000102400002dddd
3 64 000102c00001ee
5 128 000102c00001ff`,
		[]string{
			"0 01766f72626973 parameters", "0 03766f72626973000000000000000001 parameters", "0 0573657475 parameters",
			"0 aabb key", "0 cc key", "64 ddddee key", "128  key damaged 4+1",
		},
	},
	{
		"KLV", func(p *Pool, e Emit) Depacketizer { return NewDocuments(payload.BeginsKLV, p, e) }, `
1 0 060e2b34aa
2 0 bb!
3 90 060e2b34cc!
5 180 dd!
6 270 060e2b34ee!`,
		[]string{"0 060e2b34aabb key", "90 060e2b34cc key", "180  key damaged 4+1", "270 060e2b34ee key"},
	},
	{
		"samples that are not whole", func(_ *Pool, e Emit) Depacketizer { return NewPackets(nil, CompleteFrames(2), e) }, `
1 0 aabbcc
2 1 ddee`,
		[]string{"0 aabb key", "0 cc key damaged", "1 ddee key"},
	},
	{
		"ASF: two packets in one", func(_ *Pool, e Emit) Depacketizer { return NewASF(e) }, `
1 0 c0000006aabb40000005cc!`,
		[]string{"0 aabb key", "0 cc"},
	},
}

// withResult are the cases that say what must come; the others only seed the fuzz target.
func withResult(cases []testCase) (list []testCase) {
	for _, c := range cases {
		if c.want != nil {
			list = append(list, c)
		}
	}
	return list
}

func TestAudio(t *testing.T) { runCases(t, withResult(audioCases)) }

func FuzzAudio(f *testing.F) { fuzzCases(f, audioCases) }
