//go:build !unix

package main

import "os"

// isClosed does not know on this system; the write fails there.
func isClosed(*os.File, bool) bool { return false }
