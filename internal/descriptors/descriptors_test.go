package descriptors

import "testing"

func TestShare(t *testing.T) {
	if got := Share(4); got != min(4, max(2, Limit()/3)) {
		t.Errorf("%d of %d", got, Limit())
	}
	if got := Share(0); got != 2 {
		t.Errorf("%d, want the least that can be used", got)
	}
	if got := Share(1 << 30); got > max(2, Limit()/3) {
		t.Errorf("%d of %d", got, Limit())
	}
}
