package json

import (
	"rtspect/capture"
	"rtspect/export/report/view"
)

// captureJSON is a capture file.

type captureJSON struct {
	File        string   `json:"file"`
	Format      string   `json:"format,omitempty"`
	Compression string   `json:"compression,omitempty"`
	LinkTypes   []string `json:"link_types"`
	Packets     int64    `json:"packets"`
	Bytes       int64    `json:"bytes"`
	Start       string   `json:"start,omitempty"`
	End         string   `json:"end,omitempty"`
	Duration    *float64 `json:"duration_s,omitempty"`
	Snapped     int64    `json:"snapped_packets"`
	CutShort    bool     `json:"cut_short"`

	Damage        []damageJSON     `json:"damage,omitempty"`
	Dropped       int64            `json:"dropped_packets,omitempty"`
	Backward      *backwardJSON    `json:"time_backward,omitempty"`
	Fragments     int64            `json:"ip_fragments,omitempty"`
	FragmentsLost int64            `json:"ip_datagrams_incomplete,omitempty"`
	Undecoded     map[string]int64 `json:"undecoded,omitempty"`
	Comments      []commentJSON    `json:"comments,omitempty"`
	Interfaces    []interfaceJSON  `json:"interfaces,omitempty"`
	Application   string           `json:"application,omitempty"`
	OS            string           `json:"os,omitempty"`
	Hardware      string           `json:"hardware,omitempty"`
	HasSecrets    bool             `json:"has_decryption_secrets,omitempty"`
}

// damageJSON is a place where a file is damaged.
type damageJSON struct {
	Kind    string `json:"kind"`
	Frame   int64  `json:"after_frame,omitempty"`
	Offset  int64  `json:"offset"`
	Detail  string `json:"detail"`
	Fatal   bool   `json:"fatal"`
	Skipped int64  `json:"skipped_bytes,omitempty"`
}

// backwardJSON counts packets with a timestamp before that of an earlier packet.
type backwardJSON struct {
	Packets    int64    `json:"packets"`
	Max        *float64 `json:"max_ms"`
	FirstFrame int64    `json:"first_frame,omitempty"`
}

type commentJSON struct {
	Frame int64  `json:"frame,omitempty"`
	Text  string `json:"text"`
}

type interfaceJSON struct {
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Filter      string `json:"filter,omitempty"`
	Received    *int64 `json:"received,omitempty"`
	Dropped     *int64 `json:"dropped,omitempty"`
}

func (c *converter) capture(f *capture.File) captureJSON {
	j := captureJSON{
		File: f.Name, Format: f.Format, Compression: f.Compression, LinkTypes: nonNil(f.LinkTypes),
		Packets: f.Packets, Bytes: f.Bytes, Snapped: f.TruncatedBySnaplen, CutShort: f.Truncated,
		Dropped: f.Dropped, Fragments: f.Fragments, FragmentsLost: f.FragmentsLost, Undecoded: f.Undecoded,
		Application: c.Text(f.Application, view.MaxName), OS: c.Text(f.OS, view.MaxName), Hardware: c.Text(f.Hardware, view.MaxName),
		HasSecrets: f.HasSecrets,
	}
	if f.HasTime {
		j.Start, j.End, j.Duration = view.Timestamp(f.Start), view.Timestamp(f.End), view.Seconds(f.End-f.Start)
	}
	for _, d := range f.Damage {
		j.Damage = append(j.Damage, damageJSON{d.Kind, d.Frame.Number(), d.Offset, c.Text(d.Detail, view.MaxSummary), d.Fatal, d.Skipped})
	}
	if f.TimeRegressions > 0 {
		j.Backward = &backwardJSON{f.TimeRegressions, view.Milliseconds(f.MaxTimeRegression), f.FirstTimeRegression.Number()}
	}
	for _, m := range f.Comments {
		j.Comments = append(j.Comments, commentJSON{m.Frame.Number(), c.Text(m.Text, view.MaxSummary)})
	}
	for _, i := range f.Interfaces {
		j.Interfaces = append(j.Interfaces, interfaceJSON{
			c.Text(i.Name, view.MaxName), c.Text(i.Description, view.MaxName),
			c.Text(i.Filter, view.MaxName), optionalCount(i.Received), optionalCount(i.Dropped),
		})
	}
	return j
}

// optionalCount returns nil for a count that the file does not have, which is negative in the model.
func optionalCount(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return &n
}
