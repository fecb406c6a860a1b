package media

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rtspect/depacket"
)

// Remarks are what a user should know of an export beside the names of the files: what loss did to them, what was
// not written and why. No word of them comes from the capture.
func (m *Manifest) Remarks() (list []string) {
	list = append(list, m.Notes...)
	for i := range m.Files {
		e := &m.Files[i]
		if text := e.remark(); text != "" {
			list = append(list, e.File+": "+text)
		}
	}
	for i := range m.NotWritten {
		e := &m.NotWritten[i]
		if e.Reason == notChosen || e.RepairOf {
			continue
		}
		of := e.Session
		if of == "" {
			of = "unassociated"
		} else if e.Media != nil {
			of += fmt.Sprintf(", media %d", *e.Media)
		}
		if e.SSRC != "" {
			of += ", SSRC " + e.SSRC
		}
		more := e.remark()
		switch {
		case e.Reason != onlyMuxed:
			of += ": no file: " + e.Reason
			if more != "" {
				of += "; " + more
			}
		case more == "":
			continue
		default:
			of += ": " + more
		}
		list = append(list, of)
	}
	return list
}

// remark tells of loss, damage and notes, in one line.
func (e *FileEntry) remark() string {
	var parts []string
	add := func(n int64, what, end string) {
		if n > 1 {
			what += "s"
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s%s", n, what, end))
		}
	}
	add(e.Lost, "packet", " lost")
	add(e.Cut, "packet", " not whole in the capture")
	add(e.Repaired, "packet", " put in from retransmissions")
	if e.DamagedUnits > 0 && !e.justCutOff() {
		text := fmt.Sprintf("%d of %d units damaged", e.DamagedUnits, e.Frames+e.Dropped+e.Waited)
		switch {
		case e.Kept == 0:
			text += ", dropped"
		case e.Dropped == 0:
			text += ", kept"
		default:
			text += fmt.Sprintf(", %d of them kept", e.Kept)
		}
		parts = append(parts, text)
	}
	add(e.Waited, "unit", " left out until a keyframe")
	return strings.Join(append(parts, e.Notes...), "; ")
}

// justCutOff reports whether nothing is damaged but the last unit, which the end of the capture cuts off as it does
// most of the time.
func (e *FileEntry) justCutOff() bool {
	return e.DamagedUnits == 1 && e.Lost == 0 && len(e.Damage) == 1 && e.Damage[0].Why == depacket.EndOfStream
}

// emptyNote says why an export has no file, "" where it has some or each that is missing tells for itself.
func (x *exporter) emptyNote() string {
	m := &x.manifest
	if len(m.Files) > 0 || slices.ContainsFunc(m.NotWritten, func(e FileEntry) bool { return e.Reason != notChosen }) {
		return ""
	}
	streams, sessions := len(x.report.Unassociated.Streams), []string{}
	for _, s := range x.report.Sessions {
		before := streams
		for _, m := range s.Media {
			streams += len(m.Streams)
			if m.Raw != nil {
				streams++
			}
		}
		if streams > before {
			sessions = append(sessions, s.ID)
		}
	}
	if streams == 0 {
		return "nothing was exported: the capture holds no media"
	}
	text := "nothing was exported: none of the streams in the capture, " + strconv.Itoa(streams) + ", was chosen"
	switch n := len(sessions); {
	case n == 1:
		text += " (session " + sessions[0] + ")"
	case n > 1:
		text += " (sessions " + sessions[0] + " to " + sessions[n-1] + ")"
	}
	return text
}
