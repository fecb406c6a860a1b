package observe

import (
	"slices"

	"rtspect/asf"
	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/signalling"
	"rtspect/sdpview"
)

// asfEncoding is the encoding name of Windows Media in descriptions.
const asfEncoding = "X-ASF-PF"

// asfCounter counts the ASF payloads of a source.
type asfCounter struct {
	rtpflow.ASFPayloads
	packet asf.Packet // used again for each
}

// NeedsWhole reports whether the interleaved frames of a transport must be read whole, rather than their beginning.
func NeedsWhole(c *signalling.Transport) bool {
	return slices.ContainsFunc(c.Media.Formats, func(f sdpview.Format) bool { return f.Encoding == asfEncoding })
}

// add takes an RTP packet; b is what was captured of it.
func (x *asfCounter) add(p *measure.Packet, b []byte) {
	if p.HeaderLen >= len(b) {
		x.NotCaptured++
		return
	}
	b = b[p.HeaderLen:]
	whole := len(b) >= p.PayloadLen
	if whole {
		b = b[:p.PayloadLen]
	} else {
		x.NotCaptured++
	}
	fault := asf.ParsePayload(b, func(h asf.Payload) bool {
		x.header(&h, whole)
		return whole
	})
	if whole && fault.Code != "" && fault.Code != asf.ViolationReserved {
		x.Malformed++
	}
}

func (x *asfCounter) header(h *asf.Payload, whole bool) {
	if h.KeyFrame() {
		x.Keyframes++
	}
	if h.HasDuration() {
		x.Timed++
		x.Duration += int64(h.Duration)
	}
	if !h.Whole() {
		x.Fragments++
		return
	}
	x.DataPackets++
	if !whole || h.Short {
		return
	}
	x.packet.Parse(h.Data)
	for i := range x.packet.Payloads {
		x.stream(&x.packet.Payloads[i])
	}
}

// stream counts a payload; there are at most 127 numbers.
func (x *asfCounter) stream(p *asf.PacketPayload) {
	i, ok := slices.BinarySearchFunc(x.Streams, p.Stream, func(s rtpflow.ASFStreamCount, n int) int { return s.Number - n })
	if !ok {
		x.Streams = slices.Insert(x.Streams, i, rtpflow.ASFStreamCount{Number: p.Stream})
	}
	x.Streams[i].Payloads++
	if p.KeyFrame {
		x.Streams[i].Keyframes++
	}
}
