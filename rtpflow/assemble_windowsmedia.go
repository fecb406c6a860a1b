//home: rtpflow/assemble

package rtpflow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rtspect/asf"
	"rtspect/rtspparse"
)

// windowsMedia fills in what the messages and the SDP of a Windows Media session contain.
func (s *sessionBuilder) windowsMedia() {
	if !slices.Contains(s.Dialects, windowsMedia) {
		return
	}
	w := &WindowsMedia{}
	s.WindowsMedia = w
	for _, e := range s.Exchanges {
		for m := range e.messages {
			for _, v := range m.Headers.Values("Supported") {
				for _, token := range strings.Split(v, ",") {
					if token = strings.TrimSpace(token); token != "" && !slices.Contains(w.Features, token) && len(w.Features) < 64 {
						w.Features = append(w.Features, token)
					}
				}
			}
			if v := m.Headers.Get("X-Playlist-Gen-Id"); v != "" && w.PlaylistID == "" {
				w.PlaylistID = v
			}
			if v := m.Headers.Get("X-Broadcast-Id"); v != "" && w.BroadcastID == "" {
				w.BroadcastID = v
			}
			if strings.HasPrefix(strings.TrimSpace(m.Headers.Get("X-Notice")), "2101") && w.EndOfStream == 0 {
				w.EndOfStream = e.RequestFrame
			}
			if asf.IsMediaType(m.Headers.Get("Content-Type"), asf.MediaTypeLogConnect) && w.Log == nil {
				w.Log, _ = asf.ParseLog(string(m.Body))
			}
			if asf.IsMediaType(m.Headers.Get("Content-Type"), asf.MediaTypeLogPlay) {
				w.PlayLog, _ = asf.ParseLog(string(m.Body))
				w.PlayLogAt = e
			}
			if x, f := rtspparse.ParseBandwidth(m.Headers.Get("Bandwidth")); x.Valid && len(f) == 0 && w.Bandwidth == nil {
				n := int64(x.Value)
				w.Bandwidth = &n
			}
		}
	}
	s.programs(w)
	for _, d := range s.dialogues {
		if f := s.x.channels[d].find(Server, asf.PacketPairChannel); f != nil && d.claimOf(f.channel) == nil {
			w.PacketPairs += f.raw.packets
			w.PacketPairBytes += f.raw.bytes
		}
	}
}

// number is a field of the client's logs that is a number.
func (w *WindowsMedia) number(name string) (n int64, ok bool) {
	n, err := strconv.ParseInt(w.LogValue(name), 10, 64)
	return n, err == nil
}

// findings tells what the client's log of what it played complains of, and of the server's notice of the
// end.
func (w *WindowsMedia) findings(s *session) (list []Finding) {
	for _, e := range s.Exchanges {
		if e.Request == nil || e.Sender != Server || e.RequestFrame != w.EndOfStream {
			continue
		}
		f := find("wms-end-of-stream", e.evidence(), "The server announced that it has sent the last packet of all streams (X-Notice 2101)%s.", e.outcome()).at(e.RequestTime)
		if s.lostAtEnd(e.Request.Headers.Get("RTP-Info")) {
			f.Severity = SevWarning
			f.Summary += " The last packet that it names is not in the capture: the end of the stream is lost."
		}
		list = append(list, f)
	}
	if w.PlayLogAt == nil {
		return list
	}
	var parts []string
	for _, x := range []struct{ name, text string }{
		{"c-pkts-lost-client", "packets lost at the client"}, {"c-pkts-lost-net", "packets lost by the network"},
		{"c-pkts-lost-cont-net", "packets lost in a row at most"}, {"c-buffercount", "pauses to fill the buffer"},
	} {
		if n, ok := w.number(x.name); ok && n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, x.text))
		}
	}
	if len(parts) == 0 {
		return list
	}
	text := strings.Join(parts, ", ")
	for _, x := range []struct{ name, text string }{
		{"c-pkts-recovered-ECC", "%d recovered by error correction"}, {"c-pkts-recovered-resent", "%d by sending again"}, {"c-quality", "quality %d %%"},
	} {
		if n, ok := w.number(x.name); ok {
			text += "; " + fmt.Sprintf(x.text, n)
		}
	}
	return append(list, find("wms-log", w.PlayLogAt.evidence(), "The client's own log of what it played tells of %s.", text).at(w.PlayLogAt.Time()))
}

// programs decodes the a=pgmpu attributes of the SDP.
func (s *sessionBuilder) programs(w *WindowsMedia) {
	if s.SDPView == nil {
		return
	}
	for _, a := range s.SDPView.Attributes {
		if !strings.EqualFold(a.Name, "pgmpu") {
			continue
		}
		kind, data, ok := asf.ParseDataURL(a.Value)
		switch {
		case !ok:
		case strings.Contains(kind, "wms-hdr.asf") && w.Header == nil:
			w.Header = asf.ParseHeader(data)
		case strings.Contains(kind, "contentdesc") && w.Description == nil:
			w.Description, _ = asf.ParseContentDescription(string(data))
		}
	}
}

// retransmission reports whether a media only carries what is sent again: it is silent where nothing
// was lost.
func (m *Media) retransmission() bool {
	for _, f := range m.Formats {
		if f.Encoding != "X-WMS-RTX" && f.Encoding != "RTX" {
			return false
		}
	}
	return len(m.Formats) > 0
}
