package depacket

import (
	"bytes"
	"os"
	"slices"
	"testing"
)

// amrMode is a way of payload (RFC 4867, 4.1 to 4.4).
type amrMode struct {
	params               []string
	aligned, crc, robust bool
	channels             int
	blocks               int // frame-blocks a packet
	interleave           int // ILL + 1; 1 for none
}

var amrModes = map[string]amrMode{
	"bandwidth-efficient":         {channels: 1, blocks: 3, interleave: 1},
	"bandwidth-efficient, stereo": {channels: 2, blocks: 3, interleave: 1},
	"octet-aligned":               {params: []string{"octet-align", "1"}, aligned: true, channels: 1, blocks: 4, interleave: 1},
	"octet-aligned, one frame":    {params: []string{"octet-align", "1"}, aligned: true, channels: 1, blocks: 1, interleave: 1},
	"CRC":                         {params: []string{"octet-align", "1", "crc", "1"}, aligned: true, crc: true, channels: 1, blocks: 4, interleave: 1},
	"robust sorting":              {params: []string{"octet-align", "1", "robust-sorting", "1"}, aligned: true, robust: true, channels: 1, blocks: 4, interleave: 1},
	"robust sorting with CRC":     {params: []string{"octet-align", "1", "robust-sorting", "1", "crc", "1"}, aligned: true, robust: true, crc: true, channels: 1, blocks: 5, interleave: 1},
	"interleaved":                 {params: []string{"octet-align", "1", "interleaving", "30"}, aligned: true, channels: 1, blocks: 3, interleave: 4},
	"interleaved, all else":       {params: []string{"octet-align", "1", "interleaving", "30", "crc", "1", "robust-sorting", "1"}, aligned: true, crc: true, robust: true, channels: 4, blocks: 2, interleave: 3},
}

// bitString appends bits as text, so that nothing here is shared with the reader.
type bitString []byte

func (s *bitString) put(v uint32, n int) {
	for i := n - 1; i >= 0; i-- {
		*s = append(*s, '0'+byte(v>>i&1))
	}
}

func (s *bitString) fill() {
	for len(*s)%8 != 0 {
		*s = append(*s, '0')
	}
}

func (s bitString) bytes() (b []byte) {
	s.fill()
	for i, c := range s {
		if i%8 == 0 {
			b = append(b, 0)
		}
		b[i/8] |= (c - '0') << (7 - i%8)
	}
	return b
}

// pack makes one payload of frames in the storage format, which belong to frame-blocks.
func (m amrMode) pack(frames [][]byte, ilp int, sizes *[16]int) []byte {
	var s bitString
	s.put(15, 4)
	if m.aligned {
		s.put(0, 4)
	}
	if m.interleave > 1 {
		s.put(uint32(m.interleave-1), 4)
		s.put(uint32(ilp), 4)
	}
	for i, f := range frames {
		more := uint32(1)
		if i == len(frames)-1 {
			more = 0
		}
		s.put(more, 1)
		s.put(uint32(f[0]>>3), 4)
		s.put(uint32(f[0]>>2&1), 1)
		if m.aligned {
			s.put(0, 2)
		}
	}
	longest := 0
	for _, f := range frames {
		if m.crc && len(f) > 1 {
			s.put(0x5a, 8)
		}
		longest = max(longest, len(f)-1)
	}
	if m.robust {
		for i := range longest {
			for _, f := range frames {
				if i+1 < len(f) {
					s.put(uint32(f[i+1]), 8)
				}
			}
		}
		return s.bytes()
	}
	for _, f := range frames {
		var speech bitString
		for _, c := range f[1:] {
			speech.put(uint32(c), 8)
		}
		s = append(s, speech[:sizes[f[0]>>3]]...)
		if m.aligned {
			s.fill()
		}
	}
	return s.bytes()
}

// packets makes the packets of a stream.
func (m amrMode) packets(frames [][]byte, samples uint32, sizes *[16]int) (list []Packet) {
	group := m.blocks * m.interleave // frame-blocks of a group of packets
	for base := 0; (base+group)*m.channels <= len(frames); base += group {
		for ilp := range m.interleave {
			var mine [][]byte
			for k := range m.blocks {
				block := base + ilp + k*m.interleave
				mine = append(mine, frames[block*m.channels:(block+1)*m.channels]...)
			}
			list = append(list, Packet{Seq: uint16(len(list)), Timestamp: uint32(base+ilp) * samples, Payload: m.pack(mine, ilp, sizes)})
		}
	}
	return list
}

// storedFrames parts a file in the storage format (5.3), and puts frames without speech among the others: comfort
// noise and nothing at all.
func storedFrames(t *testing.T, name, magic string, sizes *[16]int) (frames [][]byte) {
	b, err := os.ReadFile("../testdata/payloads/" + name)
	if err != nil || !bytes.HasPrefix(b, []byte(magic)) {
		t.Fatalf("%s: %v", name, err)
	}
	b = b[len(magic):]
	for len(b) > 0 {
		n := 1 + (sizes[b[0]>>3&15]+7)/8
		frames, b = append(frames, b[:n]), b[n:]
	}
	for i := 3; i < len(frames); i += 7 {
		frames = slices.Insert(frames, i, []byte{15<<3 | 4})
	}
	for i := 5; i < len(frames); i += 9 {
		sid := byte(8) // comfort noise of AMR
		if sizes[9] > 0 {
			sid = 9 // of AMR-WB
		}
		f := []byte{sid << 3, 0xde, 0xad, 0xbe, 0xef, 0xaa} // 39 bits, or 40: the last of them is 0
		frames = slices.Insert(frames, i, f)
	}
	return frames
}

// TestAMRModes has real frames, some without speech, come back from each way of payload.
func TestAMRModes(t *testing.T) {
	for _, file := range []struct {
		name, magic string
		sizes       [16]int // of RFC 4867, 5.3, written down anew
		samples     uint32
	}{
		{"sent.amr", "#!AMR\n", [16]int{95, 103, 118, 134, 148, 159, 204, 244, 39}, 160},
		{"sent.awb", "#!AMR-WB\n", [16]int{132, 177, 253, 285, 317, 365, 397, 461, 477, 40}, 320},
	} {
		frames := storedFrames(t, file.name, file.magic, &file.sizes)
		for name, m := range amrModes {
			t.Run(file.name+"/"+name, func(t *testing.T) {
				var got []byte
				var times []uint32
				d := NewAMR(file.samples == 320, params(m.params...), m.channels, func(u *Unit) {
					if u.Damaged {
						t.Errorf("at %d: %s", u.Timestamp, u.Why)
					}
					got, times = append(got, u.Data...), append(times, u.Timestamp)
				})
				list := m.packets(frames, file.samples, &file.sizes)
				for i := range list {
					d.Push(&list[i])
				}
				d.Flush()
				want := frames[:len(list)*m.blocks*m.channels]
				if !bytes.Equal(got, bytes.Join(want, nil)) {
					t.Errorf("got  %x\nwant %x", got, want)
				}
				for i, stamp := range times {
					if stamp != uint32(i/m.channels)*file.samples {
						t.Fatalf("frame %d is at %d", i, stamp)
					}
				}
			})
		}
	}
}

// TestAMRRobustCut has the end of a robustly sorted payload missing.
func TestAMRRobustCut(t *testing.T) {
	var got collector
	d := NewAMR(false, params("octet-align", "1", "robust-sorting", "1"), 1, got.emit)
	m := amrMode{aligned: true, robust: true}
	sid := []byte{8<<3 | 4, 1, 2, 3, 4, 6}
	b := m.pack([][]byte{sid, sid, sid}, 0, &amrBits)
	d.Push(&Packet{Payload: b[:len(b)-1]})
	if len(got.units) != 3 || got.units[0] != "0 440102030406 key" || got.units[1] != "160 440102030406 key" || got.units[2] != "320  key damaged" {
		t.Errorf("%q", got.units)
	}
}
