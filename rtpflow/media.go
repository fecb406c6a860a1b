package rtpflow

import (
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow/frames"
	"rtspect/sdpview"
)

// Direction is the direction of media.
type Direction uint8

// The directions; UnknownDirection if it is not known who is server and who is client.
const (
	UnknownDirection Direction = iota
	ServerToClient
	ClientToServer
)

// Media is one control URL that was set up.
type Media struct {
	// Index is the position in the SDP, or in the order of SETUPs without one.
	Index     int
	Type      string // "video", "audio", …; "" if not known
	Control   string // the URL of the SETUP request
	Protocol  string // "RTP/AVP", from the SDP or the Transport
	Formats   []sdpview.Format
	SDP       *sdpview.Media // nil if there is none
	Transport Transport
	Streams   []*Stream
	// Shared are streams of other sessions that this media receives as well: a multicast group sends one stream to all its
	// receivers. Streams does not contain them, so that counts of the capture include each stream once.
	Shared []SharedStream
	RTCP   []*RTCP
	RAOP   *RAOP    // of AirPlay's control and timing ports, nil without packets there
	Raw    *RawFlow // packets on its ports that are not RTP, nil if there are none
	// Unmeasured counts the packets in the direction of the media that look like RTP and belong to none of the streams:
	// of SSRCs with a single packet, or of more SSRCs than the limit.
	Unmeasured Excess
}

// SharedStream is a stream of a multicast group as another session of the group receives it.
type SharedStream struct {
	Session    *Session // whose media lists the stream
	Media      *Media   // likewise
	Stream     *Stream
	Start, End int64 // when both the stream and the receiving session run
}

// RawFlow counts the datagrams (or interleaved frames) of a media that are neither RTP nor RTCP: all of them if RAW/RAW/UDP
// or another format was agreed.
type RawFlow struct {
	Packets, Bytes        int64
	Start, End            int64
	FirstFrame, LastFrame capture.Frame
	TS                    *frames.TSSummary // of the flow with most of them, nil if it is not an MPEG transport stream
	Format                string            // "MP2T" by content, "RDT" as agreed, or ""
	Parts                 []RawPart         // by flow, in order of appearance
}

// RawPart is the part of a RawFlow in one UDP flow or interleaved channel: Packets of them, from FirstFrame on.
type RawPart struct {
	Source, Destination capture.Endpoint
	Connection          *Connection // interleaved only
	Channel             uint8       // interleaved only
	FirstFrame          capture.Frame
	Packets             int64
	NonRTP              bool          // another format than RTP was agreed: all packets count, even if they look like RTP
	FirstRTCP           capture.Frame // of RTCP in the same flow, 0 for none
}

// Transport is what a SETUP agreed on.
type Transport struct {
	Lower       string // "udp", "tcp", "multicast"
	Requested   string // the request's Transport header
	Agreed      string // the response's
	ClientPorts []uint16
	ServerPorts []uint16
	Channels    []uint8
	Destination string
	Source      string
	TTL         *int
	SSRC        *uint32
	Profile     string // "RTP/AVP", "RTP/SAVP", "RAW/RAW/UDP", …
	Mode        string // "play", "record"
	// Inferred says that the SETUP is not in the capture: the transport is that of the packets. Replaced says that a later
	// SETUP of the same URL took its place.
	Inferred, Replaced bool
	// ClientAddr and ServerAddr are the addresses of ClientPorts and ServerPorts, SourceAddr is the address in source=,
	// Group the multicast group; zero if there is none.
	ClientAddr, ServerAddr, SourceAddr, Group capture.Addr
	// RTPInfo are the first packets that RTP-Info announced, one for each PLAY.
	RTPInfo []RTPInfo
}

// RTPInfo is what one entry of an RTP-Info header field (RFC 2326, 12.33) announced. Seq and RTPTime are nil where
// it leaves them out.
type RTPInfo struct {
	Seq     *uint16
	RTPTime *uint32
	Time    int64         // of the response
	Frame   capture.Frame // likewise
}

// Secure reports whether the media is SRTP by its description or transport (RFC 3711): the headers are in the clear,
// the payload is encrypted.
func (m *Media) Secure() bool {
	return strings.Contains(strings.ToUpper(m.Protocol+" "+m.Transport.Profile), "SAVP")
}

// OnlyRetransmits reports whether a media carries nothing but retransmissions: it is silent where no packet was lost.
func (m *Media) OnlyRetransmits() bool {
	for _, f := range m.Formats {
		if f.Encoding != "X-WMS-RTX" && f.Encoding != "RTX" {
			return false
		}
	}
	return len(m.Formats) > 0
}
