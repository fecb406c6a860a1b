package capture

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxComments   = 1000
	maxComment    = 4096 // bytes
	maxInterfaces = 4096 // maximum length of File.Interfaces
	maxText       = 256  // bytes of an interface or application name
	maxLinkTypes  = 64   // maximum length of File.LinkTypes
)

// account assigns a number to the record in p and updates the file's statistics. A record without a time (timed is
// false) gets the latest time.
func (in *input) account(p *Packet, timed bool) {
	f := in.file
	f.Packets++
	in.frame++
	p.Frame = in.frame
	if p.OrigLen > len(p.Raw) {
		f.TruncatedBySnaplen++
	}
	if len(in.links) == 0 || p.Link != in.links[0] {
		in.addLinkType(p.Link)
	}
	switch {
	case !timed:
		p.Time = in.last
	case p.Time >= in.last && f.HasTime:
		in.last = p.Time
		f.End = max(f.End, p.Time)
	default:
		in.firstOrBackward(p)
	}
}

func (in *input) firstOrBackward(p *Packet) {
	f := in.file
	if !f.HasTime {
		f.HasTime = true
		f.Start, f.End, in.last = p.Time, p.Time, p.Time
		return
	}
	if f.TimeRegressions++; f.TimeRegressions == 1 {
		f.FirstTimeRegression = p.Frame
	}
	f.MaxTimeRegression = max(f.MaxTimeRegression, in.last-p.Time)
	f.Start = min(f.Start, p.Time)
	in.last = p.Time
}

// addLinkType moves l to the front of the link types seen.
func (in *input) addLinkType(l LinkType) {
	if i := slices.Index(in.links, l); i > 0 {
		in.links[0], in.links[i] = l, in.links[0]
		return
	}
	if len(in.links) == maxLinkTypes {
		in.damage("limit", "too many link types; the rest is not listed", false)
		in.links[0] = l
		return
	}
	in.links = append([]LinkType{l}, in.links...)
	if name := l.Name(); !slices.Contains(in.file.LinkTypes, name) {
		in.file.LinkTypes = append(in.file.LinkTypes, name)
	}
}

// addDamage adds an entry per kind of damage and counts repetitions.
func (f *File) addDamage(d Damage) {
	for i := range f.Damage {
		if f.Damage[i].Kind == d.Kind {
			f.Damage[i].Count++
			f.Damage[i].Skipped += d.Skipped
			f.Damage[i].Fatal = f.Damage[i].Fatal || d.Fatal
			return
		}
	}
	d.Count = 1
	f.Damage = append(f.Damage, d)
}

// undecoded counts a packet that could not be decoded.
func (f *File) undecoded(reason string) {
	if f.Undecoded == nil {
		f.Undecoded = map[string]int64{}
	}
	f.Undecoded[reason]++
}

// comment keeps a comment. Exceeding the limit is damage of kind "comments".
func (in *input) comment(frame Frame, text []byte) {
	if len(in.file.Comments) == maxComments {
		in.damage("comments", "too many comments; the rest was discarded", false)
		return
	}
	in.file.Comments = append(in.file.Comments, Comment{frame, clipText(text, maxComment)})
}

// clipText converts a text from the file to valid UTF-8 of at most n bytes.
func clipText(b []byte, n int) string {
	b = b[:min(len(b), n)]
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ { // do not split a character
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				b = b[:len(b)-i]
			}
			break
		}
	}
	text := strings.TrimRight(string(b), "\x00") // some writers include the terminator
	return strings.ToValidUTF8(text, "\ufffd")
}
