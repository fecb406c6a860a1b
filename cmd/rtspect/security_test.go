package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testsOfPackage = regexp.MustCompile("((?:`(?:Test|Fuzz)[A-Za-z0-9]+`(?:, | and )?)+) in ((?:`[a-z/]+`(?:, | and )?)+)")
	testName       = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
)

// TestPromisesAreTested checks that SECURITY.md names tests for each promise, and that they exist.
func TestPromisesAreTested(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(repository, "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	promises := 0
	for line := range strings.Lines(string(b)) {
		cells := strings.Split(line, " | ")
		if len(cells) != 3 || cells[0] == "| promise" {
			continue
		}
		promises++
		named := 0
		for _, m := range testsOfPackage.FindAllStringSubmatch(cells[2], -1) {
			for _, test := range testName.FindAllStringSubmatch(m[1], -1) {
				for _, pkg := range quoted.FindAllStringSubmatch(m[2], -1) {
					named++
					if !hasTest(t, pkg[1], test[1]) {
						t.Errorf("%s: %s has no test %s", cells[0], pkg[1], test[1])
					}
				}
			}
		}
		if named == 0 || named < len(testName.FindAllString(cells[2], -1)) {
			t.Errorf("%s: %d tests with their packages", cells[0], named)
		}
	}
	if promises == 0 {
		t.Error("no promise")
	}
}

func hasTest(t *testing.T, pkg, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(repository, pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
