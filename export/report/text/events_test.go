package text

import (
	"testing"

	"rtspect/rtpflow"
	"rtspect/rtpflow/frames"
)

func TestTelephoneEvents(t *testing.T) {
	for want, events := range map[string][]uint8{
		"DTMF: 5 5":   {5, 5},
		"DTMF: * 0 #": {10, 0, 11},
		"DTMF: 1, 2 other telephone events: flash <32>": {1, 16, 32},
		"1 other telephone event: <36>":                 {36},
	} {
		st := &rtpflow.Stream{}
		for _, e := range events {
			st.Events = append(st.Events, frames.EventSummary{Event: e})
		}
		if got := framesText(st); got != want {
			t.Errorf("events %v: %q, want %q", events, got, want)
		}
	}
}
