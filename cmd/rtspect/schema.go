package main

import (
	"github.com/spf13/cobra"

	"rtspect/export/report/json"
)

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the report",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			out, err := openOutput("", nil)
			if err != nil {
				return err
			}
			_, err = out.Write(json.Schema)
			return out.withPath(err)
		},
	}
}
