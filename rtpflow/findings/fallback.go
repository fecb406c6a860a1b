package findings

import (
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
	"rtspect/sdpview"
)

// fallback reports a client that gives up a session over UDP and plays the same over TCP, which clients do when no RTP
// reaches them.
func (d *sessionDetector) fallback() {
	const maxDelay = 10e9 // ns from the end of the session
	s := d.s
	if s.Mode != "play" || !usesOnly(s, "udp") || s.EndedBy == "capture-end" {
		return
	}
	end := s.LastRequest()
	for _, x := range d.byClient[s.Client] {
		if x == s || x.Mode != "play" || x.Server != s.Server || !usesOnly(x, "tcp") || !sdpview.SameURL(x.URL, s.URL) {
			continue
		}
		e := x.Started()
		if e == nil || e.ResponseTime < end || e.ResponseTime-end > maxDelay {
			continue
		}
		why := "its RTP is not in the capture"
		if s.LastMedia() > 0 {
			why = "its RTP is in the capture, so it was lost behind the capture point or the client rejected it"
		}
		d.add(catalog.TransportFallback, e.Evidence(), "The client ended the session over UDP and played the same over TCP in %s, %s later: %s. The usual cause is a firewall or NAT that drops UDP.",
			x.ID, wording.Duration(e.ResponseTime-end), why).at(e.ResponseTime).lasts(e.ResponseTime - end).because(catalog.NoRTP)
		return
	}
}

// usesOnly reports whether all media of a session use a lower transport.
func usesOnly(s *rtpflow.Session, lower string) bool {
	for _, m := range s.Media {
		if m.Transport.Lower != lower {
			return false
		}
	}
	return len(s.Media) > 0
}
