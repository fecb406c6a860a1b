package demux

import (
	"rtspect/capture"
	"rtspect/rtpflow"
)

// ICMP collects ICMP errors.
type ICMP struct {
	Errors  []rtpflow.Unreachable // the first kinds of them
	Dropped rtpflow.Excess        // errors of kinds beyond the limit
}

// MaxUnreachable limits the kinds of ICMP errors that are kept.
const MaxUnreachable = 1024

// Packet takes an ICMP packet that quotes the headers of another.
func (x *ICMP) Packet(p *capture.Packet) {
	if len(p.Payload) < 2 {
		return
	}
	u := rtpflow.Unreachable{
		Src: p.UnreachableSrc, Dst: p.UnreachableDst, Proto: p.UnreachableProto, V6: p.Proto == capture.ICMPv6,
		Type: p.Payload[0], Code: p.Payload[1], Count: 1, Frame: p.Frame, Time: p.Time,
	}
	for i := range x.Errors {
		if e := &x.Errors[i]; e.Src == u.Src && e.Dst == u.Dst && e.Proto == u.Proto && e.Type == u.Type && e.Code == u.Code {
			e.Count++
			return
		}
	}
	if len(x.Errors) >= MaxUnreachable {
		x.Dropped.Add(1, p.Frame)
		return
	}
	x.Errors = append(x.Errors, u)
}
