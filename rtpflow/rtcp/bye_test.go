package rtcp

import (
	"fmt"
	"testing"
)

func TestGoodbye(t *testing.T) {
	for _, c := range []struct{ name, bytes, want string }{
		{"without reason", "81cb0001 00000007", "[7] <nil> true"},
		{"of nobody", "80cb0000", "[] <nil> true"},
		{"of two, with reason", "82cb0004 00000007 00000008 05 77686572 65 0000", "[7 8] where true"},
		{"an empty reason", "81cb0002 00000007 00000000", "[7] <nil> true"},
		{"a reason that goes beyond", "81cb0002 00000007 04616263", "[7] <nil> false"},
		{"a reason that fills it", "81cb0002 00000007 03616263", "[7] abc true"},
		{"more sources than there are", "82cb0001 00000007", "[] <nil> false"},
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

func TestApplication(t *testing.T) {
	p := only(t, "87cc0003 00000009 71746121 cafebabe")
	a, ok := p.Application()
	if !ok || a.SSRC != 9 || a.Subtype != 7 || string(a.Name[:]) != "qta!" || fmt.Sprintf("%x", a.Data) != "cafebabe" {
		t.Errorf("%+v %v", a, ok)
	}
	p = only(t, "87cc0001 00000009")
	if _, ok := p.Application(); ok {
		t.Error("an APP without a name was read")
	}
}
