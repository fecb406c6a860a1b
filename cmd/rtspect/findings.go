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
		Short: "Lists every kind of finding, or the thresholds that they depend on",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if limits {
				return toStdout(listThresholds)
			}
			return toStdout(listKinds)
		},
	}
	cmd.Flags().BoolVar(&limits, "thresholds", false, "list what --threshold can set, with the values that hold without it")
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

func listKinds(w io.Writer) {
	kinds := rtpflow.Kinds()
	width := 0
	for _, k := range kinds {
		width = max(width, len(k.Code))
	}
	for _, k := range kinds {
		fmt.Fprintf(w, "%-*s  %-7s  %s\n", width, k.Code, k.Severity, k.Title)
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
	width := 0
	for _, x := range rtpflow.AllThresholds() {
		width = max(width, len(x.Name))
	}
	for _, x := range rtpflow.AllThresholds() {
		fmt.Fprintf(w, "%-*s  %8s  %s (%s)\n", width, x.Name, x.Text(x.Default), x.Meaning, strings.Join(x.Codes, ", "))
	}
}
