//go:build unix

package capture

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe is read only once.
func TestJoinPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here: ", err)
	}
	go func() {
		if f, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil {
			f.Write(timed(2, 4))
			f.Close()
		}
	}()
	if got, _ := order(t, write(t, "x.pcap", timed(1, 3, 5)), pipe); got != "0.1 1.1 0.2 1.2 0.3" {
		t.Error(got)
	}
}
