//home: rtpflow/rtcpstats

package rtpflow

import (
	"math"

	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/rtcp"
)

// reportee is an SSRC that others report on in one RTCP flow.
type reportee struct {
	blocks         int64 // reception reports
	nack, pli, fir int64
	receptions     []*reception // by reporter, in order of appearance
	source         *source      // with that SSRC, nil until it is found
	asked          requested
	requests       []KeyframeRequest
	remb, tmmbr    limit
	twcc, ccfb     PacketStatus
	extended       []*XRReport // by reporter and block
}

// Limits of what is kept of a reportee.
const (
	maxReporters = 16
	maxRequests  = 64 // for a keyframe
	maxXRReports = 32
)

// reportee returns the record of an SSRC; beyond the limit one that is not kept.
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

// sourceOf finds the source that is reported on, nil if none is known.
func (x *compoundReader) sourceOf(s *reportee, ssrc uint32) *source {
	if s.source == nil || s.source.flow.ended {
		s.source = x.stats.sourceOf(x.r.flow, ssrc, true)
	}
	return s.source
}

// reception is what one receiver reports about one source.
type reception struct {
	reporter             uint32
	n                    int64
	start, end           int64
	firstLost, lost      int64 // cumulative
	fraction, worst      uint8 // of 256
	highest              uint32
	jitterSum            float64
	jitterMax, jitterEnd uint32
	// missing counts the sequence numbers up to highest that had not passed the capture point; valid unless broken, which
	// says that the reports were compared with different sources.
	source           *source
	firstMissing     int64
	missing          int64
	behind           int64 // sequence numbers beyond highest that had passed the capture point
	compared, broken bool
	roundTrip        roundTrip
}

// reports reads the report blocks (RFC 3550, 6.4.1) of a reporter.
func (x *compoundReader) reports(reporter uint32) bool {
	x.regular = true
	list, ok := x.p.ReportBlocks()
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

// reception returns the record of a reporter, nil beyond the limit.
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
	if int64(b.Lost) > r.lost { // otherwise nothing was lost, and the fraction is one of the wrong values that some stacks send
		r.worst = max(r.worst, b.FractionLost)
	}
	r.n++
	r.end, r.lost, r.highest, r.fraction = time, int64(b.Lost), b.HighestSeq, b.FractionLost
	r.jitterSum += float64(b.Jitter)
	r.jitterEnd, r.jitterMax = b.Jitter, max(r.jitterMax, b.Jitter)
}

// compare compares a report with what had passed the capture point at that time.
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

// requested counts the packets that NACKs request.
type requested struct {
	NACKed
	slots *[requestSlots]uint32 // by sequence number: the extended number that was requested last, plus one
}

// requestSlots is the distance between sequence numbers up to which a repeated request is recognized.
const requestSlots = 1024

// add counts a request for one packet of a source.
func (k *requested) add(s *source, seq uint16) {
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
