package asf

import "strings"

// PacketPairChannel is the interleaved channel, "P", on which a Windows Media server sends packet-pair
// data over TCP. No SETUP names it.
const PacketPairChannel = 0x50

// The media types of the bodies with which Windows Media clients and servers talk ([MS-RTSP] 2.2.6.3),
// in lower case.
const (
	MediaTypePacketPair    = "application/x-rtsp-packetpair"     // GET_PARAMETER: asks for packet-pair data
	MediaTypeUDPPacketPair = "application/x-rtsp-udp-packetpair" // SET_PARAMETER: the same over UDP
	MediaTypeExtension     = "application/x-wms-extension-cmd"   // SET_PARAMETER: EndOfStream and others
	MediaTypeLogConnect    = "application/x-wms-logconnectstats" // SET_PARAMETER: of client and system
	MediaTypeLogPlay       = "application/x-wms-logplaystats"    // SET_PARAMETER: of what was played
	MediaTypeStreamSwitch  = "application/x-wms-streamswitch"    // SET_PARAMETER, SETUP: chooses streams
	MediaTypeSendEvent     = "application/x-wms-sendevent"       // SET_PARAMETER: an event for the server
	MediaTypeContentInfo   = "application/x-wms-getcontentinfo"  // GET_PARAMETER: asks about the content
)

// NoticeEndOfStream is the code in the X-Notice header of the SET_PARAMETER request by which a server
// says that the last RTP packet of all streams has been sent ([MS-RTSP] 2.2.7.3).
const NoticeEndOfStream = 2101

// IsPacketPair says whether an interleaved frame is packet-pair data, and no media: on its channel,
// where the presentation is one of Windows Media and no SETUP claimed that channel.
func IsPacketPair(channel uint8) bool { return channel == PacketPairChannel }

// IsMediaType says whether a Content-Type names a media type of this package; case and parameters do
// not count.
func IsMediaType(contentType, mediaType string) bool {
	name, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(name), mediaType)
}

// Feature is a token of the Supported header ([MS-RTSP] 2.2.6.10) and what it means.
type Feature struct {
	Token   string // without featurePrefix
	Meaning string // one sentence
}

const featurePrefix = "com.microsoft.wm."

// features is in the order of their tokens. rtp.asf is not among those of [MS-RTSP].
var features = [...]Feature{
	{"eosmsg", "The server announces the end of the streams with a request of its own (SET_PARAMETER with X-Notice 2101)."},
	{"fastcache", "The server lets the client ask for the content faster than it plays, with the Speed header."},
	{"locid", "The payload headers of RTP packets may carry the number of the ASF data packet in its file (LocationId)."},
	{"packetpairssrc", "Packet-pair data come with the SSRC that the SETUP answer gave for the retransmission stream."},
	{"predstrm", "At a new playlist entry the server chooses streams for the client and begins to send them unasked."},
	{"rtp.asf", "ASF data packets are carried in RTP with the payload format x-asf-pf."},
	{"srvppair", "The server sends packet-pair data on request, from which the client measures the bandwidth of the path."},
	{"sswitch", "The client may choose other streams, of other bit rates, while the content plays."},
	{"startupprofile", "The server can say what bandwidth and delay a fast start of the content needs (X-StartupProfile)."},
}

// FeatureMeaning explains a token of the Supported header; empty where it is not known.
func FeatureMeaning(token string) string {
	token = strings.ToLower(strings.TrimSpace(token))
	name, ours := strings.CutPrefix(token, featurePrefix)
	if !ours {
		if name, ours = strings.CutPrefix(token, "com.microsoft."); !ours || name != "rtp.asf" {
			return ""
		}
	}
	for _, f := range features {
		if f.Token == name {
			return f.Meaning
		}
	}
	return ""
}

// Features returns the tokens that are known, with their whole names.
func Features() []Feature {
	list := make([]Feature, len(features))
	for i, f := range features {
		list[i] = Feature{featurePrefix + f.Token, f.Meaning}
	}
	return list
}
