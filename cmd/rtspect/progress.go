package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"rtspect/capture"
)

// progress draws how much of the large inputs has been read, on a terminal and nowhere else.
type progress struct {
	on          bool
	read, total atomic.Int64
	draw        sync.Mutex
	drawn       bool
	last        time.Time
}

// worthDrawing is the size from which on reading takes long enough to be watched.
const worthDrawing = 256 << 20

// patience is how long nothing is drawn at first.
const patience = 500 * time.Millisecond

func newProgress(quiet bool) *progress {
	_, terminal := terminalColumns(os.Stderr)
	p := &progress{on: terminal && !quiet && os.Getenv("TERM") != "dumb"}
	p.last = time.Now().Add(patience)
	return p
}

// opened is an open capture, with the file below it where that is counted.
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

// open opens an input, and counts what is read of it where that is to be seen.
func (p *progress) open(in input) (opened, error) {
	if p.on && len(in) == 1 {
		if info, err := os.Stat(in[0]); err == nil && info.Mode().IsRegular() && info.Size() >= worthDrawing {
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

// counter counts what is read through it.
type counter struct {
	r io.Reader
	p *progress
}

func (c counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.p.read.Add(int64(n))
	c.p.show()
	return n, err
}

// show draws at most ten times a second.
func (p *progress) show() {
	if !p.draw.TryLock() {
		return
	}
	defer p.draw.Unlock()
	now := time.Now()
	if now.Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.drawn = now, true
	read, total := p.read.Load(), max(1, p.total.Load())
	fmt.Fprintf(os.Stderr, "\r%3d %% of %.1f GB read ", min(100, 100*read/total), float64(total)/1e9)
}

// clear takes the drawing away, so that other lines begin at the margin.
func (p *progress) clear() {
	p.draw.Lock()
	defer p.draw.Unlock()
	if p.drawn {
		fmt.Fprint(os.Stderr, "\r                             \r")
		p.drawn = false
	}
}
