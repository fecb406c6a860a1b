package media

import (
	"bufio"
	"io"
	"os"
	"slices"
)

// reorderWindow is how many samples a sample may be decoded before it is shown, at most: codecs allow 16
// pictures.
const reorderWindow = 17

// muxReorder goes through the records of a track and finds for each the time at which it is decoded, up to
// a constant: the samples are decoded in their order, at the times of presentation in theirs (the n-th is
// decoded at the n-th smallest time). Only so many are looked at ahead as codecs allow.
type muxReorder struct {
	r       *bufio.Reader
	file    *os.File
	err     error
	waiting []muxRecord
	sorted  []int64 // their times, less those that were given
	next    muxRecord
	has     bool
	begun   bool
	buf     [recordSize]byte
}

func openRecords(f *file) (*muxReorder, error) {
	in, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	return &muxReorder{file: in, r: bufio.NewReaderSize(in, 32<<10)}, nil
}

func (o *muxReorder) close() { o.file.Close() }

// read looks one record ahead.
func (o *muxReorder) read() {
	o.has = false
	if _, err := io.ReadFull(o.r, o.buf[:]); err != nil {
		if err != io.EOF {
			o.err = err
		}
		return
	}
	o.next.read(o.buf[:])
	o.has = true
}

// Next gives the next record and its time of decoding.
func (o *muxReorder) Next() (r muxRecord, decoded int64, ok bool) {
	if !o.begun {
		o.begun = true
		o.read()
	}
	for o.has && len(o.waiting) < reorderWindow && (len(o.waiting) == 0 || o.next.segment == o.waiting[0].segment) {
		o.waiting = append(o.waiting, o.next)
		i, _ := slices.BinarySearch(o.sorted, o.next.ticks)
		o.sorted = slices.Insert(o.sorted, i, o.next.ticks)
		o.read()
	}
	if len(o.waiting) == 0 {
		return r, 0, false
	}
	r, decoded = o.waiting[0], o.sorted[0]
	o.waiting = slices.Delete(o.waiting, 0, 1)
	o.sorted = slices.Delete(o.sorted, 0, 1)
	return r, decoded, true
}
