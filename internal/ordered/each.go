package ordered

import (
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// maxShare is the maximum number of items that a worker takes at once.
const maxShare = 64

// Each calls do for 0 to n-1 on up to workers goroutines, in any order, and returns when all calls have returned. If do
// panics, Each panics with the first such value, as a Panic.
func Each(n, workers int, do func(i int)) {
	if workers = min(workers, n); workers <= 1 {
		for i := range n {
			do(i)
		}
		return
	}
	share := int64(min(max(n/(8*workers), 1), maxShare)) // few handovers, but a balanced load at the end
	var next atomic.Int64
	var failed atomic.Pointer[Panic]
	work := func() {
		defer func() {
			if p := recover(); p != nil {
				failed.CompareAndSwap(nil, &Panic{p, debug.Stack()})
			}
		}()
		for failed.Load() == nil {
			end := next.Add(share)
			if end-share >= int64(n) {
				return
			}
			for i := end - share; i < min(end, int64(n)); i++ {
				do(int(i))
			}
		}
	}
	var others sync.WaitGroup
	for range workers - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
	if p := failed.Load(); p != nil {
		panic(*p)
	}
}
