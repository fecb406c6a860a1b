package main

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"rtspect/export/report"
	"rtspect/rtpflow/analyze"
)

var update = flag.Bool("update", false, "rewrite the example in the README")

// The example in the README is the output of the program.
func TestREADMEShowsRealOutput(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	const fence = "```\n"
	before, rest, found := strings.Cut(string(readme), fence+"$ rtspect ")
	example, after, closed := strings.Cut(rest, fence)
	if !found || !closed {
		t.Fatal("the README has no example")
	}
	name, shown, _ := strings.Cut(example, "\n")
	a := analyzeInput(input{name}, analyze.Options{}, newProgress(true))
	if a.err != nil {
		t.Fatal(a.err)
	}
	var out bytes.Buffer
	w := report.NewWriter(&out, report.Text, false, report.Options{})
	if err := w.Write(a.report); err != nil {
		t.Fatal(err)
	}
	if shown == out.String() {
		return
	}
	if !*update {
		t.Fatalf("the output of rtspect %s is now:\n%s", name, out.String())
	}
	whole := before + fence + "$ rtspect " + name + "\n" + out.String() + fence + after
	if err := os.WriteFile("README.md", []byte(whole), 0o666); err != nil {
		t.Fatal(err)
	}
}
