package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rtspect/export/report/explain"
	"rtspect/export/report/selection"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
)

// selectionFlags are the flags that select what commands report.
type selectionFlags struct {
	sessions, streams, only, mute []string
	severity, time                string
}

var severities = []string{"error", "warning", "note"}

func (o *selectionFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&o.sessions, "session", nil, "report only the sessions with these `IDs` (s1,s7)")
	f.StringSliceVar(&o.streams, "stream", nil, "report only the RTP streams with these `SSRCs` (0x2a49edd8)")
	f.StringVar(&o.severity, "severity", "", "report only findings of this severity or worse: error, warning or note")
	f.StringSliceVar(&o.only, "only", nil, "report only findings with these `CODES`")
	f.StringSliceVar(&o.mute, "mute", nil, "do not report findings with these `CODES`")
	f.StringVar(&o.time, "time", "", "report only `A..B`: seconds from the start, or RFC 3339; either may be left out")
	cmd.RegisterFlagCompletionFunc("severity", cobra.FixedCompletions(severities, cobra.ShellCompDirectiveNoFileComp))
	for _, name := range []string{"only", "mute"} {
		cmd.RegisterFlagCompletionFunc(name, completeCodes)
	}
}

func completeCodes(*cobra.Command, []string, string) (codes []string, d cobra.ShellCompDirective) {
	for _, t := range catalog.FindingTypes() {
		codes = append(codes, t.Code+"\t"+t.Title)
	}
	return codes, cobra.ShellCompDirectiveNoFileComp
}

// selection returns what the flags select.
func (o *selectionFlags) selection() (s selection.Selection, err error) {
	s.Sessions, s.Only, s.Mute = o.sessions, o.only, o.mute
	for _, list := range [][]string{o.only, o.mute} {
		for _, code := range list {
			if err := checkCode(code); err != nil {
				return s, err
			}
		}
	}
	for _, text := range o.streams {
		n, err := strconv.ParseUint(text, 0, 32)
		if err != nil {
			return s, fmt.Errorf("invalid SSRC %q for --stream: expected a number such as 0x2a49edd8", text)
		}
		s.SSRCs = append(s.SSRCs, uint32(n))
	}
	if o.severity != "" {
		i := slices.Index(severities, o.severity)
		if i < 0 {
			return s, fmt.Errorf("invalid --severity value %q (error, warning or note)", o.severity)
		}
		severity := rtpflow.Severity(i)
		s.Severity = &severity
	}
	if o.time != "" {
		s.Time, err = parseRange(o.time)
	}
	return s, err
}

// checkCode returns an error if no finding has a code, or codes that start with it.
func checkCode(code string) error {
	var codes []string
	for _, t := range catalog.FindingTypes() {
		if t.Code == code || strings.HasPrefix(t.Code, code+"-") {
			return nil
		}
		codes = append(codes, t.Code)
	}
	if _, ok := catalog.FindingTypeOf(code); ok {
		return nil
	}
	return fmt.Errorf("unknown finding %q%s", code, didYouMean(explain.Similar(code, codes), "rtspect findings lists them"))
}

// didYouMean ends an error message with what was probably meant, or else with where to look.
func didYouMean(similar []string, otherwise string) string {
	if len(similar) == 0 {
		return " (" + otherwise + ")"
	}
	return "; did you mean " + strings.Join(similar, " or ") + "?"
}

// parseRange reads A..B, whose ends are of one kind: seconds, or RFC 3339.
func parseRange(text string) (*selection.Range, error) {
	a, b, ok := strings.Cut(text, "..")
	from, relativeFrom, okFrom := parseMoment(a, math.MinInt64)
	to, relativeTo, okTo := parseMoment(b, math.MaxInt64)
	switch {
	case !ok || !okFrom || !okTo || a == "" && b == "":
		return nil, fmt.Errorf("invalid --time value %q: expected A..B in seconds from the start or as RFC 3339", text)
	case a != "" && b != "" && relativeFrom != relativeTo:
		return nil, fmt.Errorf("invalid --time value %q: one end is in seconds, the other is a date", text)
	case to < from:
		return nil, fmt.Errorf("invalid --time value %q: it ends before it starts", text)
	}
	return &selection.Range{From: from, To: to, Relative: a != "" && relativeFrom || b != "" && relativeTo}, nil
}

// parseMoment reads an end of a range, which is open if the text is empty.
func parseMoment(text string, open int64) (ns int64, relative, ok bool) {
	if text == "" {
		return open, false, true
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.UnixNano(), false, true
	}
	s, err := strconv.ParseFloat(strings.TrimSuffix(text, "s"), 64)
	if err != nil || math.IsNaN(s) || math.Abs(s) > 1e9 {
		return 0, false, false
	}
	return int64(math.Round(s * 1e9)), true, true
}

// errNothingSelected says that no report has a session or stream that was asked for.
func errNothingSelected(s *selection.Selection, several bool) error {
	what := "session " + strings.Join(s.Sessions, ", ")
	switch {
	case len(s.SSRCs) > 0 && len(s.Sessions) > 0:
		what = "such stream of " + what
	case len(s.SSRCs) > 0:
		what = "stream with this SSRC"
	}
	where := "the capture"
	if several {
		where = "any of the captures"
	}
	return errors.New("no " + what + " in " + where)
}
