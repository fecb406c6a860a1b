package main

import (
	"fmt"
	"strings"

	"rtspect/rtpflow"
)

// tellDamage says on standard error what is wrong with a capture file, for outputs that have no place for
// findings: who reads only those would take what is missing for what never was. The code is for "rtspect explain".
func tellDamage(in input, r *rtpflow.Report) {
	for _, f := range r.Findings {
		if f.Severity != rtpflow.SevNote && strings.HasPrefix(f.Code, "capture-") {
			complain(fmt.Errorf("%s: %s (%s)", in, f.Summary, f.Code))
		}
	}
}
