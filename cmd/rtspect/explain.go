package main

import (
	"errors"
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
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return completions(explain.Words()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("nothing to explain: expected a word from a report, such as rtp-loss, 461 or Transport")
			}
			return explainAll(args)
		},
	}
}

// explainAll explains words. Those that are not known are reported after the others are explained.
func explainAll(words []string) error {
	var texts []string
	code := exitDone
	var unknown []error
	for _, word := range words {
		text, ok := explain.Explain(word)
		if ok {
			texts = append(texts, text)
			continue
		}
		unknown = append(unknown, fmt.Errorf("unknown word %q%s", word, didYouMean(explain.SimilarWords(word), "rtspect findings lists the findings")))
		code = exitUnusable
	}
	err := toStdout(func(w io.Writer) { fmt.Fprint(w, strings.Join(texts, "\n")) })
	for _, e := range unknown {
		printError(e)
	}
	if err == nil && code != exitDone {
		err = reportedError{code}
	}
	return err
}

// completions returns words with their titles, as cobra takes them.
func completions(words []explain.Word) (list []string) {
	for _, w := range words {
		list = append(list, w.Word+"\t"+w.Title)
	}
	return list
}
