package ordered

import (
	"runtime"
	"sync/atomic"
	"testing"
)

func TestEach(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 16} {
		for _, n := range []int{0, 1, 2, 100, 5000} {
			done := make([]atomic.Int64, n)
			var running, most atomic.Int64
			Each(n, workers, func(i int) {
				most.Store(max(most.Load(), running.Add(1)))
				defer running.Add(-1)
				runtime.Gosched()
				done[i].Add(1)
			})
			for i := range done {
				if got := done[i].Load(); got != 1 {
					t.Errorf("%d of %d with %d workers called %d times", i, n, workers, got)
				}
			}
			if most.Load() > int64(max(1, workers)) {
				t.Errorf("%d concurrent calls with %d workers", most.Load(), workers)
			}
		}
	}
}

func TestEachPanics(t *testing.T) {
	for _, workers := range []int{1, 3} {
		func() {
			defer func() {
				p := recover()
				if x, ok := p.(Panic); ok {
					p = x.Value
				}
				if p != "broken" {
					t.Errorf("with %d workers: %v", workers, p)
				}
			}()
			Each(1000, workers, func(i int) {
				if i == 700 {
					panic("broken")
				}
			})
		}()
	}
}
