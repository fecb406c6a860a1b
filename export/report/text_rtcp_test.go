package report

import (
	"math"
	"testing"

	"rtspect/rtpflow"
)

// A rate without limit is told as such, and not as a number.
func TestLimitsInText(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		limit rtpflow.BitrateLimit
		want  string
	}{
		{rtpflow.BitrateLimit{Count: 1, Last: 1e6, Min: 1e6, Max: 1e6}, "REMB 1.00 Mbit/s"},
		{rtpflow.BitrateLimit{Count: 2, Last: 1e6, Min: 5e5, Max: 1e6}, "REMB 1.00 Mbit/s (500 kbit/s to 1.00 Mbit/s)"},
		{rtpflow.BitrateLimit{Count: 1, Unlimited: 1, Last: inf, Min: inf, Max: inf}, "REMB no limit"},
		{rtpflow.BitrateLimit{Count: 2, Unlimited: 1, Last: inf, Min: 5e5, Max: inf}, "REMB no limit (500 kbit/s to no limit)"},
	} {
		if got := askedText(&rtpflow.SourceRTCP{REMB: &c.limit}); got != c.want {
			t.Errorf("%s, not %s", got, c.want)
		}
	}
}
