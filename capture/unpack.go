package capture

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// zstdWindow is the largest window that is unpacked: what zstd itself accepts unless told otherwise,
// and what its --long asks for.
const zstdWindow = 128 << 20

// fault is what an unpacker found wrong without having to stop.
type fault struct{ kind, detail string }

// unpacker reads one layer of compression. Read gives io.EOF only at a clean end, or where what
// follows is no compressed data (noted as a fault); any other error is damage of the compressed
// data, and what could be unpacked before it has been given.
type unpacker struct {
	kind   string // gzip, zstd, lz4
	r      io.Reader
	close  func()
	faults []fault // to be taken by whoever reads
	some   bool    // something was unpacked
}

// compression tells by its first bytes how a file is compressed; "" is not at all. Eight bytes
// suffice. Skippable frames serve zstd and lz4 alike, but only zstd's tools begin a file with one.
func compression(b []byte) string {
	if len(b) >= 3 && b[0] == 0x1f && b[1] == 0x8b && b[2] == 8 {
		return "gzip"
	}
	if len(b) < 4 {
		return ""
	}
	switch magic := binary.LittleEndian.Uint32(b); {
	case magic == 0xfd2fb528, magic&^15 == 0x184d2a50:
		return "zstd"
	case magic == 0x184d2204, magic == 0x184c2102:
		return "lz4"
	}
	return ""
}

// newUnpacker reads src, which is compressed in the way named.
func newUnpacker(kind string, src io.Reader) (*unpacker, error) {
	br := bufio.NewReaderSize(src, 64<<10)
	u := &unpacker{kind: kind, close: func() {}}
	switch kind {
	case "gzip":
		u.r = &gzipReader{src: br, u: u}
	case "zstd":
		// One decoder works in the calling goroutine and keeps no other.
		z, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderMaxMemory(zstdWindow))
		if err != nil {
			return nil, err
		}
		u.r, u.close = z, z.Close
	case "lz4":
		u.r = lz4.NewReader(br)
	default:
		return nil, fmt.Errorf("no unpacker for %s", kind)
	}
	return u, nil
}

func (u *unpacker) note(kind, detail string) {
	u.faults = append(u.faults, fault{kind, detail})
}

// takeFaults gives the faults found since the last call.
func (u *unpacker) takeFaults() []fault {
	f := u.faults
	u.faults = nil
	return f
}

func (u *unpacker) Read(p []byte) (n int, err error) {
	defer func() {
		// A library that panics on damaged data has found damage.
		if e := recover(); e != nil {
			n, err = 0, fmt.Errorf("%s: internal error on damaged data", u.kind)
		}
	}()
	n, err = u.r.Read(p)
	u.some = u.some || n > 0
	// Neither library tells the end of a frame; a magic number is only looked for there.
	if u.some && (errors.Is(err, zstd.ErrMagicMismatch) || errors.Is(err, lz4.ErrInvalidFrame)) {
		u.note("trailing-data", "the "+u.kind+" data is followed by something else, which was not read")
		err = io.EOF
	}
	return n, err
}
