// Package inorder does independent work on several processors and hands out the results in order,
// so that output is the same whatever the number of workers.
package inorder

import (
	"runtime/debug"
	"sync"
)

// Panic is what Run panics with when work panicked: the value, and the stack where it happened.
type Panic struct {
	Value any
	Stack []byte
}

// Run calls do for 0 to n-1 on up to workers goroutines, and use with each result, in order, on the
// caller's. Of results that wait for an earlier one it keeps no more than workers. An error of use
// ends it: no more work begins, and Run returns the error when what had begun is done. A panic in do
// comes out of Run as a Panic.
func Run[T any](n, workers int, do func(i int) T, use func(i int, result T) error) error {
	if workers <= 1 || n <= 1 {
		for i := range n {
			if err := use(i, do(i)); err != nil {
				return err
			}
		}
		return nil
	}
	type outcome struct {
		result T
		panic  *Panic
	}
	var working sync.WaitGroup
	defer working.Wait()
	running := make(chan chan outcome, workers) // in order
	slots := make(chan struct{}, workers)
	stop := make(chan struct{})
	defer close(stop)
	working.Go(func() {
		defer close(running)
		for i := range n {
			select {
			case slots <- struct{}{}:
			case <-stop:
				return
			}
			done := make(chan outcome, 1)
			select {
			case running <- done:
			case <-stop:
				return
			}
			working.Go(func() {
				defer func() { <-slots }()
				var o outcome
				defer func() { done <- o }()
				defer func() {
					if p := recover(); p != nil {
						o.panic = &Panic{p, debug.Stack()}
					}
				}()
				o.result = do(i)
			})
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
