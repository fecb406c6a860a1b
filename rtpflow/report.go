package rtpflow

import (
	"cmp"

	"rtspect/capture"
)

// Report is what one input shows: the model that every output is made from. Times are nanoseconds since 1970-01-01 UTC.
// Pointers are nil where a value is not known. Text from the capture is as it was sent: outputs escape and mask it.
type Report struct {
	Captures []*capture.File
	// Merged says that the packets of several files were merged. Moments are then compared by time, and else by frame,
	// because frames keep their order where the clock of the capture steps back.
	Merged       bool
	End          int64 // capture time of the last packet
	UDPPackets   int64 // in all files, whatever they contain; 0 where a capture filter excluded UDP
	Limits       []LimitExceeded
	Unreachable  []Unreachable
	Attempts     []FailedConnection
	OtherTraffic []OtherTraffic // in UDP, not analyzed
	Connections  []*Connection
	Sessions     []*Session
	Unassociated Unassociated
	Findings     []Finding // about the capture as a whole
}

// OtherTraffic counts the datagrams of a protocol that is recognized and not analyzed.
type OtherTraffic struct {
	Protocol   string
	Packets    int64
	FirstFrame capture.Frame
}

// Compare orders two moments of the capture.
func (r *Report) Compare(frame capture.Frame, time int64, frame2 capture.Frame, time2 int64) int {
	if r.Merged {
		return cmp.Or(cmp.Compare(time, time2), cmp.Compare(frame, frame2))
	}
	return cmp.Or(cmp.Compare(frame, frame2), cmp.Compare(time, time2))
}

// Unassociated is media that no signalling in the capture explains.
type Unassociated struct {
	Streams []*Stream
	RTCP    []*RTCP
	// OtherClients are the servers of sessions in the capture that also send to clients without signalling.
	OtherClients []*OtherClients
}

// OtherClients counts what a server sends, from a port of sessions in the capture, to clients whose signalling is not in
// the capture.
type OtherClients struct {
	Server     capture.Endpoint
	Clients    int // hosts
	Streams    int
	Start      int64
	FirstFrame capture.Frame
}

// Unreachable is an ICMP or ICMPv6 Destination Unreachable message (RFC 792; RFC 4443, 3.1).
type Unreachable struct {
	Src, Dst   capture.Endpoint // of the packet that could not be delivered
	Proto      capture.Proto
	V6         bool // ICMPv6
	Type, Code uint8
	Count      int64
	Frame      capture.Frame // the first
	Time       int64
}

// NoListener reports whether the message is Port Unreachable: the host is up, and nothing listens on the port.
func (u *Unreachable) NoListener() bool {
	return !u.V6 && u.Type == 3 && u.Code == 3 || u.V6 && u.Type == 1 && u.Code == 4
}
