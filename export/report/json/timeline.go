package json

import (
	"fmt"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// eventJSON is an event of a session.
type eventJSON struct {
	Time   string   `json:"time"`
	At     *float64 `json:"at_s,omitempty"`
	Frame  int64    `json:"frame,omitempty"`
	File   *int     `json:"file,omitempty"`
	Kind   string   `json:"kind"`
	Media  *int     `json:"media,omitempty"`
	Detail string   `json:"detail,omitempty"`
}

// timeline returns the events; of more than view.MaxTimeline the first, and one of kind "left-out" that counts
// the others.
func (c *converter) timeline(events []rtpflow.Event) []eventJSON {
	shown := events[:min(len(events), view.MaxTimeline)]
	out := make([]eventJSON, 0, len(shown)+1)
	for _, e := range shown {
		out = append(out, eventJSON{
			view.Timestamp(e.Time), c.at(e.Time), e.Frame.Number(), c.file(e.Frame),
			e.Kind, e.Media, c.Text(e.Detail, view.MaxSummary),
		})
	}
	if n := len(events) - len(shown); n > 0 {
		e := events[len(shown)]
		out = append(out, eventJSON{
			Time: view.Timestamp(e.Time), At: c.at(e.Time), Kind: "left-out",
			Detail: fmt.Sprintf("%d more events", n),
		})
	}
	return out
}
