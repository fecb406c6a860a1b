//home: rtpflow/findings

package rtpflow

import (
	"cmp"

	"rtspect/rtspparse"
)

// fieldFindings holds what clients announce in header fields against what came of it.
func (s *session) fieldFindings() []Finding {
	list := s.blocksize()
	list = append(list, s.bandwidth()...)
	list = append(list, s.conference()...)
	return append(list, s.playlist()...)
}

// blocksize tells of packets that are larger than the client asked for (RFC 2326, 12.7: without RTP and lower
// headers).
func (s *session) blocksize() (list []Finding) {
	asked := map[*Media]*Exchange{}
	for _, e := range s.Exchanges {
		if e.Request == nil || e.Sender != Client || !e.Request.Headers.Has("Blocksize") || e.Status()/100 != 2 {
			continue
		}
		own := s.mediaOf(e.URL)
		for _, m := range s.Media {
			if own == nil || own == m {
				asked[m] = e
			}
		}
	}
	for _, m := range s.Media {
		e := asked[m]
		if e == nil {
			continue
		}
		size, _ := rtspparse.ParseBlocksize(e.Request.Headers.Get("Blocksize"))
		if granted, f := rtspparse.ParseBlocksize(e.Response.Headers.Get("Blocksize")); len(f) == 0 && granted.Valid {
			size = granted
		}
		for _, st := range m.Streams {
			if size.Valid && st.Direction == ServerToClient && int64(st.MaxPayload) > size.Value {
				f := find("blocksize-exceeded", append(e.evidence(), st.MaxPayloadFrame), "%s agreed on packets of %d bytes (Blocksize); the server sends up to %d bytes in one.", e.Method, size.Value, st.MaxPayload)
				ssrc := st.SSRC
				f.SSRC = &ssrc
				list = append(list, f.of(m))
			}
		}
	}
	return list
}

// bandwidth tells of media that on average take more than the client says it has (RFC 2326, 12.6).
func (s *session) bandwidth() []Finding {
	var said *Exchange
	for _, e := range s.Exchanges {
		if e.Request != nil && e.Sender == Client && e.Request.Headers.Has("Bandwidth") {
			said = e
		}
	}
	if said == nil {
		return nil
	}
	has, _ := rtspparse.ParseBandwidth(said.Request.Headers.Get("Bandwidth"))
	sum := 0.
	for _, m := range s.Media {
		for _, st := range m.Streams {
			if span := float64(st.End-st.Start) * 1e-9; st.Direction == ServerToClient && span >= 1 {
				sum += float64(st.WireBits) / span
			}
		}
	}
	if !has.Valid || has.Value <= 0 || sum <= float64(has.Value) {
		return nil
	}
	return []Finding{find("bandwidth-short", said.evidence(), "The client says that it has %.0f kbit/s (Bandwidth); what the server sends takes %.0f kbit/s on average, headers included.",
		float64(has.Value)/1e3, sum/1e3).at(said.Time())}
}

// conference tells of a session that was set up for two conferences (RFC 2326, 12.9: the server must not let
// a client change it).
func (s *session) conference() []Finding {
	var first *Exchange
	for _, e := range s.Exchanges {
		if e.Request == nil || e.Method != "SETUP" || !e.Request.Headers.Has("Conference") {
			continue
		}
		if first == nil {
			first = e
			continue
		}
		was, _ := rtspparse.ParseConference(first.Request.Headers.Get("Conference"))
		is, _ := rtspparse.ParseConference(e.Request.Headers.Get("Conference"))
		if was.ID != is.ID {
			return []Finding{find("conference-changed", append(first.evidence(), e.evidence()...), "SETUP names conference %s for a session that was set up for %s; it %s.", is.ID, was.ID, e.answered()).at(e.RequestTime)}
		}
	}
	return nil
}

// playlist tells of a Windows Media client that names another entry of the playlist than the server did last
// (X-Playlist-Gen-Id, X-Playlist-Seek-Id).
func (s *session) playlist() []Finding {
	if s.WindowsMedia == nil {
		return nil
	}
	last := ""
	for _, e := range s.Exchanges {
		if e.Request != nil && e.Sender == Client && last != "" {
			h := e.Request.Headers
			if id := cmp.Or(h.Get("X-Playlist-Seek-Id"), h.Get("X-Playlist-Gen-Id")); id != "" && id != last {
				return []Finding{find("wms-playlist-changed", e.evidence(), "%s names entry %s of the playlist, where the server was last at %s; it %s.", e.Method, id, last, e.answered()).at(e.RequestTime)}
			}
		}
		for m := range e.messages {
			if id := m.Headers.Get("X-Playlist-Gen-Id"); id != "" && m.Request == (e.Sender == Server) {
				last = id
			}
		}
	}
	return nil
}
