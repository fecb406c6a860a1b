package cputime

import (
	"testing"
	"time"
)

// TestUsed checks that sleeping does not count.
func TestUsed(t *testing.T) {
	before := Used()
	for Used()-before < 30*time.Millisecond {
	}
	before = Used()
	time.Sleep(200 * time.Millisecond)
	if d := Used() - before; d > 100*time.Millisecond {
		t.Errorf("sleeping for 200 ms used %v", d)
	}
}
