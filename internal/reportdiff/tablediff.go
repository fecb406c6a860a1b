package main

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
)

// compareTables compares CSV by the names of the columns: those that are new are only listed.
func compareTables(r *result, run string, before, after []byte) {
	if bytes.Equal(before, after) {
		return
	}
	a, errA := csv.NewReader(bytes.NewReader(before)).ReadAll()
	b, errB := csv.NewReader(bytes.NewReader(after)).ReadAll()
	if errA != nil || errB != nil || len(a) == 0 || len(b) == 0 {
		r.differ("%s: no tables: %v, %v", run, errA, errB)
		return
	}
	for _, name := range b[0] {
		if !slices.Contains(a[0], name) {
			r.fields[run+": "+name]++
		}
	}
	if len(a) != len(b) {
		r.differ("%s: %d rows became %d", run, len(a)-1, len(b)-1)
		return
	}
	for x, name := range a[0] {
		y := slices.Index(b[0], name)
		if y < 0 {
			r.differ("%s: the column %s is gone", run, name)
			continue
		}
		for i := range a[1:] {
			if was, is := a[i+1][x], b[i+1][y]; was != is {
				r.differ("%s: row %d, %s: %q became %q", run, i+1, name, was, is)
			}
		}
	}
}

// changedLines counts the lines of a text that the other does not have, in any order.
func changedLines(before, after []byte) (n int) {
	seen := map[string]int{}
	for line := range strings.SplitSeq(string(before), "\n") {
		seen[line]++
	}
	for line := range strings.SplitSeq(string(after), "\n") {
		if seen[line]--; seen[line] < 0 {
			n++
		}
	}
	return n
}
