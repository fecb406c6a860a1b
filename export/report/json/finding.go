package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// findingJSON is a finding.
type findingJSON struct {
	ID            int          `json:"id"`
	Code          string       `json:"code"`
	Severity      string       `json:"severity"`
	Summary       string       `json:"summary"`
	Subject       subjectJSON  `json:"subject"`
	Frames        []int64      `json:"frames"`
	Files         []int        `json:"files,omitempty"`
	FrameCount    int64        `json:"frame_count,omitempty"`
	Count         int64        `json:"count,omitempty"`
	Value         *float64     `json:"value,omitempty"`
	Limit         *float64     `json:"limit,omitempty"`
	Unit          rtpflow.Unit `json:"unit,omitempty"`
	Cause         int          `json:"cause,omitempty"`
	DisplayFilter string       `json:"display_filter,omitempty"`
	Media         *int         `json:"media,omitempty"`
	SSRC          string       `json:"ssrc,omitempty"`
	Reference     string       `json:"reference,omitempty"`
	Time          string       `json:"time,omitempty"`
	Until         string       `json:"until,omitempty"`
}

// subjectJSON is what a finding is about, with what it belongs to.
type subjectJSON struct {
	Kind       string      `json:"kind"`
	File       string      `json:"file,omitempty"`
	Session    string      `json:"session,omitempty"`
	Connection string      `json:"connection,omitempty"`
	Media      *int        `json:"media,omitempty"`
	SSRC       string      `json:"ssrc,omitempty"`
	Peers      []peersJSON `json:"peers,omitempty"`
}

// peersJSON are the ends of a connection that was never established.
type peersJSON struct {
	Client string `json:"client"`
	Server string `json:"server"`
}

func (c *converter) finding(f *rtpflow.Finding) findingJSON {
	j := findingJSON{
		ID: f.ID, Code: f.Code, Severity: f.Severity.String(), Summary: c.Text(f.Summary, view.MaxSummary), Subject: subjectOf(f),
		Frames: []int64{}, FrameCount: f.FrameCount, Count: f.Count, Value: view.OptionalNumber(f.Value), Limit: view.OptionalNumber(f.Limit), Unit: f.Unit, Cause: f.Cause,
		DisplayFilter: c.Text(f.DisplayFilter, view.MaxSummary), Media: f.MediaIndex(), SSRC: view.OptionalSSRC(f.SSRC()), Reference: f.Reference,
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
	if f.Until != nil {
		j.Until = view.Timestamp(*f.Until)
	}
	return j
}

func subjectOf(f *rtpflow.Finding) subjectJSON {
	s := &f.Subject
	j := subjectJSON{Kind: s.Kind(), Media: f.MediaIndex(), SSRC: view.OptionalSSRC(f.SSRC())}
	if s.Capture != nil {
		j.File = s.Capture.Name
	}
	if s.Session != nil {
		j.Session = s.Session.ID
	}
	if s.Connection != nil {
		j.Connection = s.Connection.ID
	}
	for _, p := range s.Peers {
		j.Peers = append(j.Peers, peersJSON{view.Endpoint(p.Client), view.Endpoint(p.Server)})
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
