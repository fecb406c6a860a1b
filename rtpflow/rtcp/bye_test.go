package rtcp

import (
	"fmt"
	"testing"
)

func TestGoodbye(t *testing.T) {
	for _, c := range []struct{ name, bytes, want string }{
		{"without reason", "81cb0001 00000007", "[7] <nil> true"},
		{"without sources", "80cb0000", "[] <nil> true"},
		{"two sources and a reason", "82cb0004 00000007 00000008 05 77686572 65 0000", "[7 8] where true"},
		{"empty reason", "81cb0002 00000007 00000000", "[7] <nil> true"},
		{"reason exceeds the packet", "81cb0002 00000007 04616263", "[7] <nil> false"},
		{"reason fills the packet", "81cb0002 00000007 03616263", "[7] abc true"},
		{"fewer sources than announced", "82cb0001 00000007", "[] <nil> false"},
	} {
		p := only(t, c.bytes)
		g, ok := p.Goodbye()
		list := []uint32{}
		for i := range g.Len() {
			list = append(list, g.SSRC(i))
		}
		reason := "<nil>"
		if g.Reason != nil {
			reason = string(g.Reason)
		}
		if got := fmt.Sprint(list, " ", reason, " ", ok); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

func TestApplicationWithoutName(t *testing.T) {
	p := only(t, "87cc0001 00000009")
	if a, ok := p.Application(); ok {
		t.Errorf("%+v", a)
	}
}
