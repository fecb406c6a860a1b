package capture

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

func counting(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8)
	}
	return b
}

func TestWindowReturnsTheStream(t *testing.T) {
	data := counting(10_000)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"whole":        func(r io.Reader) io.Reader { return r },
		"byte by byte": iotest.OneByteReader,
		"halves":       iotest.HalfReader,
		"data and EOF": iotest.DataErrReader,
	} {
		b := newWindow(wrap(bytes.NewReader(data)), make([]byte, 64))
		var got []byte
		for n := 1; b.need(n); n = n%200 + 1 { // also beyond the 64 bytes of the buffer
			if want := int64(len(got)); b.offset() != want {
				t.Fatalf("%s: offset %d, want %d", name, b.offset(), want)
			}
			got = append(got, b.buf[b.pos:b.pos+n]...)
			b.pos += n
		}
		got = append(got, b.buf[b.pos:b.end]...)
		if !bytes.Equal(got, data) {
			t.Errorf("%s: the bytes differ (%d of %d)", name, len(got), len(data))
		}
		if b.err != io.EOF {
			t.Errorf("%s: err = %v", name, b.err)
		}
	}
}

func TestWindowGrowsOnlyWithTheData(t *testing.T) {
	b := newWindow(bytes.NewReader(counting(100)), make([]byte, 64))
	if b.need(1 << 24) {
		t.Fatal("need(16 MiB) succeeded with 100 bytes")
	}
	if b.rest() != 100 || len(b.buf) > 256 {
		t.Errorf("rest %d, buffer %d", b.rest(), len(b.buf))
	}
}

func TestWindowReturnsToItsSmallBuffer(t *testing.T) {
	b := newWindow(bytes.NewReader(counting(4096)), make([]byte, 64))
	if !b.need(1000) {
		t.Fatal("need 1000")
	}
	b.pos += 1000
	for b.need(10) {
		b.pos += 10
	}
	if len(b.buf) != 64 {
		t.Errorf("buffer stayed at %d bytes", len(b.buf))
	}
}

func TestWindowSkip(t *testing.T) {
	b := newWindow(bytes.NewReader(counting(1000)), make([]byte, 64))
	if !b.skip(990) || b.offset() != 990 || len(b.buf) != 64 {
		t.Fatalf("offset %d, buffer %d", b.offset(), len(b.buf))
	}
	if b.skip(1 << 40) {
		t.Error("skipped past the end")
	}
}

func TestWindowWithoutProgress(t *testing.T) {
	b := newWindow(emptyReader{}, make([]byte, 64))
	if b.need(1) || !errors.Is(b.err, io.ErrNoProgress) {
		t.Errorf("err = %v", b.err)
	}
}

type emptyReader struct{}

func (emptyReader) Read([]byte) (int, error) { return 0, nil }
