package main

import (
	"bufio"
	"io"

	"github.com/spf13/cobra"

	"rtspect/export/report/explain"
	"rtspect/rtpflow/findings/catalog"
)

func newFindings() *cobra.Command {
	var thresholds bool
	cmd := &cobra.Command{
		Use:   "findings",
		Short: "List all findings, or the thresholds that they depend on",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if thresholds {
				return toStdout(explain.Thresholds)
			}
			return toStdout(explain.Findings)
		},
	}
	cmd.Flags().BoolVar(&thresholds, "thresholds", false, "list thresholds and their defaults")
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
	return out.withPath(w.Flush())
}

// completeThresholds completes the names of thresholds.
func completeThresholds(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return completions(explain.ThresholdWords()), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// parseThresholds changes the default thresholds as arguments of --threshold say.
func parseThresholds(args []string) (*catalog.Thresholds, error) {
	t := catalog.DefaultThresholds()
	for _, arg := range args {
		if err := t.Set(arg); err != nil {
			return nil, err
		}
	}
	return &t, nil
}
