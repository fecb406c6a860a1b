package payload

import (
	"encoding/binary"
	"strconv"
	"strings"

	"rtspect/bitstream"
)

// AUHeaders are the parameters of an fmtp line that describe the AU headers of MPEG4-GENERIC (RFC 3640,
// 4.1). Sizes are in bits.
type AUHeaders struct {
	Size, Index, IndexDelta, CTS, DTS int
	RandomAccess                      bool
	Stream, Auxiliary                 int
	ConstantSize                      int  // bytes
	ConstantDuration                  int  // ticks of the RTP clock
	sent                              bool // there are AU headers at all
	least                             int  // bits of an AU header after the first
}

// NewAUHeaders reads them; what a mode fixes (3.3.5, 3.3.6) is filled in where it is left out.
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
	h.init()
	return h
}

func (h *AUHeaders) init() {
	h.sent = h.Size+h.Index+h.IndexDelta+h.CTS+h.DTS+h.Stream > 0 || h.RandomAccess
	h.least = max(1, h.Size+h.IndexDelta)
}

func (h *AUHeaders) defaults(size, index int) {
	if h.Size == 0 && h.ConstantSize == 0 {
		h.Size, h.Index, h.IndexDelta = size, index, index
	}
}

// read reads an AU header (3.2.1.1).
func (h *AUHeaders) read(r *bitstream.Bits, first bool) (u AccessUnit) {
	u.Size = h.ConstantSize
	if h.Size > 0 {
		u.Size = int(r.Read(h.Size))
	}
	if first {
		r.Skip(h.Index)
	} else {
		u.Skip = r.Read(h.IndexDelta)
	}
	if h.CTS > 0 && r.Flag() {
		u.CTSDelta = uint32(int32(r.Read(h.CTS)<<(32-h.CTS)) >> (32 - h.CTS))
	}
	if h.DTS > 0 && r.Flag() {
		r.Skip(h.DTS)
	}
	u.Keyframe = !h.RandomAccess || r.Flag()
	r.Skip(h.Stream)
	return u
}

// AccessUnit is what an AU header says (3.2.1.1).
type AccessUnit struct {
	Size     int    // bytes of the whole access unit, of which the payload may have a fragment
	Skip     uint32 // access units left out before it, where they are interleaved; 0 for the first
	CTSDelta uint32 // what its composition time is later than the timestamp, in ticks
	Keyframe bool
}

// MPEG4Generic walks through the access units of a payload of MPEG4-GENERIC (RFC 3640): AU headers, then an
// auxiliary section, then data. See H264.
type MPEG4Generic struct {
	AccessUnit
	// Data is what the payload has of the access unit.
	Data []byte
	// Fragment says that it is a fragment and all that the payload has; each fragment announces the size of the
	// whole. Cut says that less is there than the payload announces.
	Fragment, Cut bool
	// ADTS is the header of an access unit that is an ADTS frame, which Data is without; its Size is 0 for any other.
	// Framed says that the payload consists of such frames, without AU headers.
	ADTS   ADTS
	Framed bool
	h      *AUHeaders
	r      bitstream.Bits
	rest   []byte
	left   int // bytes of data on the wire
	count  int
}

// Read begins the walk through a payload of size bytes, of which b may be the beginning; false if it is malformed.
func (g *MPEG4Generic) Read(h *AUHeaders, b []byte, size int) bool {
	g.h, g.count, g.Fragment, g.Cut = h, 0, false, false
	g.r.B, g.r.Pos, g.r.Short = nil, 0, false
	g.ADTS = ADTS{}
	if g.Framed = adtsFrames(b, size); g.Framed {
		g.rest, g.left = b, size
		return true
	}
	at := 0
	if h.sent {
		if len(b) < 2 {
			return false
		}
		n := int(binary.BigEndian.Uint16(b))
		at = 2 + (n+7)/8
		// The length is in bits; some senders count bytes, or whole bytes of bits.
		if at > size || n&7 != 0 && n < h.Size+h.Index {
			return false
		}
		g.r.B = b[2:min(at, len(b))]
	}
	if h.Auxiliary > 0 {
		r := bitstream.Bits{B: b[min(at, len(b)):]}
		r.Skip(int(r.Read(h.Auxiliary)))
		if r.Short {
			return false
		}
		at += (r.Pos + 7) / 8
	}
	g.left = max(0, size-at)
	g.rest = b[min(at, len(b)):]
	return true
}

// Next goes to the next access unit.
func (g *MPEG4Generic) Next() bool {
	if g.Fragment || g.Cut {
		return false
	}
	if g.Framed {
		return g.frame()
	}
	if g.h.sent && g.r.Left() < g.h.least || !g.h.sent && g.left <= 0 {
		return false
	}
	at := g.r.Pos
	g.AccessUnit = g.h.read(&g.r, g.count == 0)
	if g.r.Short || g.count > 0 && g.h.sent && g.r.Pos == at {
		return false // headers of no bits, which would never end
	}
	if g.h.Size == 0 && g.h.ConstantSize == 0 {
		g.Size = g.left // one access unit, all of the data
	}
	if g.Size > g.left {
		g.Fragment = g.count == 0 && g.left > 0
		g.Cut = !g.Fragment
	}
	n := min(g.Size, g.left, len(g.rest))
	g.Data, g.rest = g.rest[:n], g.rest[n:]
	g.left -= g.Size
	g.count++
	g.unwrap()
	return true
}

// frame goes to the next ADTS frame of a payload without AU headers.
func (g *MPEG4Generic) frame() bool {
	h, ok := ReadADTS(g.rest)
	if !ok {
		return false
	}
	n := min(h.Size, len(g.rest))
	g.AccessUnit = AccessUnit{Size: h.Size, Keyframe: true}
	g.Data, g.rest = g.rest[:n], g.rest[n:]
	g.unwrap()
	return true
}

// unwrap takes the ADTS header off an access unit that is an ADTS frame.
func (g *MPEG4Generic) unwrap() {
	h, ok := ReadADTS(g.Data)
	if !ok || h.Size != g.Size || h.Header > len(g.Data) {
		g.ADTS = ADTS{}
		return
	}
	g.ADTS = h
	g.Data, g.Size = g.Data[h.Header:], g.Size-h.Header
}
