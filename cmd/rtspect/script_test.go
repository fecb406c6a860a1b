package main

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rtspect": main})
}

// The scripts run the program. $CAPTURES is the directory of captures; hex FILE BYTES writes a file, json FILE... checks
// that files are JSON, lines FILE N counts lines.
func TestScripts(t *testing.T) {
	captures, err := filepath.Abs("../../testdata/captures")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("CAPTURES", captures)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"hex": func(ts *testscript.TestScript, neg bool, args []string) {
				b, err := hex.DecodeString(strings.Join(args[1:], ""))
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o666))
			},
			"json": func(ts *testscript.TestScript, neg bool, args []string) {
				for _, name := range args {
					if !json.Valid([]byte(ts.ReadFile(name))) {
						ts.Fatalf("%s is not JSON", name)
					}
				}
			},
			"lines": func(ts *testscript.TestScript, neg bool, args []string) {
				want, err := strconv.Atoi(args[1])
				ts.Check(err)
				if n := strings.Count(ts.ReadFile(args[0]), "\n"); n != want {
					ts.Fatalf("%s has %d lines, want %d", args[0], n, want)
				}
			},
		},
	})
}
