package safe

import "strings"

// Bytes that end a part of a text.
const (
	blanks  = " \t\r\n"
	urlEnds = blanks + "\"'<>\x00" // of a URL in text
)

// scanner finds the secrets in a text, from its beginning to its end.
type scanner struct {
	s     string
	found []span

	// What is known about the run, the text without blanks and quotes, that contains the current byte.
	colon   int  // after what may be a user name; -1 for none
	at      int  // after what may be a password; -1 for none
	slashed bool // it contains a slash, so it may be a path
	query   bool // it contains a question mark before
	tag     int  // the last < of the line; -1 for none

	url  bool // its authority was examined
	skip int  // what is before was examined

	authorityEnd, runEnd, lineEnd, urlEnd, nextURL, nextColon, nextAmpersand, nextEquals ahead
	inAuthority, inRun, inLine                                                           behind
}

// notable contains the bytes that may precede a secret or separate the parts of a text.
var notable = func() (set [256]bool) {
	for _, c := range []byte(urlEnds + `/\=:@?&+`) {
		set[c] = true
	}
	return set
}()

// scan returns the secrets in s in any order. They may overlap.
func scan(s string) []span {
	x := scanner{s: s}
	x.startRun()
	x.tag = -1
	for i := 0; i < len(s); i++ {
		if !notable[s[i]] {
			continue
		}
		if found := x.visit(i); found.from < found.to {
			x.add(found)
			i = max(i, found.to-1)
		}
		i = max(i, x.skip-1)
	}
	x.bareTokens()
	return x.found
}

func (x *scanner) startRun() {
	x.colon, x.at, x.slashed, x.query = -1, -1, false, false
}

func (x *scanner) add(found span) {
	if found.from < found.to && x.s[found.from:found.to] != hidden {
		x.found = append(x.found, found)
	}
}

// visit returns the secret that begins after the byte at i, or ends there.
func (x *scanner) visit(i int) span {
	switch x.s[i] {
	case '/', '\\':
		return x.slash(i)
	case '=':
		return x.parameter(i)
	case ':':
		return x.afterColon(i)
	case '@':
		return x.withoutScheme(i)
	case '?':
		if !x.query {
			x.query, x.url = true, false
			return x.component(i + 1)
		}
	case '&':
		x.colon, x.at, x.url = -1, -1, false
		if x.query {
			return x.component(i + 1)
		}
	case boundary:
		x.startRun()
		x.query = true
		return x.component(i + 1)
	case '<':
		x.startRun()
		x.tag = i
	case '>':
		x.startRun()
		return x.element(i)
	case ' ':
		x.startRun()
		return schemeCredentials(x.s, i)
	case '+': // a blank in a form
		return schemeCredentials(x.s, i)
	default:
		x.startRun()
	}
	return span{}
}

// ahead is the position of the next byte, or text, of some kind. It is kept while it is ahead, so that the searches for
// the ends of many URLs together read the text once.
type ahead struct {
	from, at int
	known    bool
}

// next returns the first index of a byte of stop in s, from an index on; the length of s if there is none.
func (a *ahead) next(s string, from int, stop string) int {
	if !a.covers(from) {
		*a = ahead{from, from + spanUntil(s[from:], stop), true}
	}
	return a.at
}

// nextText is next for a whole text.
func (a *ahead) nextText(s string, from int, text string) int {
	if !a.covers(from) {
		n := strings.Index(s[from:], text)
		if n < 0 {
			n = len(s) - from
		}
		*a = ahead{from, from + n, true}
	}
	return a.at
}

func (a *ahead) covers(from int) bool { return a.known && from >= a.from && from <= a.at }

// behind is the last @ before a position. Like ahead, it is kept.
type behind struct {
	from, end, at int
	known         bool
}

// lastAt returns the index of the last @ in s[from:end], -1 for none.
func (b *behind) lastAt(s string, from, end int) int {
	if !b.known || b.end != end || from < b.from {
		*b = behind{from, end, -1, true}
		if n := strings.LastIndexByte(s[from:end], '@'); n >= 0 {
			b.at = from + n
		}
	}
	if b.at < from {
		return -1
	}
	return b.at
}
