package observe

import (
	"rtspect/codec"
	"rtspect/rtpflow/measure"
	"rtspect/sdpview"
)

// maxWithoutFormat bounds the sources of which packets are kept because their format is not known yet.
const maxWithoutFormat = 512

// countFrames follows the access units of a source. Only the beginning of a payload is read, which lies where the header
// does.
func (o *Observer) countFrames(s *Source, p *measure.Packet, v measure.Verdict, b []byte) {
	if s.Units.Add(&o.unitPacket, p, v, &s.Seq, b[min(p.HeaderLen, len(b)):]) {
		o.setFormat(s, p.PayloadType)
		s.Units.Settle(&o.unitPacket)
	}
}

// setFormat gives a source the format of a payload type, by the signalling so far, by the static table, or else by the
// payloads themselves.
func (o *Observer) setFormat(s *Source, pt uint8) {
	c := o.CurrentTransport(s.Flow)
	var f sdpview.Format
	ok := false
	switch {
	case c != nil && c.Secure():
		ok = true // encrypted: the payloads show nothing
	case c != nil:
		f, _, ok = c.Format(pt)
		ok = ok && f.Encoding != ""
	case !s.Flow.Negotiated:
		f, ok = codec.StaticFormat(pt)
	}
	if !ok && s.Units.Full() && !o.SignallingWaits() {
		f, ok = s.Units.Guess(pt, int(s.Timing.Rate))
	}
	f.PayloadType = pt
	switch {
	case ok:
		s.Units.Know(&f, codec.Tracker(&f))
		if s.waits {
			s.waits = false
			o.waiting--
		}
	case !s.waits && o.waiting == maxWithoutFormat:
		s.Units.Forget()
	case !s.waits:
		s.waits = true
		o.waiting++
	}
	if f.Encoding == "MP2T" && s.Flow.Conn != nil {
		s.Flow.Conn.KeepWhole() // the headers to be read are all over the payload
	}
}
