package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// input is a capture, or the files that are read as one with --join.
type input struct {
	name  string // as it is shown, and under which outputs are kept
	files []string
}

// magics are the first bytes of captures and of their compressions.
var magics = []string{
	"\xa1\xb2\xc3\xd4", "\xd4\xc3\xb2\xa1", "\xa1\xb2\x3c\x4d", "\x4d\x3c\xb2\xa1", "\xa1\xb2\xcd\x34", "\x34\xcd\xb2\xa1",
	"\x0a\x0d\x0d\x0a", "\x1f\x8b", "\x28\xb5\x2f\xfd", "\x04\x22\x4d\x18",
}

// findInputs lists the captures in directories, each by itself, and the groups of files that a truth file names
// as the parts of one capture. A file that is named is taken whatever it contains.
func findInputs(args []string) (list []input, err error) {
	for _, arg := range args {
		arg, err := filepath.Abs(arg)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			list = append(list, input{arg, []string{arg}})
			continue
		}
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			if name, ok := strings.CutSuffix(path, ".truth.json"); ok {
				if files := parts(path); len(files) > 1 {
					list = append(list, input{name + " (joined)", files})
				}
				return nil
			}
			if isCapture(path) {
				list = append(list, input{path, []string{path}})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no captures in %s", strings.Join(args, ", "))
	}
	return list, nil
}

func isCapture(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 4)
	if n, _ := f.Read(head); n < 4 {
		return false
	}
	return slices.ContainsFunc(magics, func(m string) bool { return strings.HasPrefix(string(head), m) })
}

// parts returns the files that a truth file names as the parts of one capture.
func parts(path string) (files []string) {
	var truth struct {
		Files []string `json:"files"`
	}
	if b, err := os.ReadFile(path); err != nil || json.Unmarshal(b, &truth) != nil {
		return nil
	}
	for _, name := range truth.Files {
		files = append(files, filepath.Join(filepath.Dir(path), name))
	}
	return files
}
