package capture

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func zstded(b []byte, opts ...zstd.EOption) []byte {
	var out bytes.Buffer
	w, err := zstd.NewWriter(&out, opts...)
	if err != nil {
		panic(err)
	}
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func lz4ed(b []byte, opts ...lz4.Option) []byte {
	var out bytes.Buffer
	w := lz4.NewWriter(&out)
	if err := w.Apply(opts...); err != nil {
		panic(err)
	}
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func unpackAll(t *testing.T, src io.Reader) (out []byte, faults []fault, err error) {
	t.Helper()
	br := bufio.NewReader(src)
	magic, _ := br.Peek(4)
	u, err := newUnpacker(compression(magic), br)
	if err != nil {
		t.Fatal(err)
	}
	defer u.close()
	out, err = io.ReadAll(u)
	return out, u.takeFaults(), err
}

func TestUnpack(t *testing.T) {
	data := bytes.Repeat(counting(1000), 700) // several blocks in each format
	join := func(b ...[]byte) []byte { return bytes.Join(b, nil) }
	skippable := []byte{0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'}
	badCRC := gzipped(data[:5000])
	badCRC[len(badCRC)-8] ^= 1
	for _, c := range []struct {
		name  string
		in    []byte
		want  []byte
		fault string
	}{
		{"gzip", gzipped(data), data, ""},
		{"gzip, member boundaries anywhere", join(gzipped(data[:7]), gzipped(nil), gzipped(data[7:])), data, ""},
		{"gzip, trailing garbage", join(gzipped(data), []byte("garbage")), data, "trailing-data"},
		{"gzip, trailing zeros", join(gzipped(data), make([]byte, 512)), data, "trailing-data"},
		{"gzip, bad checksum, then a member", join(badCRC, gzipped(data[5000:])), data, "compression"},
		{"zstd", zstded(data), data, ""},
		{"zstd, frames", join(zstded(data[:7]), zstded(data[7:])), data, ""},
		{"zstd, skippable frame first", join(skippable, zstded(data)), data, ""},
		{"zstd, trailing garbage", join(zstded(data), []byte("garbage!")), data, "trailing-data"},
		{"lz4", lz4ed(data), data, ""},
		{"lz4, frames", join(lz4ed(data[:7]), lz4ed(data[7:])), data, ""},
		{"lz4, legacy", lz4ed(data, lz4.LegacyOption(true)), data, ""},
		{"lz4, trailing garbage", join(lz4ed(data), []byte("garbage!")), data, "trailing-data"},
	} {
		for _, src := range []io.Reader{bytes.NewReader(c.in), iotest.HalfReader(bytes.NewReader(c.in))} {
			got, faults, err := unpackAll(t, src)
			if err != nil || !bytes.Equal(got, c.want) {
				t.Errorf("%s: %d bytes of %d, %v", c.name, len(got), len(c.want), err)
			}
			if c.fault == "" && len(faults) != 0 || c.fault != "" && (len(faults) != 1 || faults[0].kind != c.fault) {
				t.Errorf("%s: faults %v, want %q", c.name, faults, c.fault)
			}
		}
	}
}

// Truncated compressed data yields the readable part and an error.
func TestUnpackTruncated(t *testing.T) {
	data := bytes.Repeat(counting(60_000), 20)
	for name, in := range map[string][]byte{
		"gzip": gzipped(data),
		"zstd": zstded(data, zstd.WithEncoderLevel(zstd.SpeedFastest)),
		"lz4":  lz4ed(data, lz4.BlockSizeOption(lz4.Block64Kb)),
	} {
		got, _, err := unpackAll(t, bytes.NewReader(in[:len(in)/2]))
		if err == nil {
			t.Errorf("%s: truncated data ended without an error", name)
		}
		if len(got) == 0 || !bytes.HasPrefix(data, got) {
			t.Errorf("%s: %d bytes unpacked", name, len(got))
		}
	}
}

func TestUnpackDamaged(t *testing.T) {
	data := bytes.Repeat(counting(60_000), 20)
	for name, in := range map[string][]byte{"gzip": gzipped(data), "zstd": zstded(data), "lz4": lz4ed(data)} {
		for at := 4; at < len(in); at += len(in)/50 + 1 {
			bad := bytes.Clone(in)
			bad[at] ^= 0x55
			got, _, _ := unpackAll(t, bytes.NewReader(bad)) // no panic, no hang
			if len(got) > 2*len(data) {
				t.Errorf("%s damaged at %d unpacks to %d bytes", name, at, len(got))
			}
		}
	}
}

func TestUnpackRefusesHugeWindow(t *testing.T) {
	// A frame header with a window of 2 GiB, and a block.
	in := []byte{0x28, 0xb5, 0x2f, 0xfd, 0, (31 - 10) << 3, 1, 0, 0}
	if _, _, err := unpackAll(t, bytes.NewReader(in)); err == nil {
		t.Error("a window of 2 GiB was accepted")
	}
}

// TestZstdWindow checks that a window above the limit is not called damage.
func TestZstdWindow(t *testing.T) {
	for _, window := range []byte{(28 - 10) << 3, (31 - 10) << 3} {
		frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0, window, 1, 0, 0}
		_, err := OpenReader("big.zst", bytes.NewReader(frame))
		if !errors.Is(err, ErrDecompress) || errors.Is(err, ErrNotCapture) || !strings.Contains(err.Error(), "128 MiB; use zstd -dc --long=31 FILE | rtspect -") {
			t.Errorf("at once: %v", err)
		}
		c, err := OpenReader("big.zst", bytes.NewReader(append(zstded(pcapFile(3)), frame...)))
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, err = c.Next()
		}
		if f := c.Files()[0]; !errors.Is(err, ErrDecompress) || f.Packets != 3 || damages(f) != "limit@3!" {
			t.Errorf("in the second frame: %v, %d packets, %s", err, f.Packets, damages(f))
		}
	}
}
