package explain

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
)

// This file is the only one of the reports that knows the catalog of findings and the table of thresholds.

func findingWords() (words []Word) {
	for _, t := range catalog.FindingTypes() {
		words = append(words, Word{t.Code, t.Title})
	}
	return words
}

func explainFinding(code string) (text string, ok bool) {
	t, ok := catalog.FindingTypeOf(code)
	if !ok {
		return "", false
	}
	lines := [][2]string{{"cause", t.Cause}, {"remedy", cmp.Or(t.Remedy, "None needed.")}, {"reference", t.Reference}}
	for _, x := range catalog.AllThresholds() {
		if slices.Contains(t.Thresholds, x.Name) {
			lines = append(lines, [2]string{"limit", fmt.Sprintf("--threshold %s=%s: %s", x.Name, strings.ReplaceAll(x.Text(x.Default), " ", ""), x.Meaning)})
		}
	}
	return entry(fmt.Sprintf("%s (%s)", t.Code, t.Severity), wording.Capital(t.Title), lines...), true
}

// Findings writes one line a finding code: code, severity, title.
func Findings(w io.Writer) {
	types := catalog.FindingTypes()
	width := 0
	for _, t := range types {
		width = max(width, len(t.Code))
	}
	for _, t := range types {
		fmt.Fprintf(w, "%-*s  %-7s  %s\n", width, t.Code, t.Severity, t.Title)
	}
}

// Thresholds writes one line a threshold: name, default, meaning, and the finding codes that depend on it.
func Thresholds(w io.Writer) {
	list := catalog.AllThresholds()
	codes := map[string][]string{}
	for _, t := range catalog.FindingTypes() {
		for _, name := range t.Thresholds {
			codes[name] = append(codes[name], t.Code)
		}
	}
	width := 0
	for _, x := range list {
		width = max(width, len(x.Name))
	}
	for _, x := range list {
		fmt.Fprintf(w, "%-*s  %8s  %s (%s)\n", width, x.Name, x.Text(x.Default), x.Meaning, strings.Join(codes[x.Name], ", "))
	}
}

// ThresholdWords returns the thresholds as --threshold takes them.
func ThresholdWords() (words []Word) {
	for _, x := range catalog.AllThresholds() {
		words = append(words, Word{x.Name + "=", x.Meaning})
	}
	return words
}
