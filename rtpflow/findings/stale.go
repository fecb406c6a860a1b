package findings

import (
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/findings/displayfilter"
	"rtspect/rtpflow/wording"
)

// staleStream is a stream of a session that arrives on a connection of another one.
type staleStream struct {
	session *rtpflow.Session
	stream  *rtpflow.Stream
}

// indexStale finds the stale streams of a session.
func (in *inputs) indexStale(s *rtpflow.Session) {
	for _, m := range s.Media {
		for _, st := range m.Streams {
			if st.Stale {
				in.stale[st.Connection] = append(in.stale[st.Connection], staleStream{s, st})
			}
		}
	}
}

// staleData reports media of a session whose connection is closed on another connection of its client.
func (d *connectionDetector) staleData() {
	for _, x := range d.stale[d.c] {
		st := x.stream
		d.add(catalog.StaleSessionData, []capture.Frame{st.FirstFrame, st.LastFrame},
			"The server sends media of session %s on connection %s: %s of SSRC 0x%08x, from sequence number %d on, within %s. It did not end %s, whose connection is closed, and uses the new connection in its place.",
			x.session.ID, d.c.ID, wording.Count(st.Packets, "packet"), st.SSRC, st.FirstSeq, wording.Duration(st.End-st.Start), x.session.ID).
			at(st.Start).until(st.End).counts(st.Packets).shownBy(displayfilter.OfFrames([]capture.Frame{st.FirstFrame, st.LastFrame}))
	}
}
