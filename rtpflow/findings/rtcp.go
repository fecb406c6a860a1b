package findings

import (
	"fmt"
	"math"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/findings/displayfilter"
	"rtspect/rtpflow/wording"
)

// Differences that are not reported, whatever the thresholds: a report that overtakes packets in the sender's queue, and
// receivers that start to count one packet earlier.
const (
	maxQueuedPackets  = 20
	maxStrayedPackets = 2
)

// rtcpFindings are those about what RTCP says of the stream.
func (d *streamDetector) rtcpFindings() {
	st, r := d.st, d.st.RTCP
	if r == nil {
		return
	}
	d.senderCounts(r.Sent)
	if n := r.RepeatedSRs; n > 0 {
		d.addFrames(catalog.SRStale, r.RepeatedSRFrames, "%d of %s %s the counts and the RTP timestamp of the previous one with a new NTP timestamp: the sender does not update them.",
			n, wording.Count(r.SR, "sender report"), wording.Plural(n, "repeats", "repeat")).counts(n).shownBy(displayfilter.OfFrames(firstFrames(r.RepeatedSRFrames)))
	}
	for i := range r.Receptions {
		d.receptionFinding(&r.Receptions[i])
	}
	if x := r.ReceiverRTT; x != nil && x.Mean >= d.limit.RoundTrip {
		d.add(catalog.RoundTripLong, nil, "The round-trip time between capture point and receivers is %.0f ms on average (%.0f to %.0f ms, %s).", x.Mean, x.Min, x.Max, wording.Count(x.Count, "measurement")).
			counts(x.Count).measures(x.Mean, rtpflow.UnitMilliseconds).against(d.limit.RoundTrip).shownBy(d.filters.ReceptionReports(st))
	}
	if b := r.Bye; b != nil && float64(st.End-b.Time) > d.limit.AfterBye*1e9 && st.Start < b.Time {
		d.addFrames(catalog.ByeEarly, []capture.Frame{b.Frame, st.LastFrame}, "RTP continued for %s after the source's RTCP BYE.", wording.Duration(st.End-b.Time)).
			at(b.Time).until(st.End).lasts(st.End - b.Time).against(d.limit.AfterBye)
	}
	for _, x := range r.CNAMEChanges {
		d.addFrames(catalog.CNAMEChanged, one(x.Frame), "The source changed its CNAME from %q to %q.", x.From, x.To).at(x.Time)
	}
}

// senderCounts compares the counts of sender reports with the packets seen and with the gaps in the sequence numbers.
// Where both agree, packets were lost before the capture point or by the capture.
func (d *streamDetector) senderCounts(s *rtpflow.SentCounts) {
	st := d.st
	if s == nil || s.SentPackets == 0 && s.SeenPackets == 0 {
		return
	}
	filter := d.filters.SenderReports(st)
	known := s.SeenPackets + s.Missing
	if n := s.SentPackets - known; exceeds(n, max(s.SentPackets, known), d.limit.SRDifference, maxQueuedPackets) {
		why := fmt.Sprintf("%d more than the sequence numbers account for: they were lost before the capture point, or the sender's counter is wrong", n)
		if late := s.Until - st.End; n > 0 && late >= 2e9 {
			why = fmt.Sprintf("%d more than the sequence numbers account for: the reports continue for %s after the last packet of this SSRC", n, wording.Duration(late))
		}
		if n < 0 {
			why = fmt.Sprintf("%d fewer than the sequence numbers account for: the sender's counter is wrong", -n)
		}
		d.add(catalog.SRMismatch, nil, "The sender reports count %s within %s; %d were seen and %d are missing from the sequence. That is %s.", wording.Count(s.SentPackets, "packet"),
			wording.Duration(s.Until-s.From), s.SeenPackets, s.Missing, why).at(s.Until).measures(float64(s.SentPackets), rtpflow.UnitPackets).against(float64(known)).shownBy(filter)
		return
	}
	if s.SeenPackets == 0 || s.Missing != 0 || st.Truncated > 0 && st.Malformed > 0 {
		return
	}
	mean := float64(s.SeenOctets) / float64(s.SeenPackets)
	queued := int64(mean * maxQueuedPackets)
	if n := s.SentOctets - s.SeenOctets; exceeds(n, max(s.SentOctets, s.SeenOctets), d.limit.SRDifference, queued) {
		d.add(catalog.SROctetsMismatch, nil, "The sender reports count %d payload octets in %s; the %d packets seen in that time contain %d.", s.SentOctets, wording.Count(s.SentPackets, "packet"),
			s.SeenPackets, s.SeenOctets).at(s.Until).measures(float64(s.SentOctets), rtpflow.UnitBytes).against(float64(s.SeenOctets)).shownBy(filter)
	}
}

// exceeds reports whether a difference is larger than a share (in %) of the whole and than a number.
func exceeds(difference, whole int64, percent float64, least int64) bool {
	return math.Abs(float64(difference)) > max(float64(least), percent/100*float64(whole))
}

// receptionFinding compares the loss that a receiver reports with the loss at the capture point. After discontinuities
// of the sequence the two count differently.
func (d *streamDetector) receptionFinding(x *rtpflow.Reception) {
	st := d.st
	if x.After == nil || len(st.Discontinuities) > 0 {
		return
	}
	filter := d.filters.ReceptionReports(st)
	switch after := *x.After; {
	case after > 0 && exceeds(after, st.Expected, d.limit.ReceiverLoss, maxStrayedPackets):
		d.add(catalog.LossAfterCapture, nil, "Receiver %s reports %s; %d of them were missing at the capture point, so %d were lost between capture point and receiver.",
			wording.SSRC(x.Reporter), wording.Count(x.Lost, "lost packet"), *x.Before, after).at(x.End).counts(after).measures(float64(x.Lost), rtpflow.UnitPackets).against(float64(*x.Before)).shownBy(filter)
	case after < 0 && exceeds(-after-st.Duplicates, st.Expected, d.limit.ReceiverLoss, maxStrayedPackets) && -after > st.Duplicates:
		n := -after - st.Duplicates
		d.add(catalog.LossNotAtReceiver, nil, "Receiver %s reports %s, but %d are missing at the capture point: at least %d reached the receiver and are missing from the capture.",
			wording.SSRC(x.Reporter), wording.Count(max(x.Lost, 0), "lost packet"), *x.Before, n).at(x.End).counts(n).measures(float64(max(x.Lost, 0)), rtpflow.UnitPackets).against(float64(*x.Before)).shownBy(filter)
	}
}

// mediaRTCPFindings are those about the RTCP of a media as a whole.
func (d *mediaDetector) mediaRTCPFindings() {
	m := d.m
	for _, st := range m.Streams {
		sd := d.streamDetector(d.s, m, st)
		sd.rtcpFindings()
		if !m.Secure() && !sd.otherSSRC() {
			sd.unreported()
		}
		d.take(sd.found)
	}
	d.rtcpShare()
	d.sharedNames()
	d.collisions()
}

// otherSSRC reports sender reports in the direction of the stream whose SSRC sends no RTP there, where the stream itself
// has none.
func (d *streamDetector) otherSSRC() bool {
	st, m := d.st, d.m
	if st.RTCP != nil && st.RTCP.SR > 0 || m.OnlyRetransmits() {
		return false
	}
	for _, x := range m.RTCP {
		if x.Direction != st.Direction || x.Encrypted {
			continue
		}
		for _, o := range x.Sources {
			if o.SR > 0 {
				d.addFrames(catalog.SROtherSSRC, []capture.Frame{st.FirstFrame, x.FirstFrame}, "The sender reports are of SSRC %s, the RTP packets of %s.", wording.SSRC(o.SSRC), wording.SSRC(st.SSRC))
				return true
			}
		}
	}
	return false
}

// unreported reports a long stream without sender reports or receiver reports.
func (d *streamDetector) unreported() {
	st, m := d.st, d.m
	if float64(st.End-st.Start) < d.limit.NoReports*1e9 || m.OnlyRetransmits() {
		return
	}
	sr, rr := int64(0), int64(0)
	if r := st.RTCP; r != nil {
		sr, rr = r.SR, r.RR
	}
	add := func(t *catalog.FindingType, format string) *draft {
		return d.add(t, nil, format, wording.Duration(st.End-st.Start)).at(st.Start).until(st.End).lasts(st.End - st.Start).against(d.limit.NoReports).shownBy("")
	}
	switch udp := st.Connection == nil; {
	case sr == 0 && udp:
		add(catalog.SRMissing, "No sender report in a stream of %s: the sender does not send RTCP, or its reports are not in the capture.")
	case sr == 0:
		add(catalog.SRMissing, "No sender report in an interleaved stream of %s: receivers cannot synchronize it with other streams.").as(rtpflow.SevNote)
	case rr == 0 && udp && m.Transport.Lower == "udp" && !oneWay(d.s):
		add(catalog.RRMissing, "No receiver report for a stream of %s.")
	}
}

// oneWay reports whether one direction of the session is not in the capture.
func oneWay(s *rtpflow.Session) bool {
	return !slices.ContainsFunc(s.Exchanges, func(e *rtpflow.Exchange) bool { return e.Request != nil && e.Response != nil })
}

// rtcpShare reports RTCP that exceeds its share of the session bandwidth (RFC 3550, 6.2). The shortest interval of five
// seconds applies whatever the bit rate: only short intervals, or much feedback, can be a fault.
func (d *mediaDetector) rtcpShare() {
	const (
		minTime     = 10e9 // ns
		maxInterval = 2500 // ms
	)
	share, often := 0.0, false
	var first, last int64
	for _, x := range d.m.RTCP {
		if x.Share == nil {
			return
		}
		share += *x.Share
		often = often || x.Interval != nil && x.Interval.Mean < maxInterval || x.Types["RTPFB"]+x.Types["PSFB"] > x.Packets/2
		if first == 0 || x.Start < first {
			first = x.Start
		}
		last = max(last, x.End)
	}
	if share*100 <= d.limit.RTCPShare || !often || last-first < minTime {
		return
	}
	d.add(catalog.RTCPShareExceeded, nil, "RTCP takes %.1f %% of the session bandwidth; %g %% is allowed.", share*100, d.limit.RTCPShare).
		measures(share*100, rtpflow.UnitPercent).against(d.limit.RTCPShare)
}
