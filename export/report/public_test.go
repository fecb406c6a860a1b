package report

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

// What is found in public captures: sessions, their streams, and streams without RTSP signalling, each reviewed. Files
// that are not listed have none, which matters most: ordinary traffic must not look like RTP. The captures themselves
// are not part of the project.
func TestPublicCaptures(t *testing.T) {
	dir := os.Getenv("RTSPECT_CAPTURES")
	if dir == "" {
		t.Skip("RTSPECT_CAPTURES is not set")
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
			continue // link type not supported
		}
		r, err := analyze.Analyze(c, analyze.Options{})
		c.Close()
		if err != nil {
			continue
		}
		read++
		if line := summary(r); line != "" {
			fmt.Fprintf(&out, "%s: %s\n", e.Name(), line)
		}
	}
	golden(t, "public.txt", out.String())
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
	for row := range view.Rows(r) {
		into := loose
		if row.Session != nil {
			into = inSession
		}
		kind := "payload type " + view.Numbers(view.PayloadTypes(row.Stream.PayloadTypes))
		x := into[kind]
		into[kind] = [2]int64{x[0] + 1, x[1] + row.Stream.Packets}
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
