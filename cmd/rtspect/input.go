package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"rtspect/capture"
)

// input is one capture to analyze: a file, standard input ("-"), or several files to be joined.
type input []string

// String names an input as errors do.
func (in input) String() string {
	if in[0] == "-" {
		return "standard input"
	}
	s := strconv.Quote(in[0])
	if n := len(in) - 1; n > 0 {
		s += fmt.Sprintf(" and %d more", n)
	}
	return s
}

// resolveInputs returns the inputs that the arguments of a command name. It prints an error for each argument that
// cannot be used; code is then exitUnusable. Without any input it returns an error.
func resolveInputs(args []string, join bool, command string) (inputs []input, code int, err error) {
	inputs, skipped, problems := expand(args, join)
	for _, err := range problems {
		printError(err)
		code = exitUnusable
	}
	if skipped > 0 && len(inputs) > 0 {
		printError(fmt.Errorf("files in directories that are not captures: %d, not read", skipped))
	}
	if len(inputs) > 0 {
		return inputs, code, nil
	}
	if len(problems) == 0 {
		return nil, code, errors.New("no input file (see " + command + " --help)")
	}
	return nil, code, reportedError{exitUnusable}
}

// expand turns arguments into inputs: directories into the captures in them, and all into one input if they are to be
// joined. skipped counts the files in directories that are not captures. The inputs can be used even if there are problems.
func expand(args []string, join bool) (inputs []input, skipped int64, problems []error) {
	var names []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-" && slices.Contains(names, "-"):
			problems = append(problems, errors.New("standard input can be read only once"))
		case arg == "":
			problems = append(problems, errors.New("empty file name"))
		case arg != "-" && err == nil && info.IsDir():
			found, n, errs := findCaptures(arg)
			skipped += n
			if len(found) == 0 && len(errs) == 0 {
				errs = append(errs, pathError(arg, errors.New("no captures in this directory or below it")))
			}
			names, problems = append(names, found...), append(problems, errs...)
		default:
			names = append(names, arg) // errors are those of the reader
		}
	}
	if join && len(names) > 0 {
		names, again := withoutRepeats(names)
		return []input{names}, skipped, append(problems, again...)
	}
	for _, n := range names {
		inputs = append(inputs, input{n})
	}
	return inputs, skipped, problems
}

// withoutRepeats leaves out the names of files that an earlier name already names, by whatever link: joined with itself, a
// capture has each packet twice.
func withoutRepeats(names []string) (once []string, problems []error) {
	type file struct {
		name string
		info os.FileInfo
	}
	bySize := map[int64][]file{}
	for _, n := range names {
		info, err := os.Stat(n)
		if n == "-" || err != nil || !info.Mode().IsRegular() {
			once = append(once, n) // the reader reports what is wrong
			continue
		}
		same := bySize[info.Size()]
		if i := slices.IndexFunc(same, func(x file) bool { return os.SameFile(x.info, info) }); i >= 0 {
			problems = append(problems, pathError(n, fmt.Errorf("the same file as %s, joined only once", strconv.Quote(same[i].name))))
			continue
		}
		once, bySize[info.Size()] = append(once, n), append(same, file{n, info})
	}
	return once, problems
}

// findCaptures searches a directory recursively for captures, which it recognizes by magic number. It returns each file
// once, in the order of paths, and counts the other files. Symbolic links are followed.
func findCaptures(root string) (found []string, skipped int64, problems []error) {
	w := walker{dirs: map[string]bool{}, files: map[string]foundFile{}, others: map[string]bool{}}
	w.dir(root)
	for _, f := range w.files {
		found = append(found, f.path)
	}
	slices.Sort(found)
	return found, int64(len(w.others)), w.problems
}

type walker struct {
	dirs     map[string]bool      // visited, by real path, as links may form a cycle
	files    map[string]foundFile // captures, by real path
	others   map[string]bool      // other files, by real path
	problems []error
}

type foundFile struct {
	path string
	link bool
}

func (w *walker) dir(path string) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		w.problem(path, err)
		return
	}
	if w.dirs[target] {
		return
	}
	w.dirs[target] = true
	entries, err := os.ReadDir(path)
	if err != nil {
		w.problem(path, err)
	}
	for _, e := range entries {
		w.entry(filepath.Join(path, e.Name()), e.Type())
	}
}

func (w *walker) entry(path string, kind fs.FileMode) {
	info, err := os.Stat(path)
	if err != nil {
		if kind&fs.ModeSymlink == 0 {
			w.problem(path, err)
		}
		return // a dangling link is ignored
	}
	switch {
	case info.IsDir():
		w.dir(path)
	case info.Mode().IsRegular():
		target, err := filepath.EvalSymlinks(path)
		if err != nil {
			w.problem(path, err)
			return
		}
		if !capture.Sniff(path) {
			w.others[target] = true
			return
		}
		// Of several paths to a file, one that is not a link is preferred.
		link := kind&fs.ModeSymlink != 0
		if previous, seen := w.files[target]; !seen || previous.link && !link {
			w.files[target] = foundFile{path, link}
		}
	}
}

func (w *walker) problem(path string, err error) {
	w.problems = append(w.problems, pathError(path, err))
}
