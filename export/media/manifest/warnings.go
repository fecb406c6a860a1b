package manifest

import (
	"fmt"
	"strings"

	"rtspect/depacket"
)

// Warnings are what a user should know about an export beside the names of the files: what loss did to them, what was
// not written and why. They contain no text from the capture.
func (m *Manifest) Warnings() (list []string) {
	list = append(list, m.Notes...)
	for i := range m.Files {
		e := &m.Files[i]
		if text := e.warning(); text != "" {
			list = append(list, e.File+": "+text)
		}
	}
	for i := range m.NotWritten {
		e := &m.NotWritten[i]
		if e.Reason == NotSelected || e.RepairOf {
			continue
		}
		text := e.warning()
		switch {
		case e.Reason != OnlyMuxed && text != "":
			text = "no file: " + e.Reason + "; " + text
		case e.Reason != OnlyMuxed:
			text = "no file: " + e.Reason
		case text == "":
			continue
		}
		list = append(list, e.stream()+": "+text)
	}
	return list
}

// stream names a stream that has no file.
func (e *FileEntry) stream() string {
	name := e.Session
	if name == "" {
		name = "unassociated"
	} else if e.Media != nil {
		name += fmt.Sprintf(", media %d", *e.Media)
	}
	if e.SSRC != "" {
		name += ", SSRC " + e.SSRC
	}
	return name
}

// warning is about loss, damage and notes, in one line.
func (e *FileEntry) warning() string {
	var parts []string
	add := func(n int64, noun, rest string) {
		if n > 1 {
			noun += "s"
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s %s", n, noun, rest))
		}
	}
	add(e.Lost, "packet", "lost")
	add(e.Cut, "packet", "truncated in the capture")
	add(e.Repaired, "packet", "recovered from retransmissions")
	if e.DamagedUnits > 0 && !e.justEnds() {
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
	add(e.Waited, "unit", "dropped until the next keyframe")
	return strings.Join(append(parts, e.Notes...), "; ")
}

// justEnds reports whether nothing is damaged but the last unit, which the end of the capture cuts off as it does most
// of the time.
func (e *FileEntry) justEnds() bool {
	return e.DamagedUnits == 1 && e.Lost == 0 && len(e.Damage) == 1 && e.Damage[0].Why == depacket.EndOfStream
}
