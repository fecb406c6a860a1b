package capture

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

const (
	probeSize = 16 << 10 // bytes read from each file to find its first time
	// manyOpen is the number of open files beyond which further files get smaller buffers.
	manyOpen   = 16
	smallBlock = 32 << 10
)

// join merges several inputs in time order. A regular file is opened to find the time of its first packet,
// closed, and opened again when that time is reached.
type join struct {
	pending []pendingInput
	files   []*File
	// open is a heap of the inputs being read, ordered by packet time. Each packet is in the buffer of its
	// input.
	open     []*input
	returned bool // the packet of open[0] has been returned
	spare    [][]byte
	pool     *filePool
	failed   error // the first read failure; it ends its file, not the others
}

// pendingInput is an input whose first packet has not been reached yet.
type pendingInput struct {
	index int
	name  string
	first int64  // time of the first packet
	in    *input // already open at its first packet if it cannot be opened twice
	info  os.FileInfo
}

func openJoin(names []string, files []*File) (*join, error) {
	j := &join{files: files, pool: newFilePool()}
	buf := make([]byte, probeSize)
	for i, name := range names {
		if name == "-" && slices.Contains(names[:i], name) {
			j.close()
			return nil, errors.New("standard input specified more than once")
		}
		l, err := probe(name, i, files[i], buf)
		if err != nil {
			j.close()
			return nil, err
		}
		j.pending = append(j.pending, l)
	}
	slices.SortStableFunc(j.pending, func(a, b pendingInput) int { return cmp.Compare(a.first, b.first) })
	return j, nil
}

// probe opens an input and reads its first packet. A file without packets is due immediately.
func probe(name string, index int, f *File, buf []byte) (pendingInput, error) {
	l := pendingInput{index: index, name: name, first: minTime}
	info, err := os.Stat(name)
	again := name != "-" && err == nil && info.Mode().IsRegular()
	if !again {
		buf = make([]byte, windowSize)
	}
	in, err := openInput(name, index, f, buf)
	if err != nil {
		return l, err
	}
	if in.records.next(&in.packet) {
		l.first = in.packet.Time
	} else if in.err != nil {
		in.close()
		return l, in.err
	}
	if again {
		l.info = info
		in.close()
	} else {
		l.in = in
	}
	return l, nil
}

// next returns the earliest packet, or nil at the end, with the first read failure.
func (j *join) next() (*Packet, error) {
	if j.returned {
		j.returned = false
		j.advance()
	}
	for len(j.pending) > 0 && (len(j.open) == 0 || j.pending[0].first <= j.open[0].packet.Time) {
		j.admit()
	}
	if len(j.open) == 0 {
		return nil, j.failed
	}
	j.returned = true
	return &j.open[0].packet, nil
}

// advance reads the next packet of the input whose packet was returned.
func (j *join) advance() {
	in := j.open[0]
	if in.records.next(&in.packet) {
		j.down(0)
		return
	}
	last := len(j.open) - 1
	j.open[0] = j.open[last]
	j.open = j.open[:last]
	j.down(0)
	j.release(in)
}

// fail notes a read failure.
func (j *join) fail(err error) {
	if j.failed == nil && err != nil {
		j.failed = err
	}
}

// admit opens the next input that is due.
func (j *join) admit() {
	l := j.pending[0]
	j.pending = j.pending[1:]
	in := l.in
	if in == nil {
		file := j.pool.file(l.name, l.info)
		var err error
		if in, err = newInput(l.name, file, l.index, j.files[l.index], j.buffer()); err != nil {
			file.Close()
			j.files[l.index].addDamage(Damage{Kind: "read-error", Frame: MakeFrame(l.index, 0), Detail: "the file cannot be opened again", Fatal: true})
			j.fail(err)
			return
		}
		in.closer = file
		in.records.next(&in.packet)
	}
	if in.file.Packets == 0 {
		j.release(in)
		return
	}
	j.open = append(j.open, in)
	j.up(len(j.open) - 1)
}

func (j *join) buffer() []byte {
	if n := len(j.spare); n > 0 {
		b := j.spare[n-1]
		j.spare = j.spare[:n-1]
		return b
	}
	if len(j.open) >= manyOpen {
		return make([]byte, smallBlock)
	}
	return make([]byte, windowSize)
}

func (j *join) release(in *input) {
	in.close()
	j.fail(in.err)
	if len(j.spare) < manyOpen {
		j.spare = append(j.spare, in.block.small)
	}
	in.block = window{}
}

func (j *join) close() {
	for _, in := range j.open {
		in.close()
	}
	for _, l := range j.pending {
		if l.in != nil {
			l.in.close()
		}
	}
}

// earlier orders the heap by time and then by the order of the file names.
func (j *join) earlier(a, b int) bool {
	x, y := j.open[a], j.open[b]
	if x.packet.Time != y.packet.Time {
		return x.packet.Time < y.packet.Time
	}
	return x.frame < y.frame
}

func (j *join) down(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(j.open); child++ {
			if j.earlier(child, least) {
				least = child
			}
		}
		if least == i {
			return
		}
		j.open[i], j.open[least] = j.open[least], j.open[i]
		i = least
	}
}

func (j *join) up(i int) {
	for i > 0 && j.earlier(i, (i-1)/2) {
		j.open[i], j.open[(i-1)/2] = j.open[(i-1)/2], j.open[i]
		i = (i - 1) / 2
	}
}

// unsupportedLink returns the error for an input with only unsupported link types.
func unsupportedLink(files []*File, name string) error {
	var links []string
	for _, f := range files {
		for _, l := range f.LinkTypes {
			if !slices.Contains(links, l) && len(links) < 8 {
				links = append(links, l)
			}
		}
	}
	return withName(name, fmt.Errorf("%w: %s", ErrLinkType, strings.Join(links, ", ")))
}
