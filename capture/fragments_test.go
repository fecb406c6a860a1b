package capture

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
)

// split splits a UDP datagram into IPv4 fragments of n bytes.
func split(datagram []byte, id uint16, n int) [][]byte {
	var out [][]byte
	for at := 0; at < len(datagram); at += n {
		end := min(at+n, len(datagram))
		part := uint16(at / 8)
		if end < len(datagram) {
			part |= 0x2000
		}
		out = append(out, ip4Fragment(17, part, id, datagram[at:end]))
	}
	return out
}

// split6 splits a datagram into IPv6 fragments; next is the protocol at its beginning.
func split6(datagram []byte, next byte, id uint32, n int) [][]byte {
	var out [][]byte
	for at := 0; at < len(datagram); at += n {
		end := min(at+n, len(datagram))
		header := []byte{next, 0, 0, 0, 0, 0, 0, 0}
		part := uint16(at)
		if end < len(datagram) {
			part |= 1
		}
		binary.BigEndian.PutUint16(header[2:], part)
		binary.BigEndian.PutUint32(header[4:], id)
		out = append(out, ip6(44, append(header, datagram[at:end]...)))
	}
	return out
}

var (
	longPayload  = counting(3000)
	longDatagram = udp(6000, longPayload)
)

// frameNumbers returns the numbers of frames as a string.
func frameNumbers(frames []Frame) string {
	var b strings.Builder
	for _, f := range frames {
		b.WriteByte('0' + byte(f.Number()))
	}
	return b.String()
}

func TestFragments(t *testing.T) {
	f := split(longDatagram, 7, 1480)                               // three
	g := split(udp(6000, bytes.Repeat([]byte("x"), 3000)), 7, 1480) // three others with the same key
	whole := ip4(17, udpHello)
	overlap := [][]byte{
		ip4Fragment(17, 0x2000, 7, longDatagram[:1600]),
		ip4Fragment(17, 0x2000|1000/8, 7, bytes.Repeat([]byte{0xee}, 1000)), // 1000 to 2000, of which 600 have been received
		ip4Fragment(17, 2000/8, 7, longDatagram[2000:]),
	}
	overlapped := bytes.Clone(longDatagram)
	copy(overlapped[1600:2000], bytes.Repeat([]byte{0xee}, 400))
	for _, c := range []struct {
		name    string
		frames  [][]byte
		want    []byte // payload of the datagram
		at      int    // frame that completes it; 0 if none
		count   int
		numbers string
		lost    int64
	}{
		{"in order", f, longPayload, 3, 3, "123", 0},
		{"reversed", [][]byte{f[2], f[1], f[0]}, longPayload, 3, 3, "123", 0},
		{"every fragment twice", [][]byte{f[0], f[0], f[1], f[1], f[2], f[2]}, longPayload, 5, 3, "135", 0},
		{"every fragment three times", [][]byte{f[0], f[0], f[0], f[1], f[1], f[1], f[2], f[2], f[2]}, longPayload, 7, 3, "147", 0},
		{"other packets in between", [][]byte{f[0], whole, f[1], whole, f[2]}, longPayload, 5, 3, "135", 0},
		{"one missing", [][]byte{f[0], f[2]}, nil, 0, 0, "", 1},
		{"first missing", [][]byte{f[1], f[2]}, nil, 0, 0, "", 1},
		{"last missing", [][]byte{f[0], f[1]}, nil, 0, 0, "", 1},
		{"overlap: first bytes win", overlap, overlapped[8:], 3, 3, "123", 0},
		{"duplicate with different bytes", [][]byte{f[0], g[0], g[1], f[1], f[2]}, append(append([]byte(nil), longPayload[:1472]...), append(bytes.Repeat([]byte("x"), 1480), longPayload[2952:]...)...), 5, 3, "135", 0},
		{"IPv6", split6(longDatagram, 17, 9, 1448), longPayload, 3, 3, "123", 0},
		{"IPv6, reversed, with destination options", reversed(split6(append([]byte{17, 0, 1, 4, 0, 0, 0, 0}, longDatagram...), 60, 9, 1448)), longPayload, 3, 3, "123", 0},
	} {
		packets, file := readAll(t, newRecorder(linkRaw).add(c.frames...).Bytes())
		var done []Packet
		for _, p := range packets {
			if p.Fragments != 0 {
				done = append(done, p)
			} else if p.Proto != 0 && len(p.Payload) != len(hello) {
				t.Errorf("%s: a fragment was returned as protocol %d", c.name, p.Proto)
			}
		}
		if file.FragmentsLost != c.lost || c.lost > 0 && file.FirstFragmentLost != 1 {
			t.Errorf("%s: lost %d, first in %d", c.name, file.FragmentsLost, file.FirstFragmentLost)
		}
		if c.at == 0 {
			if len(done) != 0 {
				t.Errorf("%s: %d datagrams", c.name, len(done))
			}
			continue
		}
		if len(done) == 0 {
			t.Errorf("%s: no datagram", c.name)
			continue
		}
		p := done[0]
		if !bytes.Equal(p.Payload, c.want) || p.PayloadLen != len(c.want) {
			t.Errorf("%s: %d bytes of %d, want %d", c.name, len(p.Payload), p.PayloadLen, len(c.want))
		}
		if p.Frame.Number() != int64(c.at) || p.Fragments != c.count || frameNumbers(p.FragmentFrames) != c.numbers {
			t.Errorf("%s: frame %d of %d fragments %s", c.name, p.Frame.Number(), p.Fragments, frameNumbers(p.FragmentFrames))
		}
		if p.Proto != UDP || p.Src.Port != 5000 || p.Dst.Port != 6000 {
			t.Errorf("%s: %d %v>%v", c.name, p.Proto, p.Src, p.Dst)
		}
	}
}

func reversed(f [][]byte) [][]byte {
	for i, j := 0, len(f)-1; i < j; i, j = i+1, j-1 {
		f[i], f[j] = f[j], f[i]
	}
	return f
}

// The fragment offset has 13 bits, in units of 8 bytes: a datagram may be almost 64 KiB long.
func TestFragmentsOfTheLargestDatagram(t *testing.T) {
	payload := make([]byte, 65000)
	for i := range payload {
		payload[i] = byte(i>>8) ^ byte(i)
	}
	packets, file := readAll(t, newRecorder(linkRaw).add(split(udp(6000, payload), 7, 1480)...).Bytes())
	p := packets[len(packets)-1]
	if !bytes.Equal(p.Payload, payload) || p.PayloadLen != len(payload) || p.Fragments != len(packets) || file.FragmentsLost != 0 {
		t.Errorf("%d bytes in %d of %d fragments, %d lost", p.PayloadLen, p.Fragments, len(packets), file.FragmentsLost)
	}
}

// The first fragment without the more-fragments flag determines the length. A second one with a smaller or larger end
// must neither truncate nor extend the datagram: that would make this analysis and the receiver see different data.
func TestFragmentsWithTwoEnds(t *testing.T) {
	for name, second := range map[string][]byte{
		"shorter": ip4Fragment(17, 1000/8, 7, longDatagram[1000:1496]),
		"longer":  ip4Fragment(17, 3200/8, 7, make([]byte, 800)),
	} {
		packets, _ := readAll(t, newRecorder(linkRaw).add(
			ip4Fragment(17, 0x2000, 7, longDatagram[:1000]),
			ip4Fragment(17, 2000/8, 7, longDatagram[2000:]),
			second,
			ip4Fragment(17, 0x2000|1000/8, 7, longDatagram[1000:2000]),
		).Bytes())
		for i, p := range packets {
			if completed := p.Fragments != 0; completed != (i == 3) || completed && !bytes.Equal(p.Payload, longPayload) {
				t.Errorf("%s: frame %d: %d fragments, %d bytes", name, i+1, p.Fragments, len(p.Payload))
			}
		}
	}
}

// A repeated datagram, and another one with the same identification, are both reassembled.
func TestFragmentsIdentificationReused(t *testing.T) {
	frames := append(split(longDatagram, 0, 1480), split(longDatagram, 0, 1480)...)
	frames = append(frames, split(udp(6000, bytes.Repeat([]byte("x"), 2000)), 0, 1480)...)
	packets, f := readAll(t, newRecorder(linkRaw).add(frames...).Bytes())
	for i, n := range map[int]int{2: 3000, 5: 3000, 7: 2000} {
		if len(packets[i].Payload) != n {
			t.Errorf("frame %d: %d bytes, want %d", i+1, len(packets[i].Payload), n)
		}
	}
	if f.FragmentsLost != 0 {
		t.Errorf("lost %d", f.FragmentsLost)
	}
}

// Fragments truncated by the snaplen yield the captured bytes and the length on the wire.
func TestFragmentsTruncated(t *testing.T) {
	r := newRecorder(linkRaw)
	for _, f := range split(longDatagram, 7, 1480) {
		n := min(len(f), 100)
		r.words(1, 0, uint32(n), uint32(len(f)))
		r.Write(f[:n])
	}
	packets, f := readAll(t, r.Bytes())
	p := packets[2]
	if p.Proto != UDP || !bytes.Equal(p.Payload, longPayload[:100-28]) || p.PayloadLen != len(longPayload) || f.FragmentsLost != 0 {
		t.Errorf("protocol %d, payload %d of %d, lost %d", p.Proto, len(p.Payload), p.PayloadLen, f.FragmentsLost)
	}
}

// Bytes missing in one copy of a fragment are taken from another copy.
func TestFragmentsTruncatedCopy(t *testing.T) {
	s := &fragments{}
	g := s.begin(nil, fragmentKey{}, 0)
	data := counting(100)
	s.store(g, fragment{at: 0, data: data[:50], wire: 60})
	s.store(g, fragment{at: 40, data: data[40:], wire: 60})
	if len(g.spans) != 1 || g.spans[0] != (span{0, 100, 100}) || !bytes.Equal(g.buf[:100], data) {
		t.Errorf("%v", g.spans)
	}
}

// A tunnel with fragmented packets, and fragments inside a tunnel.
func TestFragmentsAndTunnels(t *testing.T) {
	outer := udp(portVXLAN, layers("08000000 00000100", eth(etherIPv4), ip4(17, longDatagram)))
	var frames [][]byte
	frames = append(frames, split(outer, 7, 1480)...)
	for _, f := range split(longDatagram, 8, 1480) {
		frames = append(frames, ip4(4, f))
	}
	var inner [][]byte // fragments of a datagram that itself contains a fragment
	for _, f := range split(longDatagram, 9, 1480) {
		inner = append(inner, split4(ip4(17, udp(portVXLAN, layers("08000000 00000100", eth(etherIPv4), f))), 100)...)
	}
	frames = append(frames, inner...)
	packets, f := readAll(t, newRecorder(linkRaw).add(frames...).Bytes())
	got := 0
	for _, p := range packets {
		if bytes.Equal(p.Payload, longPayload) {
			got++
		}
	}
	if got != 3 || f.FragmentsLost != 0 {
		t.Errorf("%d datagrams of 3, %d lost", got, f.FragmentsLost)
	}
}

// split4 splits the payload of an IPv4 packet.
func split4(packet []byte, id uint16) [][]byte { return split(packet[20:], id, 800) }

func TestFragmentsAreBounded(t *testing.T) {
	file := &File{}
	d := &decoder{files: []*File{file}}
	big := make([]byte, 1400)
	const n = 5000
	for i := range n {
		// The last bytes of a 64 KiB datagram, so that each needs the largest buffer.
		d.decode(&Packet{Frame: Frame(i + 1), Link: linkRaw, Raw: ip4Fragment(17, 0x2000|60000/8, uint16(i), big), OrigLen: 1420})
		if s := &d.fragments; len(s.table) > maxDatagrams || s.memory > maxDatagramMemory+64<<10 {
			t.Fatalf("%d datagrams, %d bytes", len(s.table), s.memory)
		}
	}
	if file.FragmentsLost < n-maxDatagrams || file.FragmentsLost >= n {
		t.Errorf("lost %d before the end", file.FragmentsLost)
	}
	d.end()
	if file.FragmentsLost != n || file.FirstFragmentLost != 1 || len(d.fragments.table) != 0 || d.fragments.memory != 0 {
		t.Errorf("lost %d, first %d, %d left", file.FragmentsLost, file.FirstFragmentLost, len(d.fragments.table))
	}
	if d.fragments.oldest != nil || d.fragments.newest != nil {
		t.Error("the list is not empty")
	}
}

func TestFragmentsExpire(t *testing.T) {
	f := split(longDatagram, 7, 1480)
	r := newRecorder(linkRaw).add(f[0], f[1])
	r.time += maxDatagramAge + 1
	r.add(split(longDatagram, 8, 1480)...)
	r.add(f[2]) // too late
	_, file := readAll(t, r.Bytes())
	if file.FragmentsLost != 2 || file.FirstFragmentLost != 1 {
		t.Errorf("lost %d, first %d", file.FragmentsLost, file.FirstFragmentLost)
	}
}

func TestFragmentsAllocateNothing(t *testing.T) {
	d := &decoder{files: []*File{{}}}
	packets := make([]Packet, 3)
	for i, f := range split(longDatagram, 7, 1480) {
		packets[i] = Packet{Frame: Frame(i + 1), Link: linkRaw, Raw: f, OrigLen: len(f)}
	}
	once := func() {
		for i := range packets {
			d.decode(&packets[i])
		}
		if packets[2].Fragments != 3 {
			t.Fatal("not reassembled")
		}
	}
	for range 2 * maxTunnels { // until the pools are full
		once()
	}
	if n := testing.AllocsPerRun(1000, once); n != 0 {
		t.Errorf("%v allocations per datagram", n)
	}
}

// FuzzFragments compares with a simple model: an array of bytes in which the first value stays.
func FuzzFragments(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(10))
	f.Add(uint64(7), uint8(200), uint8(255))
	f.Fuzz(func(t *testing.T, seed uint64, length, n uint8) {
		rng := rand.New(rand.NewPCG(seed, 0))
		total := int(length) + 1
		file := &File{}
		d := &decoder{files: []*File{file}}
		model := make([]int, total) // 0: not received; otherwise the byte plus 0x100
		for i := range int(n) {
			at := rng.IntN(total)
			data := make([]byte, 1+rng.IntN(total-at))
			for j := range data {
				data[j] = byte(rng.Uint32())
			}
			more := at+len(data) < total
			p := &Packet{Frame: Frame(i + 1)}
			w, ok := d.fragment(p, fragment{key: fragmentKey{id: 1}, at: at, more: more, data: data, wire: len(data)})
			covered := true
			for j := range data {
				if model[at+j] == 0 {
					model[at+j] = 0x100 | int(data[j])
				}
			}
			for _, m := range model {
				covered = covered && m != 0
			}
			if ok != covered {
				t.Fatalf("fragment %d [%d:%d) of %d: complete %v, want %v", i, at, at+len(data), total, ok, covered)
			}
			if !ok {
				continue
			}
			for j, m := range model {
				if w.data[j] != byte(m) {
					t.Fatalf("byte %d differs", j)
				}
			}
			clear(model)
		}
	})
}
