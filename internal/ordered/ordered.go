// Package ordered runs independent work concurrently and delivers the results in order, so that the output does not
// depend on the number of workers.
package ordered

import (
	"runtime/debug"
	"sync"
)

// Panic is the value with which Run and Each panic if the work panicked: its value and stack.
type Panic struct {
	Value any
	Stack []byte
}

// outcome is the result of one piece of work, or its panic.
type outcome[T any] struct {
	result T
	panic  *Panic
}

// attempt calls do(i) and recovers from a panic.
func attempt[T any](do func(i int) T, i int) (o outcome[T]) {
	defer func() {
		if p := recover(); p != nil {
			o.panic = &Panic{p, debug.Stack()}
		}
	}()
	o.result = do(i)
	return o
}

// Run calls do for 0 to n-1 on up to workers goroutines, and use with each result, in order, on the goroutine of the
// caller. At most workers results wait for an earlier one. If use returns an error, no further work is started, and Run
// returns the error after the work in progress has ended. If do panics, Run panics with a Panic.
func Run[T any](n, workers int, do func(i int) T, use func(i int, result T) error) error {
	if workers <= 1 || n <= 1 {
		for i := range n {
			if err := use(i, do(i)); err != nil {
				return err
			}
		}
		return nil
	}
	type job struct {
		i    int
		done chan outcome[T]
	}
	var working sync.WaitGroup
	defer working.Wait()
	jobs := make(chan job)
	running := make(chan chan outcome[T], workers-1) // in order; the caller has one more
	stop := make(chan struct{})
	defer close(stop)
	for range workers {
		working.Go(func() {
			for j := range jobs {
				j.done <- attempt(do, j.i)
			}
		})
	}
	working.Go(func() {
		defer close(running)
		defer close(jobs)
		for i := range n {
			done := make(chan outcome[T], 1)
			select {
			case running <- done:
			case <-stop:
				return
			}
			select {
			case jobs <- job{i, done}:
			case <-stop:
				return
			}
		}
	})
	i := 0
	for done := range running {
		o := <-done
		if o.panic != nil {
			panic(*o.panic)
		}
		if err := use(i, o.result); err != nil {
			return err
		}
		i++
	}
	return nil
}
