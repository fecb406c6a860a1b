package rtpflow

import (
	"rtspect/codec"
	"rtspect/rtpflow/measure"
	"rtspect/sdpview"
)

// maxWaiters bounds the sources of which packets are kept because their format is not known yet.
const maxWaiters = 512

// countFrames follows the access units of a source. Only the beginning of a payload is looked at, which lies
// where the header does.
func (a *Analyzer) countFrames(s *source, p *measure.Packet, v measure.Verdict, b []byte) {
	if s.units.Add(&a.unitPacket, p, v, &s.Seq, b[min(p.HeaderLen, len(b)):]) {
		a.tellFormat(s, p.PayloadType)
		s.units.Settle(&a.unitPacket)
	}
}

// tellFormat gives a source the format of a payload type, if signalling or the static table tell it, or else the
// payloads themselves.
func (a *Analyzer) tellFormat(s *source, pt uint8) {
	c := a.likelyClaim(s.flow)
	var f sdpview.Format
	ok := false
	switch {
	case c != nil && c.secure():
		ok = true // encrypted: nothing can be told
	case c != nil:
		f, _, ok = c.format(pt)
		ok = ok && f.Encoding != ""
	case !s.flow.claimed:
		f, ok = codec.StaticFormat(pt)
	}
	if !ok && s.units.Full() && len(a.held) == 0 { // else what will tell may be on its way
		f, ok = s.units.Guess(pt, int(s.Timing.Rate))
	}
	f.PayloadType = pt
	switch {
	case ok:
		s.units.Know(&f, codec.Tracker(&f))
		if s.waits {
			s.waits = false
			a.waiters--
		}
	case !s.waits && a.waiters == maxWaiters:
		s.units.Forget()
	case !s.waits:
		s.waits = true
		a.waiters++
	}
	s.fullPayloads(&f)
}

// fullPayloads asks for the whole payload of frames that straddle segments where the headers to be read do not
// stand at its beginning.
func (s *source) fullPayloads(f *sdpview.Format) {
	if c := s.flow.conn; c != nil && f.Encoding == "MP2T" {
		c.parse.KeepWhole()
	}
}
