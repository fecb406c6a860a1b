package view

import (
	"iter"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// A Row is a stream with where it belongs. Session and Media are nil for a stream without RTSP signalling.
type Row struct {
	Capture string // name of the file that contains the first packet
	Session *rtpflow.Session
	Media   *rtpflow.Media
	Stream  *rtpflow.Stream
}

// Rows returns every stream of a report, session by session, then the unassociated ones.
func Rows(r *rtpflow.Report) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for _, s := range r.Sessions {
			for _, m := range s.Media {
				for _, st := range m.Streams {
					if !yield(Row{fileName(r, st.FirstFrame), s, m, st}) {
						return
					}
				}
			}
		}
		for _, st := range r.Unassociated.Streams {
			if !yield(Row{fileName(r, st.FirstFrame), nil, nil, st}) {
				return
			}
		}
	}
}

// fileName returns the name of the capture file that contains a frame.
func fileName(r *rtpflow.Report, f capture.Frame) string {
	if n := f.File(); n < len(r.Captures) {
		return r.Captures[n].Name
	}
	return ""
}

// StartTime returns the earliest packet time of a report in ns since 1970, to which relative times refer, as
// Wireshark's do. Known is false for captures without timestamps.
func StartTime(r *rtpflow.Report) (ns int64, known bool) {
	for _, f := range r.Captures {
		if f.HasTime && (!known || f.Start < ns) {
			ns, known = f.Start, true
		}
	}
	return ns, known
}
