//home: rtpflow/observe

package rtpflow

import (
	"slices"

	"rtspect/capture"
)

// otherEnd is the end of a flow that is not e.
func (f *mediaFlow) otherEnd(e capture.Endpoint) capture.Endpoint {
	if f.src == e {
		return f.dst
	}
	return f.src
}

// epoch ends a flow: what comes next between the same ends belongs to a new agreement, and to a
// successor; so do the sources that began after the agreement was asked for.
func (f *mediaFlow) epoch(asked int64) {
	if !f.ended {
		f.ended, f.endedAt = true, asked
	}
}

// successor begins the flow that goes on in place of an ended one.
func (a *Analyzer) successor(f *mediaFlow) *mediaFlow {
	n := &mediaFlow{src: f.src, dst: f.dst, conn: f.conn, dialogue: f.dialogue, from: f.from, channel: f.channel, claimed: f.claimed, opaque: f.opaque, place: len(a.media)}
	f.handOver(n)
	a.media = append(a.media, n)
	if f.conn == nil {
		for _, e := range []capture.Endpoint{f.src, f.dst} {
			a.byEnd[e] = append(slices.DeleteFunc(a.byEnd[e], func(x *mediaFlow) bool { return x == f }), n)
		}
	}
	return n
}

// handOver gives a successor what began early: after its SETUP was asked for and before it was answered.
func (f *mediaFlow) handOver(n *mediaFlow) {
	f.sources = slices.DeleteFunc(f.sources, func(s *source) bool {
		if s.Start >= f.endedAt {
			s.flow = n
			n.sources = append(n.sources, s)
		}
		return s.flow == n
	})
	f.last = nil
	if f.cands == nil {
		return
	}
	for i := range f.cands.list {
		if c := &f.cands.list[i]; c.used && c.p.Arrival >= f.endedAt {
			n.candidates().list[i], *c = *c, candidate{}
		}
	}
}
