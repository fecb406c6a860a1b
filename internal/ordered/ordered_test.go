package ordered

import (
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"
)

func TestRun(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 16} {
		for _, n := range []int{0, 1, 2, 100} {
			var running, most atomic.Int64
			next := 0
			err := Run(n, workers, func(i int) int {
				most.Store(max(most.Load(), running.Add(1)))
				defer running.Add(-1)
				time.Sleep(time.Duration(rand.IntN(100)) * time.Microsecond)
				return i * i
			}, func(i, result int) error {
				if i != next || result != i*i {
					t.Errorf("result %d of %d used at position %d", result, i, next)
				}
				next++
				return nil
			})
			if err != nil || next != n || most.Load() > int64(max(1, workers)) {
				t.Errorf("%d of %d with %d workers: %v, %d concurrent", next, n, workers, err, most.Load())
			}
		}
	}
}

func TestRunBuffersFewResults(t *testing.T) {
	const workers = 4
	var begun, used atomic.Int64
	Run(200, workers, func(i int) int {
		if n := begun.Add(1) - used.Load(); n > 3*workers {
			t.Errorf("%d results ahead", n)
		}
		return 0
	}, func(int, int) error {
		time.Sleep(50 * time.Microsecond)
		used.Add(1)
		return nil
	})
}

func TestRunStopsOnError(t *testing.T) {
	full := errors.New("full")
	var begun atomic.Int64
	err := Run(10000, 4, func(i int) int { begun.Add(1); return i }, func(i, _ int) error {
		if i == 3 {
			return full
		}
		return nil
	})
	if err != full || begun.Load() > 100 {
		t.Errorf("%v after %d calls", err, begun.Load())
	}
}

func TestRunPropagatesPanics(t *testing.T) {
	for _, workers := range []int{1, 4} {
		func() {
			defer func() {
				p := recover()
				if inner, ok := p.(Panic); ok && len(inner.Stack) > 0 {
					p = inner.Value
				}
				if p != "broken" {
					t.Errorf("%d workers: recovered %v", workers, p)
				}
			}()
			Run(100, workers, func(i int) int {
				if i == 7 {
					panic("broken")
				}
				return i
			}, func(int, int) error { return nil })
		}()
	}
}
