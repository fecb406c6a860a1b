package main

import (
	"bytes"
	"go/ast"
	"path"
	"testing"
)

// The sizes that code may have. Tests are not counted.
const (
	maxPackageFiles  = 25
	maxPackageLines  = 4000
	maxFileLines     = 400
	maxFunctionLines = 60
	maxArchitecture  = 150 // lines of ARCHITECTURE.md, which everybody reads
)

func TestSizes(t *testing.T) {
	a := readArchitecture(t)
	walk(t, func(name string, b []byte) {
		if n := bytes.Count(b, []byte("\n")); name == "ARCHITECTURE.md" && n > maxArchitecture {
			t.Errorf("%s has %d lines", name, n)
		}
	})
	sizes := map[string]packageMax{}
	for _, f := range sources(t) {
		size := sizes[path.Dir(f.path)]
		size.files++
		size.lines += f.lines
		sizes[path.Dir(f.path)] = size
		if f.lines > maxFileLines {
			t.Errorf("%s has %d lines", f.path, f.lines)
		}
		for _, d := range f.tree.Decls {
			function, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := f.files.Position(function.End()).Line - f.files.Position(function.Pos()).Line + 1
			if n > maxFunctionLines {
				t.Errorf("%s %s has %d lines", f.path, function.Name.Name, n)
			}
		}
	}
	for name, size := range sizes {
		most, large := a.large[name]
		needs := size.files > maxPackageFiles || size.lines > maxPackageLines
		switch {
		case large && !needs:
			t.Errorf("%s is no large package: remove it from ARCHITECTURE.md", name)
		case large && (size.files > most.files || size.lines > most.lines):
			t.Errorf("%s has %d files and %d lines, more than ARCHITECTURE.md allows", name, size.files, size.lines)
		case needs && !large:
			t.Errorf("%s has %d files and %d lines, without a reason in ARCHITECTURE.md", name, size.files, size.lines)
		}
	}
	for name := range a.large {
		if sizes[name].files == 0 {
			t.Errorf("the large package %s does not exist", name)
		}
	}
}
