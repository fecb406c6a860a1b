package text

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/export/report/view"
)

func (t *report) captures() {
	hidden := 0
	for i, f := range t.model.Captures {
		if !t.all && i >= maxCaptures && len(f.Damage) == 0 && !f.Truncated {
			hidden++
			continue
		}
		t.capture(i, f)
	}
	if hidden > 0 {
		t.labeledIn(dim, "", notShown(hidden, "undamaged file"))
	}
}

// capture writes which file was read, and what is wrong with it.
func (t *report) capture(i int, f *capture.File) {
	label := "capture"
	if t.joined {
		t.labeled(fmt.Sprintf("capture %d", i+1), t.shown(f.Name))
		label = ""
	}
	parts := []string{f.Format}
	if f.Compression != "none" {
		parts = append(parts, f.Compression)
	}
	for _, l := range f.LinkTypes {
		parts = append(parts, t.shown(l))
	}
	parts = append(parts, view.CountOrNo(f.Packets, "packet"), view.Count(f.Bytes, "byte"))
	t.labeled(label, strings.Join(nonEmpty(parts), ", "))
	if f.HasTime {
		t.labeled("", "start "+view.Clock(f.Start)+", duration "+view.Duration(f.End-f.Start))
	}
	t.damage(f)
	if facts := t.captureFacts(f); len(facts) > 0 {
		t.labeled("", strings.Join(facts, "; "))
	}
	if t.all {
		t.captureOrigin(f)
	}
}

func (t *report) damage(f *capture.File) {
	for _, d := range f.Damage {
		where := ""
		if d.Frame != 0 {
			where = " (after frame " + t.frame(d.Frame) + ")"
		}
		label := "damaged"
		if !d.Fatal {
			label = "corrupt" // and read on after it
		}
		t.labeledIn(yellow, label, t.shown(d.Detail)+where)
	}
	if f.Truncated && len(f.Damage) == 0 {
		t.labeledIn(yellow, "damaged", "the file ends inside a packet record")
	}
}

// captureFacts lists what the capture lacks.
func (t *report) captureFacts(f *capture.File) (facts []string) {
	if f.TruncatedBySnaplen > 0 {
		facts = append(facts, view.Count(f.TruncatedBySnaplen, "packet")+" truncated by snaplen")
	}
	if f.Dropped > 0 {
		facts = append(facts, view.Count(f.Dropped, "packet")+" dropped by the capture tool")
	}
	if f.TimeRegressions > 0 {
		facts = append(facts, fmt.Sprintf("%s with an earlier timestamp than the one before, by up to %s", view.Count(f.TimeRegressions, "packet"), view.Duration(f.MaxTimeRegression)))
	}
	if f.FragmentsLost > 0 {
		facts = append(facts, view.Count(f.FragmentsLost, "incomplete IP datagram")+" (missing fragments)")
	}
	for _, reason := range slices.Sorted(maps.Keys(f.Undecoded)) {
		facts = append(facts, view.Count(f.Undecoded[reason], "packet")+" not decoded: "+t.shown(reason))
	}
	return facts
}

// captureOrigin writes how the file was captured, and its comments.
func (t *report) captureOrigin(f *capture.File) {
	for _, s := range []string{f.Hardware, f.OS, f.Application} {
		if s != "" {
			t.labeled("captured by", t.shown(s))
		}
	}
	for _, i := range f.Interfaces {
		if name := strings.TrimSpace(i.Name + " " + i.Description); name != "" {
			t.labeled("interface", t.shown(name))
		}
	}
	for _, c := range f.Comments {
		where := ""
		if c.Frame != 0 {
			where = "frame " + t.frame(c.Frame) + ": "
		}
		t.labeled("comment", where+t.shown(c.Text))
	}
}
