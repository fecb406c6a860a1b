package main

import (
	"fmt"
	"strings"

	"rtspect/rtpflow"
)

// printDamage writes the damage of a capture file, and the limits that it exceeds, to standard error, for outputs without findings: their readers would
// otherwise take what is missing for what never was. rtspect explain has more on the code.
func printDamage(in input, r *rtpflow.Report) {
	for _, f := range r.Findings {
		if f.Severity != rtpflow.SevNote && strings.HasPrefix(f.Code, "capture-") || strings.HasPrefix(f.Code, "limit-") {
			printError(fmt.Errorf("%s: %s (%s)", in, f.Summary, f.Code))
		}
	}
}
