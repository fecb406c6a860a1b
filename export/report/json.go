package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"runtime"
	"slices"
	"sync"

	"rtspect/export/safe"
	"rtspect/internal/ordered"
	"rtspect/rtpflow"
)

// schemaName names this form of the report; it changes when a field changes its meaning.
const schemaName = "rtspect.report/1"

// jsonOut writes JSON values, one piece at a time, so that a report is never in memory twice.
type jsonOut struct {
	words
	out    *bufio.Writer
	pretty bool
	series bool // streams have their series
	level  int
	first  bool // of the container that is open
	line   []byte
}

func newJSONOut(out *bufio.Writer, o Options, pretty bool) *jsonOut {
	return &jsonOut{words: words{safe.Mask{Show: o.ShowSecrets}}, out: out, pretty: pretty, series: o.Series}
}

func (j *jsonOut) open(bracket byte) {
	j.out.WriteByte(bracket)
	j.level++
	j.first = true
}

func (j *jsonOut) close(bracket byte) {
	j.level--
	if !j.first {
		j.newLine()
	}
	j.out.WriteByte(bracket)
	j.first = false
}

func (j *jsonOut) newLine() {
	if j.pretty {
		j.line = newLine(j.line[:0], j.level)
		j.out.Write(j.line)
	}
}

// next begins the next element of the open container.
func (j *jsonOut) next() {
	if !j.first {
		j.out.WriteByte(',')
	}
	j.first = false
	j.newLine()
}

// name begins the next member of the open object.
func (j *jsonOut) name(name string) {
	j.next()
	j.out.WriteByte('"')
	j.out.WriteString(name)
	j.out.WriteString(`":`)
	if j.pretty {
		j.out.WriteByte(' ')
	}
}

// value writes a whole value.
func (j *jsonOut) value(v any) error {
	var err error
	if j.line, err = j.appendValue(j.line[:0], v); err != nil {
		return err
	}
	_, err = j.out.Write(j.line)
	return err
}

// encoders are json.Encoders with their buffers.
var encoders = sync.Pool{New: func() any {
	e := &encoder{}
	e.json = json.NewEncoder(&e.buffer)
	e.json.SetEscapeHTML(false)
	return e
}}

type encoder struct {
	buffer bytes.Buffer
	json   *json.Encoder
	layout layout
}

// appendValue appends a whole value, as it stands at the level of the open container.
func (j *jsonOut) appendValue(dst []byte, v any) ([]byte, error) {
	e := encoders.Get().(*encoder)
	defer encoders.Put(e)
	e.buffer.Reset()
	if err := e.json.Encode(v); err != nil {
		return dst, err
	}
	compact := bytes.TrimSuffix(e.buffer.Bytes(), []byte("\n"))
	if j.pretty {
		return e.layout.append(slices.Grow(dst, 2*len(compact)), compact, j.level), nil
	}
	return safe.AppendJSON(slices.Grow(dst, len(compact)), compact), nil
}

// maxPiece is how many elements of an array at most are made at once.
const maxPiece = 32

// piece is some elements of an array, one after the other.
type piece struct {
	json []byte
	ends []int
	err  error
}

// pieces are buffers for elements that were written.
var pieces = sync.Pool{New: func() any { return new(piece) }}

// array writes a member that is an array of n elements, which it makes on all processors.
func (j *jsonOut) array(name string, n int, element func(int) any) error {
	j.name(name)
	j.open('[')
	workers := runtime.GOMAXPROCS(0)
	size := min(max(n/(8*workers), 1), maxPiece)
	err := ordered.Run((n+size-1)/size, workers, func(i int) *piece {
		p := pieces.Get().(*piece)
		p.json, p.ends, p.err = p.json[:0], p.ends[:0], nil
		for k := i * size; k < min(n, (i+1)*size) && p.err == nil; k++ {
			if p.json, p.err = j.appendValue(p.json, element(k)); p.err == nil {
				p.ends = append(p.ends, len(p.json))
			}
		}
		return p
	}, func(_ int, p *piece) error {
		defer pieces.Put(p)
		at := 0
		for _, end := range p.ends {
			j.next()
			if _, err := j.out.Write(p.json[at:end]); err != nil {
				return err
			}
			at = end
		}
		return p.err
	})
	j.close(']')
	return err
}

// jsonReports writes whole reports.
type jsonReports struct {
	*jsonOut
	several bool
	begun   bool
}

func (j *jsonReports) report(r *rtpflow.Report) error {
	if j.several {
		if !j.begun {
			j.open('[')
			j.begun = true
		}
		j.next()
	}
	if err := j.object(r); err != nil {
		return err
	}
	if !j.several {
		return j.out.WriteByte('\n')
	}
	return nil
}

func (j *jsonReports) object(r *rtpflow.Report) error {
	c := j.converter(r)
	j.open('{')
	j.name("schema")
	if err := j.value(schemaName); err != nil {
		return err
	}
	if err := j.array("captures", len(r.Captures), func(i int) any { return c.capture(r.Captures[i]) }); err != nil {
		return err
	}
	if err := j.array("connections", len(r.Connections), func(i int) any { return c.connection(r.Connections[i]) }); err != nil {
		return err
	}
	if err := j.array("sessions", len(r.Sessions), func(i int) any { return c.session(r.Sessions[i]) }); err != nil {
		return err
	}
	j.name("unassociated")
	if err := j.value(c.unassociated(&r.Unassociated)); err != nil {
		return err
	}
	if err := j.array("findings", len(r.Findings), func(i int) any { return c.finding(&r.Findings[i]) }); err != nil {
		return err
	}
	j.close('}')
	return nil
}

func (j *jsonReports) end() error {
	if !j.several {
		return nil
	}
	if !j.begun {
		j.open('[')
	}
	j.close(']')
	return j.out.WriteByte('\n')
}

// converter turns the parts of one report into their JSON forms.
type converter struct {
	words
	joined  bool // more than one file: frames need their file beside them
	began   int64
	hasTime bool
	series  bool // see Options
}

func (j *jsonOut) converter(r *rtpflow.Report) *converter {
	c := newConverter(r, j.words)
	c.series = j.series
	return c
}

func newConverter(r *rtpflow.Report, w words) *converter {
	c := &converter{words: w, joined: len(r.Captures) > 1}
	c.began, c.hasTime = began(r)
	return c
}
