package depacket

import (
	"testing"
)

func h264(param func(string) string) func(*Pool, Emit) Depacketizer {
	return func(p *Pool, e Emit) Depacketizer { return NewH264(param, p, e) }
}

var h264Cases = []testCase{
	{
		"single NAL units", h264(noParams), `
1 90 6742
2 90 68ce
3 90 6588aa!
4 93 419a01!`,
		[]string{"90 000000016742" + "0000000168ce" + "000000016588aa key", "93 00000001419a01"},
	},
	{
		"without markers", h264(noParams), `
1 90 6588aa
2 93 419a01`,
		[]string{"90 000000016588aa key", "93 00000001419a01"},
	},
	{
		"STAP-A", h264(noParams), `
1 90 7800026742000268ce00036588aa!`,
		[]string{"90 000000016742" + "0000000168ce" + "000000016588aa key"},
	},
	{
		"FU-A", h264(noParams), `
1 90 7c8588aa
2 90 7c05bb
3 90 7c45cc!`,
		[]string{"90 000000016588aabbcc key"},
	},
	{
		"FU-A, the middle is lost", h264(noParams), `
1 90 7c8588aa
3 90 7c45cc!
4 93 419a01!`,
		[]string{"90 000000016588aa key damaged 2+1", "93 00000001419a01"},
	},
	{
		"FU-A, the beginning is lost", h264(noParams), `
1 90 419a01!
3 93 7c01bb
4 93 7c41cc!
5 96 419a02!`,
		[]string{"90 00000001419a01", "93  damaged 2+1", "96 00000001419a02"},
	},
	{
		"a marker bit too early: the second slice continues the frame", h264(noParams), `
1 90 658800!
2 90 654200!
3 93 419a01!`,
		[]string{"90 00000001658800" + "00000001654200 key", "93 00000001419a01"},
	},
	{
		"two frames with one timestamp, packets between them lost", h264(noParams), `
1 90 658800!
3 90 419a01!
4 93 419a02!`,
		[]string{"90 00000001658800 key", "90 00000001419a01", "93 00000001419a02"},
	},
	{
		"the first of two slices is lost, parameter sets before the second", h264(noParams), `
1 90 419a01!
3 93 6742
4 93 654200!
5 96 419a02!`,
		[]string{"90 00000001419a01", "93 000000016742" + "00000001654200 key damaged sets 000000016742", "96 00000001419a02"},
	},
	{
		"a keyframe without its first fragment", h264(noParams), `
1 90 419a01!
3 93 7c05bb
4 93 7c45cc!`,
		[]string{"90 00000001419a01", "93  key damaged 2+1"},
	},
	{
		"of the last frame only parameter sets", h264(noParams), `
1 90 419a01!
2 93 6742
3 93 68ce`,
		[]string{"90 00000001419a01", "93 000000016742" + "0000000168ce parameters"},
	},
	{
		"FU-A, the end is lost with the marker", h264(noParams), `
1 90 419a01!
2 93 7c819abb
4 96 419a02!`,
		[]string{"90 00000001419a01", "93 00000001619abb damaged 3+1", "96 00000001419a02"},
	},
	{
		"FU-A that does not end, nothing lost", h264(noParams), `
1 90 7c8588aa
2 90 419a01!`,
		[]string{"90 000000016588aa00000001419a01 key damaged"},
	},
	{
		"a whole picture is lost between two", h264(noParams), `
1 90 419a01!
3 96 419a02!`,
		[]string{"90 00000001419a01", "96 00000001419a02"},
	},
	{
		"the first slice is lost", h264(noParams), `
1 90 419a01!
3 93 411a02!
4 96 419a03!`,
		[]string{"90 00000001419a01", "93 00000001411a02 damaged 2+1", "96 00000001419a03"},
	},
	{
		"parameter sets of a damaged picture", h264(noParams), `
1 90 6742
2 90 68ce
3 90 7c8588
5 90 7c45cc!`,
		[]string{"90 0000000167420000000168ce000000016588 key damaged 4+1 sets 0000000167420000000168ce"},
	},
	{
		"parameter sets between the slices of a picture", h264(noParams), `
1 90 65880a
2 90 7800026742000268ce
3 90 65080b!`,
		[]string{"90 0000000167420000000168ce0000000165880a0000000165080b key"},
	},
	{
		"parameter sets of the next picture with the same time", h264(noParams), `
1 90 65880a
2 90 6742
3 90 65880b!`,
		[]string{"90 0000000165880a0000000167420000000165880b key"},
	},
	{
		"parameter sets of the SDP", h264(params("sprop-parameter-sets", "Z0I=,aM4=")), `
1 90 6588aa!
2 93 419a01!`,
		[]string{"90 0000000167420000000168ce parameters", "90 000000016588aa key", "93 00000001419a01"},
	},
	{
		"the SDP where the stream lacks one", h264(params("sprop-parameter-sets", "Z0I=,aM4=")), `
1 90 6743
2 90 6588aa!`,
		[]string{"90 0000000168ce parameters", "90 000000016743000000016588aa key"},
	},
	{
		"nothing but parameter sets", h264(noParams), `
1 90 6742!
2 93 6588aa!`,
		[]string{"90 000000016742 parameters", "93 000000016588aa key"},
	},
	{
		"ends inside a picture", h264(noParams), `
1 90 419a01!
2 93 7c819abb`,
		[]string{"90 00000001419a01", "93 00000001619abb damaged"},
	},
	{
		"interleaved: STAP-B, MTAP16, FU-B", h264(params("packetization-mode", "2", "sprop-interleaving-depth", "3")), `
1 93 790002` + `0003419a02` + `0003419a03` + `
2 90 7a0000` + `000300000065880a` + `
3 96 7d81000441` + `
4 96 7c41bb
5 93 7a0001` + `0003000000419a01`,
		[]string{"90 0000000165880a key", "93 00000001419a01" + "00000001419a02" + "00000001419a03", "96 000000016141bb"},
	},
	// The offset of an MTAP24 has 24 bits; the numbers wrap; a STAP-B holds a whole picture.
	{
		"interleaved: MTAP24, numbers that wrap", h264(params("packetization-mode", "2", "sprop-interleaving-depth", "2")), `
1 92 7b` + `fffe` + `000303000004419a02` + `00030000000065880a
2 95 79` + `ffff` + `00026742` + `0003419a01`,
		[]string{"92 0000000165880a key", "95 000000016742" + "00000001419a01", "96 00000001419a02"},
	},
	{
		"interleaved: a fragment whose beginning is lost", h264(params("packetization-mode", "2", "sprop-interleaving-depth", "1")), `
1 90 790000000365880a
3 93 7c41bb
4 96 7900020003419a02`,
		nil,
	},
	{
		"malformed", h264(noParams), `
1 90 780009a5!
2 93 1f00!
3 96 7c!`,
		[]string{"90  key damaged", "93  damaged", "96  damaged"},
	},
}

func TestH264(t *testing.T) { runCases(t, withResult(h264Cases)) }

func FuzzH264(f *testing.F) { fuzzCases(f, h264Cases) }

func TestH264Allocations(t *testing.T) {
	d := NewH264(noParams, &Pool{}, func(*Unit) {})
	first, last := make([]byte, 1400), make([]byte, 1400)
	first[0], first[1], first[2] = 0x7c, 0x81, 0x9a
	last[0], last[1] = 0x7c, 0x41
	p := Packet{}
	n := testing.AllocsPerRun(1000, func() {
		p.Seq++
		p.Timestamp += 3600
		p.Payload, p.Marker = first, false
		d.Push(&p)
		p.Seq++
		p.Payload, p.Marker = last, true
		d.Push(&p)
	})
	if n != 0 {
		t.Errorf("%v allocations an access unit", n)
	}
}

func BenchmarkH264(b *testing.B) {
	d := NewH264(noParams, &Pool{}, func(*Unit) {})
	body := make([]byte, 1400)
	body[0], body[1] = 0x7c, 0x81
	p := Packet{Payload: body}
	b.SetBytes(1400)
	for i := range b.N {
		p.Seq, p.Marker = uint16(i), i%10 == 9
		body[1] = 0x01
		if i%10 == 0 {
			p.Timestamp += 3600
			body[1] = 0x81
		}
		d.Push(&p)
	}
}
