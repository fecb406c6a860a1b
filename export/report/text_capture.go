package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rtspect/capture"
)

// maxCaptures is the number of files read as one that are told of; of further ones only those that
// are damaged.
const maxCaptures = 8

func (t *textReport) captures() {
	left := 0
	for i, f := range t.report.Captures {
		if !t.all && i >= maxCaptures && len(f.Damage) == 0 && !f.CutShort {
			left++
			continue
		}
		t.capture(i, f)
	}
	if left > 0 {
		t.styledLabel("", grouped(int64(left))+" more files, undamaged; --all tells of them", dim)
	}
}

// capture tells what file was read, and what was wrong with it.
func (t *textReport) capture(i int, f *capture.File) {
	label := "capture"
	if t.joined {
		label = fmt.Sprintf("capture %d", i+1)
		t.labelled(label, t.shown(f.Name))
		label = ""
	}
	kind := f.Format
	if f.Compression != "" && f.Compression != "none" {
		kind += ", " + f.Compression
	}
	for _, l := range f.LinkTypes {
		kind += ", " + t.shown(l)
	}
	if kind != "" {
		kind += ", "
	}
	t.labelled(label, kind+noneOr(f.Packets, "packet")+", "+counted(f.Bytes, "byte"))
	if f.HasTime {
		t.labelled("", clock(f.Start)+", "+length(f.End-f.Start)+" long")
	}
	t.captureFaults(f)
}

func (t *textReport) captureFaults(f *capture.File) {
	for _, d := range f.Damage {
		where := ""
		if d.Frame != 0 {
			where = " (after frame " + t.frameText(d.Frame) + ")"
		}
		what := "damaged"
		if !d.Fatal {
			what = "disturbed"
		}
		t.styledLabel(what, t.shown(d.Detail)+where, notice)
	}
	if f.CutShort && len(f.Damage) == 0 {
		t.styledLabel("damaged", "the file ends inside a packet record", notice)
	}
	var facts []string
	if f.Snapped > 0 {
		facts = append(facts, counted(f.Snapped, "packet")+" cut by the snaplen")
	}
	if f.Dropped > 0 {
		facts = append(facts, counted(f.Dropped, "packet")+" dropped by the capturing tool, as it says")
	}
	if f.Backward > 0 {
		facts = append(facts, fmt.Sprintf("time goes backwards at %s, by up to %s", counted(f.Backward, "packet"), briefly(f.MaxBackward)))
	}
	if f.FragmentsLost > 0 {
		facts = append(facts, counted(f.FragmentsLost, "fragmented datagram")+" incomplete")
	}
	for _, reason := range slices.Sorted(maps.Keys(f.Undecoded)) {
		facts = append(facts, counted(f.Undecoded[reason], "packet")+" not decoded: "+t.shown(reason))
	}
	if len(facts) > 0 {
		t.labelled("", strings.Join(facts, "; "))
	}
	if t.all {
		t.captureOrigin(f)
	}
}

// captureOrigin tells who recorded the file and what was noted in it.
func (t *textReport) captureOrigin(f *capture.File) {
	for _, s := range []string{f.Hardware, f.OS, f.Application} {
		if s != "" {
			t.labelled("recorded by", t.shown(s))
		}
	}
	for _, i := range f.Interfaces {
		if name := strings.TrimSpace(i.Name + " " + i.Description); name != "" {
			t.labelled("interface", t.shown(name))
		}
	}
	for _, c := range f.Comments {
		where := ""
		if c.Frame != 0 {
			where = "frame " + t.frameText(c.Frame) + ": "
		}
		t.labelled("comment", where+t.shown(c.Text))
	}
}
