package safe

import (
	"cmp"
	"slices"
	"strings"
)

// hidden replaces masked text.
const hidden = "***"

// Mask masks credentials in text from captures. The zero value masks; Show disables it. Only values are masked, never
// names, so the output still shows that a credential was sent, and of which kind. Masked text is not changed by masking
// it again.
type Mask struct{ Show bool }

// Text masks the credentials in any text: passwords in URLs (rtsp://user:password@host) and in parameters (password=,
// token=, …, in a query or, as with many cameras, in the path), Basic and Bearer credentials, Digest responses, JSON web
// tokens, and SRTP keys (inline:, key-mgmt:). It also finds them where the text is percent-encoded, as in a URL in the
// query of another URL.
//
// Where the text does not show the end of a secret, for instance because the URL was cut before its @, everything that
// may belong to the secret is masked. The time is linear in the length of the text.
func (m Mask) Text(s string) string {
	if m.Show || s == "" {
		return s
	}
	return replace(s, secretsOf(s))
}

// Parameter masks the credentials in the value of a parameter: all of it if the name identifies a secret.
func (m Mask) Parameter(name, value string) string {
	if !m.Show && value != "" && isSecret(strings.TrimSpace(name)) {
		return hidden
	}
	return m.Text(value)
}

// span is a part of a text.
type span struct{ from, to int }

// maxDecoding is how many levels of percent-encoding are removed one by one. Below, all are removed at once.
const maxDecoding = 4

// secretsOf finds the secrets in s as it is and behind each level of percent-encoding. All levels are needed: an encoded
// & belongs to a password in a query, but separates parameters of a URL in a query.
func secretsOf(s string) []span {
	found := scan(s)
	if !hasEscape(s) {
		return found
	}
	d := decoded{text: s}
	for level := 1; ; level++ {
		d = d.decode(level > maxDecoding)
		for _, x := range scan(d.text) {
			found = append(found, span{d.at[x.from], d.at[x.to]})
		}
		if level > maxDecoding || !hasEscape(d.text) {
			return found
		}
	}
}

// replace replaces the spans of s, which may overlap, by hidden.
func replace(s string, spans []span) string {
	if len(spans) == 0 {
		return s
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	done := 0
	for i := 0; i < len(spans); {
		x := spans[i]
		for i++; i < len(spans) && spans[i].from <= x.to; i++ {
			x.to = max(x.to, spans[i].to)
		}
		b.WriteString(s[done:x.from])
		b.WriteString(hidden)
		done = x.to
	}
	b.WriteString(s[done:])
	return b.String()
}
