//home: rtpflow/observe

package rtpflow

import (
	"rtspect/codec"
	"rtspect/rtpflow/measure"
	"rtspect/sdpview"
)

// maxWithoutFormat bounds the sources of which packets are kept because their format is not known yet.
const maxWithoutFormat = 512

// countFrames follows the access units of a source. Only the beginning of a payload is read, which lies where the header
// does.
func (o *observer) countFrames(s *source, p *measure.Packet, v measure.Verdict, b []byte) {
	if s.units.Add(&o.unitPacket, p, v, &s.Seq, b[min(p.HeaderLen, len(b)):]) {
		o.setFormat(s, p.PayloadType)
		s.units.Settle(&o.unitPacket)
	}
}

// setFormat gives a source the format of a payload type, by the signalling so far, by the static table, or else by the
// payloads themselves.
func (o *observer) setFormat(s *source, pt uint8) {
	c := o.currentTransport(s.flow)
	var f sdpview.Format
	ok := false
	switch {
	case c != nil && c.secure():
		ok = true // encrypted: the payloads show nothing
	case c != nil:
		f, _, ok = c.format(pt)
		ok = ok && f.Encoding != ""
	case !s.flow.negotiated:
		f, ok = codec.StaticFormat(pt)
	}
	if !ok && s.units.Full() && !o.signallingWaits() {
		f, ok = s.units.Guess(pt, int(s.Timing.Rate))
	}
	f.PayloadType = pt
	switch {
	case ok:
		s.units.Know(&f, codec.Tracker(&f))
		if s.waits {
			s.waits = false
			o.waiting--
		}
	case !s.waits && o.waiting == maxWithoutFormat:
		s.units.Forget()
	case !s.waits:
		s.waits = true
		o.waiting++
	}
	if f.Encoding == "MP2T" && s.flow.conn != nil {
		s.flow.conn.KeepWhole() // the headers to be read are all over the payload
	}
}
