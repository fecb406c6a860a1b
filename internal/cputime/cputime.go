// Package cputime measures what work costs, for tests that bound it: the time of the processor and not that of
// the wall, so that other processes on the machine make no difference.
package cputime
