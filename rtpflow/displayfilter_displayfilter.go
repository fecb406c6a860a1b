//home: rtpflow/findings/displayfilter

package rtpflow

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/capture"
)

// wiresharkPorts are the TCP ports on which Wireshark looks for RTSP by itself.
var wiresharkPorts = []uint16{554, 8554}

// sight is how Wireshark, without settings of the user, sees the packets of a stream.
type sight struct {
	dissected bool // it takes all of them for RTP, because it follows the SETUP that announced them
	shared    bool // other streams of the capture have the same SSRC
}

// seen finds how Wireshark will see each stream, so that the display filters of findings show what they promise.
func (a *Analyzer) seen(r *Report) {
	count := map[uint32]int{}
	each := func(f func(st *Stream, s *session, m *Media)) {
		for _, s := range a.signal.sessions {
			for _, m := range s.Media {
				for _, st := range m.Streams {
					f(st, s, m)
				}
			}
		}
		for _, st := range r.Unassociated.Streams {
			f(st, nil, nil)
		}
	}
	each(func(st *Stream, _ *session, _ *Media) { count[st.SSRC]++ })
	each(func(st *Stream, s *session, m *Media) {
		st.sight = sight{dissected: s != nil && s.dissected(m, st), shared: count[st.SSRC] > 1}
	})
}

// dissected reports whether Wireshark (4.0) follows a SETUP to a stream: it reads the answer's Transport on the ports
// it takes for RTSP, and takes what a server sends to these ports, or in these channels, for RTP. It follows
// neither multicast nor what clients send, nor SAVP, and its channels get lost where segments are missing or come again.
func (s *session) dissected(m *Media, st *Stream) bool {
	t := &m.Transport
	if !slices.Contains(wiresharkPorts, s.Server.Port) || t.Agreed == "" || strings.Contains(t.Profile, "SAVP") || st.Direction != ServerToClient {
		return false
	}
	if c := st.Connection; c != nil {
		side := &c.Sides[Server]
		return c.Kind != KindWebSocket && side.GapBytes == 0 && side.RetransmittedBytes == 0 && side.OutOfOrder == 0
	}
	return t.Lower == "udp" && slices.Contains(t.ClientPorts, st.Destination.Port) && slices.Contains(t.ServerPorts, st.Source.Port)
}

// filter is a Wireshark display filter for the packets of a stream; frames are those that prove the finding. Where
// Wireshark does not take the packets for RTP, it looks at the bytes of the SSRC in the datagram, or at the connection.
func (st *Stream) filter(frames []capture.Frame) string {
	port := "udp.dstport"
	var what string
	switch c := st.Connection; {
	case st.sight.dissected:
		if what = fmt.Sprintf("rtp.ssrc == 0x%08x", st.SSRC); c != nil {
			port = "tcp.dstport"
		}
	case c == nil:
		what = "udp.payload[8:4] == " + octets(st.SSRC)
	case len(frames) > 0:
		return frameFilter(frames)
	default:
		return c.filter()
	}
	if st.sight.shared {
		what += fmt.Sprintf(" && %s && %s == %d", strings.Replace(addrFilter(st.Destination.Addr), ".addr", ".dst", 1), port, st.Destination.Port)
	}
	return what
}

// reportFilter is a Wireshark display filter for the RTCP of a stream's sender: its sender reports.
func (st *Stream) reportFilter() string {
	if st.sight.dissected || st.Connection != nil {
		return fmt.Sprintf("rtcp.pt == 200 && rtcp.senderssrc == 0x%08x", st.SSRC)
	}
	return "udp.payload[1] == c8 && udp.payload[4:4] == " + octets(st.SSRC)
}

// aboutFilter is a Wireshark display filter for the RTCP that tells of a stream: the report blocks of its receivers.
func (st *Stream) aboutFilter() string {
	if st.sight.dissected || st.Connection != nil {
		return fmt.Sprintf("rtcp.ssrc.identifier == 0x%08x", st.SSRC)
	}
	return "udp.payload[1] == c9 && udp.payload[8:4] == " + octets(st.SSRC)
}

// eitherFilter is a Wireshark display filter for the packets of two streams.
func eitherFilter(x, y *Stream, frames []capture.Frame) string {
	if plain := func(st *Stream) bool { return st.sight.dissected && !st.sight.shared }; plain(x) && plain(y) {
		return fmt.Sprintf("rtp.ssrc in {0x%08x, 0x%08x}", x.SSRC, y.SSRC)
	}
	a, b := x.filter(frames), y.filter(frames)
	if a == b {
		return a
	}
	return "(" + a + ") || (" + b + ")"
}

// octets writes four bytes as Wireshark's filters do.
func octets(v uint32) string {
	return fmt.Sprintf("%02x:%02x:%02x:%02x", v>>24, v>>16&0xff, v>>8&0xff, v&0xff)
}
