package associate

import (
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
)

// staleFrom identifies the interleaved media of one SSRC between two hosts, whatever the connection.
type staleFrom struct {
	ssrc     uint32
	src, dst capture.Addr
}

// pairStale gives the data of a dead session on another connection back to that session. A server that does not notice that
// its client closed a connection may go on to send to the socket number, which the operating system reuses for the next
// client: interleaved frames arrive there before any SETUP, with the SSRC and the next sequence numbers of the old session.
func (x *associator) pairStale() {
	before := map[staleFrom]*observe.Source{}
	for _, s := range x.Signalled.Sources {
		f := s.Flow
		if f.Conn == nil || f.From != rtpflow.Server || f.BeyondLimit {
			continue
		}
		key := staleFrom{s.SSRC, f.Src.Addr, f.Dst.Addr}
		p := &x.Associations.sources[s.Ordinal]
		if old := before[key]; old != nil && f.Conn.Record.SYNSeen && continues(old, s) && (p.Transport == nil || s.Start < p.Transport.From) {
			if q := x.Of(old); !q.Transport.Session.On(f.Dialog) {
				*p = Pair{q.Transport, []string{"ssrc", "sequence"}, q.Direction}
				if x.Stale == nil {
					x.Stale = map[*observe.Source]bool{}
				}
				x.Stale[s] = true
			}
		}
		if p.Transport != nil {
			before[key] = s
		}
	}
}

// continues reports whether a source takes up the sequence numbers of an earlier one on another connection.
func continues(old, s *observe.Source) bool {
	ahead := int16(s.FirstSeq - uint16(old.Seq.Max()))
	return old.Flow.Conn != s.Flow.Conn && old.End <= s.Start && ahead > 0
}
