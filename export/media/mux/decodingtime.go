package mux

import (
	"bufio"
	"io"
	"os"
	"slices"

	"rtspect/export/media/store"
)

// reorderWindow is how many samples a sample may be decoded before it is displayed, at most: codecs allow 16 frames.
const reorderWindow = 17

// recordReader walks through the records of a track and finds for each the time at which it is decoded, up to a constant:
// the samples are decoded in their order, at the times of presentation in theirs (the n-th is decoded at the n-th smallest
// time). Only as many as codecs allow are looked at ahead.
type recordReader struct {
	r       *bufio.Reader
	file    *os.File
	err     error
	waiting []record
	sorted  []int64 // their times, without those that were used
	next    record
	hasNext bool
	begun   bool
	buf     [recordSize]byte
}

func openRecords(f *store.File) (*recordReader, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	return &recordReader{file: in, r: bufio.NewReaderSize(in, 32<<10)}, nil
}

func (o *recordReader) close() { o.file.Close() }

// read reads one record ahead.
func (o *recordReader) read() {
	o.hasNext = false
	if _, err := io.ReadFull(o.r, o.buf[:]); err != nil {
		if err != io.EOF {
			o.err = err
		}
		return
	}
	o.next.read(o.buf[:])
	o.hasNext = true
}

// Next returns the next record and its decoding time.
func (o *recordReader) Next() (r record, decoded int64, ok bool) {
	if !o.begun {
		o.begun = true
		o.read()
	}
	for o.hasNext && len(o.waiting) < reorderWindow && (len(o.waiting) == 0 || o.next.segment == o.waiting[0].segment) {
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
