package explain

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"rtspect/rtpflow"
)

// This file is the only one of the reports that knows the catalog of findings and the table of thresholds.

func findingWords() (words []Word) {
	for _, k := range rtpflow.Kinds() {
		words = append(words, Word{k.Code, k.Title})
	}
	return words
}

func explainFinding(code string) (text string, ok bool) {
	k, ok := rtpflow.KindOf(code)
	if !ok {
		return "", false
	}
	lines := [][2]string{{"cause", k.Cause}, {"remedy", cmp.Or(k.Remedy, "None needed.")}, {"reference", k.Reference}}
	for _, x := range rtpflow.AllThresholds() {
		if slices.Contains(x.Codes, k.Code) {
			lines = append(lines, [2]string{"limit", fmt.Sprintf("--threshold %s=%s: %s", x.Name, strings.ReplaceAll(x.Text(x.Default), " ", ""), x.Meaning)})
		}
	}
	return entry(fmt.Sprintf("%s (%s)", k.Code, k.Severity), k.Title, lines...), true
}

// Findings writes one line a finding code: code, severity, title.
func Findings(w io.Writer) {
	width := 0
	for _, k := range rtpflow.Kinds() {
		width = max(width, len(k.Code))
	}
	for _, k := range rtpflow.Kinds() {
		fmt.Fprintf(w, "%-*s  %-7s  %s\n", width, k.Code, k.Severity, k.Title)
	}
}

// Thresholds writes one line a threshold: name, default, meaning, and the finding codes that depend on it.
func Thresholds(w io.Writer) {
	width := 0
	for _, x := range rtpflow.AllThresholds() {
		width = max(width, len(x.Name))
	}
	for _, x := range rtpflow.AllThresholds() {
		fmt.Fprintf(w, "%-*s  %8s  %s (%s)\n", width, x.Name, x.Text(x.Default), x.Meaning, strings.Join(x.Codes, ", "))
	}
}

// ThresholdWords returns the thresholds as --threshold takes them.
func ThresholdWords() (words []Word) {
	for _, x := range rtpflow.AllThresholds() {
		words = append(words, Word{x.Name + "=", x.Meaning})
	}
	return words
}
