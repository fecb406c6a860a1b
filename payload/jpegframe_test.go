package payload

import "testing"

// Which frames receivers can rebuild (RFC 2435, 3.1): report and export ask here.
func TestJPEGFrames(t *testing.T) {
	tables := "00000080"
	for range 128 {
		tables += "10"
	}
	const size = "2814" // 320x160
	for _, c := range []struct {
		name          string
		width, height int // of the description
		payloads      []string
		want          []string
	}{
		{"as it should be", 0, 0, []string{"00000000 00 32" + size}, []string{""}},
		{"no size", 0, 0, []string{"00000000 01 32 0000"}, []string{JPEGNoSize}},
		{"size of the description", 320, 240, []string{"00000000 01 32 0000"}, []string{""}},
		{"reserved Q", 0, 0, []string{"00000000 01 00" + size, "00000000 01 64" + size, "00000000 01 7f" + size}, []string{JPEGReserved, JPEGReserved, JPEGReserved}},
		{"unknown type", 0, 0, []string{"00000000 02 32" + size}, []string{JPEGUnknownType}},
		{"tables sent once", 0, 0, []string{"00000000 01 80" + size + "00000000", "00000000 01 80" + size + tables, "00000000 01 80" + size + "00000000", "00000000 01 81" + size + "00000000"}, []string{JPEGNoTables, "", "", JPEGNoTables}},
		{"tables of Q 255 are for one frame", 0, 0, []string{"00000000 01 ff" + size + tables, "00000000 01 ff" + size + "00000000"}, []string{"", JPEGNoTables}},
	} {
		s := JPEGFrames{Width: c.width, Height: c.height}
		for i, text := range c.payloads {
			h, ok := JPEG(unhex(t, text))
			if got := s.Problem(&h); !ok || got != c.want[i] {
				t.Errorf("%s, frame %d: %q, want %q (read %v)", c.name, i, got, c.want[i], ok)
			}
			if c.width > 0 && (h.Width != c.width || h.Height != c.height) {
				t.Errorf("%s: %dx%d", c.name, h.Width, h.Height)
			}
		}
	}
}
