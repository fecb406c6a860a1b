package sdpview

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBandwidth(t *testing.T) {
	s := Parse([]byte("b=AS:58\r\nb=X-AV:16\r\nb=\r\nb=AS\r\nb=AS:\r\nb=AS:-1\r\nb=:5\r\nb=AS:1.5\r\nb=AS:99999999999999999999\r\nm=audio 0 RTP/AVP 0\r\nb=TIAS: 64000\r\nb=RR:0\r\n"))
	if diff := cmp.Diff([]Bandwidth{{"AS", 58}, {"X-AV", 16}}, s.Bandwidth); diff != "" {
		t.Errorf("session (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Bandwidth{{"TIAS", 64000}, {"RR", 0}}, s.Media[0].Bandwidth); diff != "" {
		t.Errorf("media (-want +got):\n%s", diff)
	}
	n := 0
	for _, f := range s.Violations {
		if f.Code == ViolationBandwidth {
			n++
		}
	}
	if n != 7 {
		t.Errorf("%d violations, want 7: %v", n, s.Violations)
	}
}
