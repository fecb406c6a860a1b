package report

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// What is found in captures that others made: sessions, their streams, and the streams that no
// signalling explains, each reviewed. Files that are not listed have nothing of the kind, which is
// what matters most: ordinary traffic gives no streams. Only numbers are kept, no captures.
func TestPublicCaptures(t *testing.T) {
	dir := os.Getenv("RTSPECT_CAPTURES")
	if dir == "" {
		t.Skip("RTSPECT_CAPTURES names no directory")
	}
	folder := filepath.Join(dir, "public")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Skip(err)
	}
	var out strings.Builder
	read := 0
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		if !capture.Sniff(path) {
			continue
		}
		c, err := capture.Open(path)
		if err != nil {
			continue // of a link type that is not supported
		}
		r, err := rtpflow.Analyze(c, rtpflow.Options{})
		c.Close()
		if err != nil {
			continue
		}
		read++
		if line := summary(r); line != "" {
			fmt.Fprintf(&out, "%s: %s\n", e.Name(), line)
		}
	}
	golden := "../../testdata/golden/public.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Errorf("the summary of %s differs:\n%s", folder, cmp.Diff(string(want), out.String()))
	}
	if read < 100 {
		t.Errorf("%d captures read", read)
	}
}

// summary counts sessions and streams; "" if there are none.
func summary(r *rtpflow.Report) string {
	var parts []string
	if n := len(r.Sessions); n > 0 {
		parts = append(parts, fmt.Sprintf("%d sessions", n))
	}
	inSession, loose := map[string][2]int64{}, map[string][2]int64{}
	for row := range rows(r) {
		into := loose
		if row.session != nil {
			into = inSession
		}
		kind := "payload type " + numbers(sortedTypes(row.stream.PayloadTypes))
		x := into[kind]
		into[kind] = [2]int64{x[0] + 1, x[1] + row.stream.Packets}
	}
	for _, x := range []struct {
		where string
		found map[string][2]int64
	}{{"in sessions", inSession}, {"without signalling", loose}} {
		if len(x.found) == 0 {
			continue
		}
		var kinds []string
		for kind, n := range x.found {
			kinds = append(kinds, fmt.Sprintf("%d of %s (%d packets)", n[0], kind, n[1]))
		}
		slices.Sort(kinds)
		parts = append(parts, x.where+" "+strings.Join(kinds, ", "))
	}
	return strings.Join(parts, "; ")
}
