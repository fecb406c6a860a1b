package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// layers says which packages of the project a package may import, itself and what lies below it
// always included. Imports point towards the bytes: capture and the parsers know nothing of who
// uses them, and nothing but cmd knows all.
var layers = map[string][]string{
	"capture":    {},
	"reassembly": {"capture"},
	"rtspparse":  {},
	"sdpview":    {},
	"asf":        {},
	"bitstream":  {},
	"payload":    {"bitstream"},
	"depacket":   {"asf", "bitstream", "payload"},
	"codec":      {"asf", "bitstream", "payload", "depacket", "rtpflow/frames", "sdpview"},
	"rtpflow":    {"capture", "reassembly", "rtspparse", "sdpview", "asf", "bitstream", "payload", "codec", "internal/inorder"},
	"export":     {"bitstream", "payload", "depacket", "codec", "capture", "reassembly", "rtspparse", "sdpview", "asf", "rtpflow", "internal/inorder", "internal/scratch"},
	"internal":   {},
	"cmd":        {"capture", "rtpflow", "export", "internal/inorder", "internal/scratch"},
}

// only says who may import a package of somebody else.
var only = map[string][]string{
	"github.com/google/gopacket": {"capture", "export/slice"},
	"github.com/pion/sdp":        {"sdpview"},
	"github.com/spf13/cobra":     {"cmd"},
	"encoding/json":              {"export"},
}

// never are packages that nobody imports: the program starts nothing and serves nobody.
var never = []string{"net/http", "os/exec", "plugin", "C"}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) (list []goPackage) {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "rtspect/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

// within reports whether a package is one of the listed ones or lies below one.
func within(path string, roots []string) bool {
	for _, r := range roots {
		if path == r || strings.HasPrefix(path, r+"/") {
			return true
		}
	}
	return false
}

func TestImportsPointTowardsTheBytes(t *testing.T) {
	list := packages(t)
	if len(list) < 8 {
		t.Fatalf("only %d packages are listed", len(list))
	}
	for _, p := range list {
		name := strings.TrimPrefix(p.ImportPath, "rtspect/")
		top, _, _ := strings.Cut(name, "/")
		allowed, known := layers[top]
		if !known {
			t.Errorf("%s: a package that layers does not place", name)
		}
		for _, imp := range p.Imports {
			if inside, own := strings.CutPrefix(imp, "rtspect/"); own {
				if !within(inside, append(allowed, top)) {
					t.Errorf("%s imports %s", name, inside)
				}
				continue
			}
			for theirs, who := range only {
				if within(imp, []string{theirs}) && !within(name, who) {
					t.Errorf("%s imports %s, which is for %s alone", name, imp, strings.Join(who, ", "))
				}
			}
			for _, bad := range never {
				if imp == bad {
					t.Errorf("%s imports %s", name, imp)
				}
			}
		}
	}
}

// JSON names are the contract of export; a tag elsewhere would be a second one.
func TestJSONNamesLiveInExport(t *testing.T) {
	root := "../.."
	tags := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if f, ok := n.(*ast.Field); ok && f.Tag != nil && strings.Contains(f.Tag.Value, "json:") {
				if tags++; !strings.HasPrefix(path, filepath.Join(root, "export")) {
					t.Errorf("%s has the tag %s", path, f.Tag.Value)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || tags == 0 {
		t.Errorf("%d tags found, %v", tags, err)
	}
}
