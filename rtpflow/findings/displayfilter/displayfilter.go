// Package displayfilter writes Wireshark display filters that show what findings are about.
package displayfilter

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// wiresharkPorts are the TCP ports on which Wireshark dissects RTSP by default.
var wiresharkPorts = []uint16{554, 8554}

// Truncated is the filter for packets that the snaplen truncated.
const Truncated = "frame.cap_len < frame.len"

// Filters writes the display filters of one report. They assume a Wireshark without settings of the user.
type Filters struct {
	streams map[*rtpflow.Stream]dissection
}

// dissection is what Wireshark makes of the packets of a stream.
type dissection struct {
	rtp    bool // it dissects all of them as RTP, because it follows the SETUP that announced them
	shared bool // other streams of the report have the same SSRC
}

// NewFilters finds out how Wireshark dissects each stream of a report.
func NewFilters(r *rtpflow.Report) *Filters {
	ssrcs := map[uint32]int{}
	f := &Filters{streams: map[*rtpflow.Stream]dissection{}}
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				ssrcs[st.SSRC]++
				f.streams[st] = dissection{rtp: dissected(s, m, st)}
			}
		}
	}
	for _, st := range r.Unassociated.Streams {
		ssrcs[st.SSRC]++
		f.streams[st] = dissection{}
	}
	for st, d := range f.streams {
		d.shared = ssrcs[st.SSRC] > 1
		f.streams[st] = d
	}
	return f
}

// dissected reports whether Wireshark (4.0) follows a SETUP to a stream. It reads the Transport of the response on the
// ports that it dissects as RTSP, and takes what a server sends to these ports or channels for RTP. It follows neither
// multicast nor what clients send, nor SAVP, and loses track of channels where segments are missing or retransmitted.
func dissected(s *rtpflow.Session, m *rtpflow.Media, st *rtpflow.Stream) bool {
	t := &m.Transport
	if !slices.Contains(wiresharkPorts, s.Server.Port) || t.Agreed == "" || strings.Contains(t.Profile, "SAVP") || st.Direction != rtpflow.ServerToClient {
		return false
	}
	if c := st.Connection; c != nil {
		side := &c.Sides[rtpflow.Server]
		return c.Kind != rtpflow.KindWebSocket && side.GapBytes == 0 && side.RetransmittedBytes == 0 && side.OutOfOrder == 0
	}
	return t.Lower == "udp" && slices.Contains(t.ClientPorts, st.Destination.Port) && slices.Contains(t.ServerPorts, st.Source.Port)
}

// OfStream is the filter for the packets of a stream; frames are the evidence of the finding. Where Wireshark does not
// dissect the packets as RTP, it compares the bytes of the SSRC in the datagram, or shows the evidence or the connection.
func (f *Filters) OfStream(st *rtpflow.Stream, frames []capture.Frame) string {
	d := f.streams[st]
	port := "udp.dstport"
	var what string
	switch c := st.Connection; {
	case d.rtp:
		if what = fmt.Sprintf("rtp.ssrc == 0x%08x", st.SSRC); c != nil {
			port = "tcp.dstport"
		}
	case c == nil:
		what = "udp.payload[8:4] == " + octets(st.SSRC)
	case len(frames) > 0:
		return OfFrames(frames)
	default:
		return OfConnection(c)
	}
	if d.shared {
		what += fmt.Sprintf(" && %s && %s == %d", strings.Replace(ofAddress(st.Destination.Addr), ".addr", ".dst", 1), port, st.Destination.Port)
	}
	return what
}

// SenderReports is the filter for the sender reports of a stream's source.
func (f *Filters) SenderReports(st *rtpflow.Stream) string {
	if f.streams[st].rtp || st.Connection != nil {
		return fmt.Sprintf("rtcp.pt == 200 && rtcp.senderssrc == 0x%08x", st.SSRC)
	}
	return "udp.payload[1] == c8 && udp.payload[4:4] == " + octets(st.SSRC)
}

// ReceptionReports is the filter for the report blocks about a stream.
func (f *Filters) ReceptionReports(st *rtpflow.Stream) string {
	if f.streams[st].rtp || st.Connection != nil {
		return fmt.Sprintf("rtcp.ssrc.identifier == 0x%08x", st.SSRC)
	}
	return "udp.payload[1] == c9 && udp.payload[8:4] == " + octets(st.SSRC)
}

// OfStreams is the filter for the packets of two streams.
func (f *Filters) OfStreams(x, y *rtpflow.Stream, frames []capture.Frame) string {
	if plain := func(st *rtpflow.Stream) bool { return f.streams[st].rtp && !f.streams[st].shared }; plain(x) && plain(y) {
		return fmt.Sprintf("rtp.ssrc in {0x%08x, 0x%08x}", x.SSRC, y.SSRC)
	}
	a, b := f.OfStream(x, frames), f.OfStream(y, frames)
	if a == b {
		return a
	}
	return "(" + a + ") || (" + b + ")"
}

// OfFrames is the filter for frames, "" for none. Each file of joined captures counts its own frames: the filter is for the
// file of the first frame, and leaves out those of other files.
func OfFrames(frames []capture.Frame) string {
	numbers := make([]string, 0, len(frames))
	for _, f := range frames {
		if f.File() == frames[0].File() {
			numbers = append(numbers, fmt.Sprint(f.Number()))
		}
	}
	switch len(numbers) {
	case 0:
		return ""
	case 1:
		return "frame.number == " + numbers[0]
	}
	return "frame.number in {" + strings.Join(numbers, ", ") + "}"
}

// OfConnection is the filter for the packets of a connection.
func OfConnection(c *rtpflow.Connection) string {
	proto := "tcp"
	if c.Kind == rtpflow.KindUDP {
		proto = "udp"
	}
	return fmt.Sprintf("%s && %s.port == %d && %s.port == %d", ofHosts(c.Client.Addr, c.Server.Addr), proto, c.Client.Port, proto, c.Server.Port)
}

// OfResets is the filter for the resets of a connection.
func OfResets(c *rtpflow.Connection) string { return OfConnection(c) + " && tcp.flags.reset == 1" }

// OfPeers is the filter for the attempts of a client, from any port, to connect to a server.
func OfPeers(p rtpflow.Peers) string {
	return fmt.Sprintf("%s && tcp.port == %d", ofHosts(p.Client.Addr, p.Server.Addr), p.Server.Port)
}

// ofHosts is the filter for the packets between two hosts.
func ofHosts(a, b capture.Addr) string {
	if a == b {
		return ofAddress(a)
	}
	return ofAddress(a) + " && " + ofAddress(b)
}

// ofAddress is the filter for the packets from or to an address.
func ofAddress(a capture.Addr) string {
	if a.Is4() {
		return "ip.addr == " + a.String()
	}
	return "ipv6.addr == " + a.String()
}

// octets writes four bytes as Wireshark's filters do.
func octets(v uint32) string {
	return fmt.Sprintf("%02x:%02x:%02x:%02x", v>>24, v>>16&0xff, v>>8&0xff, v&0xff)
}
