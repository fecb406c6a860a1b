package json

import (
	"bufio"
	"iter"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// sessionRowJSON sums up a session.
type sessionRowJSON struct {
	Capture   string   `json:"capture,omitempty"`
	Session   string   `json:"session"`
	Client    string   `json:"client,omitempty"`
	Server    string   `json:"server,omitempty"`
	URL       string   `json:"url,omitempty"`
	Mode      string   `json:"mode,omitempty"`
	UserAgent string   `json:"user_agent,omitempty"`
	Start     string   `json:"start"`
	End       string   `json:"end"`
	DurationS *float64 `json:"duration_s,omitempty"`
	EndedBy   string   `json:"ended_by,omitempty"`
	Packets   int64    `json:"packets"`
	Expected  int64    `json:"expected"`
	Lost      int64    `json:"lost"`
	LossPct   *float64 `json:"loss_pct,omitempty"`
	Errors    int      `json:"errors"`
	Warnings  int      `json:"warnings"`
	Notes     int      `json:"notes"`
}

// NewSessions returns the Writer of one array with a summary of each session.
func NewSessions(out *bufio.Writer, _ bool, o view.Options) view.Writer {
	return &rows{encoder: newEncoder(out, o, true), array: true, of: sessionRows}
}

// NewSessionLines returns the Writer of one summary of a session a line (NDJSON).
func NewSessionLines(out *bufio.Writer, _ bool, o view.Options) view.Writer {
	return &rows{encoder: newEncoder(out, o, false), of: sessionRows}
}

func sessionRows(c *converter, r *rtpflow.Report) iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, s := range r.Sessions {
			x, n := view.SessionTotals(s), view.Severities(s.Findings)
			if !yield(sessionRowJSON{
				Capture: view.FileName(r, s.FirstFrame), Session: s.ID, Client: s.Client.String(), Server: view.Endpoint(s.Server),
				URL: c.Text(s.URL, view.MaxURL), Mode: s.Mode, UserAgent: c.Text(s.UserAgent, view.MaxName),
				Start: view.Timestamp(s.Start), End: view.Timestamp(s.End), DurationS: view.Seconds(s.End - s.Start), EndedBy: s.EndedBy,
				Packets: x.Packets, Expected: x.Expected, Lost: x.Lost, LossPct: view.LossPercent(x.Lost, x.Expected),
				Errors: n[rtpflow.SevError], Warnings: n[rtpflow.SevWarning], Notes: n[rtpflow.SevNote],
			}) {
				return
			}
		}
	}
}
