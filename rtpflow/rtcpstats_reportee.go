//home: rtpflow/rtcpstats

package rtpflow

import (
	"math"

	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/rtcp"
)

// reportee is what others said about an SSRC in one RTCP flow.
type reportee struct {
	blocks         int64 // reception reports
	nack, pli, fir int64
	receptions     []*reception // by reporter, in order of appearance
	source         *source      // whom it is about, once it was found
	asked          asked
	requests       []KeyframeRequest
	remb, tmmbr    limit
	twcc, ccfb     PacketStatus
	extended       []*XRReport // by reporter and block
}

// Limits of what is kept of a subject.
const (
	maxReporters = 16
	maxRequests  = 64 // for a key frame
	maxXRReports = 32
)

// reportee finds or makes the record of an SSRC; beyond the limit a record that is thrown away.
func (x *compoundReader) reportee(ssrc uint32) *reportee {
	r := x.r
	if s := r.reportees[ssrc]; s != nil {
		return s
	}
	s := &reportee{}
	if r.reportees == nil {
		r.reportees = map[uint32]*reportee{}
	}
	if len(r.reportees) < maxRTCPSources {
		r.reportees[ssrc] = s
	}
	return s
}

// sourceOf finds the source that is spoken of, nil if none is known.
func (x *compoundReader) sourceOf(s *reportee, ssrc uint32) *source {
	if s.source == nil || s.source.flow.ended {
		s.source = x.stats.sourceOf(x.r.flow, ssrc, true)
	}
	return s.source
}

// reception is what one receiver reported of one source.
type reception struct {
	reporter             uint32
	n                    int64
	start, end           int64
	firstLost, lost      int64 // cumulative
	fraction, worst      uint8 // of 256
	highest              uint32
	jitterSum            float64
	jitterMax, jitterEnd uint32
	// missing is what the capture point had not seen of the numbers up to highest; valid where source is
	// the one that first and last were compared with.
	source           *source
	firstMissing     int64
	missing          int64
	behind           int64 // numbers that had passed the capture point beyond highest
	compared, broken bool
	roundTrip        roundTrip
}

// reports reads reception reports (RFC 3550, 6.4.1) of a reporter.
func (x *compoundReader) reports(reporter uint32) bool {
	x.regular = true
	list, ok := x.p.Reports()
	for i := range list.Len() {
		b := list.At(i)
		x.r.addReportee(b.SSRC)
		s := x.reportee(b.SSRC)
		s.blocks++
		if x.copied {
			continue
		}
		r := s.reception(reporter)
		if r == nil {
			continue
		}
		r.add(&b, x.at.time)
		r.compare(x.sourceOf(s, b.SSRC), b.HighestSeq)
		if b.LSR == 0 {
			continue
		}
		if passed, ok := x.stats.lookupLSR(x.r, b.SSRC, b.LSR, false); ok {
			r.roundTrip.add(passed, x.at.time, b.DLSR)
			x.sender(reporter).roundTrip.add(passed, x.at.time, b.DLSR)
		}
	}
	return ok
}

// reception finds or makes the record of a reporter; nil beyond the limit.
func (s *reportee) reception(reporter uint32) *reception {
	for _, r := range s.receptions {
		if r.reporter == reporter {
			return r
		}
	}
	if len(s.receptions) >= maxReporters {
		return nil
	}
	r := &reception{reporter: reporter}
	s.receptions = append(s.receptions, r)
	return r
}

func (r *reception) add(b *rtcp.ReportBlock, time int64) {
	if r.n == 0 {
		r.start, r.firstLost = time, int64(b.Lost)
	}
	if int64(b.Lost) > r.lost { // otherwise nothing was lost, and the fraction is nonsense that some stacks send
		r.worst = max(r.worst, b.FractionLost)
	}
	r.n++
	r.end, r.lost, r.highest, r.fraction = time, int64(b.Lost), b.HighestSeq, b.FractionLost
	r.jitterSum += float64(b.Jitter)
	r.jitterEnd, r.jitterMax = b.Jitter, max(r.jitterMax, b.Jitter)
}

// compare sets what is reported beside what the capture point had seen by then.
func (r *reception) compare(s *source, highest uint32) {
	if s == nil {
		return
	}
	after, beyond, ok := s.Seq.MissingAfter(uint16(highest))
	if !ok {
		return
	}
	missing := seenOf(s).missing - after
	if !r.compared {
		r.compared, r.source, r.firstMissing = true, s, missing
	}
	r.broken = r.broken || r.source != s
	r.missing, r.behind = missing, beyond
}

// asked counts packets that NACKs ask for.
type asked struct {
	NACKed
	slots *[askedSlots]uint32 // by number: the extended number last asked for, plus one
}

// askedSlots is how far numbers may lie apart for a repeated request to be known as one.
const askedSlots = 1024

// add takes a request for one packet of a source.
func (k *asked) add(s *source, seq uint16) {
	k.Requests++
	if s == nil {
		return
	}
	if k.slots == nil {
		k.slots = new([askedSlots]uint32)
	}
	e := uint32(s.Seq.Extend(seq))
	if k.slots[e%askedSlots] == e+1 {
		return
	}
	k.slots[e%askedSlots] = e + 1
	k.Packets++
	switch s.Seq.Status(seq) {
	case measure.Seen:
		k.Seen++
	case measure.Missing:
		k.Missing++
	}
}

// limit is a bit rate that is asked for or told, time and again.
type limit struct {
	n, unlimited          int64
	last, lowest, highest uint64
}

// unlimited is the bit rate from which one that is told limits nothing: no link comes near a petabit a
// second, but the fields of REMB and TMMBR can hold 2^18 × 2^63, and that is how some say "no limit".
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

func (l *limit) report() *BitrateLimit {
	if l.n == 0 {
		return nil
	}
	return &BitrateLimit{Count: l.n, Unlimited: l.unlimited, Last: bitrateOf(l.last), Min: bitrateOf(l.lowest), Max: bitrateOf(l.highest)}
}

func bitrateOf(bps uint64) float64 {
	if bps >= unlimited {
		return math.Inf(1)
	}
	return float64(bps)
}
