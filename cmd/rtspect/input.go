package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
)

// input is one capture to analyse: a file, standard input ("-"), or several files to be joined.
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

// usable expands the arguments of a command, which it names, and complains of those that cannot be used; code
// is then exitUnusable. It is an error if nothing is left.
func usable(args []string, join bool, command string) (inputs []input, code int, err error) {
	inputs, problems := expand(args, join)
	for _, err := range problems {
		complain(err)
		code = exitUnusable
	}
	if len(inputs) > 0 {
		return inputs, code, nil
	}
	if len(problems) == 0 {
		return nil, code, errors.New("no capture named (see " + command + " --help)")
	}
	return nil, code, toldError{exitUnusable}
}

// expand turns arguments into inputs: folders into the captures below them, all into one where they
// are to be joined. What cannot be used is told in problems; the rest is still good.
func expand(args []string, join bool) (inputs []input, problems []error) {
	var names []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-" && slices.Contains(names, "-"):
			problems = append(problems, errors.New("standard input can be read only once"))
		case arg == "":
			problems = append(problems, errors.New("a capture is named by an empty argument"))
		case arg != "-" && err == nil && info.IsDir():
			found, errs := below(arg)
			if len(found) == 0 && len(errs) == 0 {
				errs = append(errs, fmt.Errorf("%s: no captures in this directory or below it", strconv.Quote(arg)))
			}
			names, problems = append(names, found...), append(problems, errs...)
		default:
			names = append(names, arg) // what is wrong with it, its reader says
		}
	}
	if join && len(names) > 0 {
		return []input{names}, problems
	}
	for _, n := range names {
		inputs = append(inputs, input{n})
	}
	return inputs, problems
}

// below finds the captures in a folder and its folders, by what they hold, each file once and in the
// order of their paths. Symbolic links are followed.
func below(root string) (found []string, problems []error) {
	w := walker{folders: map[string]bool{}, files: map[string]foundFile{}}
	w.folder(root)
	for _, f := range w.files {
		found = append(found, f.path)
	}
	slices.Sort(found)
	return found, w.problems
}

type walker struct {
	folders  map[string]bool      // seen, by real path: links may go in circles
	files    map[string]foundFile // captures, by real path
	problems []error
}

type foundFile struct {
	path string
	link bool
}

func (w *walker) folder(path string) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		w.problem(path, err)
		return
	}
	if w.folders[real] {
		return
	}
	w.folders[real] = true
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
		return // a link to nothing is no capture
	}
	switch {
	case info.IsDir():
		w.folder(path)
	case info.Mode().IsRegular() && capture.Sniff(path):
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			w.problem(path, err)
			return
		}
		// Of several paths to a file the first that is no link counts, else the first.
		link := kind&fs.ModeSymlink != 0
		if have, seen := w.files[real]; !seen || have.link && !link {
			w.files[real] = foundFile{path, link}
		}
	}
}

func (w *walker) problem(path string, err error) {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	w.problems = append(w.problems, fmt.Errorf("%s: %s", strconv.Quote(path), strings.TrimSpace(err.Error())))
}
