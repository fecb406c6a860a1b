package rtpflow

import (
	"strings"

	"rtspect/asf"
	"rtspect/capture"
)

// WindowsMedia contains what is specific to sessions of Windows Media ([MS-RTSP]).
type WindowsMedia struct {
	// Header is the ASF header that the SDP carries in a=pgmpu, nil if there is none.
	Header *asf.Header
	// Description is the content description list of the SDP, Log the client's log of itself, PlayLog its
	// last log of playback.
	Description []asf.Description
	Log         []asf.LogField
	PlayLog     []asf.LogField
	PlayLogAt   *Exchange
	Features    []string // both sides' Supported tokens, in order of appearance
	PlaylistID  string   // X-Playlist-Gen-Id
	BroadcastID string   // X-Broadcast-Id; "0" is a file, anything else is live
	// PacketPairs are the frames with which the client measures the path.
	PacketPairs, PacketPairBytes int64
	// Bandwidth is what the client then reported (bit/s), nil if it did not.
	Bandwidth *int64
	// EndOfStream is the frame of the server's end-of-stream notice, 0 if there is none.
	EndOfStream capture.Frame
}

// LogValue returns a field of the client's logs, that of playback first; "" if it is missing or "-" in both.
func (w *WindowsMedia) LogValue(name string) string {
	for _, list := range [][]asf.LogField{w.PlayLog, w.Log} {
		for _, f := range list {
			if strings.EqualFold(f.Name, name) && f.Value != "-" {
				return f.Value
			}
		}
	}
	return ""
}
