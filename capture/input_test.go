package capture

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pierrec/lz4/v4"
)

func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestOpenErrors(t *testing.T) {
	good := pcapFile(1)
	for _, c := range []struct {
		name string
		in   []byte
		want error
		text string
	}{
		{"empty", nil, ErrEmpty, "empty file"},
		{"one byte", good[:1], ErrNotCapture, "not a capture file: shorter than a magic number"},
		{"magic alone", good[:4], ErrTooShort, "truncated capture header: 4 of 24 bytes"},
		{"header less a byte", good[:23], ErrTooShort, "23 of 24 bytes"},
		{"text", []byte("OPTIONS rtsp://camera RTSP/1.0\r\n\r\n"), ErrNotCapture, "text"},
		{"markup", []byte("<html><script>alert(1)</script>\x1b[2J"), ErrNotCapture, "HTML"},
		{"zip", []byte("PK\x03\x04xxxxxxxxxxxxxx"), ErrNotCapture, "ZIP"},
		{"program", []byte("\x7fELF\x02\x01\x01xxxxxxxxxxx"), ErrNotCapture, "ELF"},
		{"xz", []byte("\xfd7zXZ\x00xxxxxxxxxxx"), ErrNotCapture, "decompress it first"},
		{"zeros", make([]byte, 100), ErrNotCapture, "zeros"},
		{"gzip header alone", gzipped(nil)[:10], ErrTooShort, "the gzip data is truncated"},
		{"gzip of nothing", gzipped(nil), ErrEmpty, "compressed with gzip"},
		{"gzip of text", gzipped([]byte("hello, hello")), ErrNotCapture, "text"},
		{"gzip of a truncated header", gzipped(good[:20]), ErrTooShort, "20 of 24 bytes"},
		{"gzip of zeros", gzipped(make([]byte, 64<<20)), ErrNotCapture, "zeros"},
		{"gzip damaged", append(gzipped(nil)[:10], 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), ErrNotCapture, "the gzip data is damaged"},
		{"gzip in gzip", gzipped(gzipped(good)), ErrNotCapture, "compressed twice (gzip inside gzip)"},
		{"zstd in lz4", lz4ed(zstded(good)), ErrNotCapture, "compressed twice (zstd inside lz4)"},
		{"zstd of nothing sensible", append([]byte{0x28, 0xb5, 0x2f, 0xfd}, make([]byte, 60)...), ErrTooShort, "zstd"},
		{"lz4 damaged", append([]byte{0x04, 0x22, 0x4d, 0x18}, make([]byte, 60)...), ErrNotCapture, "lz4"},
	} {
		_, err := Open(write(t, "a\x1b[2J\u202e.pcap", c.in))
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if strings.ContainsAny(err.Error(), "\x1b\n\u202e") || strings.Contains(err.Error(), "script") {
			t.Errorf("%s: %q contains text from the file", c.name, err)
		}
		if !strings.Contains(err.Error(), `a\x1b[2J\u202e.pcap"`) {
			t.Errorf("%s: %v does not name the file", c.name, err)
		}
	}
}

func TestOpenSystemErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(filepath.Join(dir, "absent")); !errors.Is(err, fs.ErrNotExist) || !strings.HasSuffix(err.Error(), `absent": no such file or directory`) {
		t.Error(err)
	}
	if _, err := Open(dir); err == nil || !strings.HasSuffix(err.Error(), "is a directory") {
		t.Error(err)
	}
	if _, err := Open(); err == nil {
		t.Error("opened an empty list")
	}
}

func TestCompressed(t *testing.T) {
	good, ng := pcapFile(1000), ngLE.three()
	for _, c := range []struct {
		name, compression string
		in                []byte
		packets           int
		damage            string
		cut               bool
	}{
		{"none", "none", good, 1000, "", false},
		{"gzip", "gzip", gzipped(good), 1000, "", false},
		{"zstd", "zstd", zstded(good), 1000, "", false},
		{"lz4", "lz4", lz4ed(good), 1000, "", false},
		{"gzip of pcapng", "gzip", gzipped(ng), 3, "", false},
		{"member boundaries in a header and in a record", "gzip", bytes.Join([][]byte{gzipped(good[:7]), gzipped(good[7:60]), gzipped(good[60:])}, nil), 1000, "", false},
		{"wrong checksum", "gzip", patch(gzipped(good), len(gzipped(good))-8, 1, 2, 3, 4), 1000, "compression@1000", false},
		{"trailing garbage", "gzip", append(gzipped(good), "garbage"...), 1000, "trailing-data@1000", false},
		{"trailing garbage after zstd", "zstd", append(zstded(good), "garbage"...), 1000, "trailing-data@1000", false},
		{"truncated in a record", "gzip", gzipped(good[:len(good)-5]), 999, "cut-short@999!", true},
	} {
		c2, err := Open(write(t, "capture", c.in))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		packets, f := drain(t, c2), c2.Files()[0]
		if len(packets) != c.packets || f.Compression != c.compression || damages(f) != c.damage || f.Truncated != c.cut {
			t.Errorf("%s: %d packets, %s, %q, cut short %v", c.name, len(packets), f.Compression, damages(f), f.Truncated)
		}
		if f.Size != int64(len(c.in)) || f.Read != f.Size {
			t.Errorf("%s: read %d of %d, want %d", c.name, f.Read, f.Size, len(c.in))
		}
	}
	gz := gzipped(good)
	c, err := Open(write(t, "capture", gz[:len(gz)-200]))
	if err != nil {
		t.Fatal(err)
	}
	n, f := len(drain(t, c)), c.Files()[0]
	if n == 0 || n >= 1000 || !f.Truncated || len(f.Damage) != 1 || f.Damage[0].Kind != "compression" || f.Damage[0].Frame.Number() != int64(n) {
		t.Errorf("truncated gzip: %d packets, %+v", n, f.Damage)
	}
}

// Damage in the middle of compressed data ends the readable part.
func TestCompressedDamaged(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	r := newRecorder(linkEthernet)
	for range 2000 {
		payload := make([]byte, 1000)
		for i := range payload {
			payload[i] = byte(rng.Uint32())
		}
		r.add(layers(eth(etherIPv4), ip4(17, udp(6000, payload))))
	}
	for name, in := range map[string][]byte{"gzip": gzipped(r.Bytes()), "zstd": zstded(r.Bytes()), "lz4": lz4ed(r.Bytes(), lz4.BlockChecksumOption(true), lz4.BlockSizeOption(lz4.Block64Kb))} {
		for i := range 200 {
			in[len(in)/2+i] ^= 0xff
		}
		c, err := OpenReader("test", bytes.NewReader(in))
		var packets []Packet
		for err == nil {
			var p *Packet
			if p, err = c.Next(); err == nil {
				x := *p
				x.Payload = bytes.Clone(p.Payload)
				packets = append(packets, x)
			}
		}
		if d := c.Files()[0].Damage; len(packets) == 0 || len(d) == 0 || d[len(d)-1].Kind != "compression" || !d[len(d)-1].Fatal || !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %d packets, damage %v, %v", name, len(packets), d, err)
		}
		for _, p := range packets[:len(packets)/2] {
			if p.Proto != UDP || len(p.Payload) != 1000 {
				t.Fatalf("%s: frame %d has wrong content", name, p.Frame)
			}
		}
	}
}

func TestFileSizes(t *testing.T) {
	good := pcapFile(3)
	for name, in := range map[string][]byte{"whole": good, "damage and more behind it": append(bytes.Clone(good), bytes.Repeat([]byte{255}, 1<<20)...)} {
		c, err := Open(write(t, "x.pcap", in))
		if err != nil {
			t.Fatal(err)
		}
		drain(t, c)
		if f := c.Files()[0]; f.Bytes != int64(len(in)) || f.Size != f.Bytes {
			t.Errorf("%s: %d bytes, size %d, want %d", name, f.Bytes, f.Size, len(in))
		}
	}
}

// A read failure is returned after the packets before it, and is listed with its offset.
func TestReadFailure(t *testing.T) {
	broken := errors.New("input/output error")
	good := pcapFile(3)
	for name, data := range map[string][]byte{"plain": good, "gzip": gzipped(good)[:len(gzipped(good))-4], "zstd": zstded(good)[:len(zstded(good))-2]} {
		c, err := OpenReader("disk\n", io.MultiReader(bytes.NewReader(data), iotest.ErrReader(broken)))
		for n := 0; err == nil; n++ {
			if _, err = c.Next(); err == nil && n == 3 {
				t.Fatalf("%s: packets after the failure", name)
			}
		}
		if !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), `"disk\n": `) {
			t.Errorf("%s: %v", name, err)
		}
		if c == nil {
			continue
		}
		d := c.Files()[0].Damage
		if len(d) != 1 || d[0].Kind != "read-error" || d[0].Frame.Number() != 3 || d[0].Offset != int64(len(good)) || !strings.HasPrefix(d[0].Detail, "input/output error") {
			t.Errorf("%s: damage %v", name, d)
		}
	}
	if _, err := OpenReader("x", iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("at once: %v", err)
	}
}

// A packet from a pipe is returned as soon as it has been written.
func TestPipe(t *testing.T) {
	good := pcapFile(2)
	r, w := io.Pipe()
	first := make(chan bool)
	go func() {
		w.Write(good[:len(good)-10])
		<-first
		w.Write(good[len(good)-10:])
		w.Close()
	}()
	c, err := OpenReader("-", r)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := c.Next(); err != nil || p.Frame != 1 {
		t.Fatal(err)
	}
	close(first)
	if got := drain(t, c); len(got) != 1 {
		t.Errorf("%d further packets", len(got))
	}
}

func TestClose(t *testing.T) {
	c, err := Open(write(t, "x.pcap", pcapFile(3)))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := c.Next(); err == nil || err == io.EOF {
		t.Errorf("Next after Close: %v", err)
	}
}

// Reading and decoding allocate nothing per packet.
func TestNextAllocatesNothing(t *testing.T) {
	packet := ngLE.enhanced(0, micros, frame4)
	for name, data := range map[string][]byte{
		"pcap":   pcapFile(5000),
		"pcapng": append(ngLE.begin(), bytes.Repeat(packet, 5000)...),
		"gzip":   gzipped(pcapFile(5000)),
	} {
		c, err := OpenReader(name, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		c.Next() // the first packet of a link type allocates
		if n := testing.AllocsPerRun(4000, func() {
			if _, err := c.Next(); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations per packet", name, n)
		}
	}
}
