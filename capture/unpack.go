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

// zstdWindow is the largest accepted window: the default limit of zstd, which is also what its --long option
// uses.
const zstdWindow = 128 << 20

// fault is a nonfatal problem found by a decompressor.
type fault struct{ kind, detail string }

// unpacker decompresses one layer of compression. Read returns io.EOF only at a clean end, or if other data
// follows (recorded as a fault). Any other error means that the compressed data is damaged; everything before
// the damage has been returned, except that ErrDecompress means that the data needs more than the decompressor has.
type unpacker struct {
	kind   string // gzip, zstd, lz4
	src    *bufio.Reader
	unread func() int64 // bytes that were read from the stored file but not decompressed
	r      io.Reader
	close  func()
	faults []fault // pending faults
	some   bool    // some data has been decompressed
}

// compression returns the compression format indicated by the first bytes of a file, or "". Eight bytes are
// sufficient. Skippable frames occur in zstd and lz4, but only zstd tools start a file with one.
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

// newUnpacker decompresses src, which has the given format.
func newUnpacker(kind string, src io.Reader) (*unpacker, error) {
	br := bufio.NewReaderSize(src, 64<<10)
	u := &unpacker{kind: kind, src: br, close: func() {}}
	switch kind {
	case "gzip":
		u.r = &gzipReader{src: br, u: u}
	case "zstd":
		// The decoder runs in the calling goroutine and starts no other.
		z, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderMaxMemory(zstdWindow))
		if err != nil {
			return nil, err
		}
		u.r, u.close = z, z.Close
	case "lz4":
		u.r = newLZ4Reader(br)
	default:
		return nil, fmt.Errorf("no unpacker for %s", kind)
	}
	return u, nil
}

func (u *unpacker) note(kind, detail string) {
	u.faults = append(u.faults, fault{kind, detail})
}

// takeFaults returns the faults found since the last call.
func (u *unpacker) takeFaults() []fault {
	f := u.faults
	u.faults = nil
	return f
}

func (u *unpacker) Read(p []byte) (n int, err error) {
	defer func() {
		// A panic of the library on damaged data is treated as damage.
		if e := recover(); e != nil {
			n, err = 0, fmt.Errorf("%s: internal error on damaged data", u.kind)
		}
	}()
	n, err = u.r.Read(p)
	u.some = u.some || n > 0
	// Neither library reports the end of a frame; both check for a magic number only there.
	if u.some && (errors.Is(err, zstd.ErrMagicMismatch) || errors.Is(err, lz4.ErrInvalidFrame)) {
		u.note("trailing-data", "the "+u.kind+" data is followed by other data, which was not read")
		err = io.EOF
	}
	return n, u.explain(err)
}

// explain turns an error about what the decompressor may not or cannot do into ErrDecompress with a remedy.
func (u *unpacker) explain(err error) error {
	switch {
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return fmt.Errorf("%w: the zstd window exceeds the limit of %d MiB; use zstd -dc --long=31 FILE | rtspect -", ErrDecompress, zstdWindow>>20)
	case errors.Is(err, zstd.ErrUnknownDictionary):
		return fmt.Errorf("%w: the zstd data needs a dictionary; use zstd -dc -D DICTIONARY FILE | rtspect -", ErrDecompress)
	}
	return err
}
