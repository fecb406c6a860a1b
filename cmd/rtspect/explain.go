package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"rtspect/export/report"
)

func newExplain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain WORD...",
		Short: "Tells the cause and the remedy of findings, and what status codes, methods and header fields of RTSP mean",
		Example: `  rtspect explain connection-reset
  rtspect explain 461 RECORD RTP-Info`,
		Args: cobra.MinimumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) (words []string, d cobra.ShellCompDirective) {
			for _, w := range report.Words() {
				words = append(words, w.Word+"\t"+w.Title)
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			var texts []string
			for _, word := range args {
				text, ok := report.Explain(word)
				if !ok {
					return fmt.Errorf("%q is no kind of finding (rtspect findings lists them), and no status code, method or header field of RTSP", word)
				}
				texts = append(texts, text)
			}
			return toStdout(func(w io.Writer) { io.WriteString(w, strings.Join(texts, "\n")) })
		},
	}
}
