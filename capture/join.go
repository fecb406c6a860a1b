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
	probeSize = 16 << 10 // read of each file to learn its first time
	// manyOpen is the number of files open at once from which on they get smaller blocks.
	manyOpen   = 16
	smallBlock = 32 << 10
)

// join reads several inputs as one, in time order. A file that can be opened twice is opened once to
// learn the time of its first packet, and again when that time has come.
type join struct {
	waiting []later
	files   []*File
	// open is a heap of the inputs that are being read, the one with the earliest packet first.
	// Each holds its packet in its own block.
	open  []*input
	taken bool // the packet of open[0] has been given out
	spare [][]byte
}

// later is an input whose time has not come.
type later struct {
	index int
	name  string
	first int64  // time of the first packet
	in    *input // open already, at its first packet, for it cannot be opened twice
}

func openJoin(names []string, files []*File) (*join, error) {
	j := &join{files: files}
	probe := make([]byte, probeSize)
	for i, name := range names {
		if name == "-" && slices.Contains(names[:i], name) {
			j.close()
			return nil, errors.New("standard input is named more than once")
		}
		l, err := look(name, i, files[i], probe)
		if err != nil {
			j.close()
			return nil, err
		}
		j.waiting = append(j.waiting, l)
	}
	slices.SortStableFunc(j.waiting, func(a, b later) int { return cmp.Compare(a.first, b.first) })
	return j, nil
}

// look opens an input and reads its first packet. A file without any is due at once.
func look(name string, index int, f *File, probe []byte) (later, error) {
	l := later{index: index, name: name, first: minTime}
	info, err := os.Stat(name)
	again := name != "-" && err == nil && info.Mode().IsRegular()
	if !again {
		probe = make([]byte, blockSize)
	}
	in, err := openInput(name, index, f, probe)
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
		in.close()
	} else {
		l.in = in
	}
	return l, nil
}

// next gives the earliest packet of all, nil at the end or at a failure to read.
func (j *join) next() (*Packet, error) {
	if j.taken {
		j.taken = false
		if err := j.advance(); err != nil {
			return nil, err
		}
	}
	for len(j.waiting) > 0 && (len(j.open) == 0 || j.waiting[0].first <= j.open[0].packet.Time) {
		if err := j.admit(); err != nil {
			return nil, err
		}
	}
	if len(j.open) == 0 {
		return nil, nil
	}
	j.taken = true
	return &j.open[0].packet, nil
}

// advance reads on in the input of which the packet was given out.
func (j *join) advance() error {
	in := j.open[0]
	if in.records.next(&in.packet) {
		j.down(0)
		return nil
	}
	last := len(j.open) - 1
	j.open[0] = j.open[last]
	j.open = j.open[:last]
	j.down(0)
	j.release(in)
	return in.err
}

// admit opens the input that is due.
func (j *join) admit() error {
	l := j.waiting[0]
	j.waiting = j.waiting[1:]
	in := l.in
	if in == nil {
		var err error
		if in, err = openInput(l.name, l.index, j.files[l.index], j.buffer()); err != nil {
			return err
		}
		in.records.next(&in.packet)
	}
	if in.file.Packets == 0 {
		j.release(in)
		return in.err
	}
	j.open = append(j.open, in)
	j.up(len(j.open) - 1)
	return nil
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
	return make([]byte, blockSize)
}

func (j *join) release(in *input) {
	in.close()
	if len(j.spare) < manyOpen {
		j.spare = append(j.spare, in.block.home)
	}
	in.block = block{}
}

func (j *join) close() {
	for _, in := range j.open {
		in.close()
	}
	for _, l := range j.waiting {
		if l.in != nil {
			l.in.close()
		}
	}
}

// earlier orders the heap: by time, then by the order in which the files were named.
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

// foreignLink is the error of an input that held only link types that are not supported.
func foreignLink(files []*File, name string) error {
	var links []string
	for _, f := range files {
		for _, l := range f.LinkTypes {
			if !slices.Contains(links, l) && len(links) < 8 {
				links = append(links, l)
			}
		}
	}
	return named(name, fmt.Errorf("%w: %s", ErrLinkType, strings.Join(links, ", ")))
}
