package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"rtspect/export/report/explain"
)

func newRoot() *cobra.Command {
	var o reportOptions
	root := &cobra.Command{
		Use:   "rtspect [report] CAPTURE...",
		Short: "Analyze RTSP sessions in packet captures",
		Long: `rtspect analyzes packet captures and reports what happened in each RTSP session and its RTP streams:
the endpoints, the negotiated transport, packet loss, the end of the session, and findings.

CAPTURE is a pcap or pcapng file (plain or compressed with gzip, zstd or lz4), - for standard input, or
a directory, which is searched recursively. Each capture is reported on separately. --join reads all of
them as one capture in time order, like the files of a ring buffer.

Exit code: 0 success, 2 an argument, an input or the output cannot be used, 3 internal error.
A damaged capture is analyzed up to the damage, which is reported as a finding; the exit code is 0.`,
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
		if err := checkCommand(root, args); err != nil {
			return err
		}
		return o.run(args, wholeReports)
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	o.addFlags(root)
	o.addAll(root)
	root.AddCommand(newReport(), newStreams(), newSessions(), newFindings(), newExplain(), newExport(), newSchema(), newVersion())
	return root
}

func newReport() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report CAPTURE...",
		Short: "Report on captures (default command)",
		RunE:  func(_ *cobra.Command, args []string) error { return o.run(args, wholeReports) },
	}
	o.addFlags(cmd)
	o.addAll(cmd)
	return cmd
}

func newStreams() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "streams CAPTURE...",
		Short: "List RTP streams, one row each",
		RunE:  func(_ *cobra.Command, args []string) error { return o.run(args, streamRows) },
	}
	o.addFlags(cmd)
	return cmd
}

func newSessions() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "sessions CAPTURE...",
		Short: "List RTSP sessions, one row each",
		RunE:  func(_ *cobra.Command, args []string) error { return o.run(args, sessionRows) },
	}
	o.addFlags(cmd)
	return cmd
}

// flagError adds to an error about a flag what was probably meant, or how to name files that start with a dash.
func flagError(cmd *cobra.Command, err error) error {
	if name, ok := strings.CutPrefix(err.Error(), "unknown flag: --"); ok {
		if similar := explain.Similar(name, flagNames(cmd)); len(similar) > 0 {
			return fmt.Errorf("%w; did you mean --%s?", err, strings.Join(similar, " or --"))
		}
	}
	return fmt.Errorf("%w (see %s --help; use -- before file names that start with a dash)", err, cmd.CommandPath())
}

// flagNames returns the long names of the flags of a command.
func flagNames(cmd *cobra.Command) (names []string) {
	for line := range strings.Lines(cmd.Flags().FlagUsages()) {
		if _, usage, ok := strings.Cut(line, "--"); ok {
			name, _, _ := strings.Cut(usage, " ")
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names
}

// checkCommand returns an error if the first argument is not a file, but looks like a command.
func checkCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 || args[0] == "" || args[0] == "-" || strings.ContainsAny(args[0], `/\.`) {
		return nil
	}
	if _, err := os.Lstat(args[0]); !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return fmt.Errorf("%q is neither a command nor a file%s", args[0], didYouMean(explain.Similar(args[0], names), "commands: "+strings.Join(names, ", ")))
}
