package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"rtspect/rtpflow"
)

func newFindings() *cobra.Command {
	var limits bool
	cmd := &cobra.Command{
		Use:   "findings",
		Short: "List all findings, or their thresholds",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if limits {
				return toStdout(listThresholds)
			}
			return toStdout(listFindings)
		},
	}
	cmd.Flags().BoolVar(&limits, "thresholds", false, "list thresholds and their defaults")
	return cmd
}

// toStdout writes to standard output through a buffer.
func toStdout(write func(io.Writer)) error {
	out, err := openOutput("", nil)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	write(w)
	return out.named(w.Flush())
}

func listFindings(w io.Writer) {
	types := rtpflow.FindingTypes()
	width := 0
	for _, t := range types {
		width = max(width, len(t.Code))
	}
	for _, t := range types {
		fmt.Fprintf(w, "%-*s  %-7s  %s\n", width, t.Code, t.Severity, t.Title)
	}
}

// completeThresholds completes the names of thresholds.
func completeThresholds(*cobra.Command, []string, string) (names []string, d cobra.ShellCompDirective) {
	for _, x := range rtpflow.AllThresholds() {
		names = append(names, x.Name+"=\t"+x.Meaning)
	}
	return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func listThresholds(w io.Writer) {
	list := rtpflow.AllThresholds()
	codes := map[string][]string{}
	for _, t := range rtpflow.FindingTypes() {
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
