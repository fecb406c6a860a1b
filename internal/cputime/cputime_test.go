package cputime

import (
	"testing"
	"time"
)

// Work counts, waiting does not.
func TestUsed(t *testing.T) {
	before := Used()
	for Used()-before < 30*time.Millisecond {
	}
	before = Used()
	time.Sleep(200 * time.Millisecond)
	if d := Used() - before; d > 100*time.Millisecond {
		t.Errorf("to sleep for 200 ms takes %v", d)
	}
}
