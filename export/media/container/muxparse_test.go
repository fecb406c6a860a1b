package container

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/bits"
	"slices"
	"testing"
)

// The parsers here read files as the standards say, apart from the code that writes them; they complain of
// whatever is not as it says itself.

// ebmlElement reads the head of an element.
func ebmlElement(t *testing.T, b []byte) (id uint32, content []byte, size int) {
	t.Helper()
	n := bits.LeadingZeros8(b[0]) + 1
	for _, x := range b[:n] {
		id = id<<8 | uint32(x)
	}
	m := bits.LeadingZeros8(b[n]) + 1
	v := uint64(b[n]) & (1<<(8-m) - 1)
	for _, x := range b[n+1 : n+m] {
		v = v<<8 | uint64(x)
	}
	if v > uint64(len(b)-n-m) {
		t.Fatalf("element %x of %d bytes, %d are there", id, v, len(b)-n-m)
	}
	return id, b[n+m : n+m+int(v)], n + m + int(v)
}

func ebmlEach(t *testing.T, b []byte, each func(id uint32, content []byte, at int)) {
	t.Helper()
	for at := 0; at < len(b); {
		id, content, n := ebmlElement(t, b[at:])
		each(id, content, at)
		at += n
	}
}

func ebmlNumber(b []byte) (v uint64) {
	for _, x := range b {
		v = v<<8 | uint64(x)
	}
	return v
}

type parsedMatroska struct {
	samples  []found
	duration float64
	cues     int
}

func parseMatroska(t *testing.T, b []byte) (p parsedMatroska) {
	t.Helper()
	if id, _, n := ebmlElement(t, b); id != 0x1a45dfa3 {
		t.Fatalf("it begins with %x", id)
	} else {
		b = b[n:]
	}
	id, segment, n := ebmlElement(t, b)
	if id != 0x18538067 || n != len(b) {
		t.Fatalf("segment %x of %d bytes, %d are there", id, n, len(b))
	}
	at := map[uint32][]int{}
	scale := 0.0
	var points []int
	ebmlEach(t, segment, func(id uint32, c []byte, pos int) {
		at[id] = append(at[id], pos)
		switch id {
		case 0x1549a966:
			ebmlEach(t, c, func(id uint32, c []byte, _ int) {
				switch id {
				case 0x2ad7b1:
					scale = float64(ebmlNumber(c)) * 1e-9
				case 0x4489:
					p.duration = math.Float64frombits(binary.BigEndian.Uint64(c)) * scale
				}
			})
		case 0x1f43b675:
			p.cluster(t, c, scale)
		case 0x1c53bb6b:
			ebmlEach(t, c, func(_ uint32, c []byte, _ int) {
				ebmlEach(t, c, func(id uint32, c []byte, _ int) {
					if id == 0xb7 {
						ebmlEach(t, c, func(id uint32, c []byte, _ int) {
							if id == 0xf1 {
								points = append(points, int(ebmlNumber(c)))
							}
						})
					}
				})
			})
		}
	})
	p.cues = len(points)
	for _, x := range points {
		if !slices.Contains(at[0x1f43b675], x) {
			t.Errorf("the index points at %d, where no cluster begins", x)
		}
	}
	ebmlEach(t, segment[:], func(id uint32, c []byte, _ int) {
		if id != 0x114d9b74 {
			return
		}
		ebmlEach(t, c, func(_ uint32, c []byte, _ int) {
			var what uint32
			ebmlEach(t, c, func(id uint32, c []byte, _ int) {
				if id == 0x53ab {
					what = uint32(ebmlNumber(c))
				} else if where := int(ebmlNumber(c)); len(at[what]) > 0 && at[what][0] != where {
					t.Errorf("the seek head has %x at %d, it is at %d", what, where, at[what])
				}
			})
		})
	})
	return p
}

func (p *parsedMatroska) cluster(t *testing.T, b []byte, scale float64) {
	t.Helper()
	var base int64
	ebmlEach(t, b, func(id uint32, c []byte, _ int) {
		switch id {
		case 0xe7:
			base = int64(ebmlNumber(c))
		case 0xa3:
			time := base + int64(int16(binary.BigEndian.Uint16(c[1:])))
			p.samples = append(p.samples, found{track: int(c[0]&0x7f) - 1, pts: float64(time) * scale, key: c[3]&0x80 != 0, data: c[4:]})
		}
	})
}

type parsedMP4 struct {
	samples            []found
	scales             []float64
	edits              []int64
	duration           int64
	fragments, indexed int
}

func mp4Each(t *testing.T, b []byte, each func(name string, content []byte, at int)) {
	t.Helper()
	for at := 0; at < len(b); {
		n := int(binary.BigEndian.Uint32(b[at:]))
		if n < 8 || n > len(b)-at {
			t.Fatalf("box %q of %d bytes, %d are there", b[at+4:at+8], n, len(b)-at)
		}
		each(string(b[at+4:at+8]), b[at+8:at+n], at)
		at += n
	}
}

func parseMP4(t *testing.T, b []byte) (p parsedMP4) {
	t.Helper()
	be := binary.BigEndian
	var moofs, promised []int
	end := 0
	var walk func(name string, c []byte, at int)
	walk = func(name string, c []byte, at int) {
		switch name {
		case "moov", "trak", "mdia", "edts", "mvex":
			mp4Each(t, c, walk)
		case "mdhd":
			p.scales = append(p.scales, float64(be.Uint32(c[20:])))
		case "mehd":
			p.duration = int64(be.Uint64(c[4:]))
		case "elst":
			p.edits = append(p.edits, int64(be.Uint64(c[16:])))
		case "sidx":
			n := int(be.Uint16(c[30:]))
			at += 8 + len(c)
			for i := range n {
				promised = append(promised, at)
				at += int(be.Uint32(c[32+12*i:]) & 0x7fffffff)
			}
			end = at
		case "moof":
			moofs = append(moofs, at)
			p.fragment(t, c, b[at:])
		}
	}
	mp4Each(t, b, walk)
	p.fragments, p.indexed = len(moofs), len(promised)
	if len(moofs) > 0 && (!slices.Equal(moofs, promised) || end != len(b)) {
		t.Errorf("fragments at %d up to %d, the index says %d up to %d", moofs, len(b), promised, end)
	}
	return p
}

// fragment reads moof; file begins with it.
func (p *parsedMP4) fragment(t *testing.T, b, file []byte) {
	t.Helper()
	be := binary.BigEndian
	mp4Each(t, b, func(name string, c []byte, _ int) {
		if name != "traf" {
			return
		}
		track, dts := 0, int64(0)
		mp4Each(t, c, func(name string, c []byte, _ int) {
			switch name {
			case "tfhd":
				track = int(be.Uint32(c[4:])) - 1
			case "tfdt":
				dts = int64(be.Uint64(c[4:]))
			case "trun":
				flags, n, at := be.Uint32(c)&0xffffff, int(be.Uint32(c[4:])), int(be.Uint32(c[8:]))
				c = c[12:]
				for range n {
					f := found{track: track, dts: float64(dts) / p.scales[track], key: true}
					duration, size := int64(be.Uint32(c)), int(be.Uint32(c[4:]))
					c = c[8:]
					pts := dts
					if flags&0xc00 != 0 {
						f.key = be.Uint32(c)&0x10000 == 0
						pts += int64(int32(be.Uint32(c[4:])))
						c = c[8:]
					}
					f.pts = float64(pts) / p.scales[track]
					f.data = file[at : at+size]
					at += size
					dts += duration
					p.samples = append(p.samples, f)
				}
			}
		})
	})
}

type parsedTS struct {
	samples []found
	types   []int
	longest float64 // seconds between two clock references
	pcr     float64
	pcrPID  int
	open    map[int]*found
	length  map[int]int
	counter map[int]byte
}

// crcTable is that of sections.
func sectionCRC(b []byte) uint32 {
	// The checksum of IEEE with bits and bytes the other way round.
	r := make([]byte, len(b))
	for i, x := range b {
		r[i] = bits.Reverse8(x)
	}
	return bits.Reverse32(^crc32.ChecksumIEEE(r))
}

func parseTS(t *testing.T, b []byte) (p parsedTS) {
	t.Helper()
	p.open, p.length, p.counter, p.pcr = map[int]*found{}, map[int]int{}, map[int]byte{}, -1
	if len(b)%188 != 0 {
		t.Fatalf("%d bytes are no packets", len(b))
	}
	for ; len(b) > 0; b = b[188:] {
		p.packet(t, b[:188])
	}
	for pid := range p.open {
		p.close(t, pid)
	}
	return p
}

func (p *parsedTS) packet(t *testing.T, b []byte) {
	t.Helper()
	pid, begins, control := int(b[1]&0x1f)<<8|int(b[2]), b[1]&0x40 != 0, b[3]>>4
	if b[0] != 0x47 {
		t.Fatal("no sync byte")
	}
	if last, ok := p.counter[pid]; ok && control&1 == 1 && b[3]&15 != (last+1)&15 || ok && control&1 == 0 && b[3]&15 != last {
		t.Fatalf("PID %x: counter %d after %d", pid, b[3]&15, last)
	}
	p.counter[pid] = b[3] & 15
	c, key := b[4:], false
	if control&2 != 0 {
		n := int(c[0])
		if n > 0 {
			key = c[1]&0x40 != 0
			if c[1]&0x10 != 0 {
				p.reference(t, pid, c[2:])
			}
		}
		c = c[1+n:]
	}
	switch {
	case control&1 == 0:
	case pid == 0 || pid == 0x1000:
		p.section(t, pid, c[1:])
	default:
		if begins {
			p.close(t, pid)
			p.begin(t, pid, c, key)
			return
		}
		p.open[pid].data = append(p.open[pid].data, c...)
	}
}

func (p *parsedTS) reference(t *testing.T, pid int, c []byte) {
	base := uint64(binary.BigEndian.Uint32(c))<<1 | uint64(c[4]>>7)
	s := float64(base) / 90000
	if pid != p.pcrPID || s <= p.pcr && p.pcr > 0 {
		t.Fatalf("clock reference %f of PID %x after %f", s, pid, p.pcr)
	}
	if p.pcr >= 0 && s-p.pcr < 1 { // of the gap nothing can be said
		p.longest = max(p.longest, s-p.pcr)
	}
	p.pcr = s
}

func (p *parsedTS) section(t *testing.T, pid int, c []byte) {
	t.Helper()
	n := 3 + int(c[1]&0xf)<<8 + int(c[2])
	if crc := binary.BigEndian.Uint32(c[n-4:]); crc != sectionCRC(c[:n-4]) {
		t.Fatalf("checksum %x, want %x", crc, sectionCRC(c[:n-4]))
	}
	if pid == 0 {
		return
	}
	p.types = nil
	p.pcrPID = int(c[8]&0x1f)<<8 | int(c[9])
	for d := c[12 : n-4]; len(d) > 0; d = d[5+int(d[3]&15)<<8+int(d[4]):] {
		p.types = append(p.types, int(d[0]))
	}
}

func tsTime(b []byte) float64 {
	v := uint64(b[0]>>1&7)<<30 | uint64(b[1])<<22 | uint64(b[2]>>1)<<15 | uint64(b[3])<<7 | uint64(b[4]>>1)
	return float64(v) / 90000
}

func (p *parsedTS) begin(t *testing.T, pid int, c []byte, key bool) {
	t.Helper()
	if c[0] != 0 || c[1] != 0 || c[2] != 1 {
		t.Fatal("no PES packet")
	}
	f := &found{track: pid - 0x100, key: key, pts: tsTime(c[9:])}
	f.dts = f.pts
	if c[7]&0x40 != 0 {
		f.dts = tsTime(c[14:])
	}
	if f.dts < p.pcr {
		t.Fatalf("decoded at %f, the clock is at %f", f.dts, p.pcr)
	}
	if n := int(binary.BigEndian.Uint16(c[4:])); n > 0 {
		p.length[pid] = n - 3 - int(c[8])
	} else {
		p.length[pid] = -1
	}
	f.data = slices.Clone(c[9+int(c[8]):])
	p.open[pid] = f
}

func (p *parsedTS) close(t *testing.T, pid int) {
	t.Helper()
	f := p.open[pid]
	if f == nil {
		return
	}
	if n := p.length[pid]; n >= 0 && n != len(f.data) {
		t.Fatalf("PES packet of %d bytes, %d are there", n, len(f.data))
	}
	p.samples = append(p.samples, *f)
	p.open[pid] = nil
}
