package rtcp

import (
	"fmt"
	"strings"
	"testing"
)

var descriptions = []struct {
	name, bytes, want string
	fault             ParseError
}{
	{"CNAME", "81ca0003 00000001 01 04 63616d31 00 00", "1:CNAME=cam1 1:END", NoError},
	{
		"all items", "81ca000a 00000001 0101 63 0201 6e 0301 65 0401 70 0501 6c 0601 74 0701 6f 0803 01 78 79 0901 68 0a01 61 00000000",
		"1:CNAME=c 1:NAME=n 1:EMAIL=e 1:PHONE=p 1:LOC=l 1:TOOL=t 1:NOTE=o 1:PRIV=\x01xy 1:H323-CADDR=h 1:APSI=a 1:END", NoError,
	},
	{"two chunks", "82ca0006 00000001 0102 6161 00000000 00000002 0101 62 00 00000000", "1:CNAME=aa 1:END 2:CNAME=b 2:END", NoError},
	{"chunk without items", "82ca0004 00000001 00000000 00000002 0101 6200", "1:END 2:CNAME=b 2:END", NoError},
	{"no chunks", "80ca0000", "", NoError},
	{"empty item", "81ca0002 00000001 0100 0000", "1:CNAME= 1:END", NoError},
	{"item exceeds the packet", "81ca0002 00000001 0109 6162", "", TooShort},
	{"no end item", "81ca0002 00000001 0102 6162", "1:CNAME=ab", TooShort},
	{"item without a length", "81ca0002 00000001 0101 61 02", "1:CNAME=a", TooShort},
	{"second chunk missing", "82ca0002 00000001 00000000", "1:END", TooShort},
	{"unregistered item", "81ca0002 00000001 c801 7800", "1:200=x 1:END", NoError},
}

func TestItems(t *testing.T) {
	for _, c := range descriptions {
		p := only(t, c.bytes)
		it := p.Items()
		var list []string
		for it.Next() {
			s := fmt.Sprintf("%d:%s", it.SSRC, ItemName(it.Item))
			if it.Item != SDESEnd {
				s += "=" + string(it.Text)
			}
			list = append(list, s)
		}
		if got := strings.Join(list, " "); got != c.want || it.Err() != c.fault {
			t.Errorf("%s: %q, %v", c.name, got, it.Err())
		}
	}
}
