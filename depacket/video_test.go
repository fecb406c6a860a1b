package depacket

import (
	"testing"
)

var videoCases = []testCase{
	{
		"VP8", func(p *Pool, e Emit) Depacketizer { return NewVP8(p, e) }, `
1 90 105002009d012a4001f000
2 90 00aabb!
3 93 1051cc!`,
		[]string{"90 5002009d012a4001f000aabb key", "93 51cc"},
	},
	{
		"VP8 with picture id, the beginning is lost", func(p *Pool, e Emit) Depacketizer { return NewVP8(p, e) }, `
1 90 9080800150aa!
3 93 80808002bb!
4 96 9080800351cc!`,
		[]string{"90 50aa key", "93  damaged 2+1", "96 51cc"},
	},
	{
		"VP9", func(p *Pool, e Emit) Depacketizer { return NewVP9(p, e) }, `
1 90 88018249834200013f00ef00
2 90 8401aabb!
3 93 cc0286cc!`,
		[]string{"90 8249834200013f00ef00aabb key", "93 86cc"},
	},
	{
		"VP9, the end is lost", func(p *Pool, e Emit) Depacketizer { return NewVP9(p, e) }, `
1 90 8801824983
3 93 cc0286cc!`,
		[]string{"90 824983 damaged 2+1", "93 86cc"},
	},
	// Flexible mode: a picture number of 15 bits, layers, the structure of two layers with their sizes; then the
	// upper layer, which refers to the lower one; then a picture with two references of its own.
	{
		"VP9, two spatial layers, flexible mode", func(p *Pool, e Emit) Depacketizer { return NewVP9(p, e) }, `
1 90 ba812300` + `38` + `00a0007801400` + `0f0` + `0104` + `01` + `8249834200009f00770aa0
2 90 b4812300` + `bb
3 90 bc812303` + `86cc!
4 93 fc812400` + `03` + `04` + `86dd!`,
		[]string{"90 8249834200009f00770aa0bb86cc" + "d9" + "0c000000" + "02000000" + "d9 key", "93 86dd"},
	},
	{
		"VP9, two layers of a picture whose upper one is lost", func(p *Pool, e Emit) Depacketizer { return NewVP9(p, e) }, `
1 90 bc8123008249834200
3 93 fc8124000286dd!`,
		[]string{"90 8249834200 key damaged 2+1", "93 86dd"},
	},
	// Z: the first element goes on; Y: the last one will; W: how many there are, the last without its size.
	{
		"AV1: over three packets, with extension and its own size", func(p *Pool, e Emit) Depacketizer { return NewAV1(p, e) }, `
1 90 5030aabb
2 90 d0cc
3 90 a001dd360801ee!`,
		[]string{"90 12003204aabbccdd360801ee"},
	},
	{
		"AV1: elements with sizes, the last goes on", func(p *Pool, e Emit) Depacketizer { return NewAV1(p, e) }, `
1 90 4802080003` + `30aabb
2 90 8001cc0230dd!`,
		[]string{"90 12000a01003203aabbcc3201dd key"},
	},
	{
		"AV1: delimiters and tile lists are left out, empty elements are none", func(p *Pool, e Emit) Depacketizer { return NewAV1(p, e) }, `
1 90 00011000024033` + `0230ff!`,
		[]string{"90 12003201ff"},
	},
	{
		"AV1: an element longer than its packet", func(p *Pool, e Emit) Depacketizer { return NewAV1(p, e) }, `
1 90 0005300a!
2 93 1030bb!`,
		[]string{"90 1200 damaged", "93 12003201bb"},
	},
	{
		"AV1: the last packet says that more comes", func(p *Pool, e Emit) Depacketizer { return NewAV1(p, e) }, `
1 90 5030aa!
2 93 1030bb!`,
		[]string{"90 1200 damaged", "93 12003201bb"},
	},
	{
		"AV1: two units, one over two packets", func(p *Pool, e Emit) Depacketizer { return NewAV1(p, e) }, `
1 90 68020800` + `30aabb
2 90 90cc!
3 93 1030dd!`,
		[]string{"90 12000a01003203aabbcc key", "93 12003201dd"},
	},
	{
		"AV1: sizes for all", func(p *Pool, e Emit) Depacketizer { return NewAV1(p, e) }, `
1 90 00020800` + `0330aabb!`,
		[]string{"90 12000a01003202aabb key"},
	},
	{
		"AV1: the beginning of a unit is lost", func(p *Pool, e Emit) Depacketizer { return NewAV1(p, e) }, `
1 90 1030aa!
3 93 90cc!
4 96 1030bb!`,
		[]string{"90 12003201aa", "93 1200 damaged 2+1", "96 12003201bb"},
	},
	{
		"MPEG-4 Visual, configuration of the SDP", func(p *Pool, e Emit) Depacketizer { return NewMPEG4Visual(params("config", "000001b001"), p, e) }, `
1 90 000001b610
2 90 aabb!
3 93 000001b650!`,
		[]string{"90 000001b001 parameters", "90 000001b610aabb key", "93 000001b650"},
	},
	{
		"MPEG-4 Visual, configuration in band", func(p *Pool, e Emit) Depacketizer { return NewMPEG4Visual(params("config", "000001b001"), p, e) }, `
1 90 000001200000
2 90 000001b610!
4 93 aabb!`,
		[]string{"90 000001200000000001b610 key", "93  damaged 3+1"},
	},
	{
		"MPEG video, the marker of the first packet is wrong", func(p *Pool, e Emit) Depacketizer { return NewMPEGVideo(p, e) }, `
1 90 00003100000001b3aa!
2 90 0000090000000102bb!
3 93 00010a0000000100cc!
5 96 00010a0000000105dd!`,
		[]string{"90 000001b3aa00000102bb key", "93 00000100cc", "96  damaged 4+1"},
	},
	{
		"H.263, payloads meet inside a byte", func(p *Pool, e Emit) Depacketizer { return NewH263(p, e) }, `
1 90 0400000000008002f0
2 90 200000000fa1!`,
		[]string{"90 00008002ffa1 key"},
	},
	{
		"H.263, mode B", func(p *Pool, e Emit) Depacketizer { return NewH263(p, e) }, `
1 90 0010000000008002f0
2 90 8000000080000000aa!`,
		[]string{"90 00008002f0aa"},
	},
	{
		"H.263+", func(p *Pool, e Emit) Depacketizer { return NewH263Plus(p, e) }, `
1 90 0400800208
2 90 0000aa!
3 93 040080020a!`,
		[]string{"90 0000800208aa key", "93 000080020a"},
	},
}

func TestVideo(t *testing.T) { runCases(t, videoCases) }

func FuzzVideo(f *testing.F) { fuzzCases(f, videoCases) }

func TestFrameSizes(t *testing.T) {
	var w, h int
	take := func(u *Unit) { w, h = u.Width, u.Height }
	d := NewVP8(&Pool{}, take)
	d.Push(&Packet{Marker: true, Payload: []byte{0x10, 0x50, 2, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0}})
	d.Flush()
	if w != 320 || h != 240 {
		t.Errorf("VP8: %d x %d", w, h)
	}
	v := NewVP9(&Pool{}, take)
	v.Push(&Packet{Marker: true, Payload: []byte{0x88, 1, 0x82, 0x49, 0x83, 0x42, 0x00, 0x13, 0xf0, 0x0e, 0xf0}})
	v.Flush()
	if w != 320 || h != 240 {
		t.Errorf("VP9: %d x %d", w, h)
	}
}
