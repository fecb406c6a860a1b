package capture

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// timed returns a pcap file with packets at these microseconds.
func timed(micros ...int64) []byte {
	r := newRecorder(linkEthernet)
	for _, m := range micros {
		r.time = m * 1000
		r.add(frame4)
	}
	return r.Bytes()
}

// order returns the packets of a merged capture as file.number.
func order(t *testing.T, names ...string) (string, *Capture) {
	t.Helper()
	c, err := Open(names...)
	if err != nil {
		t.Fatal(err)
	}
	var s []string
	for {
		p, err := c.Next()
		if err == io.EOF {
			return strings.Join(s, " "), c
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.Proto != UDP || string(p.Payload) != "hello" {
			t.Errorf("protocol %d, payload %q", p.Proto, p.Payload)
		}
		s = append(s, fmt.Sprintf("%d.%d", p.Frame.File(), p.Frame.Number()))
	}
}

func TestJoin(t *testing.T) {
	for _, c := range []struct {
		name  string
		files [][]byte
		want  string
	}{
		{"parts in order", [][]byte{timed(1, 2), timed(3, 4), timed(5)}, "0.1 0.2 1.1 1.2 2.1"},
		{"parts in another order", [][]byte{timed(5), timed(1, 2), timed(3, 4)}, "1.1 1.2 2.1 2.2 0.1"},
		{"overlapping", [][]byte{timed(1, 4, 7), timed(2, 5), timed(3, 6)}, "0.1 1.1 2.1 0.2 1.2 2.2 0.3"},
		{"equal times: in the order of the arguments", [][]byte{timed(1, 1), timed(1)}, "0.1 0.2 1.1"},
		{"equal times at a boundary", [][]byte{timed(5), timed(1, 5)}, "1.1 0.1 1.2"},
		{"backward in one file keeps its order", [][]byte{timed(1, 9, 3), timed(2, 8)}, "0.1 1.1 1.2 0.2 0.3"},
		{"a file without packets", [][]byte{timed(1, 2), timed(), timed(3)}, "0.1 0.2 2.1"},
		{"only files without packets", [][]byte{timed(), timed()}, ""},
		{"compressed and plain", [][]byte{gzipped(timed(1, 3)), zstded(timed(2)), timed(4)}, "0.1 1.1 0.2 2.1"},
	} {
		dir := t.TempDir()
		var names []string
		for i, f := range c.files {
			names = append(names, filepath.Join(dir, fmt.Sprint(i)))
			if err := os.WriteFile(names[i], f, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, capture := order(t, names...)
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		var n int64
		for i, f := range capture.Files() {
			n += f.Packets
			if f.Name != names[i] || f.Format != "pcap" {
				t.Errorf("%s: file %d: %+v", c.name, i, f)
			}
		}
		if n != int64(len(strings.Fields(c.want))) {
			t.Errorf("%s: the files count %d packets", c.name, n)
		}
	}
}

// The parts of a ring buffer are open one at a time.
func TestJoinOpensLate(t *testing.T) {
	dir := t.TempDir()
	var names []string
	const n = 300
	for i := range n {
		names = append(names, filepath.Join(dir, fmt.Sprintf("%04d", i)))
		if err := os.WriteFile(names[i], timed(int64(10*i), int64(10*i+5)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Open(names...)
	if err != nil {
		t.Fatal(err)
	}
	packets, most := 0, 0
	for {
		if _, err := c.Next(); err != nil {
			break
		}
		packets++
		most = max(most, len(c.joined.open)+len(c.joined.spare))
	}
	if packets != 2*n || most > 2 {
		t.Errorf("%d packets, up to %d buffers", packets, most)
	}
}

func TestJoinErrors(t *testing.T) {
	good := write(t, "good.pcap", timed(1))
	if _, err := Open(good, write(t, "bad", []byte("text, text, text"))); !errors.Is(err, ErrNotCapture) {
		t.Error(err)
	}
	if _, err := Open(good, good+"absent"); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	gone := write(t, "gone.pcap", timed(9))
	c, err := Open(good, gone)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	os.Remove(gone)
	if _, err := c.Next(); err != nil {
		t.Error(err)
	}
	for range 2 {
		if _, err := c.Next(); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a file that was removed: %v", err)
		}
	}
}

// A datagram with fragments in two files is reassembled.
func TestJoinFragments(t *testing.T) {
	f := split(longDatagram, 7, 1480)
	c, err := Open(write(t, "a", newRecorder(linkRaw).add(f[0], f[1]).Bytes()), write(t, "b", newRecorder(linkRaw).add(f[2]).Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	packets := drain(t, c)
	if n := len(packets); n != 3 || packets[2].Fragments+packets[1].Fragments != 3 {
		t.Errorf("%d packets", n)
	}
	if a, b := c.Files()[0], c.Files()[1]; a.Fragments != 2 || b.Fragments != 1 || a.FragmentsLost+b.FragmentsLost != 0 {
		t.Errorf("%d and %d fragments", a.Fragments, b.Fragments)
	}
}

// TestJoinManyFiles checks that files that overlap in time are read to their ends with few descriptors, and that one that
// fails costs its own packets only.
func TestJoinManyFiles(t *testing.T) {
	var names []string
	for i := range 40 {
		names = append(names, write(t, fmt.Sprintf("%d.pcap", i), pcapFile(2000)))
	}
	c, err := Open(names...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.joined.pool.most = 3
	for n := 0; ; n++ {
		if n == 10 {
			os.Remove(names[30])
		}
		if _, err = c.Next(); err != nil {
			break
		}
		if len(c.joined.pool.open) > 3 {
			t.Fatalf("%d open files", len(c.joined.pool.open))
		}
	}
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "30.pcap") {
		t.Error(err)
	}
	for i, f := range c.Files() {
		if damaged := len(f.Damage) > 0 && f.Damage[0].Kind == "read-error"; damaged != (i == 30) || (f.Packets == 2000) != (i != 30) {
			t.Errorf("file %d: %d packets, %v", i, f.Packets, f.Damage)
		}
	}
}
