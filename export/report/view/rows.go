package view

import (
	"iter"
	"math"

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
					if !yield(Row{FileName(r, st.FirstFrame), s, m, st}) {
						return
					}
				}
			}
		}
		for _, st := range r.Unassociated.Streams {
			if !yield(Row{FileName(r, st.FirstFrame), nil, nil, st}) {
				return
			}
		}
	}
}

// FileName returns the name of the capture file that contains a frame.
func FileName(r *rtpflow.Report, f capture.Frame) string {
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

// Totals sums up the RTP packets of a session. What only repairs others is not expected, and thus not lost.
type Totals struct{ Packets, Expected, Lost int64 }

// SessionTotals sums up the streams of a session.
func SessionTotals(s *rtpflow.Session) (x Totals) {
	for _, m := range s.Media {
		for _, st := range m.Streams {
			x.Packets += st.Packets
			if st.Repair == nil {
				x.Expected += st.Expected
				x.Lost += st.Lost
			}
		}
	}
	return x
}

// Severities counts findings by severity.
func Severities(list []rtpflow.Finding) (n [rtpflow.SevNote + 1]int) {
	for i := range list {
		n[list[i].Severity]++
	}
	return n
}

// LossPercent returns the share of expected packets that were lost, to a thousandth of a percent; nil of nothing.
func LossPercent(lost, expected int64) *float64 {
	if expected <= 0 {
		return nil
	}
	return Number(math.Round(1e5*float64(max(lost, 0))/float64(expected)) / 1e3)
}
