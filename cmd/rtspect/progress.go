package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"rtspect/capture"
)

// progress shows on a terminal how much of the large inputs is read.
type progress struct {
	on          bool
	read, total atomic.Int64
	draw        sync.Mutex // protects the fields below and the terminal
	drawn       bool
	last        time.Time
}

const (
	minProgressSize  = 256 << 20 // bytes of an input that takes long enough to have its progress shown
	progressDelay    = 500 * time.Millisecond
	progressInterval = 100 * time.Millisecond
)

func newProgress(quiet bool) *progress {
	_, terminal := terminalColumns(os.Stderr)
	p := &progress{on: terminal && !quiet && os.Getenv("TERM") != "dumb"}
	p.last = time.Now().Add(progressDelay)
	return p
}

// opened is an open capture, and its file if reading it is counted.
type opened struct {
	*capture.Capture
	file *os.File
}

func (o opened) Close() error {
	err := o.Capture.Close()
	if o.file != nil {
		o.file.Close()
	}
	return err
}

// open opens an input, and counts what is read of a large one.
func (p *progress) open(in input) (opened, error) {
	if p.on && len(in) == 1 {
		if info, err := os.Stat(in[0]); err == nil && info.Mode().IsRegular() && info.Size() >= minProgressSize {
			if f, err := os.Open(in[0]); err == nil {
				p.total.Add(info.Size())
				c, err := capture.OpenReader(in[0], counter{f, p})
				if err != nil {
					f.Close()
				}
				return opened{c, f}, err
			}
		}
	}
	c, err := capture.Open(in...)
	return opened{Capture: c}, err
}

// counter counts the bytes that are read through it.
type counter struct {
	*os.File
	p *progress
}

func (c counter) Read(b []byte) (int, error) {
	n, err := c.File.Read(b)
	c.p.read.Add(int64(n))
	c.p.show()
	return n, err
}

// show draws the progress unless it was drawn just before.
func (p *progress) show() {
	if !p.draw.TryLock() {
		return
	}
	defer p.draw.Unlock()
	now := time.Now()
	if now.Sub(p.last) < progressInterval {
		return
	}
	p.last, p.drawn = now, true
	read, total := p.read.Load(), max(1, p.total.Load())
	fmt.Fprintf(os.Stderr, "\r%3d %% of %.1f GB read ", min(100, 100*read/total), float64(total)/1e9)
}

// clear erases the progress, so that another line can be written.
func (p *progress) clear() {
	p.draw.Lock()
	defer p.draw.Unlock()
	if p.drawn {
		fmt.Fprint(os.Stderr, "\r                             \r")
		p.drawn = false
	}
}
