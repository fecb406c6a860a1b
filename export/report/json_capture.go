package report

import "rtspect/capture"

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

type damageJSON struct {
	Kind    string `json:"kind"`
	Frame   int64  `json:"after_frame,omitempty"`
	Offset  int64  `json:"offset"`
	Detail  string `json:"detail"`
	Fatal   bool   `json:"fatal"`
	Skipped int64  `json:"skipped_bytes,omitempty"`
}

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
		File: f.Name, Format: f.Format, Compression: f.Compression, LinkTypes: notNil(f.LinkTypes),
		Packets: f.Packets, Bytes: f.Bytes, Snapped: f.Snapped, CutShort: f.CutShort,
		Dropped: f.Dropped, Fragments: f.Fragments, FragmentsLost: f.FragmentsLost, Undecoded: f.Undecoded,
		Application: c.text(f.Application, maxName), OS: c.text(f.OS, maxName), Hardware: c.text(f.Hardware, maxName),
		HasSecrets: f.HasSecrets,
	}
	if f.HasTime {
		j.Start, j.End, j.Duration = timestamp(f.Start), timestamp(f.End), seconds(f.End-f.Start)
	}
	for _, d := range f.Damage {
		j.Damage = append(j.Damage, damageJSON{d.Kind, d.Frame.Number(), d.Offset, c.text(d.Detail, maxSummary), d.Fatal, d.Skipped})
	}
	if f.Backward > 0 {
		j.Backward = &backwardJSON{f.Backward, millis(f.MaxBackward), f.FirstBackward.Number()}
	}
	for _, m := range f.Comments {
		j.Comments = append(j.Comments, commentJSON{m.Frame.Number(), c.text(m.Text, maxSummary)})
	}
	for _, i := range f.Interfaces {
		j.Interfaces = append(j.Interfaces, interfaceJSON{c.text(i.Name, maxName), c.text(i.Description, maxName),
			c.text(i.Filter, maxName), given(i.Received), given(i.Dropped)})
	}
	return j
}

// given is nil for a count that was not given.
func given(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return &n
}

// notNil makes an empty list of none: what is known to be empty is not absent.
func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
