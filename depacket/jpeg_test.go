package depacket

import (
	"bytes"
	"image/jpeg"
	"slices"
	"testing"
)

func jpegs(p *Pool, e Emit) Depacketizer { return NewJPEG(0, 0, p, e) }

var jpegCases = []testCase{
	{
		"jpeg: malformed", jpegs, `
1 90 0000!
2 93 0000000040320202!
3 96 00000000018002020000ffff!`,
		[]string{"90  damaged", "93  key damaged", "96  key damaged"},
	},
	{
		"jpeg: the beginning is lost", jpegs, `
1 90 000000000132020228!
3 93 000001000132020228!`,
		nil,
	},
	{
		"jpeg: unknown type, no size", jpegs, `
1 90 000000000532020228!
2 93 000000000132000028!`,
		[]string{"90  key damaged", "93  key damaged"},
	},
}

func TestJPEG(t *testing.T) {
	runCases(t, []testCase{jpegCases[0], jpegCases[2]})
}

func FuzzJPEG(f *testing.F) { fuzzCases(f, jpegCases) }

// greyData is what a picture of 16 x 16 in 4:2:0 without any detail is coded as: for each of six blocks
// a DC difference of 0 and the end of the block.
var greyData = []byte{0x28, 0xa2, 0x8a, 0x00}

func TestJPEGHeaders(t *testing.T) {
	table := bytes.Repeat([]byte{1}, 128)
	wide := append(bytes.Repeat([]byte{0, 1}, 64), bytes.Repeat([]byte{1}, 64)...)
	sof := []byte{0xff, 0xc0, 0, 17, 8, 0, 16, 0, 16, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1}
	// Segments that must stand in the picture (ITU-T T.81, B.2.4): tables of 8 and of 16 bits, the interval of
	// restart markers, the frame header of the extension.
	segments := map[string][]byte{
		"tables in band":    append([]byte{0xff, 0xdb, 0, 67, 0x00}, table[:64]...),
		"tables of 16 bits": append([]byte{0xff, 0xdb, 0, 131, 0x10}, wide[:128]...),
		"restart intervals": {0xff, 0xdd, 0, 4, 0, 1},
		"ONVIF extension":   sof,
	}
	for name, p := range map[string]Packet{
		"scaled tables":     {Payload: append([]byte{0, 0, 0, 0, 1, 50, 2, 2}, greyData...)},
		"tables in band":    {Payload: append(append([]byte{0, 0, 0, 0, 1, 255, 2, 2, 0, 0, 0, 128}, table...), greyData...)},
		"tables of 16 bits": {Payload: append(append([]byte{0, 0, 0, 0, 1, 255, 2, 2, 0, 1, 0, 192}, wide...), greyData...)},
		"restart intervals": {Payload: append([]byte{0, 0, 0, 0, 65, 50, 2, 2, 0, 1, 0xff, 0xff}, greyData...)},
		"ONVIF extension": {
			Payload:          append([]byte{0, 0, 0, 0, 1, 50, 0, 0}, greyData...),
			ExtensionProfile: 0xffd8, Extension: append(sof, 0xff),
		},
		"ONVIF extension after the replay extension": {
			Payload:          append([]byte{0, 0, 0, 0, 1, 50, 0, 0}, greyData...),
			ExtensionProfile: 0xabac, Extension: append(append(make([]byte, 12), 0xff, 0xd8, 0, 5), append(sof, 0xff)...),
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []byte
			d := NewJPEG(0, 0, &Pool{}, func(u *Unit) {
				if u.Damaged {
					t.Errorf("damaged: %s", u.Why)
				}
				got = append(got, u.Data...)
			})
			p.Marker = true
			d.Push(&p)
			d.Flush()
			if !bytes.Contains(got, segments[name]) {
				t.Errorf("no segment %x in %x", segments[name], got)
			}
			c, err := jpeg.DecodeConfig(bytes.NewReader(got))
			if err != nil || c.Width != 16 || c.Height != 16 {
				t.Fatalf("%v: %d x %d", err, c.Width, c.Height)
			}
			if _, err := jpeg.Decode(bytes.NewReader(got)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestJPEGFragments(t *testing.T) {
	var units []Unit
	d := NewJPEG(0, 0, &Pool{}, func(u *Unit) {
		v := *u
		v.Data, v.Missing = bytes.Clone(u.Data), slices.Clone(u.Missing)
		units = append(units, v)
	})
	tables := bytes.Repeat([]byte{1}, 128)
	first := append(append([]byte{0, 0, 0, 0, 1, 200, 2, 2, 0, 0, 0, 128}, tables...), greyData[:2]...)
	again := append([]byte{0, 0, 0, 0, 1, 200, 2, 2, 0, 0, 0, 0}, greyData...)
	d.Push(&Packet{Seq: 1, Timestamp: 90, Payload: first})
	d.Push(&Packet{Seq: 2, Timestamp: 90, Payload: append([]byte{0, 0, 0, 2, 1, 200, 2, 2}, greyData[2:]...), Marker: true})
	d.Push(&Packet{Seq: 3, Timestamp: 93, Payload: again, Marker: true}) // the tables of the one before
	d.Push(&Packet{Seq: 4, Timestamp: 96, Payload: first})
	d.Push(&Packet{Seq: 6, Timestamp: 96, Payload: []byte{0, 0, 0, 9, 1, 200, 2, 2, 1}, Marker: true, Lost: 1, LostFirst: 5})
	d.Push(&Packet{Seq: 8, Timestamp: 99, Payload: []byte{0, 0, 0, 9, 1, 200, 2, 2, 1}, Marker: true, Lost: 1, LostFirst: 7})
	d.Flush()
	if len(units) != 4 {
		t.Fatalf("%d units", len(units))
	}
	if !bytes.Equal(units[0].Data, units[1].Data) {
		t.Error("remembered tables make another picture")
	}
	if units[0].Damaged || units[1].Damaged || !units[2].Damaged || !units[3].Damaged {
		t.Error("wrong pictures are damaged")
	}
	if m := units[2].Missing; len(m) != 1 || m[0] != (Run{5, 1}) {
		t.Errorf("missing: %v", m)
	}
}
