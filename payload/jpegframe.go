package payload

// Why a frame of JPEG cannot be rebuilt.
const (
	JPEGNoSize      = "its size is not given"
	JPEGUnknownType = "its type is unknown"
	JPEGNoTables    = "its quantization tables are not given"
	JPEGReserved    = "its Q is reserved"
)

// JPEGFrames decides for the frames of one stream whether receivers can rebuild them. Width and Height are those of the
// description, for frames whose header has none (RFC 2435, 3.1.5): larger ones than 2040 pixels.
type JPEGFrames struct {
	Width, Height int
	tables        [128 / 8]byte // a bit for each Q above 127 whose tables were given
}

// Problem is why the frame that begins with a payload cannot be rebuilt, "" if it can. It gives the header the size of the
// description where it has none. It is asked for each payload at the beginning of a frame, in order.
func (s *JPEGFrames) Problem(h *JPEGHeader) string {
	if (h.Width == 0 || h.Height == 0) && s.Width > 0 && s.Height > 0 {
		h.Width, h.Height = s.Width, s.Height
	}
	switch {
	case h.Width == 0 || h.Height == 0:
		return JPEGNoSize
	case h.Type&0x3f > 1 || h.Type >= 128:
		return JPEGUnknownType
	case h.Q == 0 || h.Q >= 100 && h.Q < 128: // RFC 2435, 3.1.4
		return JPEGReserved
	case h.Q >= 128 && !s.given(h):
		return JPEGNoTables
	}
	return ""
}

// given reports whether the tables of a frame are known. Those of Q 255 are for one frame alone (3.1.8).
func (s *JPEGFrames) given(h *JPEGHeader) bool {
	at, bit := (h.Q-128)/8, byte(1)<<(h.Q&7)
	switch n := len(h.Tables); {
	case n > 0 && n <= 4*128:
		if h.Q != 255 {
			s.tables[at] |= bit
		}
		return true
	case h.HasTables && n == 0 && h.Q != 255:
		return s.tables[at]&bit != 0
	}
	return false
}
