package rtpflow

import (
	"fmt"

	"rtspect/capture"
)

// mediaFindings tells what went wrong with a media.
func (a *Analyzer) mediaFindings(s *Session, m *Media) {
	for _, st := range m.Streams {
		s.Findings = append(s.Findings, streamFindings(st, &m.Index)...)
	}
	for _, x := range m.RTCP {
		if x.Malformed > 0 {
			s.Findings = append(s.Findings, Finding{Code: "rtcp-malformed", Severity: SevWarning, Media: &m.Index, Frames: []capture.Frame{x.MalformedFrame}, DisplayFilter: frameFilter([]capture.Frame{x.MalformedFrame}),
				Summary: fmt.Sprintf("%d RTCP packets from %s do not fit their lengths; what was readable of them was counted.", x.Malformed, x.Source), Reference: "RFC 3550, 6.1"})
		}
	}
	if e := started(s); e != nil && len(m.Streams) == 0 && m.Raw == nil {
		s.Findings = append(s.Findings, a.noMedia(s, m, e))
	}
}

// started returns the successful PLAY or RECORD of a session.
func started(s *Session) *Exchange {
	for _, e := range s.Exchanges {
		if (e.Method == "PLAY" || e.Method == "RECORD") && e.Status() >= 200 && e.Status() < 300 {
			return e
		}
	}
	return nil
}

// noMedia explains, as far as the capture tells, why no RTP came.
func (a *Analyzer) noMedia(s *Session, m *Media, e *Exchange) Finding {
	f := Finding{Code: "no-rtp", Severity: SevError, Media: &m.Index, Frames: []capture.Frame{e.ResponseFrame}, DisplayFilter: frameFilter([]capture.Frame{e.ResponseFrame}),
		Summary: fmt.Sprintf("%s was accepted, but no RTP of media %d is in the capture: nothing was sent, it was filtered before the capture point, or it went elsewhere.", e.Method, m.Index)}
	for _, u := range a.icmp {
		for _, p := range append(append([]uint16{}, m.Transport.ClientPorts...), m.Transport.ServerPorts...) {
			if u.dst.Port == p && (u.dst.Addr == s.Client || u.dst.Addr == s.Server.Addr) {
				f.Frames = append(f.Frames, u.frame)
				f.Summary = fmt.Sprintf("%s was accepted, but no RTP of media %d is in the capture, and ICMP says that %s cannot be reached (type %d, code %d): the port is closed or filtered.", e.Method, m.Index, u.dst, u.typ, u.code)
				return f
			}
		}
	}
	return f
}

// streamFindings tells what is wrong with a stream; media is nil where it belongs to none.
func streamFindings(st *Stream, media *int) (list []Finding) {
	add := func(code string, sev Severity, frames []capture.Frame, format string, args ...any) {
		list = append(list, Finding{Code: code, Severity: sev, Media: media, SSRC: &st.SSRC, Frames: frames,
			Summary: fmt.Sprintf(format, args...), DisplayFilter: fmt.Sprintf("rtp.ssrc == 0x%08x", st.SSRC)})
	}
	frames := func() (f []capture.Frame) {
		for i := 0; i < len(st.Losses) && i < maxEvidence; i++ {
			f = append(f, st.Losses[i].Frame)
		}
		return f
	}
	if st.Lost > 0 {
		sev := SevWarning
		share := float64(st.Lost) / float64(st.Expected) * 100
		if share >= 5 {
			sev = SevError
		}
		add("rtp-loss", sev, frames(), "%d of %d RTP packets (%.2f %%) are lost, in %d runs of up to %d.", st.Lost, st.Expected, share, st.LossBursts, st.MaxBurst)
	}
	if n := st.CaptureDuplicates; n > 0 {
		add("capture-duplicates", SevNote, nil, "%d packets are in the capture more than once with the same IP identification: the capture doubled them (mirror port, or several interfaces), not the network.", n)
	}
	if n := st.Duplicates - st.CaptureDuplicates; n > 0 {
		add("rtp-duplicates", SevNote, nil, "%d RTP packets came more than once (duplicate sequence numbers).", n)
	}
	if st.OutOfOrder > 0 {
		add("rtp-reordered", SevNote, nil, "%d RTP packets came out of order.", st.OutOfOrder)
	}
	if st.Malformed > 0 {
		add("rtp-malformed", SevWarning, []capture.Frame{st.FirstFrame}, "%d RTP packets have a header (CSRCs, extension or padding) that does not fit their length.", st.Malformed)
	}
	return list
}
