package capture

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestRepeats checks that a second pass notices each way in which a file can change, before it and during it.
func TestRepeats(t *testing.T) {
	const packets = 9000 // more than one read
	change := map[string]func(name string){
		"nothing":   func(string) {},
		"truncated": func(name string) { os.Truncate(name, 1000) },
		"empty":     func(name string) { os.Truncate(name, 0) },
		"longer": func(name string) {
			f, _ := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
			f.Write(make([]byte, 10))
			f.Close()
		},
		"touched":     func(name string) { os.Chtimes(name, time.Time{}, time.Now().Add(time.Hour)) },
		"overwritten": func(name string) { os.WriteFile(name, pcapFile(packets)[:400], 0o666) },
		"replaced": func(name string) {
			os.Remove(name + ".new")
			os.WriteFile(name+".new", pcapFile(packets), 0o666)
			os.Rename(name+".new", name)
		},
	}
	for what, f := range change {
		for _, joined := range []bool{false, true} {
			for _, during := range []bool{false, true} {
				name := filepath.Join(t.TempDir(), "x.pcap")
				os.WriteFile(name, pcapFile(packets), 0o666)
				names := []string{name}
				if joined {
					names = append(names, write(t, "y.pcap", pcapFile(10)))
				}
				first, err := Open(names...)
				if err != nil {
					t.Fatal(err)
				}
				drain(t, first)
				if !during {
					f(name)
				}
				err = secondPass(names, first.Files(), func() {
					if during {
						f(name)
					}
				})
				// A file that is replaced after it was opened remains readable.
				want := what != "nothing" && (what != "replaced" || !during)
				if want != (err != nil) || want && what != "empty" && !errors.Is(err, ErrChanged) {
					t.Errorf("%s, joined: %t, during the pass: %t: %v", what, joined, during, err)
				}
			}
		}
	}
}

func secondPass(names []string, earlier []*File, during func()) error {
	c, err := Open(names...)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Repeats(earlier); err != nil {
		return err
	}
	for n := 0; ; n++ {
		if n == 100 {
			during()
		}
		if _, err := c.Next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}
