package analyze_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// placed says where a report puts streams and RTCP, a line each:
//
//	s1.0 down S:5000>C:6000 1 x10 lost 2   stream of SSRC 1 in the media at index 0 of session 1
//	s1.0 rtcp up C:6001>S:5001 RR 2        an RTCP flow
//	s1.1 -                                 a media without either
//	s2 -                                   a session without media
//	loose ? S:5000>D:6000 2 x5             unassociated
//
// Interleaved ones have "c1#0 S" (connection, channel, sender) for the endpoints. Streams come before
// RTCP, in the order of the report.
func placed(r *rtpflow.Report) string {
	var lines []string
	for _, s := range r.Sessions {
		if len(s.Media) == 0 {
			lines = append(lines, s.ID+" -")
		}
		for _, m := range s.Media {
			name := fmt.Sprintf("%s.%d", s.ID, m.Index)
			if len(m.Streams)+len(m.RTCP) == 0 {
				lines = append(lines, name+" -")
			}
			lines = append(lines, placedMedia(name, m.Streams, m.RTCP)...)
		}
	}
	lines = append(lines, placedMedia("loose", r.Unassociated.Streams, r.Unassociated.RTCP)...)
	return strings.Join(lines, "\n")
}

func placedMedia(name string, streams []*rtpflow.Stream, rtcp []*rtpflow.RTCP) (lines []string) {
	for _, st := range streams {
		line := fmt.Sprintf("%s %s %s %x x%d", name, way(st.Direction), path(st.Connection, st.Channel, st.Source, st.Destination), st.SSRC, st.Packets)
		for _, x := range []struct {
			name string
			n    int64
		}{{"lost", st.Lost}, {"dup", st.Duplicates}, {"late", st.OutOfOrder}} {
			if x.n != 0 {
				line += fmt.Sprintf(" %s %d", x.name, x.n)
			}
		}
		lines = append(lines, line)
	}
	for _, x := range rtcp {
		line := fmt.Sprintf("%s rtcp %s %s", name, way(x.Direction), path(x.Connection, x.Channel, x.Source, x.Destination))
		for _, t := range slices.Sorted(maps.Keys(x.Types)) {
			line += fmt.Sprintf(" %s %d", t, x.Types[t])
		}
		lines = append(lines, line)
	}
	return lines
}

func way(d rtpflow.Direction) string { return [...]string{"?", "down", "up"}[d] }

func path(c *rtpflow.Connection, channel uint8, src, dst capture.Endpoint) string {
	if c != nil {
		return fmt.Sprintf("%s#%d %s", c.ID, channel, letter(src.Addr))
	}
	return fmt.Sprintf("%s:%d>%s:%d", letter(src.Addr), src.Port, letter(dst.Addr), dst.Port)
}

func letter(a capture.Addr) string {
	if l, ok := letters[a]; ok {
		return l
	}
	return a.String()
}
