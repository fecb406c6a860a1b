package bitstream

import (
	"strconv"
	"strings"
)

// AUHeaders contains the fmtp parameters that describe the AU headers of MPEG4-GENERIC (RFC 3640, 4.1). Sizes
// are in bits.
type AUHeaders struct {
	Size, Index, IndexDelta, CTS, DTS int
	RandomAccess                      bool
	Stream, Auxiliary                 int
	ConstantSize                      int // in bytes
	ConstantDuration                  int // in ticks of the RTP clock
}

// NewAUHeaders reads the fmtp parameters with param. The mode provides missing values (3.3.5, 3.3.6).
func NewAUHeaders(param func(string) string) AUHeaders {
	n := func(name string) int {
		v, err := strconv.Atoi(strings.TrimSpace(param(name)))
		if err != nil || v < 0 || v > 1<<20 {
			return 0
		}
		return v
	}
	bitsOf := func(name string) int { return min(n(name), 32) }
	h := AUHeaders{
		Size: bitsOf("sizelength"), Index: bitsOf("indexlength"), IndexDelta: bitsOf("indexdeltalength"),
		CTS: bitsOf("ctsdeltalength"), DTS: bitsOf("dtsdeltalength"), RandomAccess: n("randomaccessindication") == 1,
		Stream: bitsOf("streamstateindication"), Auxiliary: bitsOf("auxiliarydatasizelength"),
		ConstantSize: n("constantsize"), ConstantDuration: n("constantduration"),
	}
	switch strings.ToLower(param("mode")) {
	case "aac-hbr":
		h.defaults(13, 3)
	case "aac-lbr":
		h.defaults(6, 2)
	}
	return h
}

func (h *AUHeaders) defaults(size, index int) {
	if h.Size == 0 && h.ConstantSize == 0 {
		h.Size, h.Index, h.IndexDelta = size, index, index
	}
}

// Any reports whether the payload contains AU headers.
func (h *AUHeaders) Any() bool {
	return h.Size+h.Index+h.IndexDelta+h.CTS+h.DTS+h.Stream > 0 || h.RandomAccess
}

// First returns the minimum size of the first AU header in bits.
func (h *AUHeaders) First() int { return h.Size + h.Index }

// Header reads an AU header (3.2.1.1). index is its AU-Index or AU-Index-delta.
func (h *AUHeaders) Header(r *Bits, first bool) (size int, index, ctsDelta uint32, key bool) {
	size = h.ConstantSize
	if h.Size > 0 {
		size = int(r.Read(h.Size))
	}
	if first {
		index = r.Read(h.Index)
	} else {
		index = r.Read(h.IndexDelta)
	}
	if h.CTS > 0 && r.Flag() {
		ctsDelta = uint32(int32(r.Read(h.CTS)<<(32-h.CTS)) >> (32 - h.CTS))
	}
	if h.DTS > 0 && r.Flag() {
		r.Skip(h.DTS)
	}
	key = !h.RandomAccess || r.Flag()
	r.Skip(h.Stream)
	return size, index, ctsDelta, key
}
