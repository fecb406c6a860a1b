package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// result is what differs in one capture.
type result struct {
	name        string
	err         error
	differences []string       // unexpected ones
	allowed     int            // of paths that may differ
	sentences   []sentence     // of prose
	fields      map[string]int // new fields and columns
	lines       int            // of the text report
}

// sentence is prose that changed.
type sentence struct{ old, new string }

func (r *result) differ(format string, args ...any) {
	r.differences = append(r.differences, fmt.Sprintf(format, args...))
}

func (r *result) prose(before, after string) {
	if before != after {
		r.sentences = append(r.sentences, sentence{before, after})
	}
}

func (r *result) compare(before, after outputs, known map[string]bool, o *options) {
	r.fields = map[string]int{}
	for _, run := range runs {
		a, b := before[run.name], after[run.name]
		if a == nil || b == nil {
			if a != b && !o.noExport {
				r.differ("%s: there are no outputs to compare", run.name)
			}
			continue
		}
		if a.Exit != b.Exit || a.Hung != b.Hung {
			r.differ("%s: exit code %d became %d (hung: %t, %t): %s", run.name, a.Exit, b.Exit, a.Hung, b.Hung, firstLine(b.Stderr))
			continue
		}
		d := &jsonDiff{wording: wordingPaths[run.kind], allowed: o.allowed, new: o.newFields, r: r, run: run.name}
		switch run.kind {
		case reportJSON:
			d.known = known
			d.bytes(a.Stdout, b.Stdout)
		case manifestJSON:
			d.bytes(a.Stdout, b.Stdout)
			r.files(run.name, a.Files, b.Files)
		case table:
			compareTables(r, run.name, a.Stdout, b.Stdout)
		case text:
			r.lines += changedLines(a.Stdout, b.Stdout)
		}
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func (r *result) files(run string, before, after map[string]string) {
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch a, b := before[name], after[name]; {
		case a == b:
		case a == "":
			r.differ("%s: the file %s is new", run, name)
		case b == "":
			r.differ("%s: the file %s is gone", run, name)
		default:
			r.differ("%s: the file %s has another content", run, name)
		}
	}
}

func (r *result) print(w io.Writer, show int) {
	if len(r.differences) == 0 {
		return
	}
	fmt.Fprintf(w, "DIFFERS %s: %d differences\n", r.name, len(r.differences))
	for i, d := range r.differences {
		if i == show {
			fmt.Fprintf(w, "        ... %d more\n", len(r.differences)-show)
			break
		}
		fmt.Fprintf(w, "        %s\n", d)
	}
}

// total is the sum of the results.
type total struct {
	captures, differing, differences, allowed int
	changedText, lines                        int
	sentences                                 int
	numbers                                   int // of the sentences, with other numbers than before
	fields                                    map[string]int
	pairs                                     map[sentence]sentence // sentences without their numbers, and an example
}

func newTotal() *total {
	return &total{fields: map[string]int{}, pairs: map[sentence]sentence{}}
}

func (t *total) add(r *result) {
	t.captures++
	if len(r.differences) > 0 {
		t.differing++
	}
	t.differences += len(r.differences)
	t.allowed += r.allowed
	if r.lines > 0 {
		t.changedText++
	}
	t.lines += r.lines
	t.sentences += len(r.sentences)
	for _, s := range r.sentences {
		if !slices.Equal(numbersOf(s.old), numbersOf(s.new)) {
			t.numbers++
		}
		key := sentence{number.ReplaceAllString(s.old, "#"), number.ReplaceAllString(s.new, "#")}
		if _, ok := t.pairs[key]; !ok {
			t.pairs[key] = s
		}
	}
	for k := range r.fields {
		t.fields[k]++
	}
}

var number = regexp.MustCompile(`[0-9]+(?:[.,:][0-9]+)*`)

// numbersOf lists the numbers of a sentence in the order of their text.
func numbersOf(s string) []string {
	list := number.FindAllString(s, -1)
	slices.Sort(list)
	return list
}

func (t *total) print(w io.Writer, o *options) {
	if o.wording {
		pairs := slices.SortedFunc(maps.Values(t.pairs), func(a, b sentence) int { return cmp.Compare(a.old, b.old) })
		for _, s := range pairs {
			mark := " "
			if !slices.Equal(numbersOf(s.old), numbersOf(s.new)) {
				mark = "#"
			}
			fmt.Fprintf(w, "%s - %s\n%s + %s\n", mark, s.old, mark, s.new)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(t.fields)) {
		fmt.Fprintf(w, "new field %s (%d captures)\n", k, t.fields[k])
	}
	fmt.Fprintf(w, "%d captures: %d differ (%d differences, %d allowed)\n", t.captures, t.differing, t.differences, t.allowed)
	fmt.Fprintf(w, "wording: %d sentences changed, %d of them in their numbers (%d kinds; -wording prints them)\n", t.sentences, t.numbers, len(t.pairs))
	fmt.Fprintf(w, "text reports: %d changed, %d lines\n", t.changedText, t.lines)
}
