//home: rtpflow

package rtpflow

import (
	"strings"

	"rtspect/asf"
	"rtspect/capture"
)

// WindowsMedia is what a session of Windows Media tells beyond RTSP ([MS-RTSP]).
type WindowsMedia struct {
	// Header is the ASF header that the SDP carries in a=pgmpu, nil if there is none.
	Header *asf.Header
	// Description is the content description list of the SDP, Log the client's log of itself, PlayLog the
	// last one of what it played.
	Description []asf.Description
	Log         []asf.LogField
	PlayLog     []asf.LogField
	PlayLogAt   *Exchange
	Features    []string // both sides' Supported tokens, in order of appearance
	PlaylistID  string   // X-Playlist-Gen-Id
	BroadcastID string   // X-Broadcast-Id; "0" is a file, anything else is live
	// PacketPairs are the frames with which the server let the client measure the path.
	PacketPairs, PacketPairBytes int64
	// Bandwidth is what the client then said that it has (bit/s), nil if it did not.
	Bandwidth *int64
	// EndOfStream is the frame of the server's notice that all was sent, 0 if none came.
	EndOfStream capture.Frame
}

// LogValue is a field of the client's logs, the one of what it played first; "" where both lack it, or say
// "-".
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
