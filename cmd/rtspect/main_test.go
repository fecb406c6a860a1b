package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rtspect/internal/ordered"
	"rtspect/rtpflow/analyze"
)

func TestPanicsBecomeOneLine(t *testing.T) {
	t.Setenv("RTSPECT_DEBUG", "")
	a := analyzeInput(input{"x\n.pcap"}, analyze.Options{}, nil) // panics without a progress
	if a.code != exitInternal || a.err == nil {
		t.Fatalf("%+v", a)
	}
	got := a.err.Error()
	if !strings.HasPrefix(got, `internal error in "x\n.pcap": invalid memory address`) || !strings.HasSuffix(got, "(please report)") || strings.Contains(got, "goroutine") {
		t.Error(got)
	}
	if got := internalError("", ordered.Panic{Value: errors.New("broken")}, nil).Error(); got != "internal error: broken (please report)" {
		t.Error(got)
	}
}

// A path is in an error once, and the cause can still be recognized.
func TestErrorsNameThePathOnce(t *testing.T) {
	_, missing := os.Open("no/such/file")
	link := os.Rename("no/such/file", "other")
	for want, err := range map[string]error{
		`"a": no such file or directory`:               pathError("a", missing),
		`"b": cannot write: no such file or directory`: writeError("b", link),
		`"c": odd`: pathError("c", errors.New("odd")),
	} {
		if err.Error() != want {
			t.Errorf("%s, want %s", err, want)
		}
		if want != `"c": odd` && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s hides its cause", err)
		}
	}
}

func TestExpandKeepsTheOrderOfArguments(t *testing.T) {
	inputs, _, problems := expand([]string{"b", "a", "-", "b"}, false)
	if len(problems) > 0 || len(inputs) != 4 || inputs[0][0] != "b" || inputs[2].String() != "standard input" {
		t.Errorf("%v %v", inputs, problems)
	}
	joined, _, problems := expand([]string{"b", "a"}, true)
	if len(problems) > 0 || len(joined) != 1 || joined[0].String() != `"b" and 1 more` {
		t.Errorf("%v %v", joined, problems)
	}
}

func TestOutputIsCommittedOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), strings.Repeat("n", 250))
	for _, commit := range []bool{false, true} {
		out, err := openOutput(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write([]byte("whole")); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(name); err == nil {
			t.Error("the output exists before it is complete")
		}
		if commit {
			if err := out.commit(); err != nil {
				t.Fatal(err)
			}
		}
		out.discard()
		left, err := os.ReadDir(filepath.Dir(name))
		if err != nil || (len(left) == 1) != commit {
			t.Errorf("committed: %t, left: %v, %v", commit, left, err)
		}
	}
}

func TestOutputKeepsPermissions(t *testing.T) {
	name := filepath.Join(t.TempDir(), "report")
	if err := os.WriteFile(name, nil, 0o640); err != nil {
		t.Fatal(err)
	}
	out, err := openOutput(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer out.discard()
	if err := out.commit(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
