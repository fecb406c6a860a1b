//home: rtpflow/rtcpstats

package rtpflow

import "encoding/binary"

// srtcpDetector recognizes SRTCP (RFC 3711, 3.4) where no signalling told of it: after the first eight bytes
// all is encrypted, and the packet ends in a bit that says so, an index that grows by one, and an
// authentication tag.
type srtcpDetector struct {
	index [2]uint32 // last seen, by size of the tag
	n     [2]int64
}

// tagSizes are the bytes of the authentication tags in use (RFC 3711, 5.2; RFC 4568, 6.2.1).
var tagSizes = [2]int{10, 4}

// maxIndexStep is how far apart the indices of two packets may lie that the capture holds one after the
// other.
const maxIndexStep = 100

// inspect takes a whole packet that does not read as RTCP to its end.
func (s *srtcpDetector) inspect(b []byte) {
	for i, size := range tagSizes {
		if len(b) < 8+4+size {
			continue
		}
		v := binary.BigEndian.Uint32(b[len(b)-size-4:])
		if v>>31 == 0 {
			continue
		}
		if index := v &^ (1 << 31); index > s.index[i] && (index-s.index[i] <= maxIndexStep || s.n[i] == 0) {
			s.index[i] = index
			s.n[i]++
		}
	}
}

// encrypted reports whether a flow carries SRTCP: most of its packets do not read as RTCP, and their
// indices grow.
func (r *rtcpFlow) encrypted() bool {
	n := max(r.srtcp.n[0], r.srtcp.n[1])
	return n >= 2 && 2*n > r.packets && 2*r.malformed > r.packets
}

// minUnreadable is how many bytes at least stand unreadable behind the first packet of RTCP that is encrypted: ciphers
// that authenticate add 16.
const minUnreadable = 16

// otherwiseEncrypted reports whether a flow's RTCP is encrypted in some other way that leaves the first header readable, as
// applications do that agree on their keys elsewhere: no packet reads on behind its first header, and what the
// reports in them are about is no source known.
func (r *rtcpFlow) otherwiseEncrypted(known map[uint32]bool) bool {
	return r.unreadable > 0 && r.unreadable == r.packets && !anyOf(known, r.about)
}

// anyOf reports whether one of the SSRCs is in a set.
func anyOf(set map[uint32]bool, list []uint32) bool {
	for _, x := range list {
		if set[x] {
			return true
		}
	}
	return false
}
