package capture

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxComments   = 1000
	maxComment    = 4096 // bytes
	maxInterfaces = 4096 // of which File tells
	maxText       = 256  // bytes of an interface's or application's name
	maxLinkTypes  = 64   // named in File
)

// took numbers the record in p and enters it in the file's facts. A record without a time of its own
// (timed is false) gets the latest one.
func (in *input) took(p *Packet, timed bool) {
	f := in.file
	f.Packets++
	in.frame++
	p.Frame = in.frame
	if p.OrigLen > len(p.Raw) {
		f.Snapped++
	}
	if len(in.links) == 0 || p.Link != in.links[0] {
		in.sawLink(p.Link)
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
	if f.Backward++; f.Backward == 1 {
		f.FirstBackward = p.Frame
	}
	f.MaxBackward = max(f.MaxBackward, in.last-p.Time)
	f.Start = min(f.Start, p.Time)
	in.last = p.Time
}

// sawLink puts l in front of the link types seen.
func (in *input) sawLink(l LinkType) {
	if i := slices.Index(in.links, l); i > 0 {
		in.links[0], in.links[i] = l, in.links[0]
		return
	}
	if len(in.links) == maxLinkTypes {
		in.damage("limit", "the file has more link types than are named", false)
		in.links[0] = l
		return
	}
	in.links = append([]LinkType{l}, in.links...)
	if name := l.Name(); !slices.Contains(in.file.LinkTypes, name) {
		in.file.LinkTypes = append(in.file.LinkTypes, name)
	}
}

// addDamage keeps one entry for each kind: damage that goes on and on is a count.
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

// comment keeps a comment. Past the bounds it is damage of kind "comments".
func (in *input) comment(frame Frame, text []byte) {
	if len(in.file.Comments) == maxComments {
		in.damage("comments", "the file has more comments than are kept", false)
		return
	}
	in.file.Comments = append(in.file.Comments, Comment{frame, clipText(text, maxComment)})
}

// clipText makes valid UTF-8 of at most n bytes from a text of the file.
func clipText(b []byte, n int) string {
	b = b[:min(len(b), n)]
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ { // no half a character at the cut
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				b = b[:len(b)-i]
			}
			break
		}
	}
	text := strings.TrimRight(string(b), "\x00") // some writers count the terminator
	return strings.ToValidUTF8(text, "\ufffd")
}
