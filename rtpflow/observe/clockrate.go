package observe

import (
	"rtspect/codec"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/signalling"
)

// rateOf gives a new source its clock rate where the signalling so far or the static table has it.
func (o *Observer) rateOf(s *Source, pt uint8) {
	if c := o.CurrentTransport(s.Flow); c != nil {
		if f, from, ok := c.Format(pt); ok && f.ClockRate > 0 {
			s.setRate(f.ClockRate, from)
			if f.Encoding == asfEncoding && s.ASF == nil {
				s.ASF = &asfCounter{}
			}
		}
		return
	}
	if f, ok := codec.StaticFormat(pt); ok && f.ClockRate > 0 && !s.Flow.Negotiated {
		s.setRate(f.ClockRate, "static")
	}
}

func (s *Source) setRate(rate int, from string) {
	if s.Timing.Rate == 0 && rate > 0 {
		s.SetRate(rate)
		s.RateFrom = from
	}
}

// correctRate measures a source again that began before the response to its SETUP with the clock rate of the static
// table, where the description gives its payload type another one.
func (s *Source) correctRate(c *signalling.Transport) {
	f, from, ok := c.Format(s.LastPayloadType())
	if !ok || s.RateFrom != "static" || f.ClockRate <= 0 || float64(f.ClockRate) == s.Timing.Rate || s.Start < c.From-signalling.EarlyTolerance {
		return
	}
	s.Timing = measure.Timing{}
	s.setRate(f.ClockRate, from)
}

// resolveRate tries again for a source whose clock rate is still unknown.
func (o *Observer) resolveRate(s *Source) {
	o.rateOf(s, s.LastPayloadType())
	if s.Timing.Rate == 0 && s.Seq.Packets >= 512 && s.Estimate() {
		s.RateFrom = "estimated"
	}
}

// Complete ends the observation of a source. rate is the clock rate (Hz) of the transport that it belongs to in the end, and
// counts where none was known so far; where it is 0 too, the rate is estimated.
func (s *Source) Complete(rate int, from string) {
	s.setRate(rate, from)
	if s.Timing.Rate == 0 && s.Estimate() {
		s.RateFrom = "estimated"
	}
	s.Finish()
}
