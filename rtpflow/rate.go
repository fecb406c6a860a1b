package rtpflow

import (
	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtpflow/measure"
)

// rateOf gives a new source its clock rate if signalling or the static table already tell it.
func (a *Analyzer) rateOf(s *source, pt uint8) {
	if c := a.likelyClaim(s.flow); c != nil {
		if f, from, ok := c.format(pt); ok && f.ClockRate > 0 {
			s.setRate(f.ClockRate, from)
			if f.Encoding == asfEncoding && s.asf == nil {
				s.asf = &ASFPayloads{}
			}
		}
		return
	}
	if f, ok := codec.StaticFormat(pt); ok && f.ClockRate > 0 && !s.flow.claimed {
		s.setRate(f.ClockRate, "static")
	}
}

func (s *source) setRate(rate int, from string) {
	if s.Timing.Rate == 0 && rate > 0 {
		s.SetRate(rate)
		s.rateFrom = from
	}
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

// likelyClaim is the claim that speaks of a flow right now, by channel or port; association at the
// end may know better.
func (a *Analyzer) likelyClaim(f *mediaFlow) *claim {
	if f.conn != nil {
		return f.conn.dialogue.claimOf(f.channel)
	}
	dst, src := a.signal.ports.of(f.dst), a.signal.ports.of(f.src)
	switch {
	case len(dst) > 0 && (len(src) == 0 || len(dst) <= len(src)): // the client's end names one session
		return dst[len(dst)-1]
	case len(src) == 1 || len(src) > 0 && sameEnd(src, f.dst):
		return src[len(src)-1]
	}
	return nil
}

// sameEnd reports whether the latest of the claims is of a client at the address of e.
func sameEnd(list []*claim, e capture.Endpoint) bool { return list[len(list)-1].client == e.Addr }
