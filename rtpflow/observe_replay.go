//home: rtpflow/observe

package rtpflow

import (
	"errors"
	"io"

	"rtspect/capture"
	"rtspect/rtpflow/measure"
)

// RTPPacket is a packet of a stream, as a second pass over the capture gives it. Its slices are valid
// during the call only.
type RTPPacket struct {
	Frame       capture.Frame
	Time        int64 // arrival, nanoseconds since 1970
	Seq         uint16
	Timestamp   uint32
	PayloadType uint8
	Marker      bool
	// Duplicate says that its sequence number came before.
	Duplicate bool
	// Extension is the content of the header extension, of the profile ExtensionProfile; nil if
	// there is none.
	Extension        []byte
	ExtensionProfile uint16
	// Payload is without padding. It is shorter than PayloadLen where the capture cut the packet.
	Payload    []byte
	PayloadLen int
}

// Listener receives what a second pass finds; a field may be nil.
type Listener struct {
	// RTP is called for each packet of a stream of the report, in the order of arrival. A false
	// return ends the pass.
	RTP func(*Stream, *RTPPacket) bool
	// Raw is called for what came on a media's ports or channels and is neither RTP nor RTCP.
	Raw func(m *Media, b []byte, time int64, frame capture.Frame) bool
}

// tap hands packets of a second pass to a Listener.
type tap struct {
	Listener
	streams map[int]*Stream // by ordinal
	raw     map[int]*Media  // by place of the flow
	ended   bool
	out     RTPPacket // handed to the Listener; one serves all
}

// Replay reads a capture once more, from its beginning, and hands the packets of the report's streams
// to a Listener. The report must be that of the same capture.
func Replay(c *capture.Capture, r *Report, l Listener) error {
	a := NewAnalyzer(Options{})
	a.tap = &tap{Listener: l, streams: map[int]*Stream{}, raw: map[int]*Media{}}
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				a.tap.streams[st.Ordinal] = st
			}
			if m.Raw != nil {
				for _, i := range m.Raw.Flows {
					a.tap.raw[i] = m
				}
			}
		}
	}
	for _, st := range r.Unassociated.Streams {
		a.tap.streams[st.Ordinal] = st
	}
	a.conns.WholeFrames = true
	for !a.tap.ended {
		p, err := c.Next()
		if errors.Is(err, io.EOF) {
			a.conns.Finish() // what waits behind gaps
			return nil
		}
		if err != nil {
			return err
		}
		a.Packet(p)
	}
	return nil
}

func (t *tap) packet(s *source, p *measure.Packet, v measure.Verdict, b []byte) {
	st := t.streams[s.ordinal]
	if st == nil || t.RTP == nil || t.ended {
		return
	}
	x := &t.out
	*x = RTPPacket{Frame: capture.Frame(p.Frame), Time: p.Arrival, Seq: p.Seq, Timestamp: p.Timestamp, PayloadType: p.PayloadType, Marker: p.Marker,
		Duplicate: v == measure.Duplicate, PayloadLen: p.PayloadLen}
	if from, to := min(p.HeaderLen, len(b)), min(p.HeaderLen+p.PayloadLen, len(b)); to > from {
		x.Payload = b[from:to]
	}
	if csrc := measure.HeaderSize + 4*int(b[0]&0x0f); p.Extension && csrc+4 <= p.HeaderLen && p.HeaderLen <= len(b) {
		x.Extension, x.ExtensionProfile = b[csrc+4:p.HeaderLen], p.ExtensionProfile
	}
	t.ended = !t.RTP(st, x)
}

// rawData takes what is neither RTP nor RTCP.
func (a *Analyzer) rawData(m *mediaFlow, b []byte, wireLen int, time int64, frame capture.Frame) {
	m.raw.add(b, wireLen, time, frame)
	if t := a.tap; t != nil && t.Raw != nil && !t.ended {
		if media := t.raw[m.place]; media != nil {
			t.ended = !t.Raw(media, b, time, frame)
		}
	}
}
