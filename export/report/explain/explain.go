// Package explain explains what reports mention: finding codes, and status codes, methods and header fields of RTSP.
package explain

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"rtspect/rtspparse/registry"
)

// Word is something that Explain knows.
type Word struct{ Word, Title string }

// Words returns all that Explain knows.
func Words() []Word {
	words := findingWords()
	for _, s := range registry.Statuses {
		words = append(words, Word{strconv.Itoa(s.Code), s.Reason})
	}
	for _, m := range registry.Methods {
		words = append(words, Word{m.Name, m.Meaning})
	}
	for _, f := range registry.Fields {
		words = append(words, Word{f.Name, f.Meaning()})
	}
	return words
}

// Explain explains a finding code, or a status code, method or header field of RTSP.
func Explain(word string) (text string, ok bool) {
	if text, ok := explainFinding(word); ok {
		return text, true
	}
	if n, err := strconv.Atoi(word); err == nil {
		s, ok := registry.StatusByCode(n)
		return explainStatus(s), ok
	}
	if m, ok := registry.MethodByName(strings.ToUpper(word)); ok {
		return explainMethod(m), true
	}
	f, ok := registry.FieldByName(strings.TrimSuffix(word, ":"))
	return explainField(f), ok
}

// entry returns a heading with its lines, each a label and a text. Lines without a text are left out.
func entry(heading, sentence string, lines ...[2]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s.\n", heading, strings.TrimSuffix(sentence, "."))
	for _, l := range lines {
		if l[1] != "" {
			fmt.Fprintf(&b, "  %-9s %s\n", l[0], l[1])
		}
	}
	return b.String()
}

func explainStatus(s registry.Status) string {
	return entry(fmt.Sprintf("%d %s (status code, %s)", s.Code, s.Reason, versions(s.V1, s.V2)), s.Meaning,
		[2]string{"methods", cmp.Or(strings.Join(s.Methods, ", "), "all")}, [2]string{"reference", s.Section})
}

func explainMethod(m registry.Method) string {
	sender := "client"
	switch {
	case m.FromClient && m.FromServer:
		sender = "client or server"
	case m.FromServer:
		sender = "server"
	}
	return entry(fmt.Sprintf("%s (method, %s, %s)", m.Name, versions(m.V1, m.V2), m.Requirement), m.Meaning,
		[2]string{"sent by", sender}, [2]string{"reference", m.Section})
}

func explainField(f registry.Field) string {
	in := "requests and responses"
	switch {
	case !f.Response:
		in = "requests"
	case !f.Request:
		in = "responses"
	}
	if f.Methods != "all" {
		in += " of " + strings.ReplaceAll(f.Methods, " ", ", ")
	}
	var references []string
	for _, r := range [][2]string{{"RFC 2326, ", f.V1}, {"RFC 7826, ", f.V2}, {"", f.Other}} {
		if r[1] != "" {
			references = append(references, r[0]+r[1])
		}
	}
	return entry(f.Name+" (header field)", f.Meaning(), [2]string{"in", in}, [2]string{"reference", strings.Join(references, "; ")})
}

// versions names the versions of RTSP.
func versions(v1, v2 bool) string {
	switch {
	case v1 && v2:
		return "RTSP/1.0 and 2.0"
	case v1:
		return "RTSP/1.0"
	case v2:
		return "RTSP/2.0"
	}
	return "RTSP/2.0 drafts"
}
