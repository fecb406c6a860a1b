package rtpflow

import (
	"cmp"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow/measure"
)

// minLoose is how many packets that are no duplicates a source needs to be reported where no
// signalling explains it.
const minLoose = 3

// real tells media from look-alikes and from packets that only open a path through a NAT: a lone
// packet, or packets that are all the same one.
func (s *source) real() bool {
	unique := s.Seq.Packets - s.Seq.Duplicates
	if s.repair.repairs() {
		return unique > 0
	}
	if s.claim == nil {
		return unique >= minLoose && 2*(s.Seq.Strays+s.Seq.Bursts) < unique+2
	}
	if unique > 1 {
		return true
	}
	if s.SSRC == 0 && s.PayloadBytes == 0 || !s.claim.lists(s) {
		return false
	}
	return !s.againstMedia() || s.claim.ssrc != nil && *s.claim.ssrc == s.SSRC
}

// againstMedia reports whether the source runs against the direction that its session's mode gives.
func (s *source) againstMedia() bool {
	if s.claim.session.Mode == "record" {
		return s.direction == ServerToClient
	}
	return s.direction == ClientToServer
}

// report makes the report's Stream of a source.
func (s *source) report() *Stream {
	s.Finish()
	m := s.flow
	out := &Stream{
		ordinal: s.ordinal, SSRC: s.SSRC, Direction: s.direction, Source: m.src, Destination: m.dst,
		PayloadTypes: s.PayloadTypes(),
		Packets:      s.Seq.Packets, Duplicates: s.Seq.Duplicates, OutOfOrder: s.Seq.OutOfOrder,
		Expected:     s.Seq.Expected(),
		PayloadBytes: s.PayloadBytes, MaxPayload: int(s.MaxPayload), maxPayloadFrame: capture.Frame(s.MaxPayloadFrame), Markers: s.Markers, SeqWraps: s.Seq.Wraps,
		FirstSeq: s.FirstSeq, LastSeq: uint16(s.Seq.Max()), FirstRTPTime: s.FirstTS, LastRTPTime: s.LastTS,
		Start: s.Start, End: s.End, FirstFrame: capture.Frame(s.FirstFrame), LastFrame: capture.Frame(s.LastFrame),
		Evidence: s.evidence, Strays: s.Seq.Strays, Snapped: s.Snapped, Malformed: s.Malformed, ASF: s.asf,
	}
	if m.conn != nil {
		out.Connection, out.Channel = &m.conn.rec, m.channel
		out.Direction = m.direction(nil)
	}
	if unique := out.Packets - out.Duplicates; 2*s.copies >= unique {
		out.CaptureDuplicates = s.copies // all of it doubled: a device on the way does that to a few at most
	}
	out.wireBits = 8 * (s.RTPBytes + s.Seq.Packets*m.overhead())
	out.wireBits -= out.wireBits * out.CaptureDuplicates / max(out.Packets, 1)
	explained := s.losses(out)
	s.pattern(out, explained)
	s.order(out)
	out.Lost = max(0, out.Expected-(out.Packets-out.Duplicates))
	s.codec(out)
	s.times(out)
	s.series(out, explained)
	s.peak(out)
	s.interruptions(out)
	s.tshark(out)
	if s.repair != nil {
		s.repair.out = out
	}
	return out
}

// codec names encoding and clock by the payload type that most packets have.
func (s *source) codec(out *Stream) {
	types := s.types()
	if len(types) == 0 {
		return
	}
	c := s.claim
	if c == nil {
		c = &claim{media: &Media{}}
	}
	if f, from, ok := c.format(types[0]); ok {
		out.Encoding = f.Encoding
		if f.ClockRate > 0 {
			out.ClockRate, out.ClockRateFrom = f.ClockRate, from
		}
	}
	if s.Timing.Rate > 0 && out.ClockRate == 0 {
		out.ClockRate, out.ClockRateFrom = int(s.Timing.Rate), cmp.Or(s.rateFrom, "estimated")
	}
}

// times fills what is measured against the clock.
func (s *source) times(out *Stream) {
	if span := float64(s.End-s.Start) * 1e-9; span > 0 {
		bytes := float64(s.PayloadBytes)
		if n := out.CaptureDuplicates; n > 0 { // they never were on the wire
			bytes -= float64(s.DuplicateBytes) * float64(n) / float64(out.Duplicates)
		}
		b := bytes * 8 / span
		out.Bitrate = &b
	}
	if mean, high, ok := s.Delta(); ok {
		out.Delta = &Delta{mean, high, capture.Frame(s.DeltaMaxFrame)}
	}
	out.ClockBack, out.MaxClockBackMS = s.ClockBack, float64(s.MaxClockBack)*1e-6
	out.TypeChanges, out.TypeChangeFrame = s.TypeChanges, capture.Frame(s.TypeFrame)
	if s.Timing.Rate == 0 || int(s.Timing.Rate) != out.ClockRate {
		return // measured with another rate than the one known in the end: better nothing than a wrong number
	}
	s.Timing.Settle()
	out.timedFrom = s.Timing.Since
	out.course = s.Timing.Course
	s.extensions(out)
	if mean, high, last, ok := s.Timing.Jitter(); ok {
		out.Jitter = &Jitter{mean, high, last, capture.Frame(s.JitterFrame), s.Timing.Peak, ""}
		if s.Timing.Peak > 0 {
			out.Jitter.Cause = s.flow.heldUpBy(s.Timing.Peak-peakWindow, s.Timing.Peak)
		}
	}
	if ppm, interval, ok := s.Timing.Drift(); ok {
		out.ClockDriftPPM, out.ClockDriftInterval = &ppm, &interval
	}
	out.TimestampsBack = s.Timing.Backward
	if ms, ok := s.Timing.MaxSkew(); ok {
		out.MaxSkewMS = &ms
	}
}

// peakWindow is how long (ns) before the highest jitter what made it is looked for.
const peakWindow = 500e6

// losses lists the holes that stayed and the jumps, and takes out of both counts what a later PLAY (a
// seek) explains: after it the numbers go on where RTP-Info says (RFC 2326, 12.33). A hole between what
// was sent before the first PLAY was answered and the number that it announced is a hole all the same.
// It returns the holes that are explained.
func (s *source) losses(out *Stream) (explained []measure.Hole) {
	for _, h := range s.Holes {
		if h.Missing == 0 {
			continue
		}
		if st := s.startAt(uint16(h.First + h.Count)); st != nil && h.Time >= st.time-earlyTolerance && h.Time <= st.time+lateTolerance {
			out.Discontinuities = append(out.Discontinuities, Discontinuity{Time: h.Time, Frame: capture.Frame(h.Frame),
				FromSeq: uint16(h.First - 1), ToSeq: uint16(h.First + h.Count), FromTime: h.FromTS, ToTime: h.ToTS, Reason: "play"})
			out.Expected -= h.Missing
			explained = append(explained, h)
			continue
		}
		h.Runs(func(first, count int64) {
			out.Losses = append(out.Losses, Loss{uint16(first), count, capture.Frame(h.Frame), h.Time})
		})
	}
	for _, j := range s.Jumps {
		d := s.discontinuity(j)
		i := slices.IndexFunc(out.Discontinuities, func(x Discontinuity) bool { return x.Frame == d.Frame })
		if i >= 0 && !j.Restart {
			out.Discontinuities[i].FromTime, out.Discontinuities[i].ToTime = d.FromTime, d.ToTime
			continue
		}
		out.Discontinuities = append(out.Discontinuities, d)
	}
	out.DiscontinuitiesLeftOut = s.JumpsN - int64(len(s.Jumps))
	return explained
}

func (s *source) discontinuity(j measure.Jump) Discontinuity {
	d := Discontinuity{Time: j.Time, Frame: capture.Frame(j.Frame), FromSeq: j.FromSeq, ToSeq: j.ToSeq, FromTime: j.FromTime, ToTime: j.ToTime, Reason: "timestamp"}
	if j.Restart {
		d.Reason = "restart"
	}
	if s.claim != nil {
		for _, t := range s.claim.session.playTimes {
			if j.Time >= t-earlyTolerance && j.Time <= t+lateTolerance {
				d.Reason = "play"
			}
		}
	}
	return d
}

// startAt finds the RTP-Info entry of a later PLAY that announced a sequence number.
func (s *source) startAt(seq uint16) *rtpStart {
	if s.claim == nil {
		return nil
	}
	for i := 1; i < len(s.claim.starts); i++ {
		if st := &s.claim.starts[i]; st.hasSeq && st.seq == seq {
			return st
		}
	}
	for i := range s.claim.session.starts {
		if st := &s.claim.session.starts[i]; st.hasSeq && st.seq == seq {
			return st
		}
	}
	return nil
}
