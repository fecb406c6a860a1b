package capture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"testing"
	"testing/iotest"
)

// numbered returns a pcap file with n packets, half a second apart, each with its number in the payload, and a function
// that returns the position of a record.
func numbered(n int, large int) (file []byte, at []int) {
	r := newRecorder(linkEthernet)
	file = bytes.Clone(r.Bytes())
	for i := range n {
		data := layers(eth(etherIPv4), ip4(17, udp(6000, append([]byte(fmt.Sprintf("%06d", i)), make([]byte, large)...))))
		at = append(at, len(file))
		file = append(file, rawRecord(1_700_000_000+uint32(i/2), uint32(i%2)*500_000, uint32(len(data)), uint32(len(data)), data...)...)
	}
	return file, at
}

// numbers reads a file and returns the numbers of its packets.
func numbersIn(t *testing.T, in io.Reader) (list []string, f *File) {
	t.Helper()
	c, err := OpenReader("x", in)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range drain(t, c) {
		if p.Proto == UDP && len(p.Payload) >= 6 {
			list = append(list, string(p.Payload[:6]))
		}
	}
	return list, c.Files()[0]
}

// A damaged record header costs the record and the data that its length covers.
func TestResyncPcap(t *testing.T) {
	const n = 5000
	good, at := numbered(n, 200)
	const k = 2500 // the damaged record
	field := func(off int, v uint32) func([]byte) {
		return func(b []byte) { binary.LittleEndian.PutUint32(b[at[k]+off:], v) }
	}
	for _, c := range []struct {
		name   string
		spoil  func([]byte)
		lost   int // maximum number of packets
		damage string
	}{
		{"nothing", func([]byte) {}, 0, ""},
		{"length of 2^32-1", field(8, 1<<32-1), 1, "bad-length@2500"},
		{"length of 2^31", field(8, 1<<31), 1, "bad-length@2500"},
		{"length just above the bound", field(8, maxRecord+1), 1, "bad-length@2500"},
		{"length beyond the file", field(8, 0xf00000), 1, "bad-length@2500"},
		{"length of 100000", field(8, 100_000), 1, "bad-length@2500"},
		{"the whole header garbage", func(b []byte) { copy(b[at[k]:], "\x99\xa7\x41\xf3\xe0\x11\x92\xd4\x77\xfe\x12\xc9\x88\x31\xa0\xee") }, 1, "bad-length@2500"},
		{"garbage over several records", func(b []byte) {
			for i := at[k] + 3; i < at[k+20]; i++ {
				b[i] = byte(i*37 + i>>7)
			}
		}, 22, "bad-length@2500"},
		{"bytes missing", func(b []byte) { copy(b[at[k]+5:], b[at[k]+105:]); copy(b[len(b)-100:], make([]byte, 100)) }, 4, "bad-length@2501"},
	} {
		in := bytes.Clone(good)
		c.spoil(in)
		list, f := numbersIn(t, bytes.NewReader(in))
		if len(list) < n-c.lost || damages(f) != c.damage && c.name != "bytes missing" {
			t.Errorf("%s: %d packets, %q", c.name, len(list), damages(f))
		}
		if c.lost == 0 && (len(list) != n || len(f.Damage) != 0) {
			t.Errorf("%s: %d packets, %q", c.name, len(list), damages(f))
		}
		for i := 1; i < len(list); i++ {
			if list[i] <= list[i-1] {
				t.Errorf("%s: %s after %s", c.name, list[i], list[i-1])
			}
		}
		piped, g := numbersIn(t, iotest.HalfReader(bytes.NewReader(in)))
		if len(piped) != len(list) || damages(g) != damages(f) {
			t.Errorf("%s: %d packets from a pipe, %d from a file", c.name, len(piped), len(list))
		}
	}
}

// Unusual but complete records are read unchanged.
func TestNoFalseResync(t *testing.T) {
	inner, _ := numbered(50, 20) // a capture as the content of packets
	r := newRecorder(linkEthernet)
	file := bytes.Clone(r.Bytes())
	add := func(sec, frac uint32, data []byte) {
		file = append(file, rawRecord(sec, frac, uint32(len(data)), uint32(len(data)), data...)...)
	}
	frames := 0
	for i := range uint32(40) {
		sec := 1_700_000_000 + i
		switch i % 5 {
		case 1:
			sec += i * 10_000_000 // years apart
		case 2:
			sec = i // 1970
		}
		size := []int{0, 1000, 70_000, 300_000, 2_000_000}[i%5]
		data := layers(eth(etherIPv4), ip4(17, udp(6000, inner[:1000])), make([]byte, size))
		frac := uint32(0)
		if i%7 == 0 {
			frac = 4_000_000_000
		}
		add(sec, frac, data)
		frames++
	}
	c, err := OpenReader("x", bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(drain(t, c)); got != frames || damages(c.Files()[0]) != "" {
		t.Errorf("%d packets of %d, %q", got, frames, damages(c.Files()[0]))
	}
}

// A damaged pcapng block costs only itself.
func TestResyncPcapng(t *testing.T) {
	le, packets := ngLE, 3000
	var file []byte
	var at []int
	file = append(file, layers(le.section(), le.iface(linkEthernet, 0))...)
	for i := range packets {
		at = append(at, len(file))
		data := layers(eth(etherIPv4), ip4(17, udp(6000, []byte(fmt.Sprintf("%06d", i)))))
		file = append(file, le.enhanced(0, uint64(i)*1000, data)...)
	}
	const k = 1500
	for name, spoil := range map[string]func([]byte) []byte{
		"length of 0":         func(b []byte) []byte { return patch(b, at[k]+4, 0, 0, 0, 0) },
		"length of 2^32-4":    func(b []byte) []byte { return patch(b, at[k]+4, 252, 255, 255, 255) },
		"length of 16 MiB":    func(b []byte) []byte { return patch(b, at[k]+4, 0, 0, 0, 1) },
		"length too large":    func(b []byte) []byte { return patch(b, at[k]+4, 0, 8, 0, 0) },
		"length too small":    func(b []byte) []byte { return patch(b, at[k]+4, 40, 0, 0, 0) },
		"another type":        func(b []byte) []byte { return patch(b, at[k], 0x77, 0x12, 0x34, 0x56, 0xff, 0xff, 0xff) },
		"three bytes missing": func(b []byte) []byte { return append(bytes.Clone(b[:at[k]+30]), b[at[k]+33:]...) },
		"garbage": func(b []byte) []byte {
			return append(append(bytes.Clone(b[:at[k]]), "0123456789abcdefghijk"...), b[at[k]:]...)
		},
	} {
		list, f := numbersIn(t, bytes.NewReader(spoil(bytes.Clone(file))))
		if len(list) < packets-1 || len(f.Damage) != 1 || f.Damage[0].Fatal || f.Damage[0].Skipped == 0 {
			t.Errorf("%s: %d packets, %+v", name, len(list), f.Damage)
		}
	}
	if list, f := numbersIn(t, bytes.NewReader(file)); len(list) != packets || len(f.Damage) != 0 {
		t.Errorf("%d packets, %+v", len(list), f.Damage)
	}
}

// Each byte is read once, whether a search finds nothing or finds candidates at every byte.
func TestResyncIsLinear(t *testing.T) {
	good, _ := numbered(3, 0)
	tempting := rawRecord(1_700_000_001, 1, plausibleRecord, plausibleRecord)
	for name, fill := range map[string][]byte{
		"zeros":    make([]byte, 1<<20),
		"tempting": bytes.Repeat(tempting, 1<<20/len(tempting)),
	} {
		in := layers(good, rawRecord(1, 1, 1<<32-1, 1<<32-1), bytes.Repeat(fill, 24))
		reads := &countingReader{r: bytes.NewReader(in)}
		c, err := OpenReader(name, reads)
		if err != nil {
			t.Fatal(err)
		}
		drain(t, c)
		if reads.n > int64(len(in)) {
			t.Errorf("%s: %d bytes read of %d", name, reads.n, len(in))
		}
	}
}

type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
