package main

import (
	"github.com/spf13/cobra"

	"rtspect/export/report"
)

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Prints the JSON Schema of the JSON report",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			out, err := openOutput("", nil)
			if err != nil {
				return err
			}
			_, err = out.Write(report.Schema)
			return out.named(err)
		},
	}
}
