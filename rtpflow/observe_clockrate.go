//home: rtpflow/observe

package rtpflow

import (
	"rtspect/rtpflow/measure"
	"rtspect/sdpview"
)

// rateOf gives a new source its clock rate if signalling or the static table already tell it.
func (a *Analyzer) rateOf(s *source, pt uint8) {
	if c := a.likelyClaim(s.flow); c != nil {
		if f, from, ok := c.format(pt); ok && f.ClockRate > 0 {
			s.setRate(f.ClockRate, from)
			if f.Encoding == asfEncoding && s.asf == nil {
				s.asf = &asfCounter{}
			}
		}
		return
	}
	if f, ok := sdpview.Static(pt); ok && f.ClockRate > 0 && !s.flow.claimed {
		s.setRate(f.ClockRate, "static")
	}
}

func (s *source) setRate(rate int, from string) {
	if s.Timing.Rate == 0 && rate > 0 {
		s.SetRate(rate)
		s.rateFrom = from
	}
}

// finish ends the observation of a source. The clock rate counts where none was known so far; where it is 0 too, the rate is
// estimated.
func (s *source) finish(rate int, from string) {
	s.setRate(rate, from)
	if s.Timing.Rate == 0 && s.Estimate() {
		s.rateFrom = "estimated"
	}
	s.Finish()
}

// correctRate measures a source anew that began before its SETUP was answered, with the clock rate of the
// static table, where the description gives its payload type another one.
func (s *source) correctRate(c *claim) {
	f, from, ok := c.format(s.LastPayloadType())
	if !ok || s.rateFrom != "static" || f.ClockRate <= 0 || float64(f.ClockRate) == s.Timing.Rate || s.Start < c.from-earlyTolerance {
		return
	}
	s.Timing = measure.Timing{}
	s.setRate(f.ClockRate, from)
}

// resolveRate tries again for a source whose clock rate is still unknown.
func (a *Analyzer) resolveRate(s *source) {
	a.rateOf(s, s.LastPayloadType())
	if s.Timing.Rate == 0 && s.Seq.Packets >= 512 && s.Estimate() {
		s.rateFrom = "estimated"
	}
}

func (a *Analyzer) likelyClaim(f *mediaFlow) *claim { return a.currentTransport(f) }
