package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wordRule is a row of the table in docs/style.md.
type wordRule struct {
	avoid  *regexp.Regexp
	write  string
	except *regexp.Regexp // nil without exceptions
}

func readStyle(t *testing.T) []wordRule {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(repository, "docs", "style.md"))
	if err != nil {
		t.Fatal(err)
	}
	var rules []wordRule
	inside := false
	for line := range strings.Lines(string(b)) {
		cells := tableCells(line)
		switch {
		case len(cells) != 3:
			inside = false
		case cells[0] == "avoid":
			inside = true
		case inside && !strings.HasPrefix(cells[0], "---"):
			r := wordRule{avoid: phrases(cells[0]), write: cells[1]}
			if cells[2] != "" {
				r.except = phrases(cells[2])
			}
			rules = append(rules, r)
		}
	}
	if len(rules) < 20 {
		t.Fatalf("docs/style.md has %d rules", len(rules))
	}
	return rules
}

// phrases matches any of a list of phrases, whatever the case and the spaces between words.
func phrases(list string) *regexp.Regexp {
	var alternatives []string
	for phrase := range strings.SplitSeq(list, ", ") {
		words := strings.Fields(phrase)
		for i := range words {
			words[i] = regexp.QuoteMeta(words[i])
		}
		alternatives = append(alternatives, strings.Join(words, `\s+`))
	}
	// The longest first: an alternative that matches ends the search.
	slices.SortFunc(alternatives, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return regexp.MustCompile(`(?i)\b(?:` + strings.Join(alternatives, "|") + `)\b`)
}

// check lists the words of a text that should be others.
func checkWords(rules []wordRule, text string) (list []string) {
	for _, r := range rules {
		plain := text
		if r.except != nil {
			plain = r.except.ReplaceAllString(text, "_")
		}
		for _, at := range r.avoid.FindAllStringIndex(plain, -1) {
			if partOfName(plain, at[0], at[1]) {
				continue
			}
			list = append(list, fmt.Sprintf("%q (write: %s)", plain[at[0]:at[1]], r.write))
		}
	}
	return list
}

// partOfName reports whether a word belongs to a finding code, a JSON field, a flag or a path.
func partOfName(text string, from, to int) bool {
	const joins = "-_/.="
	before := from > 0 && strings.IndexByte(joins+"[", text[from-1]) >= 0
	after := to+1 < len(text) && strings.IndexByte(joins, text[to]) >= 0 && isLetter(text[to+1])
	return before || after
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' }

func TestWordsAreChecked(t *testing.T) {
	rules := readStyle(t)
	for text, want := range map[string]int{
		"The server told nobody.":                        2,
		"What the capture Doubled":                       1,
		"signs\n of life":                                1,
		"no-answer and slow-answer, first_picture":       0,
		"picture loss indication (PLI)":                  0,
		"a picture, lost":                                1,
		"an offer/answer exchange":                       0,
		"It stands for that. It stands.":                 1,
		"toldError, stranded, analyze, household":        0,
		"an answer.":                                     1,
		"see answer.go":                                  0,
		"80 per cent of the key frames have time stamps": 3,
	} {
		if got := checkWords(rules, text); len(got) != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// offender is a place with a word to replace.
type offender struct {
	place string
	words []string
}

func TestStyle(t *testing.T) {
	rules := readStyle(t)
	all := map[string][]offender{}
	add := func(where, place, text string) {
		if words := checkWords(rules, text); len(words) > 0 {
			all[where] = append(all[where], offender{place, words})
		}
	}
	for _, f := range sources(t) {
		checkSource(t, &f, func(place, text string) { add(path.Dir(f.path), place, text) })
	}
	walk(t, func(name string, b []byte) {
		if strings.HasSuffix(name, ".md") && name != "docs/style.md" {
			add(name, name, prose(string(b)))
		}
	})
	for _, name := range schemas(t) {
		for _, text := range descriptions(t, name) {
			add(path.Dir(name), name, text)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			n := 0
			for _, o := range all[name] {
				n += len(o.words)
				t.Errorf("%s: %s", o.place, strings.Join(o.words, ", "))
			}
			t.Logf("%s: %d words to replace", name, n)
		})
	}
}

// checkSource visits the comments of a file, and its string literals of several words.
func checkSource(t *testing.T, f *source, visit func(place, text string)) {
	place := func(p token.Pos) string { return fmt.Sprintf("%s:%d", f.path, f.files.Position(p).Line) }
	identifiers := map[string]bool{}
	ast.Inspect(f.tree, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok {
			identifiers[name.Name] = true
		}
		return true
	})
	for _, c := range f.tree.Comments {
		text := c.Text()
		if first, rest, _ := strings.Cut(text, " "); identifiers[first] { // a doc comment starts with the name
			text = "_ " + rest
		}
		visit(place(c.Pos()), prose(text))
	}
	ast.Inspect(f.tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			if n.Tag != nil { // a type in a struct has no other literals
				return false
			}
		case *ast.BasicLit:
			if n.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(n.Value)
			if err != nil {
				t.Fatal(err)
			}
			if strings.ContainsAny(text, " \n") {
				visit(place(n.Pos()), span.ReplaceAllString(text, "`_`"))
			}
		}
		return true
	})
}

var (
	fenced = regexp.MustCompile("(?ms)^```.*?^```")
	span   = regexp.MustCompile("`[^`\n]+`")
	code   = regexp.MustCompile(`(?m)^(?: {4}|\t).*$`)
)

// prose is a text without code blocks and code spans.
func prose(text string) string {
	text = fenced.ReplaceAllString(text, "")
	return span.ReplaceAllString(code.ReplaceAllString(text, ""), "`_`")
}

// schemas lists the JSON Schemas, whose descriptions users read.
func schemas(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, f := range sources(t) {
		name := path.Join(path.Dir(f.path), "schema.json")
		if _, err := os.Stat(filepath.Join(repository, name)); err == nil && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	if len(list) == 0 {
		t.Fatal("no schema found")
	}
	return list
}

func descriptions(t *testing.T, name string) (list []string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	var root any
	if err := json.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	var visit func(any)
	visit = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				if text, ok := x.(string); ok && (k == "description" || k == "title") {
					list = append(list, text)
				}
				visit(x)
			}
		case []any:
			for _, x := range v {
				visit(x)
			}
		}
	}
	visit(root)
	slices.Sort(list)
	return list
}
