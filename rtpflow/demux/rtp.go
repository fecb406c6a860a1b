package demux

import (
	"rtspect/capture"
	"rtspect/rtpflow/measure"
	"rtspect/rtspparse"
)

// ReadDatagram reads the RTP header of a datagram that measure.IsRTP accepted.
func ReadDatagram(x *measure.Packet, p *capture.Packet) {
	b, last := p.Payload, -1
	if b[0]&0x20 != 0 && len(b) >= p.PayloadLen { // without padding the last byte, a cache miss, is of no use
		last = int(b[len(b)-1])
	}
	x.Parse(b, p.PayloadLen, last)
	x.Arrival, x.Frame, x.TruncatedBySnaplen = p.Time, int64(p.Frame), len(b) < p.PayloadLen
}

// ReadFrame reads the RTP header of an interleaved frame that measure.IsRTP accepted.
func ReadFrame(x *measure.Packet, f *rtspparse.Frame) {
	last := int(f.Last)
	if f.Incomplete {
		last = -1
	}
	x.Parse(f.Data, f.Length, last)
	x.Arrival, x.Frame, x.TruncatedBySnaplen = f.Origin.Time, f.Origin.Frame, f.Incomplete
}
