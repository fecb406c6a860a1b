package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"

	"github.com/spf13/cobra"

	"rtspect/export/report"
	"rtspect/internal/ordered"
	"rtspect/rtpflow"
)

// reportOptions are the flags of the commands that report.
type reportOptions struct {
	format, output, color  string
	join, showSecrets, all bool
	quiet                  bool
	thresholds             []string
	series, wireshark      bool
	width                  int
}

func (o *reportOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.format, "format", "f", "text", "text, json, ndjson or csv")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE`, which appears only when complete")
	f.BoolVar(&o.join, "join", false, "read all captures in the order of time as one")
	f.BoolVar(&o.showSecrets, "show-secrets", false, "show passwords, tokens and keys as they were sent")
	f.BoolVar(&o.series, "series", false, "json, ndjson: add each stream over time; csv: write that, a row for each bin")
	f.BoolVar(&o.wireshark, "wireshark-stats", false, "add loss, delta and jitter as tshark -z rtp,streams defines them")
	f.StringVar(&o.color, "color", "auto", "auto, always or never")
	f.IntVar(&o.width, "width", 0, "text: `COLUMNS` to fit (default that of the terminal, else 100)")
	f.StringArrayVar(&o.thresholds, "threshold", nil, "tell findings from another value on, `NAME=VALUE` (rtspect findings --thresholds lists them)")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "show no progress")
	complete := func(list ...string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return list, cobra.ShellCompDirectiveNoFileComp
		}
	}
	cmd.RegisterFlagCompletionFunc("format", complete("text", "json", "ndjson", "csv"))
	cmd.RegisterFlagCompletionFunc("threshold", completeThresholds)
	cmd.RegisterFlagCompletionFunc("color", complete("auto", "always", "never"))
}

// newWriter makes the writer of a command's kind of report.
type newWriter func(io.Writer, report.Format, bool, report.Options) *report.Writer

var (
	wholeReports newWriter = report.NewWriter
	streamRows   newWriter = report.NewStreamsWriter
)

// run analyses the captures that the arguments name and writes what it found. One that cannot be
// used does not stop the others.
func (o *reportOptions) run(args []string, kind newWriter) error {
	format, err := report.ParseFormat(o.format)
	if err != nil {
		return err
	}
	if o.series && format == report.Text {
		return errors.New("--series is for --format json, ndjson or csv")
	}
	look, err := o.look()
	if err != nil {
		return err
	}
	how, err := o.analysis()
	if err != nil {
		return err
	}
	inputs, code, err := usable(args, o.join, "rtspect")
	if err != nil {
		return err
	}
	out, err := openOutput(o.output, inputs)
	if err != nil {
		return err
	}
	defer out.discard()
	b := batch{inputs: inputs, how: how, quiet: o.quiet, writer: kind(out, format, len(inputs) > 1, look)}
	if err := b.run(); err != nil {
		return out.named(err)
	}
	if b.written > 0 {
		if err := b.writer.Close(); err != nil {
			return out.named(err)
		}
		if err := out.commit(); err != nil {
			return err
		}
	}
	b.code = max(b.code, code)
	if b.code != exitDone {
		return toldError{b.code}
	}
	return nil
}

// analysis says how to analyse.
func (o *reportOptions) analysis() (how rtpflow.Options, err error) {
	t := rtpflow.DefaultThresholds()
	for _, text := range o.thresholds {
		if err := t.Set(text); err != nil {
			return how, err
		}
	}
	how.Thresholds, how.Wireshark, how.Series = &t, o.wireshark, o.series
	return how, nil
}

// look says how text is to look where it goes.
func (o *reportOptions) look() (report.Options, error) {
	l := report.Options{ShowSecrets: o.showSecrets, All: o.all, Width: o.width, Series: o.series}
	if o.width < 0 {
		return l, fmt.Errorf("a width of %d columns is not possible", o.width)
	}
	columns, terminal := 0, false
	if o.output == "" || o.output == "-" {
		columns, terminal = terminalColumns(os.Stdout)
	}
	if l.Width == 0 && terminal {
		if columns == 0 {
			columns, _ = strconv.Atoi(os.Getenv("COLUMNS"))
		}
		l.Width = columns
	}
	switch o.color {
	case "auto":
		l.Color = terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	case "always":
		l.Color = true
	case "never":
	default:
		return l, fmt.Errorf("unknown colour setting %s (auto, always or never)", strconv.Quote(o.color))
	}
	return l, nil
}

// batch analyses inputs side by side and writes their reports in order.
type batch struct {
	inputs  []input
	how     rtpflow.Options
	quiet   bool
	writer  *report.Writer
	written int
	code    int // the worst so far
}

type analysis struct {
	report *rtpflow.Report
	err    error
	code   int
}

// run returns an error only where the output cannot be written.
func (b *batch) run() error {
	progress := newProgress(b.quiet)
	defer progress.clear()
	return ordered.Run(len(b.inputs), runtime.GOMAXPROCS(0), func(i int) analysis {
		return analyse(b.inputs[i], b.how, progress)
	}, func(i int, a analysis) error {
		progress.clear()
		if a.err != nil {
			complain(a.err)
			b.code = max(b.code, a.code)
			return nil
		}
		b.written++
		if !b.writer.Findings {
			tellDamage(b.inputs[i], a.report)
		}
		return b.writer.Write(a.report)
	})
}

// analyse reads one input. A panic is its error, so that the other inputs are not lost.
func analyse(in input, how rtpflow.Options, progress *progress) (a analysis) {
	defer func() {
		if p := recover(); p != nil {
			a = analysis{err: internalError(in.String(), p, debug.Stack()), code: exitInternal}
		}
	}()
	c, err := progress.open(in)
	if err != nil {
		return analysis{err: err, code: exitUnusable}
	}
	defer c.Close()
	r, err := rtpflow.Analyze(c.Capture, how)
	if err != nil {
		return analysis{err: err, code: exitUnusable}
	}
	return analysis{report: r}
}
