package depacket

import (
	"bytes"
	"testing"
)

// mp3Stream makes frames of MP3 at 64 kbit/s and 48 kHz, mono (192 bytes: 4 of header, 17 of side
// information, 171 of main data), whose data begin a number of bytes before their frame; and the ADUs
// of them.
func mp3Stream(sizes, backs []int) (frames, adus [][]byte) {
	const head, room = 21, 171
	all := make([]byte, room*len(sizes)) // the main data of all frames
	for i, size := range sizes {
		side := make([]byte, 17)
		side[0], side[1] = byte(backs[i]>>1), byte(backs[i]<<7)|byte(i)
		adu := append([]byte{0xff, 0xfb, 0x54, 0xc0}, side...)
		frames = append(frames, bytes.Clone(adu))
		for k := range size {
			c := byte(1 + i*37 + k)
			all[i*room-backs[i]+k] = c
			adu = append(adu, c)
		}
		adus = append(adus, adu)
	}
	for i := range frames {
		frames[i] = append(frames[i], all[i*room:(i+1)*room]...)
	}
	return frames, adus
}

func aduPacket(adu []byte) []byte {
	return append([]byte{0x40 | byte(len(adu)>>8), byte(len(adu))}, adu...)
}

func TestADU(t *testing.T) {
	frames, adus := mp3Stream([]int{150, 180, 171, 100}, []int{0, 21, 12, 12})
	for name, order := range map[string][]int{"in order": {0, 1, 2, 3}, "interleaved": {1, 3, 0, 2}} {
		t.Run(name, func(t *testing.T) {
			var got []byte
			d := NewADU(&Pool{}, func(u *Unit) { got = append(got, u.Data...) })
			for i, k := range order {
				b := bytes.Clone(adus[k])
				if name == "interleaved" {
					b[0], b[1] = byte(k), b[1]&0x1f|1<<5
				}
				d.Push(&Packet{Seq: uint16(i), Timestamp: uint32(i), Payload: aduPacket(b)})
			}
			d.Flush()
			if want := bytes.Join(frames, nil); !bytes.Equal(got, want) {
				t.Errorf("got  %x\nwant %x", got, want)
			}
		})
	}
}

func TestADUFragmentAndLoss(t *testing.T) {
	_, adus := mp3Stream([]int{150, 180, 171}, []int{0, 21, 12})
	var got [][]byte
	d := NewADU(&Pool{}, func(u *Unit) { got = append(got, bytes.Clone(u.Data)) })
	whole := aduPacket(adus[1])
	d.Push(&Packet{Seq: 1, Payload: whole[:100]})
	d.Push(&Packet{Seq: 2, Payload: append([]byte{whole[0] | 0x80, whole[1]}, whole[100:]...)})
	d.Flush()
	// The data reach back to a frame that is not there: an empty one holds them.
	if len(got) != 2 || len(got[0]) != 192 || len(got[1]) != 192 {
		t.Fatalf("%d frames", len(got))
	}
	data := append(bytes.Clone(got[0][192-21:]), got[1][21:]...)
	if !bytes.Equal(data[:180], adus[1][21:]) {
		t.Errorf("the data of the frame: %x", data)
	}
}

func FuzzADU(f *testing.F) {
	fuzzCases(f, []testCase{{name: "adu", make: func(p *Pool, e Emit) Depacketizer { return NewADU(p, e) }, script: `
1 0 4004fffb54c0
2 0 c010aabb!`}})
}
