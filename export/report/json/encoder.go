package json

import (
	"bufio"
	"runtime"
	"slices"
	"sync"

	"rtspect/export/report/view"
	"rtspect/export/safe"
	"rtspect/internal/ordered"
	"rtspect/rtpflow"
)

// encoder writes JSON values piece by piece. Errors of the destination stay in out.
type encoder struct {
	view.Masker
	out    *bufio.Writer
	pretty bool // indented, for reading; else as short as possible
	series bool // streams include their time series
	level  int  // of the open object or array
	first  bool // nothing is in it yet
	buffer []byte
}

func newEncoder(out *bufio.Writer, o view.Options, pretty bool) *encoder {
	return &encoder{Masker: view.NewMasker(o), out: out, pretty: pretty, series: o.Series}
}

// open starts an object or array.
func (e *encoder) open(bracket byte) {
	e.out.WriteByte(bracket)
	e.level++
	e.first = true
}

// close ends the open object or array.
func (e *encoder) close(bracket byte) {
	e.level--
	if !e.first {
		e.newLine()
	}
	e.out.WriteByte(bracket)
	e.first = false
}

func (e *encoder) newLine() {
	if e.pretty {
		e.buffer = appendNewLine(e.buffer[:0], e.level)
		e.out.Write(e.buffer)
	}
}

// next starts the next element of the open array or object.
func (e *encoder) next() {
	if !e.first {
		e.out.WriteByte(',')
	}
	e.first = false
	e.newLine()
}

// name starts the next member of the open object.
func (e *encoder) name(name string) {
	e.next()
	e.out.WriteByte('"')
	e.out.WriteString(name)
	e.out.WriteString(`":`)
	if e.pretty {
		e.out.WriteByte(' ')
	}
}

// value writes a whole value.
func (e *encoder) value(v any) error {
	var err error
	if e.buffer, err = e.appendValue(e.buffer[:0], v); err != nil {
		return err
	}
	_, err = e.out.Write(e.buffer)
	return err
}

// compactBuffers are for values before they are indented.
var compactBuffers = sync.Pool{New: func() any { return new([]byte) }}

// appendValue appends a value to dst, indented for the level of the open container. It is safe for concurrent use.
func (e *encoder) appendValue(dst []byte, v any) ([]byte, error) {
	if !e.pretty {
		return safe.AppendJSON(dst, v)
	}
	buffer := compactBuffers.Get().(*[]byte)
	defer compactBuffers.Put(buffer)
	compact, err := safe.AppendJSON((*buffer)[:0], v)
	if *buffer = compact; err != nil {
		return dst, err
	}
	return appendIndented(slices.Grow(dst, 2*len(compact)), compact, e.level), nil
}

// maxPiece is the greatest number of array elements that one worker encodes at a time.
const maxPiece = 32

// piece is some consecutive elements of an array, encoded.
type piece struct {
	json []byte
	ends []int // of the elements in json
	err  error
}

var pieces = sync.Pool{New: func() any { return new(piece) }}

// array writes a member that is an array of n elements. Elements are made and encoded on all processors.
func (e *encoder) array(name string, n int, element func(int) any) error {
	e.name(name)
	e.open('[')
	workers := runtime.GOMAXPROCS(0)
	size := min(max(n/(8*workers), 1), maxPiece)
	err := ordered.Run((n+size-1)/size, workers, func(i int) *piece {
		p := pieces.Get().(*piece)
		p.json, p.ends, p.err = p.json[:0], p.ends[:0], nil
		for k := i * size; k < min(n, (i+1)*size) && p.err == nil; k++ {
			if p.json, p.err = e.appendValue(p.json, element(k)); p.err == nil {
				p.ends = append(p.ends, len(p.json))
			}
		}
		return p
	}, func(_ int, p *piece) error {
		defer pieces.Put(p)
		return e.piece(p)
	})
	e.close(']')
	return err
}

func (e *encoder) piece(p *piece) error {
	start := 0
	for _, end := range p.ends {
		e.next()
		if _, err := e.out.Write(p.json[start:end]); err != nil {
			return err
		}
		start = end
	}
	return p.err
}

func (e *encoder) converter(r *rtpflow.Report) *converter {
	c := &converter{Masker: e.Masker, joined: len(r.Captures) > 1, series: e.series}
	c.start, c.hasTime = view.StartTime(r)
	return c
}
