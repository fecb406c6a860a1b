package asf

import "strings"

// PacketPairChannel is the interleaved channel, "P", on which a Windows Media server sends packet-pair data
// over TCP. It is not negotiated in a SETUP.
const PacketPairChannel = 0x50

// The media types of the logs that Windows Media clients send in SET_PARAMETER requests ([MS-RTSP] 2.2.6.3), in lower
// case.
const (
	MediaTypeLogConnect = "application/x-wms-logconnectstats" // about the client and its system
	MediaTypeLogPlay    = "application/x-wms-logplaystats"    // about the playback
)

// IsPacketPair reports whether an interleaved frame on this channel is packet-pair data instead of media. It
// applies to Windows Media presentations if no SETUP negotiated the channel.
func IsPacketPair(channel uint8) bool { return channel == PacketPairChannel }

// IsMediaType reports whether a Content-Type has the given media type, ignoring case and parameters.
func IsMediaType(contentType, mediaType string) bool {
	name, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(name), mediaType)
}
