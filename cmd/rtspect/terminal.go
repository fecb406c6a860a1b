package main

import (
	"os"

	"golang.org/x/term"
)

// terminalColumns reports whether f is a terminal, and its width; 0 if unknown.
func terminalColumns(f *os.File) (columns int, terminal bool) {
	fd := int(f.Fd())
	if !term.IsTerminal(fd) {
		return 0, false
	}
	columns, _, err := term.GetSize(fd)
	if err != nil {
		return 0, true
	}
	return columns, true
}
