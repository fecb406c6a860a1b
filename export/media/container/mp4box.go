package container

import "encoding/binary"

// box appends a box (ISO/IEC 14496-12, 4.2) with the content that a function appends.
func box(dst []byte, name string, content func([]byte) []byte) []byte {
	start := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	dst = content(append(dst, name...))
	binary.BigEndian.PutUint32(dst[start:], uint32(len(dst)-start))
	return dst
}

// fullBox appends a box with version and flags.
func fullBox(dst []byte, name string, version byte, flags uint32, content func([]byte) []byte) []byte {
	return box(dst, name, func(b []byte) []byte {
		return content(be32(b, uint32(version)<<24|flags))
	})
}

func be16(b []byte, v ...int) []byte {
	for _, n := range v {
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	}
	return b
}

func be32(b []byte, v ...uint32) []byte {
	for _, n := range v {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return b
}

func be64(b []byte, v int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(v)) }

func zeros(b []byte, n int) []byte { return append(b, make([]byte, n)...) }

// nothing is for boxes without content.
func nothing(b []byte) []byte { return b }
