// Package cputime measures CPU time, for tests with a time limit. Unlike wall-clock time, it does not depend on other
// processes.
package cputime
