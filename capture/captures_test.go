package capture

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"rtspect/internal/cputime"
)

// capturesDir returns the directory of the sample captures, which RTSPECT_CAPTURES specifies.
func capturesDir(t *testing.T) string {
	dir := os.Getenv("RTSPECT_CAPTURES")
	if dir == "" {
		t.Skip("RTSPECT_CAPTURES does not name the folder of the test captures")
	}
	return dir
}

// readCapture reads a complete file and checks every packet.
func readCapture(t *testing.T, names ...string) (files []*File, reassembled int64) {
	t.Helper()
	c, err := Open(names...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for {
		p, err := c.Next()
		if err == io.EOF {
			return c.Files(), reassembled
		}
		if err != nil {
			t.Fatal(err)
		}
		checkPacket(t, p)
		if p.Fragments > 0 {
			reassembled++
		}
	}
}

func packetsOf(files []*File) (n int64) {
	for _, f := range files {
		n += f.Packets
	}
	return n
}

// TestMadeCaptures compares with the counts of an independent reader.
func TestMadeCaptures(t *testing.T) {
	truths, _ := filepath.Glob(filepath.Join(capturesDir(t), "made", "*.truth.json"))
	if len(truths) == 0 {
		t.Fatal("no captures found")
	}
	for _, name := range truths {
		var truth struct {
			Wire struct {
				Packets     int64
				Reassembled int64 `json:"ip_reassembled"`
			}
		}
		b, err := os.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(b, &truth)
		}
		if err != nil {
			t.Fatal(err)
		}
		base := strings.TrimSuffix(name, ".truth.json")
		t.Run(filepath.Base(base), func(t *testing.T) {
			parts, _ := filepath.Glob(base + "*.pcap*")
			files, reassembled := readCapture(t, parts...)
			if n := packetsOf(files); n != truth.Wire.Packets || reassembled != truth.Wire.Reassembled {
				t.Errorf("%d packets, want %d; %d from fragments, want %d", n, truth.Wire.Packets, reassembled, truth.Wire.Reassembled)
			}
			for _, f := range files {
				if len(f.Undecoded) != 0 {
					t.Errorf("not decoded: %v", f.Undecoded)
				}
			}
		})
	}
}

var blockCount = regexp.MustCompile(`(?m)^\s+(EPB|SPB|PB): (\d+)`)

// TestPublicCaptures reads captures from other sources. They must be read without failure and in a short time, and
// with the documented number of packets where it is known.
func TestPublicCaptures(t *testing.T) {
	names, _ := filepath.Glob(filepath.Join(capturesDir(t), "public", "*"))
	if len(names) == 0 {
		t.Fatal("no captures found")
	}
	for _, name := range names {
		if !Sniff(name) {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			start := cputime.Used()
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if c, err := OpenReader(name, bytes.NewReader(data)); err != nil {
				t.Skip(err) // unsupported link type
			} else {
				c.Close()
			}
			files, _ := readCapture(t, name)
			if took := cputime.Used() - start; took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			spec, err := os.ReadFile(name + ".spec.txt")
			if err != nil {
				return
			}
			var want int64
			for _, m := range blockCount.FindAllSubmatch(spec, -1) {
				n, _ := strconv.ParseInt(string(m[2]), 10, 64)
				want += n
			}
			if n := packetsOf(files); n != want || len(files[0].Damage) != 0 {
				t.Errorf("%d packets, want %d; damage %v", n, want, files[0].Damage)
			}
		})
	}
}
