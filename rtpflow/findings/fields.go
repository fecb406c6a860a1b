package findings

import (
	"cmp"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtspparse"
)

// fieldFindings compares what clients announce in header fields with what follows.
func (d *sessionDetector) fieldFindings() {
	d.blocksize()
	d.bandwidth()
	d.conference()
	d.playlist()
}

// blocksize reports packets that are larger than the client asked for (RFC 2326, 12.7: without RTP and lower headers).
func (d *sessionDetector) blocksize() {
	asked := map[*rtpflow.Media]*rtpflow.Exchange{}
	for _, e := range d.s.Exchanges {
		if e.Request == nil || e.Sender != rtpflow.Client || !e.Request.Headers.Has("Blocksize") || !e.Succeeded() {
			continue
		}
		own := d.s.MediaOf(e.URL)
		for _, m := range d.s.Media {
			if own == nil || own == m {
				asked[m] = e
			}
		}
	}
	for _, m := range d.s.Media {
		e := asked[m]
		if e == nil {
			continue
		}
		size, _ := rtspparse.ParseBlocksize(e.Request.Headers.Get("Blocksize"))
		if granted, f := rtspparse.ParseBlocksize(e.Response.Headers.Get("Blocksize")); len(f) == 0 && granted.Valid {
			size = granted
		}
		for _, st := range m.Streams {
			if size.Valid && st.Direction == rtpflow.ServerToClient && int64(st.MaxPayload) > size.Value {
				d.add(catalog.BlocksizeExceeded, append(e.Evidence(), st.MaxPayloadFrame), "%s negotiated a Blocksize of %d bytes; the server sends packets of up to %d bytes.", e.Method, size.Value, st.MaxPayload).
					in(m).measures(float64(st.MaxPayload), rtpflow.UnitBytes).against(float64(size.Value)).Subject.Stream = st
			}
		}
	}
}

// bandwidth reports media that exceed the client's Bandwidth on average (RFC 2326, 12.6).
func (d *sessionDetector) bandwidth() {
	var said *rtpflow.Exchange
	for _, e := range d.s.Exchanges {
		if e.Request != nil && e.Sender == rtpflow.Client && e.Request.Headers.Has("Bandwidth") {
			said = e
		}
	}
	if said == nil {
		return
	}
	has, _ := rtspparse.ParseBandwidth(said.Request.Headers.Get("Bandwidth"))
	sum := 0.
	for _, m := range d.s.Media {
		for _, st := range m.Streams {
			if span := float64(st.End-st.Start) * 1e-9; st.Direction == rtpflow.ServerToClient && span >= 1 {
				sum += float64(st.WireBits) / span
			}
		}
	}
	if !has.Valid || has.Value <= 0 || sum <= float64(has.Value) {
		return
	}
	d.addExchange(catalog.BandwidthShort, said, "The client announces a Bandwidth of %.0f kbit/s; the server sends %.0f kbit/s on average, headers included.", float64(has.Value)/1e3, sum/1e3).
		measures(sum, rtpflow.UnitBitsPerSecond).against(float64(has.Value))
}

// conference reports a session that is set up for two conferences (RFC 2326, 12.9: the server must not let a client
// change it).
func (d *sessionDetector) conference() {
	var first *rtpflow.Exchange
	for _, e := range d.s.Exchanges {
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
			d.add(catalog.ConferenceChanged, append(first.Evidence(), e.Evidence()...), "SETUP names conference %s in a session of conference %s; it %s.", is.ID, was.ID, outcome(e)).at(e.RequestTime)
			return
		}
	}
}

// playlist reports a Windows Media client that names another entry of the playlist than the server did last
// (X-Playlist-Gen-Id, X-Playlist-Seek-Id).
func (d *sessionDetector) playlist() {
	if d.s.WindowsMedia == nil {
		return
	}
	last := ""
	for _, e := range d.s.Exchanges {
		if e.Request != nil && e.Sender == rtpflow.Client && last != "" {
			h := e.Request.Headers
			if id := cmp.Or(h.Get("X-Playlist-Seek-Id"), h.Get("X-Playlist-Gen-Id")); id != "" && id != last {
				d.addExchange(catalog.WMSPlaylistChanged, e, "%s names playlist entry %s, but the server was at %s; it %s.", e.Method, id, last, outcome(e))
				return
			}
		}
		for m := range e.Messages {
			if id := m.Headers.Get("X-Playlist-Gen-Id"); id != "" && m.Request == (e.Sender == rtpflow.Server) {
				last = id
			}
		}
	}
}
