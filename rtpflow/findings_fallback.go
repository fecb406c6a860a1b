//home: rtpflow/findings

package rtpflow

import (
	"fmt"

	"rtspect/sdpview"
)

// fallbackWithin is how soon (ns) after the end of a session another one of the same client is a try to do
// better.
const fallbackWithin = 10e9

// fallback tells of a client that gave up a session over UDP and played the same over TCP: what clients
// do when no RTP reaches them.
func (s *session) fallback(a *Analyzer) []Finding {
	if s.Mode != "play" || !s.over("udp") || s.EndedBy == "capture-end" {
		return nil
	}
	end := s.lastRequest()
	for _, x := range a.byClient[s.Client] {
		if x == s || x.ID == "" || x.Mode != "play" || x.Server != s.Server || !x.over("tcp") || !sdpview.SameURL(x.URL, s.URL) {
			continue
		}
		begun := x.Started()
		if begun == nil || begun.ResponseTime < end || begun.ResponseTime-end > fallbackWithin {
			continue
		}
		came := "no RTP of it is in the capture"
		if s.LastMedia() > 0 {
			came = "its RTP is in the capture, so it was lost behind the capture point or did not please the client"
		}
		text := fmt.Sprintf("The client ended the session over UDP and played the same over TCP in %s, %s later: %s. A firewall or NAT that drops UDP is the usual cause.", x.ID, seconds(begun.ResponseTime-end), came)
		return []Finding{find("transport-fallback", begun.evidence(), "%s", text).at(begun.ResponseTime)}
	}
	return nil
}

// over reports whether all media of a session use a lower transport.
func (s *session) over(lower string) bool {
	for _, m := range s.Media {
		if m.Transport.Lower != lower {
			return false
		}
	}
	return len(s.Media) > 0
}
