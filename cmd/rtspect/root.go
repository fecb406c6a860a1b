package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

func newRoot() *cobra.Command {
	var o reportOptions
	root := &cobra.Command{
		Use:   "rtspect [report] CAPTURE...",
		Short: "Tells what happened in RTSP sessions, from packet captures",
		Long: `rtspect reads packet captures and tells what happened in their RTSP sessions and to the RTP media:
who talked to whom, what was agreed, what was lost, how it ended, and what was wrong.

CAPTURE is a pcap or pcapng file (also compressed with gzip, zstd or lz4), - for standard input, or
a folder: all captures below it. Several captures are reported on one by one; with --join they are
read in the order of time as one, like the parts of a ring buffer.

Exit code: 0 done, 2 the arguments, an input or the output could not be used, 3 an internal error.
A damaged capture is analysed up to the damage, which is a finding, and exits 0.`,
		Example: `  rtspect camera.pcap
  rtspect --format json camera.pcap | jq '.sessions[].findings'
  rtspect streams --format csv recordings/ > streams.csv
  tcpdump -w - port 554 | rtspect -
  rtspect --join ring_00001.pcap ring_00002.pcap`,
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version(),
	}
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if err := mistyped(root, args); err != nil {
			return err
		}
		return o.run(args, wholeReports)
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	o.flags(root)
	root.Flags().BoolVar(&o.all, "all", false, "text: leave nothing out, however long")
	root.AddCommand(newReport(), newStreams(), newFindings(), newExplain(), newExport(), newSchema(), newVersion())
	return root
}

func newReport() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report CAPTURE...",
		Short: "Reports on captures (the default command)",
		RunE:  func(_ *cobra.Command, args []string) error { return o.run(args, wholeReports) },
	}
	o.flags(cmd)
	cmd.Flags().BoolVar(&o.all, "all", false, "text: leave nothing out, however long")
	return cmd
}

func newStreams() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "streams CAPTURE...",
		Short: "Lists the RTP streams of captures, one a row",
		RunE:  func(_ *cobra.Command, args []string) error { return o.run(args, streamRows) },
	}
	o.flags(cmd)
	return cmd
}

// flagError adds to an error about a flag what helps with files whose name begins with a dash.
func flagError(_ *cobra.Command, err error) error {
	return fmt.Errorf("%w (see rtspect --help; captures whose name begins with a dash follow --)", err)
}

// mistyped finds a command that was meant where the first argument is neither a command nor a file.
func mistyped(root *cobra.Command, args []string) error {
	if len(args) == 0 || args[0] == "" || strings.ContainsAny(args[0], `/\.`) {
		return nil
	}
	if _, err := os.Lstat(args[0]); !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if like := root.SuggestionsFor(args[0]); len(like) > 0 {
		return fmt.Errorf("%q is neither a command nor a file; did you mean %s?", args[0], strings.Join(like, " or "))
	}
	return nil
}
