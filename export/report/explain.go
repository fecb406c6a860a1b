package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtspparse/registry"
)

// Word is something that Explain knows, with a title.
type Word struct{ Word, Title string }

// Words are all that Explain knows.
func Words() (words []Word) {
	for _, k := range rtpflow.Kinds() {
		words = append(words, Word{k.Code, k.Title})
	}
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

// Explain tells what a word means: the code of a finding, a status code, a method or a header field of RTSP.
func Explain(word string) (text string, ok bool) {
	if k, ok := rtpflow.KindOf(word); ok {
		return explainKind(k), true
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

// entry is a heading with its lines, each of a name and a text; lines without a text are left out.
func entry(heading, sentence string, lines ...[2]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s.\n", heading, strings.TrimSuffix(sentence, "."))
	for _, l := range lines {
		if l[1] != "" {
			fmt.Fprintf(&b, "  %-8s %s\n", l[0], l[1])
		}
	}
	return b.String()
}

func explainKind(k rtpflow.Kind) string {
	lines := [][2]string{{"cause", k.Cause}, {"remedy", cmp.Or(k.Remedy, "None is needed.")}, {"rule", k.Reference}}
	for _, x := range rtpflow.AllThresholds() {
		if slices.Contains(x.Codes, k.Code) {
			lines = append(lines, [2]string{"limit", fmt.Sprintf("--threshold %s=%s: %s", x.Name, strings.ReplaceAll(x.Text(x.Default), " ", ""), x.Meaning)})
		}
	}
	return entry(fmt.Sprintf("%s (%s)", k.Code, k.Severity), k.Title, lines...)
}

func explainStatus(s registry.Status) string {
	return entry(fmt.Sprintf("%d %s (status code of %s)", s.Code, s.Reason, versions(s.V1, s.V2)), s.Meaning,
		[2]string{"answers", cmp.Or(strings.Join(s.Methods, ", "), "all methods")}, [2]string{"rule", s.Section})
}

func explainMethod(m registry.Method) string {
	sender := "client"
	switch {
	case m.FromClient && m.FromServer:
		sender = "client or server"
	case m.FromServer:
		sender = "server"
	}
	return entry(fmt.Sprintf("%s (method of %s, %s)", m.Name, versions(m.V1, m.V2), m.Requirement), m.Meaning,
		[2]string{"sent by", sender}, [2]string{"rule", m.Section})
}

func explainField(f registry.Field) string {
	in := "requests and answers"
	switch {
	case !f.Response:
		in = "requests"
	case !f.Request:
		in = "answers"
	}
	if f.Methods != "all" {
		in += " of " + strings.ReplaceAll(f.Methods, " ", ", ")
	}
	var rules []string
	for _, r := range [][2]string{{"RFC 2326, ", f.V1}, {"RFC 7826, ", f.V2}, {"", f.Other}} {
		if r[1] != "" {
			rules = append(rules, r[0]+r[1])
		}
	}
	return entry(f.Name+" (header field)", f.Meaning(), [2]string{"in", in}, [2]string{"rule", strings.Join(rules, "; ")})
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
	return "drafts of RTSP/2.0"
}
