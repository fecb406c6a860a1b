package rtcpstats

import (
	"math"

	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/rtcp"
)

// Reportee is an SSRC that others report on in one RTCP flow.
type Reportee struct {
	Blocks         int64 // reception reports
	Nack, Pli, Fir int64
	Receptions     []*Reception    // by reporter, in order of appearance
	source         *observe.Source // with that SSRC, nil until it is found
	Asked          requested
	Requests       []rtpflow.KeyframeRequest
	Remb, Tmmbr    limit
	Twcc, Ccfb     rtpflow.PacketStatus
	Extended       []*rtpflow.XRReport // by reporter and block
}

// Limits of what is kept of a reportee.
const (
	maxReporters = 16
	maxRequests  = 64 // for a keyframe
	maxXRReports = 32
)

// reportee returns the record of an SSRC; beyond the limit one that is not kept.
func (x *compoundReader) reportee(ssrc uint32) *Reportee {
	r := x.r
	if s := r.Reportees[ssrc]; s != nil {
		return s
	}
	s := &Reportee{}
	if r.Reportees == nil {
		r.Reportees = map[uint32]*Reportee{}
	}
	if len(r.Reportees) < MaxSources {
		r.Reportees[ssrc] = s
	}
	return s
}

// sourceOf finds the source that is reported on, nil if none is known.
func (x *compoundReader) sourceOf(s *Reportee, ssrc uint32) *observe.Source {
	if s.source == nil || s.source.Flow.Ended {
		s.source = x.stats.sourceOf(x.r.Flow, ssrc, true)
	}
	return s.source
}

// Reception is what one receiver reports about one source.
type Reception struct {
	Reporter              uint32
	N                     int64
	Start, End            int64
	FirstLost, Lost       int64 // cumulative
	Fraction, Worst       uint8 // of 256
	FirstHighest, Highest uint32
	JitterSum             float64
	JitterMax, JitterEnd  uint32
	// missing counts the sequence numbers up to highest that had not passed the capture point; valid unless broken, which
	// says that the reports were compared with different sources.
	source           *observe.Source
	FirstMissing     int64
	Missing          int64
	Behind           int64 // sequence numbers beyond highest that had passed the capture point
	Compared, Broken bool
	RoundTrip        RoundTrip
}

// reports reads the report blocks (RFC 3550, 6.4.1) of a reporter.
func (x *compoundReader) reports(reporter uint32) bool {
	x.regular = true
	list, ok := x.p.ReportBlocks()
	for i := range list.Len() {
		b := list.At(i)
		x.r.addReportee(b.SSRC)
		s := x.reportee(b.SSRC)
		s.Blocks++
		if x.copied {
			continue
		}
		r := s.reception(reporter)
		if r == nil {
			x.r.DroppedDetails.Add(1, x.at.Frame)
			continue
		}
		r.add(&b, x.at.Time)
		r.compare(x.sourceOf(s, b.SSRC), b.HighestSeq)
		if b.LSR == 0 {
			continue
		}
		if passed, ok := x.stats.lookupLSR(x.r, b.SSRC, b.LSR, false); ok {
			r.RoundTrip.add(passed, x.at.Time, b.DLSR)
			x.sender(reporter).RoundTrip.add(passed, x.at.Time, b.DLSR)
		}
	}
	return ok
}

// reception returns the record of a reporter, nil beyond the limit.
func (s *Reportee) reception(reporter uint32) *Reception {
	for _, r := range s.Receptions {
		if r.Reporter == reporter {
			return r
		}
	}
	if len(s.Receptions) >= maxReporters {
		return nil
	}
	r := &Reception{Reporter: reporter}
	s.Receptions = append(s.Receptions, r)
	return r
}

func (r *Reception) add(b *rtcp.ReportBlock, time int64) {
	if r.N == 0 {
		r.Start, r.FirstLost, r.FirstHighest = time, int64(b.Lost), b.HighestSeq
	}
	if int64(b.Lost) > r.Lost { // otherwise nothing was lost, and the fraction is one of the wrong values that some stacks send
		r.Worst = max(r.Worst, b.FractionLost)
	}
	r.N++
	r.End, r.Lost, r.Highest, r.Fraction = time, int64(b.Lost), b.HighestSeq, b.FractionLost
	r.JitterSum += float64(b.Jitter)
	r.JitterEnd, r.JitterMax = b.Jitter, max(r.JitterMax, b.Jitter)
}

// compare compares a report with what had passed the capture point at that time.
func (r *Reception) compare(s *observe.Source, highest uint32) {
	if s == nil {
		return
	}
	after, beyond, ok := s.Seq.MissingAfter(uint16(highest))
	if !ok {
		return
	}
	missing := seenOf(s).missing - after
	if !r.Compared {
		r.Compared, r.source, r.FirstMissing = true, s, missing
	}
	r.Broken = r.Broken || r.source != s
	r.Missing, r.Behind = missing, beyond
}

// requested counts the packets that NACKs request.
type requested struct {
	rtpflow.NACKed
	slots *[requestSlots]uint32 // by sequence number: the extended number that was requested last, plus one
}

// requestSlots is the distance between sequence numbers up to which a repeated request is recognized.
const requestSlots = 1024

// add counts a request for one packet of a source.
func (k *requested) add(s *observe.Source, seq uint16) {
	k.Requests++
	if s == nil {
		return
	}
	if k.slots == nil {
		k.slots = new([requestSlots]uint32)
	}
	e := uint32(s.Seq.Extend(seq))
	if k.slots[e%requestSlots] == e+1 {
		return
	}
	k.slots[e%requestSlots] = e + 1
	k.Packets++
	switch s.Seq.Status(seq) {
	case measure.Seen:
		k.Seen++
	case measure.Missing:
		k.Missing++
	}
}

// limit is a maximum bit rate that is requested or announced repeatedly.
type limit struct {
	n, unlimited          int64
	last, lowest, highest uint64
}

// unlimited is the bit rate from which a maximum limits nothing: no link reaches a petabit per second, but the fields of
// REMB and TMMBR allow 2^18 × 2^63, which some implementations send for "no limit".
const unlimited = 1e15

func (l *limit) add(bps uint64) {
	if l.n == 0 || bps < l.lowest {
		l.lowest = bps
	}
	l.n++
	if bps >= unlimited {
		l.unlimited++
	}
	l.last, l.highest = bps, max(l.highest, bps)
}

func (l *limit) Report() *rtpflow.BitrateLimit {
	if l.n == 0 {
		return nil
	}
	return &rtpflow.BitrateLimit{Count: l.n, Unlimited: l.unlimited, Last: bitrateOf(l.last), Min: bitrateOf(l.lowest), Max: bitrateOf(l.highest)}
}

func bitrateOf(bps uint64) float64 {
	if bps >= unlimited {
		return math.Inf(1)
	}
	return float64(bps)
}
