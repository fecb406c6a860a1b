package rtcp

import (
	"fmt"
	"strings"
	"testing"
)

// blockOf parses a single report block. The header of the XR packet is added.
func blockOf(t *testing.T, text string) Block {
	t.Helper()
	body := bytesOf(t, "00000001"+text)
	b := append([]byte{0x80, 207, 0, byte(len(body) / 4)}, body...)
	c := ParseCompound(b, len(b))
	var p Packet
	c.Next(&p)
	x := p.Blocks()
	if !x.Next() {
		t.Fatalf("%s: %v", text, x.Err())
	}
	return x.Block
}

func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		name, bytes, want string
		fault             ParseError
	}{
		{"none", "80cf0001 00000001", "", NoError},
		{"no sender", "80cf0000", "", TooShort},
		{"two", "80cf0004 00000001 04000000 fe000001 00000000", "Receiver Reference Time:0 254:4", NoError},
		{"the second exceeds the packet", "80cf0004 00000001 04000000 fe000002 00000000", "Receiver Reference Time:0", TooShort},
	} {
		p := only(t, c.bytes)
		x := p.Blocks()
		var list []string
		for x.Next() {
			list = append(list, fmt.Sprintf("%s:%d", BlockName(x.Type), len(x.Body)))
		}
		if got := strings.Join(list, " "); got != c.want || x.Err() != c.fault {
			t.Errorf("%s: %q %v", c.name, got, x.Err())
		}
	}
}

func TestRLE(t *testing.T) {
	for _, c := range []struct{ name, bytes, want string }{
		{"fewer bits than numbers", "02000003 00000005 0000 0064 0005 0000", "100 covered: 0 ones, 5 zeros"},
		{"empty range", "0a000002 00000005 0007 0007", "0 covered: 0 ones, 0 zeros"},
	} {
		b := blockOf(t, c.bytes)
		r, ok := b.RLE()
		ones, zeros := r.Count()
		if got := fmt.Sprintf("%d covered: %d ones, %d zeros", r.Covered(), ones, zeros); !ok || r.SSRC != 5 || got != c.want {
			t.Errorf("%s: %s %v", c.name, got, ok)
		}
	}
}

func TestIncompleteDLRR(t *testing.T) {
	b := blockOf(t, "05000004 00000005 00008000 00010000 00000006")
	if d, ok := b.Delays(); ok || d.Len() != 1 {
		t.Errorf("%x %v", d, ok)
	}
}

func TestShortMetrics(t *testing.T) {
	b := blockOf(t, "18000001 00000005")
	if list, ok := b.Metrics(nil); ok || len(list) > 0 {
		t.Errorf("%v %v", list, ok)
	}
}
