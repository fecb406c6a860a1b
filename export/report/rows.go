package report

import (
	"iter"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// row is a stream with where it belongs; session and media are nil for one that no signalling
// explains.
type row struct {
	capture string // the file that holds its first packet
	session *rtpflow.Session
	media   *rtpflow.Media
	stream  *rtpflow.Stream
}

// rows gives every stream of a report, session by session, then the unassociated ones.
func rows(r *rtpflow.Report) iter.Seq[row] {
	return func(yield func(row) bool) {
		for _, s := range r.Sessions {
			for _, m := range s.Media {
				for _, st := range m.Streams {
					if !yield(row{fileName(r, st.FirstFrame), s, m, st}) {
						return
					}
				}
			}
		}
		for _, st := range r.Unassociated.Streams {
			if !yield(row{fileName(r, st.FirstFrame), nil, nil, st}) {
				return
			}
		}
	}
}

// fileName is the name of the capture file that holds a frame.
func fileName(r *rtpflow.Report, f capture.Frame) string {
	if n := f.File(); n < len(r.Captures) {
		return r.Captures[n].Name
	}
	return ""
}
