package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(stdout, version())
			return (&output{}).withPath(err)
		},
	}
}

// version describes the build: rtspect v1.2.3 (abcdef123456, 2026-11-21T08:00:00Z),
// go1.26.0, linux/amd64.
func version() string {
	name, revision, modified := "(devel)", []string(nil), ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := info.Main.Version; v != "" {
			name = v
		}
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				revision = append(revision, s.Value[:min(len(s.Value), 12)])
			case "vcs.time":
				revision = append(revision, s.Value)
			case "vcs.modified":
				if s.Value == "true" {
					modified = ", modified"
				}
			}
		}
	}
	built := ""
	if len(revision) > 0 {
		built = " (" + strings.Join(revision, ", ") + modified + ")"
	}
	return fmt.Sprintf("rtspect %s%s, %s, %s/%s", name, built, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
