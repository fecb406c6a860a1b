package csv

import (
	"strings"
	"testing"

	"rtspect/export/report/internal/sample"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// byName returns the cells of the first row of a table by column, and the number of rows.
func byName(t *testing.T, name string, r *rtpflow.Report) (map[string]string, int) {
	t.Helper()
	list := records(t, write(t, view.Options{Table: name}, r))
	cells := map[string]string{}
	if len(list) > 1 {
		for i, head := range list[0] {
			cells[head] = list[1][i]
		}
	}
	return cells, len(list) - 1
}

func TestTables(t *testing.T) {
	r := sample.Report()
	s := r.Sessions[0]
	st := s.Media[0].Streams[0]
	st.Lost, st.Expected = 1, 3
	for name, want := range map[string]struct {
		rows         int
		column, text string
	}{
		"streams":   {len(s.Media[0].Streams) + len(r.Unassociated.Streams), "loss_pct", "33.333"},
		"sessions":  {1, "loss_pct", "33.333"},
		"exchanges": {len(s.Exchanges), "session", "s1"},
		"findings":  {len(r.Findings) + len(s.Findings), "severity", r.Findings[0].Severity.String()},
	} {
		cells, n := byName(t, name, r)
		if n != want.rows || cells[want.column] != want.text || cells["capture"] == "" {
			t.Errorf("%s: %d rows, want %d; %s %q", name, n, want.rows, want.column, cells[want.column])
		}
	}
	for _, name := range view.Tables {
		if _, n := byName(t, name, sample.Empty()); n != 0 {
			t.Errorf("%s: %d rows of an empty capture", name, n)
		}
	}
}

// No cell of any table starts a formula or shows a password.
func TestTablesAreSafe(t *testing.T) {
	r := sample.Hostile("=x")
	r.Sessions[0].URL = "rtsp://admin:hunter2@cam/"
	for i := range r.Sessions[0].Findings {
		r.Sessions[0].Findings[i].Summary = "=1+1"
	}
	for _, name := range view.Tables {
		out := write(t, view.Options{Table: name}, r)
		if strings.Contains(out, "hunter2") {
			t.Errorf("%s: a password is shown", name)
		}
		for _, row := range records(t, out) {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("%s: formula %q", name, cell)
				}
			}
		}
	}
}
