package report

import (
	"fmt"

	"rtspect/rtpflow"
)

type eventJSON struct {
	Time   string   `json:"time"`
	At     *float64 `json:"at_s,omitempty"`
	Frame  int64    `json:"frame,omitempty"`
	File   *int     `json:"file,omitempty"`
	Kind   string   `json:"kind"`
	Media  *int     `json:"media,omitempty"`
	Detail string   `json:"detail,omitempty"`
}

// at is the time since the first packet in seconds, as Wireshark's time column has it; nil in a
// capture without times.
func (c *converter) at(ns int64) *float64 {
	if !c.hasTime {
		return nil
	}
	return seconds(ns - c.began)
}

// timeline gives the events; of more than maxTimeline the first, and one of kind "left-out" that
// counts the rest.
func (c *converter) timeline(events []rtpflow.Event) []eventJSON {
	shown := events[:min(len(events), maxTimeline)]
	out := make([]eventJSON, 0, len(shown)+1)
	for _, e := range shown {
		out = append(out, eventJSON{timestamp(e.Time), c.at(e.Time), e.Frame.Number(), c.fileOf(e.Frame),
			e.Kind, e.Media, c.text(e.Detail, maxSummary)})
	}
	if n := len(events) - len(shown); n > 0 {
		e := events[len(shown)]
		out = append(out, eventJSON{Time: timestamp(e.Time), At: c.at(e.Time), Kind: "left-out",
			Detail: fmt.Sprintf("%d more events from here on", n)})
	}
	return out
}
