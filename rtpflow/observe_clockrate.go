//home: rtpflow/observe

package rtpflow

import (
	"rtspect/codec"
	"rtspect/rtpflow/measure"
)

// rateOf gives a new source its clock rate where the signalling so far or the static table has it.
func (o *observer) rateOf(s *source, pt uint8) {
	if c := o.currentTransport(s.flow); c != nil {
		if f, from, ok := c.format(pt); ok && f.ClockRate > 0 {
			s.setRate(f.ClockRate, from)
			if f.Encoding == asfEncoding && s.asf == nil {
				s.asf = &asfCounter{}
			}
		}
		return
	}
	if f, ok := codec.StaticFormat(pt); ok && f.ClockRate > 0 && !s.flow.negotiated {
		s.setRate(f.ClockRate, "static")
	}
}

func (s *source) setRate(rate int, from string) {
	if s.Timing.Rate == 0 && rate > 0 {
		s.SetRate(rate)
		s.rateFrom = from
	}
}

// correctRate measures a source again that began before the response to its SETUP with the clock rate of the static
// table, where the description gives its payload type another one.
func (s *source) correctRate(c *transport) {
	f, from, ok := c.format(s.LastPayloadType())
	if !ok || s.rateFrom != "static" || f.ClockRate <= 0 || float64(f.ClockRate) == s.Timing.Rate || s.Start < c.from-earlyTolerance {
		return
	}
	s.Timing = measure.Timing{}
	s.setRate(f.ClockRate, from)
}

// resolveRate tries again for a source whose clock rate is still unknown.
func (o *observer) resolveRate(s *source) {
	o.rateOf(s, s.LastPayloadType())
	if s.Timing.Rate == 0 && s.Seq.Packets >= 512 && s.Estimate() {
		s.rateFrom = "estimated"
	}
}

// finish ends the observation of a source. rate is the clock rate (Hz) of the transport that it belongs to in the end, and
// counts where none was known so far; where it is 0 too, the rate is estimated.
func (s *source) finish(rate int, from string) {
	s.setRate(rate, from)
	if s.Timing.Rate == 0 && s.Estimate() {
		s.rateFrom = "estimated"
	}
	s.Finish()
}
