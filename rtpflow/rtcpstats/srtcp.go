package rtcpstats

import (
	"encoding/binary"
	"slices"
)

// srtcpDetector recognizes SRTCP (RFC 3711, 3.4) where no signalling announces it: everything after the first eight bytes is
// encrypted, and the packet ends with a bit that says so, an index that grows by one, and an authentication tag.
type srtcpDetector struct {
	index [len(tagSizes)]uint32 // last seen, by size of the tag
	n     [len(tagSizes)]int64
}

// tagSizes are the bytes of the authentication tags after the index (RFC 3711, 5.2; RFC 4568, 6.2.1), also with a key
// identifier of 1 or 4 bytes before them. AES-GCM puts the index last (RFC 7714, 9.1).
var tagSizes = [6]int{10, 4, 0, 11, 14, 5}

// maxIndexStep is the greatest difference between the indices of two consecutive packets in the capture.
const maxIndexStep = 100

// maxSmallIndex is the greatest index that counts by itself: one in 4096 random packets has such an index and the bit.
const maxSmallIndex = 1 << 19

// inspect takes a complete packet that is not valid RTCP to its end.
func (s *srtcpDetector) inspect(b []byte) {
	for i, size := range tagSizes {
		if len(b) < 8+4+size {
			continue
		}
		v := binary.BigEndian.Uint32(b[len(b)-size-4:])
		if v>>31 == 0 {
			continue
		}
		// Each SSRC of a flow has its own index: a small one is evidence whatever the one before was.
		index := v &^ (1 << 31)
		if index <= maxSmallIndex || index > s.index[i] && (index-s.index[i] <= maxIndexStep || s.n[i] == 0) {
			s.index[i] = index
			s.n[i]++
		}
	}
}

// Encrypted reports whether a flow carries SRTCP: most of its packets are not valid RTCP, and their indices grow.
func (r *Flow) Encrypted() bool {
	n := slices.Max(r.srtcp.n[:])
	return n >= 2 && 2*n > r.Packets && 2*r.Malformed > r.Packets
}

// minUnreadable is the least number of invalid bytes after the first header of encrypted RTCP: ciphers that authenticate add
// 16.
const minUnreadable = 16

// OtherwiseEncrypted reports whether a flow's RTCP is encrypted in some other way that leaves the first header readable, as
// applications do that exchange their keys elsewhere: no packet is valid after its first header, and its reports are about no
// known source.
func (r *Flow) OtherwiseEncrypted(known map[uint32]bool) bool {
	return r.unreadable > 0 && r.unreadable == r.Packets && !AnyOf(known, r.About)
}

// AnyOf reports whether one of the SSRCs is in a set.
func AnyOf(set map[uint32]bool, list []uint32) bool {
	for _, x := range list {
		if set[x] {
			return true
		}
	}
	return false
}
