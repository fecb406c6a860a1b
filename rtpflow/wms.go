package rtpflow

import (
	"slices"
	"strings"

	"rtspect/asf"
	"rtspect/capture"
)

// WindowsMedia is what a session of Windows Media tells beyond RTSP ([MS-RTSP]).
type WindowsMedia struct {
	// Header is the ASF header that the SDP carries in a=pgmpu, nil if there is none.
	Header *asf.Header
	// Description is the content description list of the SDP, Log the client's log of itself.
	Description []asf.Description
	Log         []asf.LogField
	Features    []string // both sides' Supported tokens, in order of appearance
	PlaylistID  string   // X-Playlist-Gen-Id
	BroadcastID string   // X-Broadcast-Id; "0" is a file, anything else is live
	// PacketPairs are the frames with which the server let the client measure the path.
	PacketPairs, PacketPairBytes int64
	// EndOfStream is the frame of the server's notice that all was sent, 0 if none came.
	EndOfStream capture.Frame
}

// windowsMedia collects what the messages and the SDP of a Windows Media session tell.
func (s *session) windowsMedia() {
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
		}
	}
	s.programs(w)
	for _, d := range s.dialogues {
		if f := d.channel(Server, asf.PacketPairChannel); f != nil && d.claimOf(f.channel) == nil {
			w.PacketPairs += f.raw.packets
			w.PacketPairBytes += f.raw.bytes
		}
	}
}

// programs decodes the a=pgmpu attributes of the SDP.
func (s *session) programs(w *WindowsMedia) {
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
