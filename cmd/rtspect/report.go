package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rtspect/export/report"
	"rtspect/export/report/selection"
	"rtspect/internal/ordered"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

// reportOptions are the flags of the commands that report.
type reportOptions struct {
	format, output, color  string
	join, showSecrets, all bool
	quiet                  bool
	thresholds             []string
	thresholdsFile, table  string
	series, wireshark      bool
	width                  string
	selected               selectionFlags
}

func (o *reportOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.format, "format", "f", string(report.Formats()[0]), "output format: "+report.FormatList(report.Formats()))
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE`, which is created when the report is complete")
	f.BoolVar(&o.join, "join", false, "read all captures as one, in time order")
	f.BoolVar(&o.showSecrets, "show-secrets", false, "show passwords, tokens and keys as sent")
	f.BoolVar(&o.series, "series", false, report.FormatList(report.SeriesFormats())+": include per-stream time series (csv: one row per bin)")
	f.BoolVar(&o.wireshark, "wireshark-stats", false, "include loss, delta and jitter as defined by tshark -z rtp,streams")
	f.StringVar(&o.color, "color", "auto", "use colors: auto, always or never")
	f.StringVar(&o.width, "width", "", "text: fit to `COLUMNS` (default: the terminal's width, or 100)")
	o.selected.add(cmd)
	f.StringArrayVar(&o.thresholds, "threshold", nil, "override a finding's threshold, `NAME=VALUE` (see rtspect findings --thresholds)")
	f.StringVar(&o.thresholdsFile, "thresholds", "", "read thresholds from `FILE`: a NAME=VALUE per line, # starts a comment")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "do not show progress")
	cmd.RegisterFlagCompletionFunc("format", completeFormats)
	cmd.RegisterFlagCompletionFunc("threshold", completeThresholds)
	cmd.RegisterFlagCompletionFunc("color", cobra.FixedCompletions([]string{"auto", "always", "never"}, cobra.ShellCompDirectiveNoFileComp))
}

func (o *reportOptions) addAll(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.all, "all", false, "text: do not elide long lists")
	cmd.Flags().StringVar(&o.table, "table", "", "csv: the table to write: "+strings.Join(report.Tables, ", ")+" (default: the first)")
	cmd.RegisterFlagCompletionFunc("table", cobra.FixedCompletions(report.Tables, cobra.ShellCompDirectiveNoFileComp))
}

func completeFormats(*cobra.Command, []string, string) (names []string, d cobra.ShellCompDirective) {
	for _, f := range report.Formats() {
		names = append(names, string(f)+"\t"+f.Meaning())
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// newWriter makes the Writer of a command.
type newWriter func(io.Writer, report.Format, bool, report.Options) *report.Writer

var (
	wholeReports newWriter = report.NewWriter
	streamRows   newWriter = report.NewStreamsWriter
	sessionRows  newWriter = report.NewSessionsWriter
)

// run analyzes captures and writes the reports. A capture that cannot be used does not stop the others.
func (o *reportOptions) run(args []string, newWriter newWriter) error {
	format, err := report.ParseFormat(o.format)
	if err != nil {
		return err
	}
	if o.series && !format.HasSeries() {
		return errors.New("--series requires --format " + report.FormatList(report.SeriesFormats()))
	}
	if err := o.checkTable(format); err != nil {
		return err
	}
	options, err := o.viewOptions()
	if err != nil {
		return err
	}
	analysis := analyze.Options{Wireshark: o.wireshark, Series: o.series}
	if analysis.Thresholds, err = parseThresholds(o.thresholdsFile, o.thresholds); err != nil {
		return err
	}
	selected, err := o.selected.selection()
	if err != nil {
		return err
	}
	inputs, code, err := resolveInputs(args, o.join, "rtspect")
	if err != nil {
		return err
	}
	out, err := openOutput(o.output, inputs)
	if err != nil {
		return err
	}
	defer out.discard()
	b := batch{inputs: inputs, options: analysis, selected: &selected, quiet: o.quiet, writer: newWriter(out, format, len(inputs) > 1, options), code: code}
	if err := b.run(); err != nil {
		return out.withPath(err)
	}
	if b.written == 0 && b.skipped > 0 {
		return errNothingSelected(&selected, len(inputs) > 1)
	}
	if b.written > 0 {
		if err := b.writer.Close(); err != nil {
			return out.withPath(err)
		}
		if err := out.commit(); err != nil {
			return err
		}
	}
	if b.code != exitDone {
		return reportedError{b.code}
	}
	return nil
}

// checkTable checks the table that --table names.
func (o *reportOptions) checkTable(format report.Format) error {
	switch {
	case o.table == "":
		return nil
	case format != report.CSV:
		return errors.New("--table requires --format csv")
	case !slices.Contains(report.Tables, o.table):
		return fmt.Errorf("unknown table %q (%s)", o.table, strings.Join(report.Tables, ", "))
	case o.series && o.table != report.Tables[0]:
		return fmt.Errorf("--series does not apply to the table %s", o.table)
	}
	return nil
}

// viewOptions returns how the report is shown at its destination.
func (o *reportOptions) viewOptions() (report.Options, error) {
	r := report.Options{ShowSecrets: o.showSecrets, All: o.all, Series: o.series, Table: o.table}
	if o.width != "" {
		n, err := strconv.ParseUint(o.width, 10, 16)
		if err != nil {
			return r, fmt.Errorf("invalid --width value %q: expected a number of columns", o.width)
		}
		r.Width = int(n)
	}
	columns, terminal := 0, false
	if o.output == "" || o.output == "-" {
		columns, terminal = terminalColumns(os.Stdout)
	}
	if r.Width == 0 && terminal {
		if columns == 0 {
			columns, _ = strconv.Atoi(os.Getenv("COLUMNS"))
		}
		r.Width = columns
	}
	switch o.color {
	case "auto":
		r.Color = terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	case "always":
		r.Color = true
	case "never":
	default:
		return r, fmt.Errorf("invalid --color value %q (auto, always or never)", o.color)
	}
	return r, nil
}

// batch analyzes inputs in parallel and writes their reports in order.
type batch struct {
	inputs  []input
	options analyze.Options
	// selected is what of the reports is written. Those without a session or stream that was asked for are skipped.
	selected *selection.Selection
	skipped  int
	quiet    bool
	writer   *report.Writer
	written  int
	code     int // the highest exit code so far
}

// analysis is the report on an input, or an error with its exit code, or both if the input was read in part.
type analysis struct {
	report *rtpflow.Report
	err    error
	code   int
}

// run returns an error only if the output cannot be written.
func (b *batch) run() error {
	progress := newProgress(b.quiet)
	defer progress.clear()
	return ordered.Run(len(b.inputs), runtime.GOMAXPROCS(0), func(i int) analysis {
		return analyzeInput(b.inputs[i], b.options, progress)
	}, func(i int, a analysis) error {
		progress.clear()
		return b.write(b.inputs[i], a)
	})
}

func (b *batch) write(in input, a analysis) error {
	if a.err != nil {
		printError(a.err)
		b.code = max(b.code, a.code)
	}
	if a.report == nil {
		return nil
	}
	r := b.selected.Apply(a.report)
	if b.selected.Parts() && len(r.Sessions)+len(r.Unassociated.Streams) == 0 {
		b.skipped++
		return nil
	}
	b.written++
	if !b.writer.Findings && a.err == nil {
		printDamage(in, a.report)
	}
	return b.writer.Write(r)
}

// analyzeInput reads one input. A panic becomes its error, so that the other inputs are not lost.
func analyzeInput(in input, options analyze.Options, progress *progress) (a analysis) {
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
	r, err := analyze.Analyze(c.Capture, options)
	if err != nil {
		return analysis{report: r, err: err, code: exitUnusable}
	}
	return analysis{report: r}
}
