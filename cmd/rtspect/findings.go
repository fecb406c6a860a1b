package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
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

func newExplain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain CODE...",
		Short: "Tells the cause and the remedy of findings",
		Args:  cobra.MinimumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) (codes []string, d cobra.ShellCompDirective) {
			for _, k := range rtpflow.Kinds() {
				codes = append(codes, k.Code+"\t"+k.Title)
			}
			return codes, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			var kinds []rtpflow.Kind
			for _, code := range args {
				k, ok := rtpflow.KindOf(code)
				if !ok {
					return fmt.Errorf("%q is no kind of finding; rtspect findings lists them", code)
				}
				kinds = append(kinds, k)
			}
			return toStdout(func(w io.Writer) { explain(w, kinds) })
		},
	}
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

func explain(w io.Writer, kinds []rtpflow.Kind) {
	for i, k := range kinds {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s (%s)\n  %s.\n", k.Code, k.Severity, strings.TrimSuffix(k.Title, "."))
		fmt.Fprintf(w, "  cause    %s\n", k.Cause)
		fmt.Fprintf(w, "  remedy   %s\n", cmp.Or(k.Remedy, "None is needed."))
		if k.Reference != "" {
			fmt.Fprintf(w, "  rule     %s\n", k.Reference)
		}
		for _, x := range rtpflow.AllThresholds() {
			if slices.Contains(x.Codes, k.Code) {
				fmt.Fprintf(w, "  limit    --threshold %s=%s: %s\n", x.Name, strings.ReplaceAll(x.Text(x.Default), " ", ""), x.Meaning)
			}
		}
	}
}
