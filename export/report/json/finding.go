package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// findingJSON is a finding.
type findingJSON struct {
	Code          string  `json:"code"`
	Severity      string  `json:"severity"`
	Summary       string  `json:"summary"`
	Frames        []int64 `json:"frames"`
	Files         []int   `json:"files,omitempty"`
	DisplayFilter string  `json:"display_filter,omitempty"`
	Media         *int    `json:"media,omitempty"`
	SSRC          string  `json:"ssrc,omitempty"`
	Reference     string  `json:"reference,omitempty"`
	Time          string  `json:"time,omitempty"`
}

func (c *converter) finding(f *rtpflow.Finding) findingJSON {
	j := findingJSON{
		Code: f.Code, Severity: f.Severity.String(), Summary: c.Text(f.Summary, view.MaxSummary),
		Frames: []int64{}, DisplayFilter: c.Text(f.DisplayFilter, view.MaxSummary),
		Media: f.Media, SSRC: view.OptionalSSRC(f.SSRC), Reference: f.Reference,
	}
	for _, frame := range f.Frames[:min(len(f.Frames), view.MaxFrames)] {
		j.Frames = append(j.Frames, frame.Number())
		if c.joined {
			j.Files = append(j.Files, frame.File())
		}
	}
	if f.Time != nil {
		j.Time = view.Timestamp(*f.Time)
	}
	return j
}

func (c *converter) findings(list []rtpflow.Finding) []findingJSON {
	out := make([]findingJSON, len(list))
	for i := range list {
		out[i] = c.finding(&list[i])
	}
	return out
}
