// Reportdiff compares what two builds of rtspect say about the same captures: JSON, CSV, exported media and
// text. It is the check that a change of the code's structure or of its wording changes nothing else.
//
//	go run ./internal/reportdiff -old BIN -new BIN CAPTURE|DIR...
//	go run ./internal/reportdiff -old BIN -keep DIR CAPTURE|DIR...   # store the outputs of BIN in DIR
//	go run ./internal/reportdiff -old DIR -new BIN CAPTURE|DIR...    # and compare with them later
//
// It prints a line for each capture that differs, what differs below it, and a total. Prose may differ (see
// wordingPaths), fields that the old schema does not have may be added, and text reports are only counted; both are
// shown in the total. The exit status is 0 without unexpected differences, 1 with some, and 2 if a comparison was
// not possible.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"time"
)

type options struct {
	old, new  string
	keep      string
	workers   int
	limit     time.Duration
	show      int
	wording   bool
	noExport  bool
	allowed   pathList
	newFields pathList
}

// pathList is a flag that may be given several times.
type pathList []string

func (l *pathList) String() string { return strings.Join(*l, " ") }

func (l *pathList) Set(s string) error {
	*l = append(*l, s)
	return nil
}

func main() {
	var o options
	flag.StringVar(&o.old, "old", "", "the old rtspect `binary`, or a directory that -keep wrote")
	flag.StringVar(&o.new, "new", "", "the new rtspect `binary`")
	flag.StringVar(&o.keep, "keep", "", "store the outputs of the old binary in `DIR` for later comparisons")
	flag.IntVar(&o.workers, "workers", 2, "captures compared at a time")
	flag.DurationVar(&o.limit, "timeout", 2*time.Minute, "time after which a run counts as hung")
	flag.IntVar(&o.show, "show", 10, "differences shown for each capture")
	flag.BoolVar(&o.wording, "wording", false, "print each changed sentence once, old and new")
	flag.BoolVar(&o.noExport, "no-export", false, "do not compare exported media")
	flag.Var(&o.allowed, "allow", "JSON `PATH` that may differ (sessions[].url, **.detail); may be repeated")
	flag.Var(&o.newFields, "new-field", "JSON `PATH` that may be added though the old schema has it; may be repeated")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code, err := run(ctx, &o, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "reportdiff:", err)
		code = 2
	}
	os.Exit(code)
}

func run(ctx context.Context, o *options, args []string) (int, error) {
	if o.old == "" || o.new == "" && o.keep == "" || len(args) == 0 {
		return 2, errors.New("usage: reportdiff -old BIN|DIR -new BIN CAPTURE|DIR")
	}
	inputs, err := findInputs(args)
	if err != nil {
		return 2, err
	}
	scratch, err := os.MkdirTemp("", "reportdiff-")
	if err != nil {
		return 2, err
	}
	defer os.RemoveAll(scratch)
	oldSide, err := openSide(ctx, o.old, scratch, o)
	if err != nil {
		return 2, err
	}
	newSide := oldSide
	if o.new != "" {
		if newSide, err = openSide(ctx, o.new, scratch, o); err != nil {
			return 2, err
		}
	}
	schema, err := oldSide.schema(ctx)
	if err != nil {
		return 2, err
	}
	if o.keep != "" {
		if err := keepSchema(o.keep, schema); err != nil {
			return 2, err
		}
	}
	known, err := schemaPaths(schema)
	if err != nil {
		return 2, err
	}
	c := &comparison{o: o, old: oldSide, new: newSide, known: known, total: newTotal()}
	err = c.all(ctx, inputs)
	if o.new != "" {
		c.total.print(os.Stdout, o)
	}
	if err != nil {
		return 2, err
	}
	if c.total.differing > 0 {
		return 1, nil
	}
	return 0, nil
}

// comparison compares captures on some workers and prints their differences in the order of the captures.
type comparison struct {
	o        *options
	old, new side
	known    map[string]bool
	total    *total
}

func (c *comparison) all(ctx context.Context, inputs []input) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make([]chan *result, len(inputs))
	for i := range results {
		results[i] = make(chan *result, 1)
	}
	next := make(chan int)
	var workers sync.WaitGroup
	for range max(1, c.o.workers) {
		workers.Go(func() {
			for i := range next {
				results[i] <- c.one(ctx, inputs[i])
			}
		})
	}
	go func() {
		defer close(next)
		for i := range inputs {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	defer workers.Wait()
	defer cancel()
	for i := range results {
		select {
		case r := <-results[i]:
			if r.err != nil {
				return fmt.Errorf("%s: %w", inputs[i].name, r.err)
			}
			c.total.add(r)
			if c.o.new != "" {
				r.print(os.Stdout, c.o.show)
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (c *comparison) one(ctx context.Context, in input) *result {
	r := &result{name: in.name}
	old, err := c.old.outputs(ctx, in)
	if err != nil {
		r.err = err
		return r
	}
	if c.o.keep != "" {
		if r.err = keepOutputs(c.o.keep, in, old); r.err != nil || c.o.new == "" {
			return r
		}
	}
	outputs, err := c.new.outputs(ctx, in)
	if err != nil {
		r.err = err
		return r
	}
	r.compare(old, outputs, c.known, c.o)
	return r
}
