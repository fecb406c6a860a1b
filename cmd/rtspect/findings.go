package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

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

// parseThresholds changes the default thresholds as the lines of a file ("" for none), then arguments of --threshold, say.
func parseThresholds(file string, args []string) (*catalog.Thresholds, error) {
	t := catalog.DefaultThresholds()
	if file != "" {
		if err := readThresholds(&t, file); err != nil {
			return nil, err
		}
	}
	for _, arg := range args {
		if err := setThreshold(&t, arg); err != nil {
			return nil, err
		}
	}
	return &t, nil
}

// maxThresholds limits the size of a file of thresholds, in bytes.
const maxThresholds = 1 << 20

func readThresholds(t *catalog.Thresholds, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return pathError(file, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxThresholds))
	if err != nil {
		return pathError(file, err)
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, _ := strings.Cut(line, "=")
		if err := setThreshold(t, strings.TrimSpace(name)+"="+strings.TrimSpace(value)); err != nil {
			return fmt.Errorf("%s, line %d: %w", strconv.Quote(file), number, err)
		}
	}
	return nil
}

// setThreshold sets a threshold. Its error names the thresholds of a finding whose code was given, or those that are similar.
func setThreshold(t *catalog.Thresholds, arg string) error {
	name, _, ok := strings.Cut(arg, "=")
	var names []string
	for _, x := range catalog.AllThresholds() {
		names = append(names, x.Name)
	}
	if !ok || slices.Contains(names, name) {
		return t.Set(arg)
	}
	if f, known := catalog.FindingTypeOf(name); known && len(f.Thresholds) > 0 {
		return fmt.Errorf("%q is a finding; it depends on the threshold %s", name, strings.Join(f.Thresholds, " or "))
	} else if known {
		return fmt.Errorf("%q is a finding that depends on no threshold (use --mute %s to leave it out)", name, name)
	}
	return fmt.Errorf("unknown threshold %q%s", name, didYouMean(explain.Similar(name, names), "rtspect findings --thresholds lists them"))
}
