package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The walls between packages. ARCHITECTURE.md has the tables, these tests read them: the code map with the imports of
// each package, the libraries with the packages that use them, and the packages that may be large.

const repository = "../.."

// standardOnly says who may import these packages of the standard library: nobody, if the list is empty.
var standardOnly = map[string][]string{
	"encoding/json": {"export/safe", "internal/reportdiff"},
	"os/exec":       {"internal/reportdiff"},
	"net/http":      {},
	"plugin":        {},
	"C":             {},
}

// architecture is what ARCHITECTURE.md says.
type architecture struct {
	order     []string              // packages, as in the code map
	imports   map[string][]string   // of each package, of this project
	libraries map[string][]string   // packages that use a module; "tests" for tests alone
	large     map[string]packageMax // packages that may be larger than others
}

type packageMax struct{ files, lines int }

var (
	quoted   = regexp.MustCompile("`([^`]+)`")
	maximum  = regexp.MustCompile(`^([0-9]+) files, ([0-9,]+) lines$`)
	goSource = regexp.MustCompile(`^[a-z0-9_*/]+\.go$`)
)

func readArchitecture(t *testing.T) *architecture {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(repository, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := parseArchitecture(string(b))
	if err != nil {
		t.Fatal("ARCHITECTURE.md: ", err)
	}
	return a
}

func parseArchitecture(doc string) (*architecture, error) {
	a := &architecture{imports: map[string][]string{}, libraries: map[string][]string{}, large: map[string]packageMax{}}
	header := ""
	for line := range strings.Lines(doc) {
		cells := tableCells(line)
		switch {
		case cells == nil:
			header = ""
		case header == "":
			header = strings.Join(cells, " | ")
		case strings.HasPrefix(cells[0], "---"):
		default:
			if err := a.row(header, cells); err != nil {
				return nil, fmt.Errorf("%w: %s", err, line)
			}
		}
	}
	if len(a.order) == 0 || len(a.libraries) == 0 {
		return nil, errors.New("no code map or no libraries")
	}
	return a, nil
}

func tableCells(line string) []string {
	line, ok := strings.CutPrefix(strings.TrimSpace(line), "|")
	if !ok {
		return nil
	}
	cells := strings.Split(strings.TrimSuffix(line, "|"), "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

func names(cell string) (list []string) {
	for _, m := range quoted.FindAllStringSubmatch(cell, -1) {
		list = append(list, m[1])
	}
	return list
}

func (a *architecture) row(header string, cells []string) error {
	first := names(cells[0])
	if len(first) == 0 {
		return errors.New("a row without a name")
	}
	switch header {
	case "package | input → output | start reading at | imports":
		if len(cells) != 4 || len(first) != 1 {
			return errors.New("a row of the code map has one package and four cells")
		}
		for _, imported := range names(cells[3]) {
			if !slices.Contains(a.order, imported) {
				return fmt.Errorf("%s imports %s, which is not above it", first[0], imported)
			}
		}
		a.order = append(a.order, first[0])
		a.imports[first[0]] = names(cells[3])
	case "module | used in | reason":
		users := names(cells[1])
		if cells[1] == "tests" {
			users = []string{"tests"}
		}
		if len(users) == 0 || cells[2] == "" {
			return errors.New("a library has a user and a reason")
		}
		for _, module := range first {
			a.libraries[module] = users
		}
	case "package | at most | reason":
		m := maximum.FindStringSubmatch(cells[1])
		if m == nil || len(cells) != 3 || cells[2] == "" {
			return errors.New("a large package has a maximum and a reason")
		}
		var most packageMax
		fmt.Sscan(m[1], &most.files)
		fmt.Sscan(strings.ReplaceAll(m[2], ",", ""), &most.lines)
		a.large[first[0]] = most
	}
	return nil
}

// importsOf lists the imports of each package, whatever the system its files are for.
func importsOf(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, f := range sources(t) {
		name := path.Dir(f.path)
		for _, spec := range f.tree.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			all[name] = append(all[name], imported)
		}
		slices.Sort(all[name])
		all[name] = slices.Compact(all[name])
	}
	return all
}

// within reports whether a package is one of the listed ones or lies below one.
func within(path string, roots []string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return path == r || strings.HasPrefix(path, r+"/") })
}

func TestImportsAreThoseOfTheCodeMap(t *testing.T) {
	a := readArchitecture(t)
	all := importsOf(t)
	for name, imports := range all {
		if err := a.checkImports(name, imports); err != nil {
			t.Error(err)
		}
	}
	for _, name := range a.order {
		if _, exists := all[name]; !exists {
			t.Errorf("the code map has %s, which does not exist", name)
		}
	}
}

func (a *architecture) checkImports(name string, imports []string) error {
	allowed, known := a.imports[name]
	if !known {
		return fmt.Errorf("%s is not in the code map", name)
	}
	var list []error
	for _, imported := range imports {
		inside, own := strings.CutPrefix(imported, "rtspect/")
		switch first, _, _ := strings.Cut(imported, "/"); {
		case own && !slices.Contains(allowed, inside):
			list = append(list, fmt.Errorf("%s imports %s: not in its row of the code map", name, inside))
		case !own && strings.Contains(first, ".") && !a.mayUse(name, imported):
			list = append(list, fmt.Errorf("%s imports %s: not in its row of the libraries", name, imported))
		}
		if users, limited := standardOnly[imported]; limited && !within(name, users) {
			list = append(list, fmt.Errorf("%s imports %s, which is for %q", name, imported, users))
		}
	}
	return errors.Join(list...)
}

func (a *architecture) mayUse(name, imported string) bool {
	for module, users := range a.libraries {
		if within(imported, []string{module}) {
			return slices.Contains(users, name)
		}
	}
	return false
}

// The code map lists no import that is not there: it would be a hole in the wall.
func TestCodeMapListsNoUnusedImports(t *testing.T) {
	a := readArchitecture(t)
	used := map[string]bool{}
	for name, imports := range importsOf(t) {
		for _, imported := range imports {
			used[name+" "+strings.TrimPrefix(imported, "rtspect/")] = true
			for module := range a.libraries {
				if within(imported, []string{module}) {
					used[name+" "+module] = true
				}
			}
		}
	}
	for name, imports := range a.imports {
		for _, imported := range imports {
			if !used[name+" "+imported] {
				t.Errorf("%s does not import %s", name, imported)
			}
		}
	}
	for module, users := range a.libraries {
		for _, name := range users {
			if name != "tests" && !used[name+" "+module] {
				t.Errorf("%s does not import %s", name, module)
			}
		}
	}
}

// Each direct requirement has its place and its reason, and nothing else is listed.
func TestLibrariesAreThoseOfTheModule(t *testing.T) {
	a := readArchitecture(t)
	mod, err := os.ReadFile(filepath.Join(repository, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	required := map[string]bool{}
	for line := range strings.Lines(string(mod)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) == 2 && strings.HasPrefix(fields[1], "v") {
			required[fields[0]] = true
		}
	}
	for module := range required {
		if a.libraries[module] == nil {
			t.Errorf("go.mod requires %s, which ARCHITECTURE.md does not explain", module)
		}
	}
	for module := range a.libraries {
		if !required[module] {
			t.Errorf("ARCHITECTURE.md explains %s, which go.mod does not require", module)
		}
	}
}

func TestArchitectureTablesAreChecked(t *testing.T) {
	const head = "| package | input → output | start reading at | imports |\n|---|---|---|---|\n| `a` | x | y | |\n"
	const libraries = "\n| module | used in | reason |\n|---|---|---|\n| `example.org/m` | `b` | z |\n| `example.org/t` | tests | z |\n"
	a, err := parseArchitecture(head + "| `b` | x | y | `a` |\n| `b/c` | x | y | `a` |\n" + libraries + "\n| package | at most | reason |\n|---|---|---|\n| `b` | 30 files, 5,000 lines | z |\n")
	if err != nil {
		t.Fatal(err)
	}
	if a.large["b"] != (packageMax{30, 5000}) {
		t.Errorf("large packages: %v", a.large)
	}
	for _, c := range []struct {
		name    string
		imports []string
		ok      bool
	}{
		{"b", []string{"rtspect/a", "fmt", "example.org/m/sub"}, true},
		{"a", []string{"rtspect/b"}, false},               // upward
		{"b/c", []string{"rtspect/b"}, false},             // a row is for one package, not for those below it
		{"b", []string{"rtspect/a/d"}, false},             // nor is an import
		{"d", nil, false},                                 // not in the map
		{"b/c", []string{"example.org/m"}, false},         // a library outside its place
		{"b", []string{"example.org/t"}, false},           // a library of tests
		{"b", []string{"example.org/unknown"}, false},     // a library that is not explained
		{"a", []string{"encoding/json"}, false},           // JSON outside export
		{"a", []string{"os/exec"}, false},                 // child processes
		{"b", []string{"example.org/module"}, false},      // a longer name
		{"a", []string{"golang.org/x/sys/unix"}, false},   // the extended library is no standard library
		{"b", []string{"strings", "encoding/csv"}, true},  // standard library
		{"b/c", []string{"rtspect/a", "rtspect/a"}, true}, // listed
	} {
		if err := a.checkImports(c.name, c.imports); (err == nil) != c.ok {
			t.Errorf("%s importing %q: %v", c.name, c.imports, err)
		}
	}
	for _, doc := range []string{
		head + "| `b` | x | y | `c` |\n| `c` | x | y | |\n" + libraries, // b imports from below
		head + "| `b` | x | y |\n" + libraries,
		head, // no libraries
		head + libraries + "| `example.org/u` | | z |\n",
		head + libraries + "\n| package | at most | reason |\n|---|---|---|\n| `a` | many | z |\n",
	} {
		if _, err := parseArchitecture(doc); err == nil {
			t.Errorf("no error for:\n%s", doc)
		}
	}
}

// JSON names are the contract of export; a tag elsewhere would be a second one.
func TestJSONNamesLiveInExport(t *testing.T) {
	tags := 0
	for _, f := range sources(t) {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if field, ok := n.(*ast.Field); ok && field.Tag != nil && strings.Contains(field.Tag.Value, "json:") {
				if tags++; !within(path.Dir(f.path), []string{"export", "internal/reportdiff"}) {
					t.Errorf("%s has the tag %s", f.path, field.Tag.Value)
				}
			}
			return true
		})
	}
	if tags == 0 {
		t.Error("no tags found")
	}
}

// source is a Go file of the repository that is no test.
type source struct {
	path  string // from the root of the repository, with slashes
	tree  *ast.File
	files *token.FileSet
	lines int
}

func sources(t *testing.T) (list []source) {
	t.Helper()
	walk(t, func(name string, b []byte) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return
		}
		files := token.NewFileSet()
		tree, err := parser.ParseFile(files, name, b, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, source{name, tree, files, bytes.Count(b, []byte("\n"))})
	})
	if len(list) < 100 {
		t.Fatalf("only %d files found", len(list))
	}
	return list
}

// walk calls visit for the Go files and documents of the repository.
func walk(t *testing.T, visit func(name string, b []byte)) {
	t.Helper()
	err := filepath.WalkDir(repository, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(repository, file)
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "vendor") {
			return filepath.SkipDir
		}
		if ext := filepath.Ext(name); d.IsDir() || ext != ".go" && ext != ".md" {
			return nil
		}
		b, err := os.ReadFile(file)
		if err == nil {
			visit(filepath.ToSlash(name), b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Documents name files that exist; * stands for a part of a name.
func TestDocumentsNameFilesThatExist(t *testing.T) {
	var all []string
	docs := map[string]string{}
	walk(t, func(name string, b []byte) {
		all = append(all, name)
		if strings.HasSuffix(name, ".md") {
			docs[name] = string(b)
		}
	})
	checked := 0
	for doc, content := range docs {
		for _, name := range names(content) {
			if !goSource.MatchString(name) {
				continue
			}
			checked++
			depth := strings.Count(name, "/")
			if !slices.ContainsFunc(all, func(file string) bool {
				parts := strings.Split(file, "/")
				ok, _ := path.Match(name, path.Join(parts[max(0, len(parts)-1-depth):]...))
				return ok
			}) {
				t.Errorf("%s names %s, which does not exist", doc, name)
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d names of files found", checked)
	}
}
