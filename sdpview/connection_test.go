package sdpview

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

var connectionCases = []struct {
	line   string
	want   Connection
	faulty bool
}{
	{"IN IP4 192.0.2.1", Connection{"192.0.2.1", 0, 0}, false},
	{"IN IP4 224.2.1.1/127/3", Connection{"224.2.1.1", 127, 3}, false}, // RFC 8866, 5.7
	{"IN IP4 224.3.0.1/1", Connection{"224.3.0.1", 1, 0}, false},
	{"IN IP6 ff00::db8:0:101/3", Connection{"ff00::db8:0:101", 0, 3}, false},
	{"IN IP6 ::", Connection{"::", 0, 0}, false},
	{"IN IP4 host.example", Connection{"host.example", 0, 0}, false},
	{"IN IP4 224.2.1.1/256", Connection{"224.2.1.1", 0, 0}, true},
	{"IN IP4 224.2.1.1/x/3", Connection{"224.2.1.1", 0, 3}, true},
	{"IN IP4 224.2.1.1/1/4000000000", Connection{"224.2.1.1", 1, 0}, true},
	{"IN IP4 224.2.1.1/1/2/3", Connection{"224.2.1.1", 1, 2}, true},
	{"IN IP6 ff00::1/127/3", Connection{"ff00::1", 0, 127}, true},
	{"IN IP4 192.0.2.1 x", Connection{"192.0.2.1", 0, 0}, true},
	{"IN IP4 /127", Connection{"", 127, 0}, true},
	{"IN IP4", Connection{}, true},
	{"IN ", Connection{}, true},
	{"", Connection{}, true},
}

func TestConnection(t *testing.T) {
	for _, tc := range connectionCases {
		p := &parser{s: new(Session), violations: make(map[string]int)}
		if diff := cmp.Diff(tc.want, p.readConnection(tc.line)); diff != "" {
			t.Errorf("c=%s (-want +got):\n%s", tc.line, diff)
		}
		if got := len(p.s.Violations) > 0; got != tc.faulty {
			t.Errorf("c=%s: violations %v", tc.line, p.s.Violations)
		}
	}
}

func TestConnectionOf(t *testing.T) {
	s := Parse([]byte(head + "m=audio 0 RTP/AVP 0\r\nm=audio 0 RTP/AVP 8\r\nc=IN IP4 224.1.1.1/9\r\nc=IN IP4 224.1.1.2/9\r\nm=audio 0 RTP/AVP 3\r\nc=IN\r\n"))
	for i, want := range []Connection{{"0.0.0.0", 0, 0}, {"224.1.1.1", 9, 0}, {"0.0.0.0", 0, 0}} {
		if got := s.ConnectionOf(s.Media[i]); got != want {
			t.Errorf("media %d: %+v, want %+v", i, got, want)
		}
	}
	if s.Media[0].Connection != (Connection{}) {
		t.Errorf("a section has a connection that was not sent: %+v", s.Media[0].Connection)
	}
}
