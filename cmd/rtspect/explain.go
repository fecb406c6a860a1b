package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"rtspect/export/report/explain"
)

func newExplain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain WORD...",
		Short: "Explain findings, status codes, methods and header fields",
		Example: `  rtspect explain connection-reset
  rtspect explain 461 RECORD RTP-Info`,
		Args: cobra.MinimumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return completions(explain.Words()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			var texts []string
			for _, word := range args {
				text, ok := explain.Explain(word)
				if !ok {
					return fmt.Errorf("unknown finding, status code, method or header %q (see rtspect findings)", word)
				}
				texts = append(texts, text)
			}
			return toStdout(func(w io.Writer) { fmt.Fprint(w, strings.Join(texts, "\n")) })
		},
	}
}

// completions returns words with their titles, as cobra takes them.
func completions(words []explain.Word) (list []string) {
	for _, w := range words {
		list = append(list, w.Word+"\t"+w.Title)
	}
	return list
}
