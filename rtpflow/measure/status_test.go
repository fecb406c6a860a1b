package measure

import "testing"

func TestMissingAfter(t *testing.T) {
	var s Sequence
	if _, _, ok := s.MissingAfter(0); ok || s.Status(0) != Unknown {
		t.Error("a status is known before the first packet")
	}
	for _, n := range []uint16{65530, 65531, 65533, 65535, 3, 4} { // 65532, 65534, 0, 1, 2 are missing
		s.Add(n)
	}
	for _, c := range []struct {
		seq             uint16
		missing, beyond int64
		ok              bool
	}{
		{4, 0, 0, true},
		{5, 0, 0, true},
		{3, 0, 1, true},
		{2, 0, 2, true},
		{1, 1, 3, true},
		{65535, 3, 5, true},
		{65534, 3, 6, true},
		{65533, 4, 7, true},
		{65530, 5, 10, true},
		{65529, 5, 11, true},
		{65528, 0, 0, false},
		{40000, 0, 0, false},
	} {
		if missing, beyond, ok := s.MissingAfter(c.seq); missing != c.missing || beyond != c.beyond || ok != c.ok {
			t.Errorf("after %d: %d of %d, %v", c.seq, missing, beyond, ok)
		}
	}
	for seq, want := range map[uint16]Status{4: Seen, 0: Missing, 65534: Missing, 65530: Seen, 65529: Unknown, 5: Unknown} {
		if got := s.Status(seq); got != want {
			t.Errorf("status of %d: %d, want %d", seq, got, want)
		}
	}
	for n := uint16(5); n < 5+WindowBits; n++ {
		s.Add(n)
	}
	if _, _, ok := s.MissingAfter(3); ok || s.Status(3) != Unknown {
		t.Error("numbers outside the window are known")
	}
	if missing, beyond, ok := s.MissingAfter(5); missing != 0 || beyond != WindowBits-1 || !ok {
		t.Errorf("%d of %d, %v", missing, beyond, ok)
	}
}
