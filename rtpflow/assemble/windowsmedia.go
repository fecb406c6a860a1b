package assemble

import (
	"slices"
	"strings"

	"rtspect/asf"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

// windowsMedia fills in what the messages and the SDP of a Windows Media session contain.
func (s *sessionBuilder) windowsMedia() {
	if !slices.Contains(s.Dialects, windowsMedia) {
		return
	}
	w := &rtpflow.WindowsMedia{}
	s.WindowsMedia = w
	for _, e := range s.Exchanges {
		for m := range e.Messages {
			addWindowsMedia(w, e, m)
		}
	}
	s.programs(w)
	for _, d := range s.in.Dialogs {
		if f := s.x.Channels[d].Find(rtpflow.Server, asf.PacketPairChannel); f != nil && d.TransportOf(f.Channel) == nil {
			w.PacketPairs += f.Raw.Packets
			w.PacketPairBytes += f.Raw.Bytes
		}
	}
}

// addWindowsMedia fills in what a message contains.
func addWindowsMedia(w *rtpflow.WindowsMedia, e *rtpflow.Exchange, m *rtspparse.Message) {
	for _, v := range m.Headers.Values("Supported") {
		for token := range strings.SplitSeq(v, ",") {
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
		n := x.Value
		w.Bandwidth = &n
	}
}

// programs decodes the a=pgmpu attributes of the SDP.
func (s *sessionBuilder) programs(w *rtpflow.WindowsMedia) {
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
