package capture

import (
	"net/netip"
	"testing"
)

func TestAddr(t *testing.T) {
	for _, c := range []struct {
		in             string
		is4, multicast bool
		endpoint       string
	}{
		{"10.0.0.1", true, false, "10.0.0.1:554"},
		{"0.0.0.0", true, false, "0.0.0.0:554"},
		{"224.3.0.1", true, true, "224.3.0.1:554"},
		{"240.0.0.1", true, false, "240.0.0.1:554"},
		{"fd00::1", false, false, "[fd00::1]:554"},
		{"ff02::1", false, true, "[ff02::1]:554"},
		{"::1", false, false, "[::1]:554"},
	} {
		a := AddrFrom(netip.MustParseAddr(c.in))
		if a.String() != c.in || a.Is4() != c.is4 || a.IsMulticast() != c.multicast || (Endpoint{a, 554}).String() != c.endpoint {
			t.Errorf("%s: %v %v %v %v", c.in, a, a.Is4(), a.IsMulticast(), Endpoint{a, 554})
		}
	}
	if AddrFrom(netip.MustParseAddr("1.2.3.4")) != AddrFrom(netip.AddrFrom4([4]byte{1, 2, 3, 4})) {
		t.Error("two representations of one address")
	}
	if (Addr{}).String() != "" || (Addr{}).Netip().IsValid() || AddrFrom(netip.Addr{}) != (Addr{}) {
		t.Error("the zero address has a text form")
	}
}

func TestFrame(t *testing.T) {
	f := MakeFrame(3, 1<<40-1)
	if f.File() != 3 || f.Number() != 1<<40-1 || MakeFrame(0, 7) != 7 || MakeFrame(1, 1) < MakeFrame(0, 1<<39) {
		t.Errorf("%d: file %d, number %d", f, f.File(), f.Number())
	}
}
